# SPDX-License-Identifier: GPL-2.0-or-later
"""LineBlock: whole lines that may be at any indentation.

    find       |  a,          in a file   |        a,
               |    b         is as   |          b

A block is found where the lines say the same and are indented by the same text more than its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.edit.edit import Span


class NoIndent(ValueError):
    """A line is too far left, or is indented by other characters."""


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines without line ends; those that are blank are empty."""

    #: Of each line what it has less than the margin, and what follows the margin.
    lines: tuple[tuple[bytes, bytes], ...]
    #: Common to the lines as they were written.
    margin: str = ""

    @classmethod
    def read(cls, text: str, margin: str | None = None) -> LineBlock:
        """The lines of a text, seen from a margin: that of the text itself when it is not given.

        Raises NoIndent when a line is not indented as the margin is.
        """
        written = text.split("\n")
        if written and not written[-1].strip():
            written.pop()
        shown = [line for line in written if line.strip()]
        if margin is None:
            margin = _common([_indent(line) for line in shown])
        lines = []
        for line in written:
            indent = _indent(line)
            if not line.strip():
                lines.append((b"", b""))
            elif indent.startswith(margin):
                lines.append((b"", line[len(margin) :].encode("utf-8", "surrogatepass")))
            elif margin.startswith(indent):
                rest = line[len(indent) :].encode("utf-8", "surrogatepass")
                lines.append((margin[len(indent) :].encode(), rest))
            else:
                raise NoIndent
        return cls(tuple(lines), margin)

    def at(self, indent: bytes) -> tuple[bytes, ...]:
        """The lines at an indentation. Raises NoIndent when there is not enough of it."""
        found = []
        for missing, line in self.lines:
            if not indent.endswith(missing):
                raise NoIndent
            found.append(indent[: len(indent) - len(missing)] + line if line else b"")
        return tuple(found)

    def text(self) -> bytes:
        """The lines as a file would have them, from the margin as it was written."""
        return b"\n".join(self.at(self.margin.encode()))


@dataclass(frozen=True, slots=True)
class Found:
    """Lines of a file."""

    #: With the end of the last line.
    span: Span
    #: What the lines are indented by more than the block.
    indent: bytes


def find_block(data: bytes, block: LineBlock, start: int = 0) -> list[Found]:
    """Where the lines are in a file, from an offset on that begins a line."""
    if any(data.find(line, start) < 0 for _, line in block.lines):
        return []
    starts = list(_line_starts(data, start))
    texts = [data[a:b].rstrip(b"\r\n") for a, b in pairwise(starts)]
    texts = [text if text.strip() else b"" for text in texts]
    first = next(number for number, (_, line) in enumerate(block.lines) if line)
    size = len(block.lines)
    found = []
    for at in range(len(texts) - size + 1):
        line = texts[at + first]
        missing, text = block.lines[first]
        if not line.endswith(text):
            continue
        indent = line[: len(line) - len(text)] + missing
        if not indent.strip() and block.at(indent) == tuple(texts[at : at + size]):
            found.append(Found(Span(starts[at], starts[at + size]), indent))
    return found


def _common(texts: list[str]) -> str:
    """What all the texts begin with."""
    first, last = min(texts, default=""), max(texts, default="")
    same = (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(same, min(len(first), len(last)))]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _line_starts(data: bytes, start: int) -> Iterator[int]:
    """The start of each line, and the end of the last."""
    while start < len(data):
        yield start
        end = data.find(b"\n", start)
        start = len(data) if end < 0 else end + 1
    yield len(data)
