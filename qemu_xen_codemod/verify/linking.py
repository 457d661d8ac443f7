# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs of a build, linked after the series without the unstable libraries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from qemu_xen_codemod.build.compiler import trusted_program
from qemu_xen_codemod.build.link_command import linked_programs, read_link_command
from qemu_xen_codemod.build.ninja_file import read_ninja_file
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.verify.header_set import (
    NEWER,
    RELEASED,
    TODAY,
    declared_entrypoints,
    headers_of,
)
from qemu_xen_codemod.verify.link import Linked, link, read_linked
from qemu_xen_codemod.verify.matrix import Matrix
from qemu_xen_codemod.verify.verdict import Check, Finding

Tell = Callable[[str, int, int], None]

#: The messages of ld, gold and lld about a missing library.
_NOT_FOUND = re.compile(r"(?:cannot find|unable to find library) -l([\w+.-]+)")


@dataclass(frozen=True, slots=True)
class Linking:
    """The results of linking."""

    linked: tuple[Linked, ...] = ()
    findings: tuple[Finding, ...] = ()
    #: One sentence each.
    not_shown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def link_series(
    matrix: Matrix,
    pack: Pack,
    symbols: frozenset[str],
    compilers: Collection[Path],
    folder: Path,
    tell: Tell,
) -> Linking:
    """Link programs with an object that the series affects. Raises BuildError, OSError (full disk).

    `symbols`: the functions of the unstable libraries. `compilers`: those that may be run although
    the build names them by path. `folder`: private, exists.
    """
    build = matrix.paths.build
    tell("finding the programs to link", 0, 1)
    ninja = read_ninja_file(build)
    linked: list[Linked] = []
    not_shown: list[str] = []
    left_out: set[str] = set()
    without = [library.name for library in pack.libraries]
    for number, header_set in enumerate(matrix.header_sets):
        if header_set.name not in (TODAY, RELEASED, NEWER):
            # Its libraries are not here.
            continue
        objects = matrix.end_objects(number)
        failed = sorted(path.name for path, ours in objects.items() if ours is None)
        if failed:
            return Linking(not_shown=(f"nothing was linked: {failed[0]} does not compile",))
        replaced = {path: ours for path, ours in objects.items() if ours is not None}
        programs = linked_programs(build, ninja, replaced)
        new: dict[str, list[Path]] = defaultdict(list)
        for like, made in matrix.new_objects(replaced).items():
            for program in linked_programs(build, ninja, [like]):
                new[program] += made
        if not programs:
            why = "no program of the build has an object that the series changes"
            return Linking(not_shown=(f"nothing was linked: {why}; build one first",))
        for done, program in enumerate(programs):
            tell(f"linking {program}", done, len(programs))
            command = read_link_command(build, ninja, program)
            left_out.update(command.left_out)
            output = folder / f"{number}-{done}-linked"
            words = (*command.words, *map(str, new[program]))
            run_by = trusted_program(command.program, compilers)
            command = replace(command, program=run_by, words=words)
            link_it = partial(link, command, build, ninja, replaced, without, output)
            known = (
                declared_entrypoints(pack) - symbols if header_set.name == NEWER else frozenset()
            )
            read = partial(read_linked, program, header_set.name, symbols, known, matrix.end_name)
            entry = read(link_it())
            if added := libraries_to_add(pack, entry):
                entry = replace(read(link_it(added)), added=added)
            if entry.added and (lacking := _NOT_FOUND.search(entry.fault)):
                not_shown.append(f"{program} was not linked: lib{lacking[1]} is not installed")
            else:
                linked.append(entry)
    notes: tuple[str, ...] = ()
    if left_out:
        notes = (f"link options that were not passed to the linker: {' '.join(sorted(left_out))}",)
    found = tuple(finding for item in linked for finding in _findings(item))
    return Linking(tuple(linked), found, tuple(dict.fromkeys(not_shown)), notes)


def libraries_to_add(pack: Pack, linked: Linked) -> tuple[str, ...]:
    """The stable libraries that a link line lacks: the series calls them and the build did not know
    them.
    """
    return tuple(
        library.name
        for library in pack.stable_libraries
        if any(name.startswith(library.prefix) for name in linked.other)
    )


def _findings(linked: Linked) -> Iterator[Finding]:
    """What prevents a program from being linked, apart from the unstable libraries."""
    for name in linked.other:
        words = "\n".join(
            line for line in linked.lines if f"`{name}'" in line or name in line.split()
        )
        yield Finding(
            Check.REFERENCES,
            f"{linked.program} does not link{_where(linked)}: {name} is not defined",
            words=words,
            help="define it, or remove its last call",
        )
    if linked.fault:
        yield Finding(
            Check.REFERENCES,
            f"{linked.program} does not link{_where(linked)}",
            words=linked.fault,
            help="see the linker's message; does it link without the series?",
        )


def _where(linked: Linked) -> str:
    return "" if linked.header_set == TODAY else f" with {headers_of(linked.header_set)}"
