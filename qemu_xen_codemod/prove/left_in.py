# SPDX-License-Identifier: GPL-2.0-or-later
"""What is left of the unstable libraries in a program, column by column; used by `link`.

Each reference is read from the objects, and the linker must name the same functions. A function
that only one of the two names is counted, and reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.build.compiler import trusted_program
from qemu_xen_codemod.build.link_command import LinkCommand, linked_programs, read_link_command
from qemu_xen_codemod.build.ninja_file import NinjaFile
from qemu_xen_codemod.objects.undefined import link_references
from qemu_xen_codemod.prove.level import Failure, Table
from qemu_xen_codemod.prove.objects import Objects, QemuObjects
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.prove.xen_side import XenSide
from qemu_xen_codemod.rule.pack import Pack, Part
from qemu_xen_codemod.verify.imports import part_holds
from qemu_xen_codemod.verify.link import Linked, link, read_linked
from qemu_xen_codemod.verify.linking import libraries_to_add
from qemu_xen_codemod.verify.tables import wanted_symbols

_LIBRARY = "libxendevicemodel"
_WORDS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A state of QEMU and of Xen."""

    name: str
    side: XenSide
    #: The state of QEMU's series.
    state: int
    #: The symbols that QEMU's series leaves there, by the files that use them; None for all.
    left: Sequence[tuple[str, str]] | None
    objects: Objects


