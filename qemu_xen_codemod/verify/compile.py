# SPDX-License-Identifier: GPL-2.0-or-later
"""Compile one source of a build, in a state of the tree and a header set, into a private folder."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.compiler import Compiler, split_compiler, trusted_program
from qemu_xen_codemod.build.depfile import read_depfile
from qemu_xen_codemod.build.flags import NOT_PRECOMPILED, flags_for_compiler
from qemu_xen_codemod.build.process import Command, Done
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.verify.contents import made_name
from qemu_xen_codemod.verify.diagnostics import Diagnostic, read_diagnostics
from qemu_xen_codemod.verify.disk_space import check_disk_space
from qemu_xen_codemod.verify.paths import Paths

#: Errors with every compiler that is new enough, and warnings about unused code. They come after
#: the build's own options, so that they have priority.
_CHECKS = (
    "-Wunused-variable",
    "-Wunused-but-set-variable",
    "-Wunused-function",
    "-Wunused-label",
    "-Werror=implicit-function-declaration",
    "-Werror=implicit-int",
    "-Werror=int-conversion",
    "-Werror=incompatible-pointer-types",
    "-Werror=return-type",
)
#: The build's own -Werror would hide old warnings among the new ones.
_NOT_CHECKS = frozenset(("-Werror", "-pedantic-errors"))
_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A source that a build compiles, and what it read when it did."""

    command: CompileCommand
    compiler: Compiler
    #: The allowed options, as in the build.
    flags: tuple[str, ...]
    #: The other options.
    left_out: tuple[str, ...]
    #: The source inside the tree; if the build generates it, its name as by `made_name`.
    source: str
    #: The files of the tree that are read, including the source.
    reads: frozenset[str]
    #: The generated files that it reads and that may be generated again, named as by `made_name`.
    makes: frozenset[str]
    #: For a source that the build has no command for: the object of another source in its folder,
    #: by whose command it is compiled.
    like: Path | None = None

    @property
    def name(self) -> str:
        """The object, as the build names it."""
        return self.command.output


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the compiler created and reported."""

    #: None if it created none, or was not asked to.
    object: Path | None
    diagnostics: tuple[Diagnostic, ...]
    #: All of its output if it failed without a diagnostic, else "".
    words: str = ""
    #: The files that it read, absolute; None if it was not asked, or failed.
    read: tuple[str, ...] | None = None

    @property
    def is_failed(self) -> bool:
        return bool(self.words) or any(diagnostic.is_error for diagnostic in self.diagnostics)


def make_unit(
    command: CompileCommand, reads: frozenset[str], makes: frozenset[str], paths: Paths
) -> Unit:
    """Raises BuildError if the command names no compiler."""
    compiler, words = split_compiler(command)
    flags = flags_for_compiler(words, command.directory)
    built = paths.in_build(command.file, command.directory)
    source = paths.in_tree(command.file, command.directory) or made_name(built or "")
    kept = tuple(word for word in flags.kept if word not in _NOT_CHECKS)
    return Unit(command, compiler, kept, flags.left_out, source, reads, makes)


def trusted_unit(unit: Unit, compilers: Collection[Path]) -> Unit:
    """The unit with the compiler at a path that the build did not choose: one of these, or on PATH.

    Raises BuildError if there is none.
    """
    program = trusted_program(unit.compiler.program, compilers)
    return replace(unit, compiler=replace(unit.compiler, program=program))


@dataclass(frozen=True, slots=True)
class Task:
    """What to compile, and where."""

    unit: Unit
    #: The tree's files in the state.
    tree: Path
    #: Searched first, in this order.
    overlays: tuple[Path, ...]
    #: The object to create; None if only diagnostics are wanted.
    output: Path | None
    #: Where to write what is read; None if that is not needed.
    depfile: Path | None = None

    def command(self, paths: Paths) -> Command:
        unit = self.unit
        directory = unit.command.directory
        words = paths.move(unit.flags, directory, self.tree, self.overlays)
        how = ["-c", "-o", str(self.output)] if self.output else ["-fsyntax-only"]
        if self.depfile:
            how += ["-MD", "-MF", str(self.depfile)]
        inside = paths.in_tree(unit.command.file, directory)
        source = str(self.tree / inside) if inside else self._generated(paths)
        return Command(
            unit.compiler.program,
            (*NOT_PRECOMPILED, *words, *_CHECKS, "-fdiagnostics-color=never", *how, source),
            directory,
            timeout=_TIMEOUT,
        )

    def _generated(self, paths: Paths) -> str:
        """A source that the build generated, or that was generated again."""
        file = self.unit.command.file
        inside = paths.in_build(file, self.unit.command.directory)
        for overlay in self.overlays:
            if inside is not None and (overlay / inside).is_file():
                return str(overlay / inside)
        return str(file)


def read_result(task: Task, done: Done, roots: Sequence[Path]) -> Compiled:
    """The result of a task. Raises OSError if there was no disk space for it."""
    output = done.err.decode("utf-8", "replace")
    if done.status:
        check_disk_space(output)
    prefixes = [f"{root}/" for root in (task.tree, *task.overlays, *roots)]
    found = read_diagnostics(output, prefixes)
    if done.status == 0:
        return Compiled(task.output, found, read=_files_read(task))
    if any(diagnostic.is_error for diagnostic in found):
        return Compiled(None, found)
    for prefix in prefixes:
        output = output.replace(prefix, "")
    return Compiled(None, found, output.strip() or f"the compiler ended with status {done.status}")


def _files_read(task: Task) -> tuple[str, ...] | None:
    if task.depfile is None or not task.depfile.is_file():
        return None
    folder = task.unit.command.directory
    names = read_depfile(read_regular(task.depfile))
    return tuple(os.path.normpath(folder / name) for name in names)
