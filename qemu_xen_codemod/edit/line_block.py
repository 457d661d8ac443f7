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
    """A line is too far left, or is indented with other characters."""


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines without line ends; blank lines are empty."""

    #: For each line, what it lacks of the margin, and what follows the margin.
    lines: tuple[tuple[bytes, bytes], ...]
    #: Common to the lines as they were written.
    margin: str = ""

    @classmethod
    def read(cls, text: str, margin: str | None = None) -> LineBlock:
        """The lines of a text, relative to a margin: by default the text's own margin.

        Raises NoIndent if a line is not indented like the margin.
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
        """The lines at an indentation. Raises NoIndent if the indentation is too small."""
        found = []
        for missing, line in self.lines:
            if not indent.endswith(missing):
                raise NoIndent
            found.append(indent[: len(indent) - len(missing)] + line if line else b"")
        return tuple(found)

    def text(self) -> bytes:
        """The lines as in a file, from the margin as it was written."""
        return b"\n".join(self.at(self.margin.encode()))


@dataclass(frozen=True, slots=True)
class Found:
    """Lines of a file."""

    #: Includes the end of the last line.
    span: Span
    #: The indentation of the lines in addition to that of the block.
    indent: bytes


def find_block(data: bytes, block: LineBlock, start: int = 0) -> list[Found]:
    """Where the lines occur in a file, from an offset that begins a line."""
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
    """The common beginning of all texts."""
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
