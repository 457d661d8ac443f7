# SPDX-License-Identifier: GPL-2.0-or-later
"""Dependencies: which files each object of a build read, according to the build's own data.

The data is ninja's log, and the `.d` files that other builds leave next to their objects. Both
describe the last compile of an object. A build that was only configured has neither, which is
reported. Paths are absolute with their links resolved.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.depfile import read_depfile
from qemu_xen_codemod.build.ninja_deps import read_ninja_deps
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.named_path import is_file, resolved
from qemu_xen_codemod.regular_file import read_regular

#: A depfile is some kilobytes long; a longer file is not one.
_LONGEST = 1 << 24


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What the build knows about its objects' inputs."""

    #: The files that each object read, its source among them, by the object.
    read_by: dict[Path, frozenset[Path]]
    #: What could not be read, or that nothing was compiled yet; a sentence each.
    notes: tuple[str, ...] = ()

    def objects_of(self, path: Path) -> tuple[Path, ...]:
        """The objects that read a file, sorted."""
        return tuple(sorted(o for o, files in self.read_by.items() if path in files))

    def files_of(self, object: Path) -> frozenset[Path] | None:
        """The files that an object read; None if the build does not know."""
        return self.read_by.get(object)


def read_dependencies(build: Path, commands: Sequence[CompileCommand]) -> Dependencies:
    """All that the build knows about the commands' objects. Raises nothing: faults are notes."""
    resolve = _Resolver()
    notes: list[str] = []
    logged: dict[Path, frozenset[Path]] = {}
    # Ninja's folder is where it compiles, also when `build` holds but a link to its commands.
    for folder in dict.fromkeys((build.resolve(), *(command.directory for command in commands))):
        try:
            logged |= _read_log(folder, resolve)
        except BuildError as error:
            notes.append(error.what)
    read_by: dict[Path, frozenset[Path]] = {}
    for command in commands:
        built = resolve.object(command.directory, command.output)
        files = logged.get(built) or frozenset(_read_depfile(command, resolve))
        if files:
            read_by[command.object] = files
    if not read_by:
        notes.append("the build has not compiled anything yet, so it has no list of headers")
    return Dependencies(read_by, tuple(notes))


def _read_log(build: Path, resolve: _Resolver) -> Iterator[tuple[Path, frozenset[Path]]]:
    log = read_ninja_deps(build)
    if log is None:
        return
    # Ten thousand paths are named half a million times.
    known = cache(lambda number: resolve(build, log.paths[number]))
    for output, inputs in log.inputs.items():
        yield resolve.object(build, log.paths[output]), frozenset(map(known, inputs))


def _read_depfile(command: CompileCommand, resolve: _Resolver) -> Iterator[Path]:
    for path in _depfiles_of(command):
        try:
            if not is_file(path) or path.stat().st_size > _LONGEST:
                continue
            data = read_regular(path)
        except OSError:
            continue
        yield from (resolve(command.directory, name) for name in read_depfile(data))
        return


def _depfiles_of(command: CompileCommand) -> Iterable[Path]:
    """Where the compiler was told to write the depfile, and its default place."""
    words = command.arguments
    for word, value in zip_longest(words, words[1:], fillvalue=""):
        if word == "-MF":
            yield command.directory / value
        elif word.startswith(("-Wp,-MD,", "-Wp,-MMD,")):
            yield command.directory / word.split(",", 2)[2]
    if command.output and command.object.name:
        yield command.object.with_suffix(".d")


class _Resolver:
    """Resolves the links of paths, for each folder once."""

    def __init__(self) -> None:
        self._folder = cache(resolved)

    def __call__(self, folder: Path, name: str) -> Path:
        path = self.object(folder, name)
        # Few are links, and to resolve a path takes long.
        return resolved(path) if path.name == ".." or os.path.islink(path) else path  # noqa: PTH114

    def object(self, folder: Path, name: str) -> Path:
        """The path with its folder's links resolved, as `CompileCommand.object` has it."""
        path = folder / name
        parent: Path = self._folder(path.parent)
        return parent / path.name
