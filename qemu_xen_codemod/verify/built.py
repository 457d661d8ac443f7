# SPDX-License-Identifier: GPL-2.0-or-later
"""What a build directory shows: units compiled with each header set, and what objects refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import check_belongs, read_compile_commands
from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.objects.undefined import link_references
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.tree import open_tree
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.cells import Cell
from qemu_xen_codemod.verify.claims import Table
from qemu_xen_codemod.verify.clang import find_new
from qemu_xen_codemod.verify.compile import trusted_unit
from qemu_xen_codemod.verify.contents import made_name
from qemu_xen_codemod.verify.generated import Generated
from qemu_xen_codemod.verify.header_set import (
    NEWER,
    TODAY,
    HeaderSets,
    headers_of,
    make_header_sets,
)
from qemu_xen_codemod.verify.imports import find_imports
from qemu_xen_codemod.verify.linked_tree import LinkedTrees
from qemu_xen_codemod.verify.linking import Linking, link_series
from qemu_xen_codemod.verify.matrix import Failure, Matrix
from qemu_xen_codemod.verify.site import Site, Sites, join_sites
from qemu_xen_codemod.verify.tables import tables_of_objects
from qemu_xen_codemod.verify.units import (
    Units,
    find_units,
    left_out,
    paths_of,
    refuse_uncommitted,
)
from qemu_xen_codemod.verify.verdict import Check, Compiles, Finding, Imports
from qemu_xen_codemod.verify.xen_tree import XenTree, lay_out

Tell = Callable[[str, int, int], None]

_TIMEOUT = 60.0
#: The number of header sets that an error names; others are counted.
_NAMED = 2


class Built:
    """The results, when everything is compiled."""

    def __init__(
        self, applied: Applied, units: Units, matrix: Matrix, others: Mapping[str, Sites]
    ) -> None:
        """`others`: references of objects that the series does not affect, by their sources."""
        self._applied, self._units, self._matrix = applied, units, matrix
        self.tables: tuple[Table, ...] = tables_of_objects(matrix, join_sites(others.values()))
        self._others = others
        self.notes: tuple[str, ...] = units.notes
        self.linking = Linking()
        self.not_shown: tuple[str, ...] = ()
        #: Of libclang.
        self.parse_failures: tuple[Failure, ...] = ()

    @property
    def headers(self) -> tuple[Path, ...]:
        """The files that the units read and no patch touches, first in the tree."""
        touched = frozenset(self._applied.paths)
        inside = {path for unit in self._units.units for path in unit.reads} - touched
        root = self._applied.tree.root
        return (*(root / path for path in sorted(inside)), *self._units.others)

    @property
    def compiles_all_sources(self) -> bool:
        """Whether the build has a command for each source that the series touches."""
        return not self._units.uncompiled

    def findings(self, patch: int) -> Iterator[Finding]:
        """The findings of a patch, 0-based; one for each diagnostic, however many objects
        have it.
        """
        for check, all_ in (
            (Check.LIBCLANG, self.parse_failures),
            (Check.COMPILES, self._matrix.failures),
        ):
            same: dict[tuple[str, str, str], list[Failure]] = defaultdict(list)
            for failure in all_:
                if failure.patch == patch:
                    same[failure.diagnostic.key].append(failure)
            for failures in same.values():
                finding = _finding(check, failures)
                if why := self._not_made(patch, {failure.unit for failure in failures}):
                    finding = replace(finding, help=f"it may not be a fault of the patch: {why}")
                yield finding

    def unproved(self, patch: int) -> Mapping[Check, str]:
        """What could not be shown for a patch, 0-based."""
        found: dict[Check, str] = {}
        touched = {item.path for item in self._applied.touched[patch]}
        missing = sorted(touched & set(self._units.uncompiled))
        if missing:
            found[Check.COMPILES] = f"the build has no command for {', '.join(missing)}"
        elif not self.affected(patch):
            found[Check.COMPILES] = "no object of the build includes what the patch touches"
        generated = self._units.generated
        if reason := generated.described.get(patch) or self._not_made(patch):
            found[Check.COMPILES] = reason
        elif old := self._failed_before(patch):
            found[Check.COMPILES] = f"{old}, before the patch too"
        if Check.COMPILES in found:
            found[Check.LIBCLANG] = found[Check.COMPILES]
        broken = sorted(
            {
                self._units.units[cell.unit].name
                for cell, result in self._matrix.compiled.items()
                if cell.state == patch + 1
                and result.is_failed
                # References are not counted in header sets where one probe is true.
                and not self._matrix.header_sets[cell.header_set].probe
            }
        )
        if broken:
            found[Check.REFERENCES] = f"{', '.join(broken)} could not be made"
        return found

    def _not_made(self, patch: int, names: Collection[str] = ()) -> str:
        """Why objects after a patch were compiled with an old file of the build, "" if none was.

        `names`: those objects; if empty, all that read a touched file or should be generated from
        one.
        """
        touched = {item.path for item in self._applied.touched[patch]}
        read = {
            file
            for unit in self._units.units
            if (unit.name in names if names else not touched.isdisjoint(unit.reads))
            for file in unit.makes
        }
        for not_made in self._units.generated.not_made(patch + 1):
            if (not names and touched & not_made.inputs) or read & set(
                map(made_name, not_made.outputs)
            ):
                return not_made.why
        return ""

    def _failed_before(self, patch: int) -> str:
        """What does not compile after a patch without being its fault, "" for nothing."""
        reported = {
            (failure.unit, failure.header_set)
            for failure in self._matrix.failures
            if failure.patch == patch
        }
        for cell, result in sorted(self._matrix.compiled.items(), key=lambda item: item[0]):
            unit, header_set = (
                self._units.units[cell.unit].name,
                self._matrix.header_sets[cell.header_set].name,
            )
            if cell.state == patch + 1 and result.is_failed and (unit, header_set) not in reported:
                return f"{unit} does not compile with {headers_of(header_set)}"
        return ""

    def compiled(self, patch: int) -> int:
        """How many compilers were run for a patch, 0-based."""
        return sum(cell.state == patch + 1 for cell in self._ran)

    @property
    def _ran(self) -> set[Cell]:
        """What was compiled, and did not only get the results of a twin."""
        return self._matrix.compiled.keys() - self._matrix.shared.keys()

    def compiles(self, pack: Pack) -> tuple[Compiles, ...]:
        """What was compiled in each header set, after patches."""
        found = []
        for number, header_set in enumerate(self._matrix.header_sets):
            cells = [
                item for item in self._matrix.compiled if item.header_set == number and item.state
            ]
            alike = sum(cell in self._matrix.shared for cell in cells)
            release = header_set.condition.release if header_set.condition else 0
            name = (
                pack.release_macro.release_name(release) if pack.release_macro and release else ""
            )
            found.append(
                Compiles(
                    header_set.name,
                    name,
                    len({cell.unit for cell in cells}),
                    len(cells) - alike,
                    alike,
                )
            )
        return tuple(found)

    def imports(self, pack: Pack, symbols: frozenset[str]) -> tuple[Imports, ...]:
        """What programs of the objects need from the unstable libraries."""
        return tuple(find_imports(self._matrix, self._others, pack, symbols))

    def compilers(self) -> tuple[str, ...]:
        """The first line of the version of each compiler that was run. Raises BuildError."""
        units = {cell.unit for cell in self._matrix.compiled}
        programs = dict.fromkeys(self._units.units[unit].compiler.program for unit in sorted(units))
        version = (
            run(program, ("--version",), self._units.paths.build, timeout=_TIMEOUT)
            for program in programs
        )
        return tuple(
            item.out.decode("utf-8", "replace").partition("\n")[0].strip() for item in version
        )

    def affected(self, patch: int) -> int:
        """How many objects read what a patch touches, counted in each header set."""
        touched = {item.path for item in self._applied.touched[patch]}
        header_sets = sum(not header_set.probe for header_set in self._matrix.header_sets)
        return header_sets * sum(not touched.isdisjoint(unit.reads) for unit in self._units.units)


def prove_build(
    applied: Applied,
    build: Path,
    pack: Pack,
    symbols: frozenset[str],
    referring: frozenset[str],
    tell: Tell,
    *,
    links: bool = False,
    compilers: Collection[Path] = (),
    generators: bool = False,
    xen: Path | None = None,
) -> Built:
    """Compile what the series affects. Raises BuildError, TreeError, OSError.

    `referring`: files of the base that refer to the symbols, touched or not. `links`: also link.
    `compilers`: those that may be run although the build names them by path. `generators`: generate
    files again, by the build's own commands. `xen`: a Xen source tree, whose headers are also used.
    """
    tree = applied.tree
    tell("reading the build directory", 0, 1)
    folder = applied.repository.folder / "build"
    folder.mkdir()
    commands = read_compile_commands(build)
    check_belongs(commands, tree.root)
    paths = paths_of(tree, build, commands)

    def generate(read: Iterable[Path]) -> Generated:
        return Generated(applied, paths, folder / "made", read, runs=generators)

    units = find_units(paths, commands, tree, applied.paths, generate, referring)
    units = replace(units, units=tuple(trusted_unit(unit, compilers) for unit in units.units))
    reads = {path for unit in units.units for path in unit.reads} | set(applied.paths)
    work = open_tree(tree.root)
    assert isinstance(work, Checkout)
    refuse_uncommitted(work, reads, build)
    headers = lay_out(xen, folder / "xen") if xen is not None else None
    header_sets = make_header_sets(pack, units.paths.build, folder, headers)
    trees = LinkedTrees(applied, paths, folder)
    units.generated.make(trees.of)
    matrix = Matrix(
        applied,
        units.units,
        header_sets.header_sets,
        units.paths,
        folder,
        others=units.others,
        symbols=symbols,
        generated=units.generated,
        trees=trees,
        progress=lambda done, total: tell("compiling", done, total),
    )
    matrix.run()
    built = Built(applied, units, matrix, _untouched_sites(units, symbols))
    built.parse_failures = find_new(matrix, lambda done, total: tell("parsing", done, total))
    if links:
        built.linking = link_series(matrix, pack, symbols, compilers, folder, tell)
    built.not_shown += tuple(_not_shown(units, header_sets, headers))
    if words := left_out(units.units):
        built.notes += (f"build options that were not passed to the compiler: {' '.join(words)}",)
    return built


def _not_shown(units: Units, header_sets: HeaderSets, headers: XenTree | None) -> Iterator[str]:
    """What compiling does not show of the series as a whole."""
    for unit in units.units:
        if unit.like is not None:
            yield (
                f"{unit.source} in the build, which has no command for it: it was compiled like"
                f" {unit.like.name}"
            )
    if header_sets.missing:
        yield f"headers with more entrypoints: {header_sets.missing}"
    if headers is not None and headers.missing:
        yield (
            f"{headers.name} as it is built: {', '.join(headers.missing)} are not in its source,"
            " and those of this machine were read instead"
        )


def _untouched_sites(units: Units, symbols: frozenset[str]) -> dict[str, Sites]:
    """The references of the build's objects that the series does not affect, by their sources."""
    found: dict[str, Sites] = {}
    for path, source in units.referring.items():
        sites = found.setdefault(source, {})
        for reference in link_references((path,), symbols).references:
            inside = units.paths.in_tree(reference.file, units.paths.build)
            site = Site(
                reference.symbol, reference.file if inside is None else inside, reference.function
            )
            sites[site] = sites.get(site, frozenset()) | {reference.line}
    return found


