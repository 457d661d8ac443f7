# SPDX-License-Identifier: GPL-2.0-or-later
"""Which spots of a tree a build compiles: the answers of its units, combined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.dependencies import Dependencies
from qemu_xen_codemod.build.spot import Spot, State
from qemu_xen_codemod.build.unit import Unit
from qemu_xen_codemod.build.units import parse_units, units_for

#: Called with the number of units parsed so far, and of all units.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a build makes of the spots that it was asked for."""

    #: Each requested spot.
    states: dict[Spot, State]
    #: The units that could not be parsed, or have errors, in the build's order.
    faults: tuple[Unit, ...]


def find_compiled(
    spots: Sequence[Spot],
    commands: Sequence[CompileCommand],
    dependencies: Dependencies,
    root: Path,
    progress: Progress | None = None,
) -> Compiled:
    """Parse the units that concern the spots' files and tell each spot's state.

    COMPILED: a reference in at least one unit. NOT_COMPILED: in none, and all units that read the
    file could be parsed; also a spot of a file that no unit of the build reads. UNKNOWN: in none
    that could be parsed, but a unit that reads the file could not be, or has errors there.
    """
    chosen = units_for({spot.path for spot in spots}, commands, dependencies, root)
    states = dict.fromkeys(spots, State.NOT_COMPILED)
    doubtful: set[Path] = set()
    faults = []
    for done, unit in enumerate(parse_units(chosen, spots), 1):
        if unit.fault or any(found.severity == "error" for found in unit.diagnostics):
            faults.append(unit)
        if unit.fault:
            doubtful |= unit.files | (dependencies.files_of(unit.command.object) or frozenset())
        for spot, state in unit.seen:
            if state is State.COMPILED or states[spot] is State.NOT_COMPILED:
                states[spot] = state
        if progress:
            progress(done, len(chosen))
    for spot, state in states.items():
        if state is State.NOT_COMPILED and spot.path in doubtful:
            states[spot] = State.UNKNOWN
    return Compiled(states, tuple(faults))
