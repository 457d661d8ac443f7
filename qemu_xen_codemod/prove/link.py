# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `link`: QEMU's programs, linked for a Xen and without the unstable libraries.

The objects that include Xen's headers are compiled with the headers of the Xen tree, before and
after QEMU's series, for that Xen with and without its own series. A build with a part of the tree
also stands for one without it, once the files that replace the part are compiled. `left_in` counts
what is left of the unstable libraries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.build.link_command import linked_programs
from qemu_xen_codemod.build.ninja_file import read_ninja_file
from qemu_xen_codemod.prove.left_in import Column, LeftIn
from qemu_xen_codemod.prove.level import (
    Failed,
    Failure,
    Lacking,
    Level,
    MissingNeeds,
    Need,
    Result,
    Shown,
)
from qemu_xen_codemod.prove.library import lacking_libraries
from qemu_xen_codemod.prove.objects import QemuObjects
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.prove.xen_side import XenSide, xen_sides
from qemu_xen_codemod.rule.pack import Part
from qemu_xen_codemod.verify.imports import part_holds

_LIBRARY = "libxendevicemodel"
_NEEDED = ("xencall", "xentoollog", "xentoolcore", "xendevicemodel")


def prove_link(request: Request) -> Result:
    """Raises MissingNeeds, CodemodError, OSError (the disk is full)."""
    assert request.xen is not None
    folder = request.folder / "link"
    folder.mkdir()
    objects = QemuObjects(request, folder)
    ninja, build = read_ninja_file(objects.paths.build), objects.paths.build
    programs = linked_programs(build, ninja, objects.sources())
    parts = _parts(request)
    if needs := lacking_libraries(objects.compiler, folder, _NEEDED):
        raise MissingNeeds(*needs)
    sides = xen_sides(request.xen, request.qemu.pack, build, folder, objects.compiler)
    broken = [
        Failure(f"{_LIBRARY} of {side.name} cannot be built", side.library.words)
        for side in sides
        if side.library.path is None
    ]
    if broken:
        return Failed(Level.LINK, (), tuple(broken))
    columns = _columns(request, objects, sides)
    if faults := [fault for column in columns for fault in _compiler_faults(column)]:
        return Failed(Level.LINK, (), tuple(faults))
    proof = LeftIn(request, objects, ninja, columns)
    sources = [unit.source for unit in objects.units.units]
    there = [part for part in parts if any(part_holds(part, source) for source in sources)]
    absent = [part for part in parts if part not in there]
    # Without a program, the references of its objects are reported, which no linker has confirmed.
    for program in programs or (None,):
        proof.add(program, None, absent)
        for part in there:
            proof.add(program, part, absent)
    tables, notes = tuple(proof.tables), (*objects.notes, *dict.fromkeys(proof.notes))
    notes += tuple(
        f"{side.tree.name}: {', '.join(side.tree.missing)} are not in its source, and"
        " those of this machine were read instead"
        for side in sides[:1]
        if side.tree.missing
    )
    not_shown = (
        "the build system's own probes: their macros are set by what the library declares",
    )
    notes += tuple(
        f"the rules find nothing to change in {half.tree.root}: it is used as it is"
        for half in (request.qemu, request.xen)
        if not half.applied.touched
    )
    if proof.failures:
        return Failed(Level.LINK, tables, tuple(proof.failures), notes, not_shown)
    lacking = [
        Need(f"a build with {part.name}", f"{build} has no such object: configure another build")
        for part in absent
    ]
    if not programs:
        what = "a program that is linked from objects that include Xen's headers"
        lacking.append(Need(what, f"build one: ninja -C {build} qemu-system-i386"))
    if lacking:
        return Lacking(Level.LINK, tuple(lacking), tables)
    return Shown(Level.LINK, tables, notes, not_shown)


def _parts(request: Request) -> tuple[Part, ...]:
    """The parts of which the tree has files."""
    known = set(request.qemu.tree.entries)
    return tuple(
        part for part in request.qemu.pack.parts if any(part_holds(part, path) for path in known)
    )


def _columns(
    request: Request, objects: QemuObjects, sides: tuple[XenSide, XenSide]
) -> tuple[Column, ...]:
    plan, end = request.qemu.plan, len(request.qemu.applied.touched)
    after = [(reference.symbol, reference.place.path) for reference in plan.after]
    today = after + [(stand_in.symbol, stand_in.place.path) for stand_in in plan.stand_ins]
    plain, patched = sides
    before = (("before", patched, 0, None),) if end else ()
    states: tuple[tuple[str, XenSide, int, Sequence[tuple[str, str]] | None], ...] = (
        *before,
        (f"after, {plain.name}", plain, end, today),
        (f"after, {patched.name}", patched, end, after),
    )
    return tuple(
        Column(name, side, state, left, objects.compile(side.header_set, state, request))
        for name, side, state, left in states
    )


def _compiler_faults(column: Column) -> Iterator[Failure]:
    for path, compiled in column.objects.faults.items():
        first = next(
            (diagnostic for diagnostic in compiled.diagnostics if diagnostic.is_error), None
        )
        what = f": {first.path}:{first.line}: {first.text}" if first else ""
        yield Failure(
            f"{path.name} does not compile ({column.name}){what}",
            first.words if first else compiled.words,
        )
