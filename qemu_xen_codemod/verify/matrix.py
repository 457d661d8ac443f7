# SPDX-License-Identifier: GPL-2.0-or-later
"""Compile every unit that a series affects, after every patch that changes it, in all header sets.

Cells that need no compiler are not compiled (`schedule`). All others go to one pool of processes,
whatever their patch and header set. A patch's diagnostics are new if no earlier state has them;
states that are needed only for this comparison are compiled when there is something to compare.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from qemu_xen_codemod.build.process import run_all
from qemu_xen_codemod.objects.undefined import link_references
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.tree.search import word_search
from qemu_xen_codemod.verify.alike import Alike
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.cells import Cell, bases_of, covered_before, new_diagnostics
from qemu_xen_codemod.verify.compile import Compiled, Task, Unit, read_result
from qemu_xen_codemod.verify.contents import Contents, made_name
from qemu_xen_codemod.verify.diagnostics import Diagnostic
from qemu_xen_codemod.verify.generated import Generated
from qemu_xen_codemod.verify.header_set import TODAY, HeaderSet
from qemu_xen_codemod.verify.items import read_items
from qemu_xen_codemod.verify.linked_tree import LinkedTrees
from qemu_xen_codemod.verify.paths import Paths
from qemu_xen_codemod.verify.schedule import (
    Changes,
    Reader,
    Step,
    items_of,
    mentions_in,
    schedule,
)
from qemu_xen_codemod.verify.site import Site, Sites, move_lines
from qemu_xen_codemod.verify.units import is_up_to_date

_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]', re.MULTILINE)

#: Called with the number of compiles that are done, and of all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A diagnostic that a patch adds."""

    #: 0-based.
    patch: int
    unit: str
    header_set: str
    diagnostic: Diagnostic


