# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `link`: QEMU's programs, linked for a Xen and without the unstable libraries.

The objects that see Xen are compiled with the headers of the Xen tree, before QEMU's series and
after it, for that Xen as it is and with its own series. What is left of the unstable libraries is
read of the objects, each reference, and the linker has to name the same: what only one of the two
tells is counted, and said. A build with a part of the tree answers for one without it, with what
stands in its place compiled, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.build.compiler import trusted_program
from qemu_xen_codemod.build.link_command import LinkCommand, linked_programs, read_link_command
from qemu_xen_codemod.build.ninja_file import NinjaFile, read_ninja_file
from qemu_xen_codemod.objects.undefined import link_references
from qemu_xen_codemod.prove.level import (
    Failed,
    Failure,
    Lacking,
    Level,
    MissingNeeds,
    Need,
    Result,
    Shown,
    Table,
)
from qemu_xen_codemod.prove.library import lacking_libraries
from qemu_xen_codemod.prove.objects import Objects, QemuObjects
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.prove.xen_side import XenSide, xen_sides
from qemu_xen_codemod.rule.pack import Pack, Part
from qemu_xen_codemod.verify.imports import part_holds
from qemu_xen_codemod.verify.link import Linked, link, read_linked
from qemu_xen_codemod.verify.linking import libraries_to_add
from qemu_xen_codemod.verify.tables import wanted_symbols

_LIBRARY = "libxendevicemodel"
_NEEDED = ("xencall", "xentoollog", "xentoolcore", "xendevicemodel")
_WORDS = 20


@dataclass(frozen=True, slots=True)
class _Column:
    """A state of QEMU and of Xen."""

    name: str
    side: XenSide
    #: Of QEMU's series.
    state: int
    #: The symbols that QEMU's series leaves there, by the files that use them; None for all.
    left: Sequence[tuple[str, str]] | None
    objects: Objects


def prove_link(request: Request) -> Result:
    """Raises MissingNeeds, CodemodError, OSError (the disk is full)."""
    assert request.xen is not None
    folder = request.folder / "link"
    folder.mkdir()
    objects = QemuObjects(request, folder)
    ninja, build = read_ninja_file(objects.paths.build), objects.paths.build
    programs = linked_programs(build, ninja, objects.sources())
    parts = _parts(request)
    needs = [*lacking_libraries(objects.compiler, folder, _NEEDED)]
    if not programs:
        what = f"{build} has linked no program of the objects that see Xen"
        needs.append(Need(what, f"build one: ninja -C {build} qemu-system-i386"))
    if needs:
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
    proof = _Proof(request, objects, ninja, columns)
    sources = [unit.source for unit in objects.units.units]
    there = [part for part in parts if any(part_holds(part, one) for one in sources)]
    absent = [part for part in parts if part not in there]
    for program in programs:
        proof.add(program, None, absent)
        for part in there:
            proof.add(program, part, absent)
    tables, notes = tuple(proof.tables), (*objects.notes, *dict.fromkeys(proof.notes))
    notes += tuple(
        f"{side.tree.name}: {', '.join(side.tree.missing)} are not in its source, and the"
        " machine's own were read in their place"
        for side in sides[:1]
        if side.tree.missing
    )
    not_shown = (
        "the build system's own probes: its macros are set as the library has the functions",
    )
    notes += tuple(
        f"the rules find nothing to change in {half.tree.root}: it is proved as it is"
        for half in (request.qemu, request.xen)
        if not half.applied.touched
    )
    if proof.failures:
        return Failed(Level.LINK, tables, tuple(proof.failures), notes, not_shown)
    if absent:
        lacking = (
            Need(f"a build with {part.name}", f"{build} has no object of it: configure another")
            for part in absent
        )
        return Lacking(Level.LINK, tuple(lacking), tables)
    return Shown(Level.LINK, tables, notes, not_shown)


def _parts(request: Request) -> tuple[Part, ...]:
    """Those of which the tree has files."""
    known = set(request.qemu.tree.entries)
    return tuple(
        part for part in request.qemu.pack.parts if any(part_holds(part, path) for path in known)
    )


def _columns(
    request: Request, objects: QemuObjects, sides: tuple[XenSide, XenSide]
) -> tuple[_Column, ...]:
    plan, end = request.qemu.plan, len(request.qemu.applied.touched)
    after = [(one.symbol, one.place.path) for one in plan.after]
    today = after + [(one.symbol, one.place.path) for one in plan.stand_ins]
    plain, patched = sides
    before = (("before", patched, 0, None),) if end else ()
    states: tuple[tuple[str, XenSide, int, Sequence[tuple[str, str]] | None], ...] = (
        *before,
        (f"after, {plain.name}", plain, end, today),
        (f"after, {patched.name}", patched, end, after),
    )
    return tuple(
        _Column(name, side, state, left, objects.compile(side.header_set, state, request))
        for name, side, state, left in states
    )


def _compiler_faults(column: _Column) -> Iterator[Failure]:
    for path, compiled in column.objects.faults.items():
        first = next((one for one in compiled.diagnostics if one.is_error), None)
        what = f": {first.path}:{first.line}: {first.text}" if first else ""
        yield Failure(
            f"{path.name} does not compile ({column.name}){what}",
            first.words if first else compiled.words,
        )


