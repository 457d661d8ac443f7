# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a letter or of a commit message -> paragraphs, lists, tables and lines of code.

Nothing is lost: everything else is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: The first rows of the tables that `codemod apply` and `codemod verify` write.
_HEADS = (
    ("function", "uses", "outcome"),
    ("function", "before", "after"),
    ("", "before", "after"),
)
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")
_NOTE = re.compile(r"\[\d+\] ")
_TRAILER = re.compile(
    r"(?:[A-Z][A-Za-z-]*-(?:by|to|[iI][dD])|Cc|CC|Closes|Fixes|Link|Resolves): \S"
)
_COLUMNS = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; the items are without their bullets."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class AsIs:
    """Lines that were laid out by hand: code, trailers, drawings."""

    lines: tuple[str, ...]


Block = Paragraph | Items | Table | AsIs


def read_prose(text: str) -> tuple[Block, ...]:
    """The blocks of a text, which are separated by blank lines."""
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            groups[-1].append(line.rstrip())
        elif groups[-1]:
            groups.append([])
    return tuple(block for group in groups if group for block in _blocks(group))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    if table := _table(lines):
        yield table
        return
    items = [at for at, line in enumerate(lines) if _ITEM.match(line) or _NOTE.match(line)]
    if items and all(
        at in items or lines[at].startswith(" ") for at in range(items[0], len(lines))
    ):
        if items[0]:
            yield from _blocks(lines[: items[0]])
        ends = [*items[1:], len(lines)]
        texts = tuple(
            " ".join(line.strip() for line in lines[start:end])
            for start, end in zip(items, ends, strict=True)
        )
        yield Items(tuple(_ITEM.sub("", text, count=1) for text in texts))
    elif any(line.startswith((" ", "\t", ">")) for line in lines) or _is_trailers(lines):
        yield AsIs(tuple(lines))
    else:
        yield Paragraph(" ".join(line.strip() for line in lines))


def _is_trailers(lines: Sequence[str]) -> bool:
    return all(_TRAILER.match(line) for line in lines)


def _table(lines: Sequence[str]) -> Table | None:
    rows = [_cells(line) for line in lines]
    head = rows[0]
    if not any(head[: len(known)] == known for known in _HEADS) or len(rows) < 2:
        return None
    size = len(head)
    if any(not 2 <= len(row) <= size for row in rows):
        return None
    return Table(head, tuple(row + ("",) * (size - len(row)) for row in rows[1:]))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_COLUMNS.split(line.rstrip()))


def split_trailers(text: str) -> tuple[str, tuple[str, ...]]:
    """A message's text, and the trailers at its end."""
    words, _, last = text.strip("\n").rpartition("\n\n")
    lines = last.split("\n")
    return (words, tuple(lines)) if _is_trailers(lines) else (text.strip("\n"), ())
