# SPDX-License-Identifier: GPL-2.0-or-later
"""The objects of a build that a series reaches, told by the build's own dependency data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import check_belongs, read_compile_commands
from qemu_xen_codemod.build.dependencies import read_dependencies
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


def find_units(
    build: Path,
    tree: Checkout,
    touched: Iterable[str],
    generate: Callable[[Iterable[Path]], Generated],
    referring: Iterable[str],
    beside: Collection[str] = (),
) -> Units:
    """The units that read a touched file, or a file that the build makes from one.

    `generate`: given the files that objects read, those that are made from touched ones.
    `referring`: files of the tree that refer to the symbols that are looked for. `beside`: touched
    sources of the tree to compile as new ones are, where the build has no command for them.

    Raises BuildError: no build of this tree, or one that has compiled nothing yet.
    """
    commands = read_compile_commands(build)
    check_belongs(commands, tree.root)
    build = build.resolve()
    paths = Paths(tree.root, build)
    known = read_dependencies(build, commands)
    if not known.read_by:
        raise BuildError(
            f"{build} has not compiled anything yet, so what a patch affects is unknown",
            help=f"build it once: ninja -C {build}",
        )
    wanted = {tree.root / path for path in touched}
    generated = generate({file for files in known.read_by.values() for file in files})
    made = frozenset((*generated.files, *generated.old_files))
    reached = wanted | set(generated.files)
    spoken = {tree.root / path for path in referring}
    aside: dict[Path, str] = {}
    units: list[Unit] = []
    others: set[Path] = set()
    compiled: set[Path] = set()
    root = f"{tree.root}/"
    for command in commands:
        read = known.files_of(command.object)
        if read is None:
            # Not built: a test, or what another target needs.
            if command.file not in wanted:
                continue
            read = frozenset((command.file,))
        elif reached.isdisjoint(read):
            if not spoken.isdisjoint(read) and is_file(command.object):
                aside[command.object] = paths.in_tree(command.file, command.directory) or ""
            continue
        compiled.add(command.file)
        inside = frozenset(
            str(file)[len(root) :]
            for file in read
            if str(file).startswith(root) and not file.is_relative_to(paths.build)
        )
        others |= {file for file in read if not str(file).startswith(root)}
        others |= {file for file in read if file.is_relative_to(paths.build)}
        makes = frozenset(
            made_name(file.relative_to(paths.build).as_posix()) for file in made & read
        )
        units.append(make_unit(command, inside, makes, paths))
    uncompiled = [
        path for path in sorted(touched) if path.endswith(".c") and tree.root / path not in compiled
    ]
    new = {
        path: _like(path, units)
        for path in uncompiled
        if path in beside or path not in tree.entries
    }
    units += [_new_unit(path, like, paths) for path, like in new.items() if like is not None]
    uncompiled = [path for path in uncompiled if new.get(path) is None]
    return Units(
        paths,
        tuple(units),
        aside,
        tuple(sorted(others)),
        tuple(uncompiled),
        known.notes,
        generated,
    )


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