class Matrix:
    """The whole matrix; call `run`, then ask for results."""

    def __init__(
        self,
        applied: Applied,
        units: Sequence[Unit],
        header_sets: Sequence[HeaderSet],
        paths: Paths,
        folder: Path,
        *,
        others: Sequence[Path],
        symbols: frozenset[str],
        generated: Generated,
        trees: LinkedTrees,
        progress: Progress | None = None,
    ) -> None:
        """`folder`: private, exists. `generated`: all files that are generated again
        already exist.
        """
        self.applied, self.units, self.header_sets = applied, units, header_sets
        self.paths, self._folder, self._symbols = paths, folder, symbols
        self._generated, self._progress = generated, progress
        self._bytes = _Cache(paths.tree)
        self._others = others
        # Header sets and units ask the same about the same files.
        self._says = cache(lambda file, names: mentions_in((self._bytes(file),), names))
        self._in_tree = cache(lambda names: tuple(paths.tree / name for name in sorted(names)))
        self.compiled: dict[Cell, Compiled] = {}
        self._sites: dict[Cell, Sites] = {}
        self._trees = trees
        #: For cells that need no compiler of their own, the cell with the same results.
        self.shared: dict[Cell, Cell] = {}
        #: What compilers reported about the files that were read.
        self._reported: dict[Cell, frozenset[str]] = {}
        self._contents = contents = Contents(applied, generated)
        self._changes = [
            Changes(contents.touched, contents.read, header_set.condition)
            for header_set in header_sets
        ]
        #: By the numbers of a unit and a header set, the first patch after which it is compiled
        #: there.
        self._asking = {
            (unit, number): asking
            for number, header_set in enumerate(header_sets)
            for unit, view in enumerate(units)
            if (asking := self._first_asking(view, header_set)) is not None
        }
        self._alike = Alike(
            header_sets,
            contents.paths,
            lambda state, path, known: items_of(path, contents.read(state, path) or b"", known),
            cache(self._mentioned),
        )
        #: Files outside the tree that no patch touches; without the build's headers that header
        #: sets replace.
        self._unchanged = [path for path in others if not self._is_replaced(path)]
        self.steps: dict[tuple[int, int], tuple[Step, ...]] = {}
        self.failures: tuple[Failure, ...] = ()

    # What is needed.

    def _find_steps(self) -> None:
        # First the sets that show what is read where those with one probe are not compiled yet.
        for is_single in (False, True):
            waiting = [
                entry
                for entry in self._asking
                if bool(self.header_sets[entry[1]].probe) == is_single
            ]
            while waiting:
                asked = [cell for pair in waiting if (cell := self._schedule(*pair)) is not None]
                self._run(dict.fromkeys(asked, True), tells=True)
                waiting = [(cell.unit, cell.header_set) for cell in asked]

    def _schedule(self, unit: int, header_set: int) -> Cell | None:
        """Find the steps of a unit with a header set; return what to compile first to know them."""
        view, asking = self.units[unit], self._asking[unit, header_set]
        reads_after = self._reported_reads(unit, header_set, asking)
        reads = view.reads.union(*reads_after.values())
        reader = Reader(view.source, view.reads | view.makes, self._mentions(reads), reads_after)
        found = schedule(reader, self._changes[header_set])
        self.steps[unit, header_set] = (Step.NOTHING,) * asking + found.steps[asking:]
        if found.asks is None or found.asks < asking:
            return None
        return Cell(found.asks + 1, unit, header_set)

    def _reported_reads(self, unit: int, header_set: int, asking: int) -> dict[int, frozenset[str]]:
        """What a unit reads after patches; other header sets show this for patches before
        `asking`.
        """
        reads_after: dict[int, frozenset[str]] = {}
        for cell, reads in self._reported.items():
            if cell.unit == unit and (cell.header_set == header_set or cell.state <= asking):
                reads_after[cell.state - 1] = reads_after.get(cell.state - 1, frozenset()) | reads
        return reads_after

    def _first_asking(self, unit: Unit, header_set: HeaderSet) -> int | None:
        """The first patch (0-based) after which a unit tests a header set's one probe.

        Up to it the header set is like another one that is compiled. None: it never does.
        """
        if not header_set.probe:
            return 0
        word, contents = frozenset((header_set.probe.encode(),)), self._contents
        # Not the build's own headers: the one that defines the macros mentions all of them.
        files = (self._bytes(self.paths.tree / path) for path in unit.reads - contents.paths)
        if mentions_in(files, word):
            return 0
        for patch in range(len(contents.touched)):
            read = (contents.read(patch + 1, path) for path in self._reads_after(unit, patch))
            if mentions_in((data for data in read if data), word):
                return patch
        return None

    def _reads_after(self, unit: Unit, patch: int) -> set[str]:
        """The touched files that a unit reads after a patch, by the includes of those that
        it read.
        """
        contents = self._contents
        reads = set((unit.reads | unit.makes) & contents.paths)
        waiting = list(reads)
        while waiting:
            data = contents.read(patch + 1, waiting.pop()) or b""
            names = {
                name.rpartition(b"/")[2].decode("utf-8", "replace") for name in _included(data)
            }
            more = {path for path in contents.paths - reads if path.rpartition("/")[2] in names}
            reads |= more
            waiting += more
        return reads

    def _mentions(self, paths: frozenset[str]) -> Callable[[frozenset[bytes]], bool]:
        made, touched = set(self._generated.files), self._contents.paths
        files = [
            *self._in_tree(paths - touched),
            *(path for path in self._others if path not in made),
        ]

        def mentions(names: frozenset[bytes]) -> bool:
            return any(self._says(file, names) for file in files)

        return mentions

    def _mentioned(self, paths: frozenset[str], names: frozenset[bytes]) -> bool:
        """Whether files that no patch touches mention one of the names, apart from headers of the
        sets.
        """
        files = (*self._in_tree(paths), *self._unchanged)
        return any(self._says(file, names) for file in files)

    def _is_replaced(self, path: Path) -> bool:
        """Whether header sets or states replace a file of the build."""
        if not self.paths.is_made(path):
            return False
        name = path.relative_to(self.paths.build)
        folders = (header_set.folder for header_set in self.header_sets if header_set.folder)
        return made_name(name.as_posix()) in self._contents.paths or any(
            (folder / name).is_file() for folder in folders
        )

    def _differs_from_today(self, unit: Unit, header_set: HeaderSet) -> bool:
        """Whether a unit's own code differs between two header sets before the series."""
        conditions = (self.header_sets[0].condition, header_set.condition)
        if conditions[0] is None or conditions[1] is None:
            return False
        macros = frozenset(
            macro.encode() for condition in conditions if condition for macro in condition.macros
        )
        search = word_search(macros)
        for path in unit.reads:
            data = self._bytes(self.paths.tree / path)
            if path.endswith((".c", ".h", ".inc")) and search.matches(data):
                today, other = (read_items(path, data, condition) for condition in conditions)
                if today != other or any(mentions_in(item, macros) for item in today):
                    return True
        return False

    # The compiling.

    def run(self) -> None:
        """Compile. Raises BuildError and OSError (no disk space)."""
        self._find_steps()
        wanted: dict[Cell, bool] = {}
        for (unit, header_set), steps in self.steps.items():
            is_today = self.header_sets[header_set].name == TODAY
            fresh = is_today and is_up_to_date(self.units[unit], self.paths.tree)
            if (is_today and not fresh) or (
                not is_today
                and not self.header_sets[header_set].probe
                and self._differs_from_today(self.units[unit], self.header_sets[header_set])
            ):
                wanted[Cell(0, unit, header_set)] = True
            elif fresh:
                self._sites[Cell(0, unit, header_set)] = self._read_sites(
                    self.units[unit].command.object, self.paths.tree
                )
            for patch, step in enumerate(steps):
                if step in (Step.COMPILE, Step.CHECK):
                    wanted[Cell(patch + 1, unit, header_set)] = step is Step.COMPILE
        self._run({cell: made for cell, made in wanted.items() if cell not in self.compiled})
        # Cells with diagnostics are compared with the state before the series, which is compiled if
        # needed.
        speaking = [cell for cell, found in self._said().items() if found]
        self._run({cell: True for cell in bases_of(speaking) if cell not in self.compiled})
        failing = [cell for cell, _ in new_diagnostics(self._said())]
        self._run(dict.fromkeys(covered_before(self.steps, failing), False))
        self.failures = tuple(
            Failure(
                cell.state - 1,
                self.units[cell.unit].name,
                self.header_sets[cell.header_set].name,
                diagnostic,
            )
            for cell, diagnostic in new_diagnostics(self._said())
        )

    def twin(self, cell: Cell, known: Container[Cell]) -> Cell | None:
        """One of the known cells with an earlier header set that has the same results."""
        unit = self.units[cell.unit]
        reads_after = self._reported_reads(cell.unit, cell.header_set, len(self._contents.touched))
        reads = (unit.reads | unit.makes).union(*reads_after.values())
        for header_set in range(cell.header_set):
            other = replace(cell, header_set=header_set)
            if other in known and self._alike.is_alike(
                unit.source, reads, cell.state, cell.header_set, header_set
            ):
                return other
        return None

    def _run(self, wanted: dict[Cell, bool], *, tells: bool = False) -> None:
        """`wanted`: whether the cells must create an object."""
        to_compile: dict[Cell, bool] = {}
        for cell in sorted(wanted):
            ready = {
                other
                for other, result in self.compiled.items()
                if (other.state, other.unit) == (cell.state, cell.unit)
                and (other in self._reported or not tells)
                and (other in self._sites or result.is_failed or not wanted[cell])
            }
            other = self.twin(cell, to_compile.keys() | ready)
            if other is None:
                to_compile[cell] = wanted[cell]
            else:
                self.shared[cell] = self.shared.get(other, other)
                to_compile |= (
                    {other: to_compile[other] or wanted[cell]} if other in to_compile else {}
                )
        self._compile(to_compile, tells=tells)
        shared = sorted(wanted.keys() - to_compile.keys())
        # Files of the tree or the system that a patch newly includes are known only now.
        wrong = [cell for cell in shared if tells and not self.twin(cell, (self.shared[cell],))]
        self._compile({cell: wanted[cell] for cell in wrong}, tells=tells)
        for cell in shared:
            if cell not in self.shared:
                continue
            other = self.shared[cell]
            self.compiled[cell] = self.compiled[other]
            if other in self._sites:
                self._sites[cell] = self._sites[other]
            if other in self._reported:
                self._reported[cell] = self._reported[other]

    def _compile(self, wanted: dict[Cell, bool], *, tells: bool) -> None:
        cells = sorted(wanted)
        tasks = [self.task(cell, makes_object=wanted[cell], tells=tells) for cell in cells]
        commands = [task.command(self.paths) for task in tasks]
        for done, (cell, task, result) in enumerate(
            zip(cells, tasks, run_all(commands), strict=True)
        ):
            compiled = read_result(task, result, (self.paths.tree,))
            if tells:
                self._reported[cell] = self._read_by(cell, compiled.read)
            self.compiled[cell] = replace(compiled, read=None)
            # It had a twin, and now an object of its own was wanted.
            self.shared.pop(cell, None)
            if compiled.object is not None:
                self._sites[cell] = self._read_sites(compiled.object, task.tree)
                if cell.state != len(self.applied.touched):
                    compiled.object.unlink()
            if self._progress is not None:
                self._progress(done + 1, len(cells))

    def _read_by(self, cell: Cell, read: Sequence[str] | None) -> frozenset[str]:
        """In the names of a schedule; all that patches touch, if it did not compile."""
        if read is None:
            return self._contents.paths
        found: set[str] = set()
        build = None if self.paths.is_in_source else self.paths.build
        made = (self._generated.overlay(cell.state), build)
        tree = self._trees.of(cell.state)
        for file in read:
            folder = next((path for path in made if path and file.startswith(f"{path}/")), None)
            if folder is not None:
                found.add(made_name(file[len(str(folder)) + 1 :]))
            elif file.startswith(f"{tree}/") or not file.startswith(f"{self._folder}/"):
                # Not a header set's own headers, which declare what a patch may define.
                found.add(self._inside(file, tree))
        return frozenset(found)

    def task(self, cell: Cell, *, makes_object: bool, tells: bool = False) -> Task:
        """How a cell is compiled."""
        header_set = self.header_sets[cell.header_set]
        overlays = [
            folder for folder in (header_set.folder, self._generated.overlay(cell.state)) if folder
        ]
        output = self._folder / f"{cell.unit}-{cell.header_set}-{cell.state}.o"
        return Task(
            self.units[cell.unit],
            self._trees.of(cell.state),
            tuple(overlays),
            output if makes_object else None,
            output.with_suffix(".d") if tells else None,
        )

    def _read_sites(self, path: Path, tree: Path) -> Sites:
        sites: Sites = {}
        for reference in link_references((path,), self._symbols).references:
            site = Site(reference.symbol, self._inside(reference.file, tree), reference.function)
            sites[site] = sites.get(site, frozenset()) | {reference.line}
        return sites

    def _inside(self, file: str, tree: Path) -> str:
        file = os.path.normpath(file)
        if file.startswith(f"{tree}/"):
            return file[len(str(tree)) + 1 :]
        inside = self.paths.in_tree(file, self.paths.build)
        return file if inside is None else inside

    def end_name(self, file: str) -> str:
        """The name of a file in an object of the end of the series, inside the tree if it
        is there.
        """
        return self._inside(file, self._trees.of(len(self.applied.touched)))

    # What came of it.

    def _said(self) -> dict[Cell, tuple[Diagnostic, ...]]:
        sites = {}
        for cell, result in self.compiled.items():
            found = result.diagnostics
            if result.words:
                source = self.units[cell.unit].source
                found = (*found, Diagnostic(source, 0, "error", result.words, result.words))
            sites[cell] = found
        return sites

    def table(self, header_set: int) -> Iterator[tuple[Sites, ...]]:
        """For each state, base first, the sites of each unit."""
        now = [self._base_sites(unit, header_set) for unit in range(len(self.units))]
        yield tuple(now)
        for patch, touched in enumerate(self.applied.touched):
            for unit, view in enumerate(self.units):
                fresh = self._sites.get(Cell(patch + 1, unit, header_set))
                if fresh is not None:
                    now[unit] = fresh
                    continue
                for item in touched:
                    if item.path in view.reads:
                        before = self.applied.read(patch, item.path) or b""
                        after = self.applied.read(patch + 1, item.path) or b""
                        now[unit] = move_lines(now[unit], item.path, before, after)
            yield tuple(now)

    def _base_sites(self, unit: int, header_set: int) -> Sites:
        for other in (header_set, 0):
            found = self._sites.get(Cell(0, unit, other))
            if found is not None:
                return found
        return {}

    def new_objects(self, objects: Mapping[Path, Path]) -> dict[Path, list[Path]]:
        """Of `objects`, those of new sources, by the object as which each is compiled."""
        found: dict[Path, list[Path]] = {}
        for unit in self.units:
            if unit.like is not None and unit.command.object in objects:
                found.setdefault(unit.like, []).append(objects[unit.command.object])
        return found

    def end_objects(self, header_set: int) -> dict[Path, Path | None]:
        """The build's object -> ours after the last patch, for all units that a patch affects.

        None if it does not compile. What `run` did not need is compiled now; raises the same
        errors.
        """
        last = len(self.applied.touched)
        touched = {item.path for row in self.applied.touched for item in row}
        reached = [n for n, unit in enumerate(self.units) if not touched.isdisjoint(unit.reads)]
        cells = [Cell(last, number, header_set) for number in reached]
        known = (self.compiled.get(cell) for cell in cells)
        self._run(
            {
                cell: True
                for cell, done in zip(cells, known, strict=True)
                if done is None or (done.object is None and not done.is_failed)
            }
        )
        return {self.units[cell.unit].command.object: self.compiled[cell].object for cell in cells}


def _included(data: bytes) -> list[bytes]:
    return _INCLUDE.findall(data)


class _Cache:
    """The bytes of files, read once; b"" for a file that cannot be read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[Path, bytes] = {}

    def __call__(self, path: Path) -> bytes:
        if path not in self._known:
            try:
                self._known[path] = read_regular(path)
            except OSError:
                self._known[path] = b""
        return self._known[path]
