# SPDX-License-Identifier: GPL-2.0-or-later
"""The objects of a build that a series reaches, told by the build's own dependency data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.dependencies import read_dependencies
from qemu_xen_codemod.build.ninja_file import NAME as NINJA
from qemu_xen_codemod.errors import BuildError, TreeError
from qemu_xen_codemod.named_path import is_file
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.verify.compile import Unit, make_unit
from qemu_xen_codemod.verify.contents import made_name
from qemu_xen_codemod.verify.generated import Generated
from qemu_xen_codemod.verify.paths import Paths


@dataclass(frozen=True, slots=True)
class Units:
    """What of a build a series reaches."""

    paths: Paths
    #: In the order of the build's compile commands.
    units: tuple[Unit, ...]
    #: Objects that the series does not reach and that are made of files that refer to the symbols,
    #: each with its source inside the tree, "" for one that the build makes.
    referring: Mapping[Path, str]
    #: Other files that they read: of the system, and made by the build.
    others: tuple[Path, ...]
    #: Touched sources that no command of the build compiles.
    uncompiled: tuple[str, ...]
    notes: tuple[str, ...]
    generated: Generated


def paths_of(tree: Checkout, build: Path, commands: Sequence[CompileCommand]) -> Paths:
    """Where the tree and its build lie. A build that compiles files of the tree inside itself has
    no directory of its own.
    """
    paths = Paths(tree.root, build.resolve())
    inside = (command.file for command in commands if paths.is_made(command.file))
    entries = tree.entries
    is_in_source = any(
        file.is_relative_to(tree.root) and file.relative_to(tree.root).as_posix() in entries
        for file in inside
    )
    return replace(paths, is_in_source=is_in_source)


def find_units(
    paths: Paths,
    commands: Sequence[CompileCommand],
    tree: Checkout,
    touched: Iterable[str],
    generate: Callable[[Iterable[Path]], Generated],
    referring: Iterable[str],
    beside: Collection[str] = (),
) -> Units:
    """The units that read a touched file, or a file that the build makes from one.

    `commands`: the build's, of this tree. `generate`: given the files that objects read, those that
    are made from touched ones. `referring`: files of the tree that refer to the symbols that are
    looked for. `beside`: touched sources of the tree to compile as new ones are, where the build
    has no command for them.

    Raises BuildError: a build that has compiled nothing yet, or does not tell what an object reads.
    """
    known = read_dependencies(paths.build, commands)
    if not known.read_by:
        raise _nothing_known(paths.build, commands)
    touched = sorted(touched)
    wanted = {tree.root / path for path in touched}
    generated = generate({file for files in known.read_by.values() for file in files})
    reached = wanted | set(generated.files)
    spoken = {tree.root / path for path in referring}
    aside: dict[Path, str] = {}
    units: list[Unit] = []
    others: set[Path] = set()
    for command in commands:
        read = known.files_of(command.object)
        if read is None and command.file in wanted:
            # Not built: a test, or what another target needs.
            read = frozenset((command.file,))
        if read is None:
            continue
        if reached.isdisjoint(read):
            if not spoken.isdisjoint(read) and is_file(command.object):
                aside[command.object] = paths.in_tree(command.file, command.directory) or ""
            continue
        unit, outside = _unit(command, read, generated, paths)
        units.append(unit)
        others |= outside
    compiled = {unit.command.file for unit in units}
    uncompiled = [
        path for path in touched if path.endswith(".c") and tree.root / path not in compiled
    ]
    new = {
        path: _like(path, units)
        for path in uncompiled
        if path in beside or path not in tree.entries
    }
    units += [_new_unit(path, like, paths) for path, like in new.items() if like is not None]
    return Units(
        paths,
        tuple(units),
        aside,
        tuple(sorted(others)),
        tuple(path for path in uncompiled if new.get(path) is None),
        known.notes,
        generated,
    )


def _nothing_known(build: Path, commands: Sequence[CompileCommand]) -> BuildError:
    if any(is_file(command.object) for command in commands):
        return BuildError(
            f"{build} has objects, but nothing that tells which headers each was made from, so "
            "what a patch affects is unknown",
            help="compile once with the option -MD (or -MMD), which writes that beside each object;"
            " ninja, meson and CMake do so",
        )
    return BuildError(
        f"{build} has not compiled anything yet, so what a patch affects is unknown",
        help=f"build it once: ninja -C {build}" if (build / NINJA).is_file() else "build it once",
    )


def _unit(
    command: CompileCommand, read: frozenset[Path], generated: Generated, paths: Paths
) -> tuple[Unit, set[Path]]:
    """A unit that reads these files, and those of them that are not the tree's."""
    root = f"{paths.tree}/"
    outside = {file for file in read if not str(file).startswith(root) or paths.is_made(file)}
    inside = frozenset(str(file)[len(root) :] for file in read - outside)
    made = read.intersection((*generated.files, *generated.old_files))
    makes = frozenset(made_name(file.relative_to(paths.build).as_posix()) for file in made)
    return make_unit(command, inside, makes, paths), outside


def _like(path: str, units: Sequence[Unit]) -> Unit | None:
    """The unit of the same folder whose source's name begins most like a new one's."""
    folder = path.rpartition("/")[0]
    known = [unit for unit in units if unit.source.rpartition("/")[0] == folder]

    def alike(unit: Unit) -> int:
        return len(commonprefix((unit.source, path)))  # noqa: RUF071 (letters are meant)

    return max(known, key=alike, default=None)


def _new_unit(path: str, like: Unit, paths: Paths) -> Unit:
    """A new source, as if the build compiled it as another."""
    name = like.command.output.rpartition("/")[0]
    output = f"{name}/{path.replace('/', '_')}.o" if name else f"{path.replace('/', '_')}.o"
    command = replace(like.command, file=paths.tree / path, output=output)
    reads = like.reads - {like.source} | {path}
    return replace(like, command=command, source=path, reads=reads, like=like.command.object)


def refuse_uncommitted(tree: Checkout, paths: Iterable[str], build: Path) -> None:
    """Raise TreeError when a file that the proof reads is not as committed.

    `tree`: opened to read the work tree.
    """
    changed = tree.modified(path for path in paths if path in tree.entries)
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise TreeError(
            f"{changed[0]}{more}: changed and not committed, so the objects in {build} do not "
            "belong to the commit that the series is for",
            help="commit or stash the changes, and build again",
        )


def is_up_to_date(unit: Unit, tree: Path) -> bool:
    """Whether the build's object is there and newer than all that it was made from in the tree."""
    try:
        made = unit.command.object.stat().st_mtime_ns
        return all((tree / path).stat().st_mtime_ns <= made for path in unit.reads)
    except OSError:
        return False


def left_out(units: Sequence[Unit]) -> tuple[str, ...]:
    """The compiler options that are not let through, each once."""
    return tuple(dict.fromkeys(word for unit in units for word in unit.left_out))