class LeftIn:
    """The tables and the failures, program by program."""

    def __init__(
        self,
        request: Request,
        objects: QemuObjects,
        ninja: NinjaFile,
        columns: tuple[Column, ...],
    ) -> None:
        self._request, self._objects = request, objects
        self._ninja, self._columns = ninja, columns
        self._pack: Pack = request.qemu.pack
        plan = request.qemu.plan
        found = [reference.symbol for reference in (*plan.references, *plan.before, *plan.after)]
        self._symbols = wanted_symbols(self._pack, found)
        self._programs: dict[Path, tuple[str, ...]] = {}
        self.tables: list[Table] = []
        self.failures: list[Failure] = []
        self.notes: list[str] = []

    def add(self, program: str | None, part: Part | None, absent: Sequence[Part]) -> None:
        """What is left in a program, built with or without a part of the tree.

        None for the objects, if no program was built. `absent`: parts that the build lacks.
        """
        command = self._command(program) if program is not None else None
        out = [item for item in (*absent, part) if item is not None]
        name = program or "the objects that include Xen's headers"
        name += f" without {' and '.join(part.name for part in out)}" if out else ""
        counts = []
        for number, column in enumerate(self._columns):
            self._request.tell(f"linking {name}", number, len(self._columns))
            placed = self._placed(program, part, column)
            counts.append(self._left(name, out, column, command, placed))
        self.tables.append(self._table(name, counts))

    def _command(self, program: str) -> LinkCommand:
        command = read_link_command(self._objects.paths.build, self._ninja, program)
        if command.left_out:
            words = " ".join(command.left_out)
            self.notes.append(f"words of the link line that were not passed on: {words}")
        compiler = trusted_program(command.program, self._request.compilers)
        return replace(command, program=compiler)

    def _placed(self, program: str | None, part: Part | None, column: Column) -> _Placed:
        """The build's object -> ours, and objects that its link line does not have."""
        replaced: dict[Path, Path | None] = {}
        new: list[Path] = []
        stand_ins = {path for item in self._pack.parts for path in item.instead}
        for unit in self._objects.units.units:
            made = column.objects.made.get(unit.command.object)
            is_left_out = part is not None and part_holds(part, unit.source)
            if unit.like is None and self._has(program, unit.command.object):
                replaced[unit.command.object] = None if is_left_out else made
            elif unit.like is None:
                continue
            elif made is not None and not is_left_out:
                is_wanted = part is not None and unit.source in part.instead
                if is_wanted or (unit.source not in stand_ins and self._has(program, unit.like)):
                    new.append(made)
        return _Placed(replaced, tuple(new))

    def _has(self, program: str | None, path: Path) -> bool:
        """Whether the program is linked from the object; without a program all objects count."""
        if path not in self._programs:
            found = linked_programs(self._objects.paths.build, self._ninja, [path])
            self._programs[path] = found
        return program is None or program in self._programs[path]

    def _left(
        self,
        name: str,
        out: Sequence[Part],
        column: Column,
        command: LinkCommand | None,
        placed: _Placed,
    ) -> Counter[str]:
        """How often each function of the unstable libraries is referred to."""
        counts: Counter[str] = Counter()
        places: dict[str, str] = {}
        objects = [path for path in placed.replaced.values() if path is not None]
        for reference in link_references((*objects, *placed.new), self._symbols).references:
            counts[reference.symbol] += 1
            file = self._objects.place(reference.file, column.state)
            places.setdefault(reference.symbol, f"{file}:{reference.line}")
        linked = self._linked(name, column, command, placed) if command is not None else None
        # A linker that failed on something else has not checked all symbols.
        if linked is not None and not linked.fault:
            self._reconcile(f"{name}, {column.name}", counts, places, linked)
        if column.left is not None:
            left = {
                symbol
                for symbol, path in column.left
                if not any(part_holds(part, path) for part in out)
            }
            for symbol in sorted(set(counts) - left):
                self.failures.append(
                    Failure(
                        f"{name}, {column.name}: {symbol} is left, but the series should"
                        f" replace it: {places[symbol]}",
                        help="is there a use that no rule handles? codemod audit lists all",
                    )
                )
        return counts

    def _reconcile(
        self, name: str, counts: Counter[str], places: dict[str, str], linked: Linked
    ) -> None:
        """Count also what only the objects or only the linker names."""
        for symbol in sorted(set(counts) - set(linked.unstable)):
            self.notes.append(
                f"{name}: {symbol} of {places[symbol]} is counted, but the linker does not name it"
            )
        for symbol in linked.unstable:
            if symbol not in counts:
                # In an object that was not compiled again.
                lines = [line for line in linked.lines if f"`{symbol}'" in line]
                counts[symbol] = max(len(lines), 1)
                places[symbol] = lines[0].partition(": undefined")[0] if lines else "?"

    def _linked(self, name: str, column: Column, command: LinkCommand, placed: _Placed) -> Linked:
        build = self._objects.paths.build
        words = (*command.words, *map(str, placed.new), str(column.side.library.path))
        command = replace(command, words=words)
        output = self._request.folder / "link/linked"
        without = [*(library.name for library in self._pack.libraries), _LIBRARY]

        def read(added: Sequence[str] = ()) -> Linked:
            linked = link(command, build, self._ninja, placed.replaced, without, output, added)
            return read_linked(
                command.output,
                column.side.name,
                self._symbols,
                frozenset(),
                lambda file: self._objects.place(file, column.state),
                linked,
            )

        linked = read()
        added = tuple(name for name in libraries_to_add(self._pack, linked) if name != _LIBRARY)
        if added:
            linked = read(added)
            self.notes.append(
                f"{', '.join(added)} was linked, too; the build's link line does not have it, and"
                " the series adds it to the build system"
            )
        for symbol in linked.other:
            lines = [
                line for line in linked.lines if f"`{symbol}'" in line or symbol in line.split()
            ]
            self.failures.append(
                Failure(
                    f"{name}, {column.name}: {symbol} is not defined", "\n".join(lines[:_WORDS])
                )
            )
        if linked.fault:
            self.failures.append(Failure(f"{name}, {column.name}: it does not link", linked.fault))
        return linked

    def _table(self, name: str, counts: Sequence[Counter[str]]) -> Table:
        order = {symbol: number for number, symbol in enumerate(self._pack.symbols)}
        symbols = sorted(
            {symbol for count in counts for symbol in count},
            key=lambda symbol: (order.get(symbol, len(order)), symbol),
        )
        rows = [(symbol, *(str(count[symbol] or "") for count in counts)) for symbol in symbols]
        rows.append(("references", *(str(count.total()) for count in counts)))
        rows.append(("functions", *(str(len(+count)) for count in counts)))
        title = f"{name}: references to unstable libraries, headers of {self._columns[0].side.name}"
        return Table(title, ("function", *(column.name for column in self._columns)), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Placed:
    """What is linked instead of a build's objects."""

    replaced: Mapping[Path, Path | None]
    new: tuple[Path, ...]
