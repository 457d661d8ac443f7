# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's objects that include Xen's headers, compiled again for a Xen, before and after QEMU's
series.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import (
    CompileCommand,
    check_belongs,
    read_compile_commands,
)
from qemu_xen_codemod.build.dependencies import read_dependencies
from qemu_xen_codemod.build.process import run_all
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.tree import open_tree
from qemu_xen_codemod.verify.compile import Compiled, Task, Unit, read_result, trusted_unit
from qemu_xen_codemod.verify.generated import Generated
from qemu_xen_codemod.verify.header_set import HeaderSet
from qemu_xen_codemod.verify.linked_tree import LinkedTrees
from qemu_xen_codemod.verify.units import (
    Units,
    find_units,
    left_out,
    paths_of,
    refuse_uncommitted,
)


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of one state and one set of headers."""

    #: The build's object, or one that it would have -> ours, None if it does not compile.
    made: Mapping[Path, Path | None]
    #: Object -> the compiler's output, for those that do not compile.
    faults: Mapping[Path, Compiled]


class QemuObjects:
    """What is compiled, and how; `compile` does it."""

    def __init__(self, request: Request, folder: Path) -> None:
        """`folder`: private, exists. Raises BuildError, TreeError."""
        half, applied = request.qemu, request.qemu.applied
        commands = read_compile_commands(request.build)
        check_belongs(commands, half.tree.root)
        self.paths = paths_of(half.tree, request.build, commands)
        self._folder = folder
        neighbours = {
            path
            for part in half.pack.parts
            for path in part.instead
            if path in half.tree.entries or path in applied.paths
        }
        referring = {reference.place.path for reference in half.plan.before}
        touched = {*applied.paths, *neighbours, *referring, *self._seeing(request, commands)}

        def generate(read: Iterable[Path]) -> Generated:
            return Generated(applied, self.paths, folder / "made", read, runs=False)

        units = find_units(self.paths, commands, half.tree, touched, generate, (), neighbours)
        self.units: Units = replace(
            units, units=tuple(trusted_unit(unit, request.compilers) for unit in units.units)
        )
        reads = {path for unit in self.units.units for path in unit.reads} | set(applied.paths)
        work = open_tree(half.tree.root)
        assert isinstance(work, Checkout)
        refuse_uncommitted(work, reads, request.build)
        self._trees = LinkedTrees(applied, self.paths, folder)

    def _seeing(self, request: Request, commands: Sequence[CompileCommand]) -> Iterator[str]:
        """The sources that read a header of the libraries, which differs in another Xen."""
        names = {entrypoint.header for entrypoint in request.qemu.pack.entrypoints}
        known = read_dependencies(request.build.resolve(), commands)
        for command in commands:
            source = self.paths.in_tree(command.file, command.directory)
            read = known.files_of(command.object) or ()
            outside = (file for file in read if not file.is_relative_to(self.paths.tree))
            if source is not None and any(
                str(file).endswith(f"/{name}") for file in outside for name in names
            ):
                yield source

    @property
    def compiler(self) -> str:
        """The build's compiler."""
        return self.units.units[0].compiler.program

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user, one sentence each."""
        words = left_out(self.units.units)
        options = f"options of the build that were not passed on: {' '.join(words)}"
        return (*self.units.notes, *((options,) if words else ()))

    def compile(self, header_set: HeaderSet, state: int, request: Request) -> Objects:
        """`state`: of the series, 0 before it. Raises BuildError, OSError (the disk is full)."""
        folder = self._folder / f"{header_set.name.replace(' ', '-')}-{state}"
        folder.mkdir()
        overlays = (header_set.folder,) if header_set.folder else ()
        tree = self._trees.of(state)
        # A new source is not in the base.
        units = [unit for unit in self.units.units if (tree / unit.source).is_file()]
        tasks = [
            Task(unit, tree, overlays, folder / f"{number}.o") for number, unit in enumerate(units)
        ]
        made: dict[Path, Path | None] = {}
        faults: dict[Path, Compiled] = {}
        commands = [task.command(self.paths) for task in tasks]
        for done, (task, result) in enumerate(zip(tasks, run_all(commands), strict=True)):
            request.tell(f"compiling for {header_set.name}", done, len(tasks))
            compiled = read_result(task, result, (self.paths.tree,))
            made[task.unit.command.object] = compiled.object
            if compiled.object is None:
                faults[task.unit.command.object] = compiled
        return Objects(made, faults)

    def sources(self) -> Mapping[Path, Unit]:
        """Object -> how it is compiled."""
        return {unit.command.object: unit for unit in self.units.units}

    def place(self, file: str, state: int) -> str:
        """The name of a file in an object of a state, inside the tree if it is there."""
        file = os.path.normpath(file)
        root = self._trees.of(state)
        if file.startswith(f"{root}/"):
            return file[len(str(root)) + 1 :]
        inside = self.paths.in_tree(file, self.paths.build)
        return file if inside is None else inside