def _finding(check: Check, failures: list[Failure]) -> Finding:
    diagnostic = failures[0].diagnostic
    header_sets = {failure.header_set: 0 for failure in failures}.keys()
    objects = sorted({failure.unit for failure in failures})
    where = "" if {TODAY, NEWER} <= header_sets else f" with {_headers(header_sets)}"
    more = f" and {len(objects) - 1} more" if len(objects) > 1 else ""
    fault = "has a new warning" if not diagnostic.is_error else "does not compile"
    if check is Check.LIBCLANG:
        fault = f"has a new {diagnostic.level} of libclang"
    return Finding(
        check,
        f"{objects[0]}{more} {fault}{where}: {diagnostic.text}",
        diagnostic.path,
        diagnostic.line,
        diagnostic.words,
        _help(diagnostic.text),
    )


def _headers(header_sets: Iterable[str]) -> str:
    """In the given order; if there are many, only some are named."""
    *names, last = map(headers_of, header_sets)
    if len(names) > _NAMED:
        last = f"{len(names) + 1 - _NAMED} more"
    return " and ".join(filter(None, (", ".join(names[:_NAMED]), last)))


#: What to do about a diagnostic, by a part of its text.
_HELP = (
    ("implicit declaration", "declare it, include its header, or remove the call"),
    ("No such file or directory", "the header does not exist: include another one, or add it"),
    ("too few arguments", "compare the call with the function's prototype"),
    ("too many arguments", "compare the call with the function's prototype"),
    ("makes integer from pointer", "compare the order of the arguments with the prototype"),
    ("makes pointer from integer", "compare the order of the arguments with the prototype"),
    ("incompatible pointer", "compare the order of the arguments with the prototype"),
    ("incompatible type", "compare the order of the arguments with the prototype"),
    ("unused", "remove what the patch left unused"),
    ("set but not used", "remove what the patch left unused"),
    ("defined but not used", "remove what the patch left unused"),
    ("undeclared", "declare it, include its header, or move the change that declares it here"),
    ("redefinition", "the name is defined twice: one patch may have been applied before"),
)


def _help(text: str) -> str:
    for part, help in _HELP:
        if part in text:
            return help
    return "each patch must build by itself: fix this one, or move a change that it needs before it"
