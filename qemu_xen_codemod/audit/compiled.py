# SPDX-License-Identifier: GPL-2.0-or-later
"""Which of a tree's references a build compiles, by libclang."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qemu_xen_codemod.audit.finding import Finding
from qemu_xen_codemod.build.compile_commands import check_belongs, read_compile_commands
from qemu_xen_codemod.build.compiled import find_compiled
from qemu_xen_codemod.build.dependencies import read_dependencies
from qemu_xen_codemod.build.spot import Spot, State
from qemu_xen_codemod.build.unit import Unit
from qemu_xen_codemod.plan import Progress


def with_states(
    findings: Sequence[Finding], root: Path, build: Path, progress: Progress | None = None
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings with their states, and notes: a sentence for each unit with errors.

    `root` is the tree's, absolute, with links resolved. Raises BuildError if the build cannot be
    read or was made from another tree.
    """
    commands = read_compile_commands(build)
    check_belongs(commands, root)
    dependencies = read_dependencies(build, commands)
    spots = [_spot(finding, root) for finding in findings if finding.state is not State.BY_NAME]

    def tick(done: int, units: int) -> None:
        if progress is not None:
            progress(0, 1, "translation units", done, units)

    compiled = find_compiled(spots, commands, dependencies, root, tick)
    notes = [*dependencies.notes, *(_fault(unit, root) for unit in compiled.faults)]
    waiting = iter(spots)
    judged = tuple(
        finding
        if finding.state is State.BY_NAME
        else replace(finding, state=compiled.states[next(waiting)])
        for finding in findings
    )
    return judged, tuple(notes)


def _spot(finding: Finding, root: Path) -> Spot:
    macro = finding.function if finding.in_macro else ""
    return Spot(root / finding.path, finding.offset, finding.symbol, macro, finding.is_pasted)


def _fault(unit: Unit, root: Path) -> str:
    file = unit.command.file
    name = file.relative_to(root) if file.is_relative_to(root) else file
    errors = [str(found) for found in unit.diagnostics if found.severity in ("error", "fatal")]
    what = unit.fault or (errors[0] if errors else "has errors")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return (
        f"{name} does not parse with the flags of its build: {what}{more};"
        " references in it may be unknown"
    )
