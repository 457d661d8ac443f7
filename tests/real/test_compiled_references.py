# SPDX-License-Identifier: GPL-2.0-or-later
"""What is compiled according to libclang, compared with the compiler's objects, for QEMU."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.build.compile_commands import check_belongs, read_compile_commands
from qemu_xen_codemod.build.compiled import find_compiled
from qemu_xen_codemod.build.dependencies import Dependencies, read_dependencies
from qemu_xen_codemod.build.ninja_file import read_ninja_file
from qemu_xen_codemod.build.spot import Spot, State
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.objects.linked import read_linked
from qemu_xen_codemod.objects.undefined import link_references
from qemu_xen_codemod.tree.tree import open_tree
from tests.real.build import Build
from tests.real.test_link_references import LIBXENCTRL

pytestmark = pytest.mark.real


def test_compiled_references_are_those_of_the_objects(compiled: Build) -> None:
    """The same calls: an object has one twice if the compiler duplicated it, and no other.

    Among the hundred uses are those in the arms for older Xens, and in macros of these.
    """
    symbols = read_linked(LIBXENCTRL).functions
    root = compiled.source.resolve()
    lines: dict[Spot, int] = {}
    for path, data in open_tree(root).search(frozenset(map(str.encode, symbols))).items():
        source = SourceFile(path, data)
        if path.endswith((".c", ".h")):
            for use in uses(source, frozenset(map(str.encode, symbols))):
                spot = Spot(root / path, use.span.start, use.word.decode(), use.macro.decode())
                lines[spot] = source.line_of(use.span.start)
    commands = read_compile_commands(compiled.folder)
    check_belongs(commands, root)
    dependencies = read_dependencies(compiled.folder, commands)
    found = find_compiled(tuple(lines), commands, dependencies, root)
    assert found.faults == ()
    places = {
        (spot.word, str(spot.path), lines[spot])
        for spot, state in found.states.items()
        if state is State.COMPILED
    }
    objects = [compiled.folder / name for name in sorted(compiled.objects)]
    linked = link_references(objects, symbols).references
    # The objects name their sources by the path from the build directory.
    assert places == {
        (reference.symbol, str((compiled.folder / reference.file).resolve()), reference.line)
        for reference in linked
    }
    assert len(places) < len(lines)

    # Just as disabled passthrough leaves its sources out of the build.
    off = [spot for spot in lines if spot.path.name.startswith("xen_pt")]
    rest = [command for command in commands if not command.file.name.startswith("xen_pt")]
    assert len(off) > 15
    states = find_compiled(off, rest, Dependencies({}), root).states
    assert set(states.values()) == {State.NOT_COMPILED}


def test_ninja_would_run_the_compile_commands(compiled: Build) -> None:
    """All commands of build.ninja are those of compile_commands.json, which meson writes too."""
    ninja = read_ninja_file(compiled.folder)
    commands = read_compile_commands(compiled.folder)
    assert len(commands) > 1000
    words = {ninja.command(command.output) for command in commands}
    assert {text.split(maxsplit=1)[0] for text in words} <= {"cc", "c++"}
    assert all(
        command.arguments[-1] == ninja.command(command.output).rpartition(" ")[2]
        for command in commands
    )