class _Proof:
    """The tables and the failures, program by program."""

    def __init__(
        self,
        request: Request,
        objects: QemuObjects,
        ninja: NinjaFile,
        columns: tuple[_Column, ...],
    ) -> None:
        self._request, self._objects = request, objects
        self._ninja, self._columns = ninja, columns
        self._pack: Pack = request.qemu.pack
        plan = request.qemu.plan
        found = [one.symbol for one in (*plan.references, *plan.before, *plan.after)]
        self._symbols = wanted_symbols(self._pack, found)
        self.tables: list[Table] = []
        self.failures: list[Failure] = []
        self.notes: list[str] = []

    def add(self, program: str, part: Part | None, absent: Sequence[Part]) -> None:
        """What is left of a program, built with a part of the tree or without it.

        `absent`: parts that the build does not have.
        """
        build = self._objects.paths.build
        command = read_link_command(build, self._ninja, program)
        if command.left_out:
            words = " ".join(command.left_out)
            self.notes.append(f"words of the link line that were not passed on: {words}")
        compiler = trusted_program(command.program, self._request.compilers)
        command = replace(command, program=compiler)
        out = [one for one in (*absent, part) if one is not None]
        without = f" without {' and '.join(one.name for one in out)}" if out else ""
        counts = []
        for number, column in enumerate(self._columns):
            self._request.tell(f"linking {program}{without}", number, len(self._columns))
            placed = self._placed(program, part, column)
            counts.append(self._left(f"{program}{without}", out, column, command, placed))
        self.tables.append(self._table(f"{program}{without}", counts))

    def _placed(self, program: str, part: Part | None, column: _Column) -> _Placed:
        """The build's object -> ours, and objects that its link line does not have."""
        replaced: dict[Path, Path | None] = {}
        new: list[Path] = []
        stand_ins = {path for one in self._pack.parts for path in one.instead}
        for unit in self._objects.units.units:
            made = column.objects.made.get(unit.command.object)
            is_left_out = part is not None and part_holds(part, unit.source)
            if unit.like is None:
                replaced[unit.command.object] = None if is_left_out else made
            elif made is not None and not is_left_out:
                is_wanted = part is not None and unit.source in part.instead
                if is_wanted or (unit.source not in stand_ins and self._has(program, unit.like)):
                    new.append(made)
        return _Placed(replaced, tuple(new))

    def _has(self, program: str, path: Path) -> bool:
        return program in linked_programs(self._objects.paths.build, self._ninja, [path])

    def _left(
        self,
        name: str,
        out: Sequence[Part],
        column: _Column,
        command: LinkCommand,
        placed: _Placed,
    ) -> Counter[str]:
        """How often each function of the unstable libraries is referred to."""
        said = self._linked(name, column, command, placed)
        counts: Counter[str] = Counter()
        places: dict[str, str] = {}
        objects = [path for path in placed.replaced.values() if path is not None]
        for one in link_references((*objects, *placed.new), self._symbols).references:
            counts[one.symbol] += 1
            file = self._objects.place(one.file, column.state)
            places.setdefault(one.symbol, f"{file}:{one.line}")
        for symbol in sorted(set(counts) - set(said.unstable)):
            self.notes.append(
                f"{name}, {column.name}: {symbol} of {places[symbol]} is counted, though the linker"
                " does not name it"
            )
        for symbol in said.unstable:
            if symbol not in counts:
                # Of an object that was not compiled anew.
                lines = [line for line in said.lines if f"`{symbol}'" in line]
                counts[symbol] = max(len(lines), 1)
                places[symbol] = lines[0].partition(": undefined")[0] if lines else "?"
        if column.left is not None:
            left = {
                symbol
                for symbol, path in column.left
                if not any(part_holds(part, path) for part in out)
            }
            for symbol in sorted(set(counts) - left):
                self.failures.append(
                    Failure(
                        f"{name}, {column.name}: {symbol} is left, and the series was to"
                        f" replace it: {places[symbol]}",
                        help="is there a use that no rule fits? codemod audit lists all",
                    )
                )
        return counts

    def _linked(self, name: str, column: _Column, command: LinkCommand, placed: _Placed) -> Linked:
        build = self._objects.paths.build
        words = (*command.words, *map(str, placed.new), str(column.side.library.path))
        command = replace(command, words=words)
        output = self._request.folder / "link/linked"
        without = [*(library.name for library in self._pack.libraries), _LIBRARY]

        def read(added: Sequence[str] = ()) -> Linked:
            said = link(command, build, self._ninja, placed.replaced, without, output, added)
            return read_linked(
                command.output,
                column.side.name,
                self._symbols,
                frozenset(),
                lambda file: self._objects.place(file, column.state),
                said,
            )

        one = read()
        added = tuple(name for name in libraries_to_add(self._pack, one) if name != _LIBRARY)
        if added:
            one = read(added)
            self.notes.append(
                f"{', '.join(added)} was linked, too; the build's link line does not have it, and"
                " the series adds it to the build system"
            )
        for symbol in one.other:
            lines = [line for line in one.lines if f"`{symbol}'" in line or symbol in line.split()]
            self.failures.append(
                Failure(
                    f"{name}, {column.name}: {symbol} is not defined", "\n".join(lines[:_WORDS])
                )
            )
        if one.fault:
            self.failures.append(Failure(f"{name}, {column.name}: it does not link", one.fault))
        return one

    def _table(self, name: str, counts: Sequence[Counter[str]]) -> Table:
        order = {symbol: number for number, symbol in enumerate(self._pack.symbols)}
        symbols = sorted(
            {symbol for one in counts for symbol in one},
            key=lambda symbol: (order.get(symbol, len(order)), symbol),
        )
        rows = [(symbol, *(str(one[symbol] or "") for one in counts)) for symbol in symbols]
        rows.append(("references", *(str(one.total()) for one in counts)))
        rows.append(("functions", *(str(len(+one)) for one in counts)))
        title = f"{name}: references to unstable libraries, headers of {self._columns[0].side.name}"
        return Table(title, ("function", *(one.name for one in self._columns)), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Placed:
    """What is linked in the place of a build's objects."""

    replaced: Mapping[Path, Path | None]
    new: tuple[Path, ...]
