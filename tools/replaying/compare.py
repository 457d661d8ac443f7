# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what rules make of a file with what a commit made of it.

A changed line is a `-` or `+` line of the diff against the old file. The result has it if its own
diff has it at the same place: a removed line must be the same line of the old file; an added one
must have the same bytes, in a change of the same lines and in the same order. Lines that only the
result changes are counted separately.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.replaying.history import Hunk


@dataclass(frozen=True, slots=True)
class Line:
    """A changed line."""

    #: "-" or "+".
    sign: str
    #: With its line end.
    text: bytes
    #: For a removed line, 0-based in the old file; -1 for an added one.
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the commit next to one of the result; the same in both, or in only one of them."""

    theirs: Line | None
    ours: Line | None


@dataclass(frozen=True, slots=True)
class Region:
    """Neighbouring lines that the commit, the result or both changed."""

    #: 1-based, in the file before.
    line: int
    rows: tuple[Row, ...]

    @property
    def had(self) -> int:
        return sum(row.theirs is not None and row.ours is not None for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.ours is None for row in self.rows)

    @property
    def extra(self) -> int:
        return sum(row.theirs is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One file."""

    path: str
    regions: tuple[Region, ...]

    @property
    def changed(self) -> int:
        """How many lines the commit changed."""
        return self.had + self.missing

    @property
    def had(self) -> int:
        """How many of them the result has byte for byte."""
        return sum(region.had for region in self.regions)

    @property
    def missing(self) -> int:
        """How many of them it lacks."""
        return sum(region.missing for region in self.regions)

    @property
    def extra(self) -> int:
        """How many lines only the result changes."""
        return sum(region.extra for region in self.regions)


def compare(
    path: str, before: Sequence[bytes], theirs: Sequence[Hunk], ours: Sequence[Hunk]
) -> Comparison:
    """Compare two changes of a file whose lines were `before`."""
    regions = []
    for start, left, right in _grouped(theirs, ours):
        rows = tuple(_rows(_changed(before, left), _changed(before, right)))
        regions.append(Region(start + 1, rows))
    return Comparison(path, tuple(regions))


def _grouped(
    theirs: Sequence[Hunk], ours: Sequence[Hunk]
) -> Iterator[tuple[int, list[Hunk], list[Hunk]]]:
    """The hunks that touch each other, together, with the line on which they begin."""
    waiting = sorted(
        [(hunk.start, hunk.end, 0, hunk) for hunk in theirs]
        + [(hunk.start, hunk.end, 1, hunk) for hunk in ours],
        key=lambda entry: entry[:3],
    )
    while waiting:
        start, reached = waiting[0][:2]
        sides: tuple[list[Hunk], list[Hunk]] = ([], [])
        while waiting and waiting[0][0] <= reached:
            _, end, side, hunk = waiting.pop(0)
            reached = max(reached, end)
            sides[side].append(hunk)
        yield start, *sides


def _changed(before: Sequence[bytes], hunks: Sequence[Hunk]) -> list[Line]:
    lines = []
    for hunk in hunks:
        lines += [Line("-", before[at], at) for at in range(hunk.start, hunk.end)]
        lines += [Line("+", text, -1) for text in hunk.added]
    return lines


def _rows(theirs: list[Line], ours: list[Line]) -> Iterator[Row]:
    """The longest common subsequence, and around it the lines of only one side."""
    # Removed lines first: if one of two hunks is split in two, an added line comes between.
    removed = [[line for line in side if line.sign == "-"] for side in (theirs, ours)]
    added = [[line for line in side if line.sign == "+"] for side in (theirs, ours)]
    yield from _aligned(*removed)
    yield from _aligned(*added)


def _aligned(theirs: list[Line], ours: list[Line]) -> Iterator[Row]:
    head = _common(theirs, ours)
    tail = _common(theirs[head:][::-1], ours[head:][::-1])
    yield from (Row(line, line) for line in theirs[:head])
    yield from _subsequence(theirs[head : len(theirs) - tail], ours[head : len(ours) - tail])
    yield from (Row(line, line) for line in theirs[len(theirs) - tail :])


def _common(theirs: Sequence[Line], ours: Sequence[Line]) -> int:
    """How many lines both begin with."""
    size = min(len(theirs), len(ours))
    return next((at for at in range(size) if theirs[at] != ours[at]), size)


def _subsequence(theirs: list[Line], ours: list[Line]) -> Iterator[Row]:
    longest = [[0] * (len(ours) + 1) for _ in range(len(theirs) + 1)]
    for at in reversed(range(len(theirs))):
        for to in reversed(range(len(ours))):
            if theirs[at] == ours[to]:
                longest[at][to] = longest[at + 1][to + 1] + 1
            else:
                longest[at][to] = max(longest[at + 1][to], longest[at][to + 1])
    at = to = 0
    while at < len(theirs) and to < len(ours):
        if theirs[at] == ours[to]:
            yield Row(theirs[at], ours[to])
            at, to = at + 1, to + 1
        elif longest[at + 1][to] >= longest[at][to + 1]:
            yield Row(theirs[at], None)
            at += 1
        else:
            yield Row(None, ours[to])
            to += 1
    yield from (Row(line, None) for line in theirs[at:])
    yield from (Row(None, line) for line in ours[to:])
