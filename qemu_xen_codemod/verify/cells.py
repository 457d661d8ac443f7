# SPDX-License-Identifier: GPL-2.0-or-later
"""Cells: units in header sets after a number of patches, and which patch added a diagnostic."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.verify.diagnostics import Diagnostic
from qemu_xen_codemod.verify.schedule import Step

#: By the numbers of a unit and a header set, what each patch requires.
Steps = Mapping[tuple[int, int], Sequence[Step]]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One unit in one header set after a number of patches."""

    #: 0 is the base.
    state: int
    unit: int
    header_set: int


def wanted_cells(steps: Steps) -> list[Cell]:
    """What must be compiled after the patches, in the order of the series."""
    return sorted(
        Cell(patch + 1, unit, header_set)
        for (unit, header_set), row in steps.items()
        for patch, step in enumerate(row)
        if step in (Step.COMPILE, Step.CHECK)
    )


def new_diagnostics(
    said: Mapping[Cell, Sequence[Diagnostic]],
) -> Iterator[tuple[Cell, Diagnostic]]:
    """Diagnostics that no earlier state has with the same file and text, for the same unit and
    header set.

    A cell of the base has no new ones.
    """
    rows: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for cell in sorted(said):
        rows[cell.unit, cell.header_set].append(cell)
    for cells in rows.values():
        known: Counter[tuple[str, str, str]] = Counter()
        for cell in cells:
            left = Counter(known)
            for item in said[cell]:
                if left[item.key] > 0:
                    left[item.key] -= 1
                elif cell.state:
                    yield cell, item
            known |= Counter(diagnostic.key for diagnostic in said[cell])


def bases_of(cells: Iterable[Cell]) -> list[Cell]:
    """The cells before the series of the same units and header sets, each once."""
    return list(dict.fromkeys(Cell(0, cell.unit, cell.header_set) for cell in cells))


def covered_before(steps: Steps, failing: Iterable[Cell]) -> list[Cell]:
    """The patches that a failing cell should also have shown: each must be compiled by itself."""
    cells = []
    for cell in failing:
        row = steps[cell.unit, cell.header_set]
        for patch in range(cell.state - 2, -1, -1):
            if row[patch] is Step.COMPILE:
                break
            if row[patch] is Step.COVERED:
                cells.append(Cell(patch + 1, cell.unit, cell.header_set))
    return list(dict.fromkeys(cells))
