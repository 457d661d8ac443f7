# SPDX-License-Identifier: GPL-2.0-or-later
"""The references of each state of a series, in each header set: from objects, or from source."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.claims import Table
from qemu_xen_codemod.verify.header_set import conditions_of
from qemu_xen_codemod.verify.matrix import Matrix
from qemu_xen_codemod.verify.site import Sites, join_sites, source_sites


def tables_of_objects(matrix: Matrix, others: Sites) -> tuple[Table, ...]:
    """For each state, base first. `others`: of objects that the series does not affect."""
    header_sets = {
        header_set.name: [join_sites((*units, others)) for units in matrix.table(number)]
        for number, header_set in enumerate(matrix.header_sets)
        if not header_set.probe
    }
    states = len(matrix.applied.commits)
    return tuple(
        Table({name: sites[state] for name, sites in header_sets.items()})
        for state in range(states)
    )


def tables_of_source(applied: Applied, pack: Pack, symbols: frozenset[str]) -> tuple[Table, ...]:
    """For each state, base first, what the code of the touched C files refers to."""
    conditions = conditions_of(pack)
    words = frozenset(symbol.encode() for symbol in symbols)
    paths = [path for path in applied.paths if is_c(path)]
    known: dict[tuple[str, str, bytes], Sites] = {}

    def sites(header_set: str, state: int, path: str) -> Sites:
        data = applied.read(state, path) or b""
        key = (header_set, path, data)
        if key not in known:
            known[key] = source_sites(path, data, words, conditions[header_set])
        return known[key]

    return tuple(
        Table(
            {
                header_set: join_sites(sites(header_set, state, path) for path in paths)
                for header_set in conditions
            }
        )
        for state in range(len(applied.commits))
    )


def wanted_symbols(pack: Pack, found: Sequence[str]) -> frozenset[str]:
    """The unstable functions: those that the pack lists, and those with its prefixes that are in
    use.
    """
    listed = {symbol for library in pack.libraries for symbol in library.symbols}
    return frozenset(listed) | frozenset(found)
