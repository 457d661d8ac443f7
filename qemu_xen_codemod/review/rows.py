# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines of a hunk as rows: old next to new, each line next to the one that replaced it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qemu_xen_codemod.review.hunk import Hunk, Line, Side
from qemu_xen_codemod.review.words import Span, changed_words, likeness

#: Lines of one side times lines of the other that are compared; larger hunks are paired in order.
_MOST_PAIRS = 4_000
#: Lines with less in common are not shown side by side.
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of one side, and which of its columns changed."""

    line: Line
    changed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An old line, a new one, or both. An unchanged line is in both."""

    old: Cell | None
    new: Cell | None


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that belong together: unchanged lines, or replaced lines."""

    stays: bool
    rows: tuple[Row, ...]


def rows_of(hunk: Hunk) -> tuple[Run, ...]:
    """The rows of a hunk."""
    runs = []
    for stays, group in groupby(hunk.lines, lambda line: line.side is Side.BOTH):
        lines = list(group)
        if stays:
            rows = tuple(Row(Cell(line), Cell(line)) for line in lines)
        else:
            old = [line for line in lines if line.side is Side.OLD]
            new = [line for line in lines if line.side is Side.NEW]
            rows = tuple(_rows(old, new))
        runs.append(Run(stays, rows))
    return tuple(runs)


def _rows(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Row]:
    at = there = 0
    for left, right in (*_pairs(old, new), (len(old), len(new))):
        # Between two pairs, unrelated lines are side by side.
        gone, come = old[at:left], new[there:right]
        for number in range(max(len(gone), len(come))):
            yield Row(
                Cell(gone[number]) if number < len(gone) else None,
                Cell(come[number]) if number < len(come) else None,
            )
        if left < len(old) and right < len(new):
            before, after = changed_words(old[left].text, new[right].text)
            yield Row(Cell(old[left], before), Cell(new[right], after))
        at, there = left + 1, right + 1


def _pairs(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]]:
    """Pairs of lines of which one replaced the other, in order: the most similar pairing in
    total.
    """
    if len(old) * len(new) > _MOST_PAIRS:
        return [(at, at) for at in range(min(len(old), len(new)))]
    scores = [[likeness(line.text, other.text) for other in new] for line in old]
    #: best[i][j]: for the lines from i and from j on.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = scores[i][j] + best[i + 1][j + 1] if scores[i][j] >= _ALIKE else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs
