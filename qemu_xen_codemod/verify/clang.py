# SPDX-License-Identifier: GPL-2.0-or-later
"""libclang's diagnostics for the same cells as the compiler, with the same files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from qemu_xen_codemod.build.units import parse_units
from qemu_xen_codemod.verify.cells import (
    Cell,
    bases_of,
    covered_before,
    new_diagnostics,
    wanted_cells,
)
from qemu_xen_codemod.verify.diagnostics import Diagnostic
from qemu_xen_codemod.verify.matrix import Failure, Matrix, Progress


def find_new(matrix: Matrix, progress: Progress | None) -> tuple[Failure, ...]:
    """The diagnostics that patches add. Raises BuildError."""
    diagnostics: dict[Cell, tuple[Diagnostic, ...]] = {}

    def parse(cells: Iterable[Cell]) -> None:
        waiting: list[Cell] = []
        alike: dict[Cell, Cell] = {}
        for cell in sorted(cells):
            if cell in diagnostics:
                continue
            other = matrix.twin(cell, diagnostics.keys() | waiting)
            if other is None:
                waiting.append(cell)
            else:
                alike[cell] = other
        tasks = [matrix.task(cell, makes_object=False) for cell in waiting]
        commands = []
        for cell, task in zip(waiting, tasks, strict=True):
            unit = matrix.units[cell.unit]
            words = task.command(matrix.paths).arguments
            arguments = (unit.compiler.program, *words)
            commands.append(
                # The output distinguishes what is parsed in several header sets.
                replace(unit.command, file=Path(words[-1]), arguments=arguments, output=str(cell))
            )
        units = zip(waiting, tasks, parse_units(commands), strict=True)
        for done, (cell, task, unit_) in enumerate(units):
            roots = (task.tree, *task.overlays, matrix.paths.tree)
            found = [
                Diagnostic(
                    _inside(diagnostic.path, roots),
                    diagnostic.line,
                    "warning" if diagnostic.severity == "warning" else "error",
                    diagnostic.message,
                    _inside(str(diagnostic), roots),
                )
                for diagnostic in unit_.diagnostics
                if diagnostic.severity in ("warning", "error", "fatal")
            ]
            if unit_.fault and not any(item.is_error for item in found):
                fault = _inside(unit_.fault, roots)
                found.append(Diagnostic(matrix.units[cell.unit].source, 0, "error", fault, fault))
            diagnostics[cell] = tuple(found)
            if progress is not None:
                progress(done + 1, len(waiting))
        diagnostics.update((cell, diagnostics[other]) for cell, other in alike.items())

    parse(wanted_cells(matrix.steps))
    parse(bases_of(cell for cell, found in diagnostics.items() if found))
    parse(covered_before(matrix.steps, [cell for cell, _ in new_diagnostics(diagnostics)]))
    return tuple(
        Failure(
            cell.state - 1,
            matrix.units[cell.unit].name,
            matrix.header_sets[cell.header_set].name,
            item,
        )
        for cell, item in new_diagnostics(diagnostics)
    )


def _inside(text: str, roots: Iterable[Path]) -> str:
    for root in roots:
        text = text.replace(f"{root}/", "")
    return text
