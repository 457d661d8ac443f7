# SPDX-License-Identifier: GPL-2.0-or-later
"""The outcome of each use of a function: from the rules' own search, or from the cover letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.review.prose import Block, Table
from qemu_xen_codemod.rule.outcome import OUTCOMES, Outcome
from qemu_xen_codemod.verify.header_set import NEWER, TODAY
from qemu_xen_codemod.verify.site import count_symbols
from qemu_xen_codemod.verify.verdict import Link


@dataclass(frozen=True, slots=True)
class Fate:
    """A number of uses of a function with the same outcome."""

    #: A function's name, or what the cover letter calls several.
    name: str
    uses: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Count:
    """How many functions or lines there are before the series, after it, and perhaps later."""

    name: str
    #: One for each of the heads.
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    heads: tuple[str, ...]
    rows: tuple[Count, ...]


def fates_of(blocks: Iterable[Block]) -> tuple[Fate, ...]:
    """The outcome table of a cover letter; empty if it has none, or has outcomes of a pack's own.

    Those are shown in the letter only: a picture without them would cover only some of the uses.
    """
    names = {outcome.value: outcome for outcome in OUTCOMES}
    for block in blocks:
        if isinstance(block, Table) and block.head[-1] == "outcome":
            rows = [row for row in block.rows if row[1].isdecimal() and row[2]]
            if any(row[2] not in names for row in rows):
                return ()
            return tuple(Fate(row[0], int(row[1]), names[row[2]]) for row in rows)
    return ()


def fates_of_references(references: Sequence[Reference]) -> tuple[Fate, ...]:
    """The same, from what the rules found in the tree."""
    found = Counter(
        (OUTCOMES.index(reference.outcome), reference.symbol) for reference in references
    )
    return tuple(Fate(name, uses, OUTCOMES[at]) for (at, name), uses in sorted(found.items()))


def counts_of_links(links: Sequence[Link]) -> Counts | None:
    """The counts that verify shows for the series: today, then with all functions."""
    header_sets = {link.header_set: link for link in links}
    today = header_sets.get(TODAY)
    if today is None:
        return None
    heads = ["before", "after"]
    counted = [count_symbols(today.before), count_symbols(today.after)]
    if NEWER in header_sets:
        heads.append("with the entrypoints")
        counted.append(count_symbols(header_sets[NEWER].after))
    names = sorted({name for counts in counted for name in counts})
    rows = (Count(name, tuple(counts.get(name, 0) for counts in counted)) for name in names)
    return Counts(tuple(heads), tuple(rows))


def counts_of(blocks: Iterable[Block], first: str) -> Counts | None:
    """The table of a letter whose first head is `first`; the other heads are counted."""
    for block in blocks:
        if isinstance(block, Table) and block.head[0] == first and block.head[1] == "before":
            rows = [row for row in block.rows if all(cell.isdecimal() for cell in row[1:])]
            return Counts(
                block.head[1:],
                tuple(Count(row[0], tuple(map(int, row[1:]))) for row in rows),
            )
    return None
