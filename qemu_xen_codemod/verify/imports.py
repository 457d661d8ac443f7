# SPDX-License-Identifier: GPL-2.0-or-later
"""What a program linked from a build's objects needs from the unstable libraries.

One build shows this with and without a part of the tree: the objects of that part are left out, and
the files that replace them are read as source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qemu_xen_codemod.rule.pack import Pack, Part
from qemu_xen_codemod.tree.globs import matches_any
from qemu_xen_codemod.verify.matrix import Matrix
from qemu_xen_codemod.verify.site import Sites, source_sites
from qemu_xen_codemod.verify.verdict import Imports


def find_imports(
    matrix: Matrix, others: Mapping[str, Sites], pack: Pack, symbols: frozenset[str]
) -> Iterator[Imports]:
    """One header set after the other: for the whole, then without each part that the build has.

    `others`: of objects that the series does not affect, by their sources.
    """
    sources = {unit.source for unit in matrix.units} | set(others)
    parts = [part for part in pack.parts if any(part_holds(part, source) for source in sources)]
    for number, header_set in enumerate(matrix.header_sets):
        if header_set.probe:
            continue
        states = list(matrix.table(number))
        rows = [_by_source(matrix, states[at], others) for at in (0, -1)]
        for part in (None, *parts):
            before, after = (
                _symbols(row, part) | _instead(matrix, number, state, part, symbols)
                for row, state in zip(rows, (0, len(states) - 1), strict=True)
            )
            name = part.name if part else ""
            yield Imports(header_set.name, name, tuple(sorted(before)), tuple(sorted(after)))


def part_holds(part: Part, source: str) -> bool:
    """Whether only a build with the part has the source."""
    return source not in part.instead and matches_any(source, part.files)


def _by_source(
    matrix: Matrix, row: tuple[Sites, ...], others: Mapping[str, Sites]
) -> list[tuple[str, Sites]]:
    units = [(unit.source, sites) for unit, sites in zip(matrix.units, row, strict=True)]
    return [*units, *others.items()]


def _symbols(row: list[tuple[str, Sites]], part: Part | None) -> set[str]:
    kept = (sites for source, sites in row if part is None or not part_holds(part, source))
    return {site.symbol for sites in kept for site in sites}


def _instead(
    matrix: Matrix, header_set: int, state: int, part: Part | None, symbols: frozenset[str]
) -> set[str]:
    """What the files that replace the part refer to."""
    words = frozenset(symbol.encode() for symbol in symbols)
    found: set[str] = set()
    for path in part.instead if part else ():
        applied = matrix.applied
        if path in applied.paths:
            data = applied.read(state, path)
        else:
            data = applied.tree.read(path) if path in applied.tree.entries else None
        sites = source_sites(path, data or b"", words, matrix.header_sets[header_set].condition)
        found |= {site.symbol for site in sites}
    return found
