# SPDX-License-Identifier: GPL-2.0-or-later
"""The positions of the parts of the page's pictures: what is removed and what stays, and which
patch is where.

A template draws them as SVG; no size depends on a font, so that they are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qemu_xen_codemod.review.outcomes import Counts, Fate
from qemu_xen_codemod.review.review import Patch, Review
from qemu_xen_codemod.rule.outcome import Outcome

#: Squares in a line, their pitch, and where they begin, right of the names.
_IN_LINE = 20
_PITCH = 13
_NAMES = 274
_LINE = 19
_HEAD = 34
#: In the matrix: pitch of patches and of files, and the widest square.
_COLUMN = 19
_ROW = 21
_LARGEST = 16
_PATHS = 212
#: Width of the column of file names, in letters.
_LETTERS = 30

#: What an outcome means for a reader.
MEANING = {
    Outcome.REWRITTEN: "gone: replaced by a stable call",
    Outcome.WRAPPED: "gone once the library has the new function; until then a fallback calls it",
    Outcome.RETIRED: "gone, together with the code that needed it",
    Outcome.ANNOTATED: "stays: a comment says why",
    Outcome.KEPT: "stays on purpose: old releases, probes, uncompiled code",
    Outcome.REFUSED: "stays: the change would not be safe",
    Outcome.UNANSWERED: "stays: no rule handles it",
}


@dataclass(frozen=True, slots=True)
class Square:
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The uses of a function, one square each."""

    name: str
    uses: int
    y: int
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The functions with one outcome."""

    outcome: Outcome
    meaning: str
    uses: int
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """The outcome of each use."""

    width: int
    height: int
    bands: tuple[Band, ...]


def draw_uses(fates: Sequence[Fate]) -> Uses | None:
    """None if no outcome is known."""
    bands = []
    y = 0
    for outcome, group in groupby(fates, lambda fate: fate.outcome):
        top = y
        y += _HEAD
        bars = []
        for fate in group:
            squares = tuple(
                Square(_NAMES + at % _IN_LINE * _PITCH, y - 9 + at // _IN_LINE * _PITCH)
                for at in range(fate.uses)
            )
            bars.append(Bar(fate.name, fate.uses, y, squares))
            y += _LINE + max(fate.uses - 1, 0) // _IN_LINE * _PITCH
        uses = sum(bar.uses for bar in bars)
        bands.append(Band(outcome, MEANING[outcome], uses, top + 14, tuple(bars)))
    return Uses(_NAMES + _IN_LINE * _PITCH + 40, y, tuple(bands)) if bands else None


@dataclass(frozen=True, slots=True)
class Column:
    """A number of functions at one time."""

    head: str
    number: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    columns: tuple[Column, ...]
    x: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many functions are called before the series and after it."""

    width: int
    height: int
    floor: int
    groups: tuple[Group, ...]


def draw_totals(counts: Counts | None) -> Totals | None:
    """Columns side by side; None if nothing was counted."""
    if counts is None or not counts.rows:
        return None
    tallest, floor = 96, 120
    most = max(max(row.numbers) for row in counts.rows) or 1
    groups = []
    for at, row in enumerate(counts.rows):
        x = at * (len(counts.heads) * 56 + 40)
        columns = []
        for number, (head, value) in enumerate(zip(counts.heads, row.numbers, strict=True)):
            height = round(value / most * tallest)
            columns.append(Column(head, value, x + number * 56, floor - height, height))
        groups.append(Group(row.name, tuple(columns), x))
    width = len(groups) * (len(counts.heads) * 56 + 40)
    return Totals(width, floor + 46, floor, tuple(groups))


@dataclass(frozen=True, slots=True)
class Step:
    """The lines that refer to a function at one time, as the length of a bar."""

    head: str
    number: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Linked:
    name: str
    #: `4 → 1`: the numbers of all its steps.
    text: str
    y: int
    #: Right of the longest bar.
    end: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """The lines that refer to each function before the series and after it."""

    width: int
    height: int
    names: int
    heads: tuple[str, ...]
    rows: tuple[Linked, ...]


def draw_links(counts: Counts | None) -> Links | None:
    """Bars below each other; None if nothing was counted."""
    rows = [row for row in counts.rows if row.name != "all"] if counts else []
    if counts is None or not rows:
        return None
    longest, thick = 150, 6
    most = max(max(row.numbers) for row in rows) or 1
    pitch = thick * len(counts.heads) + 7
    linked = []
    for at, row in enumerate(rows):
        steps = tuple(
            Step(head, number, at * pitch + place * thick, round(number / most * longest))
            for place, (head, number) in enumerate(zip(counts.heads, row.numbers, strict=True))
        )
        end = _NAMES + max(step.width for step in steps) + 8
        text = " → ".join(map(str, row.numbers))
        linked.append(Linked(row.name, text, at * pitch + pitch // 2 + 1, end, steps))
    width = _NAMES + longest + 90
    return Links(width, len(rows) * pitch, _NAMES, counts.heads, tuple(linked))


@dataclass(frozen=True, slots=True)
class Dot:
    """What a patch does to a file: a square as large as the change."""

    x: float
    y: float
    size: int
    #: The share of added lines.
    added_height: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    title: str
    anchor: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Files in rows, patches in columns."""

    width: int
    height: int
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    dots: tuple[Dot, ...]


def draw_matrix(review: Review) -> Matrix:
    """Which patch touches which file, and how much."""
    paths = {path: number for number, path in enumerate(review.paths)}
    top = 24
    first: dict[str, str] = {}
    dots = []
    most = max((f.added + f.removed for p in review.patches for f in p.files), default=1) or 1
    for patch in review.patches:
        for path, anchor, added, removed in _touched(patch):
            first.setdefault(path, anchor)
            lines = added + removed
            size = 6 + round((_LARGEST - 6) * (lines / most) ** 0.5)
            x = _PATHS + (patch.number - 1) * _COLUMN + (_COLUMN - size) / 2
            y = top + paths[path] * _ROW + (_ROW - size) / 2
            share = round(size * added / lines) if lines else 0
            title = f"{patch.number}: {path} +{added} -{removed}"
            dots.append(Dot(x, y, size, share, anchor, title))
    rows = tuple(
        Label(_shortened(path), path, first[path], 0, top + number * _ROW + 15)
        for path, number in paths.items()
    )
    columns = tuple(
        Label(
            str(patch.number),
            patch.mail.subject,
            f"p{patch.number}",
            _PATHS + (patch.number - 1) * _COLUMN + _COLUMN // 2,
            15,
        )
        for patch in review.patches
    )
    width = _PATHS + len(review.patches) * _COLUMN + 4
    return Matrix(width, top + len(paths) * _ROW + 4, rows, columns, tuple(dots))


def _touched(patch: Patch) -> Iterator[tuple[str, str, int, int]]:
    for at, file in enumerate(patch.files):
        yield file.path, f"p{patch.number}f{at}", file.added, file.removed


def _shortened(path: str) -> str:
    return path if len(path) <= _LETTERS else f"…{path[1 - _LETTERS :]}"
