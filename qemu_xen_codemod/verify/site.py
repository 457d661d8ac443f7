# SPDX-License-Identifier: GPL-2.0-or-later
"""Site: a function that refers to an unstable symbol, and how often; from objects or from source.

Objects show what was compiled, source everything that the release macro does not exclude.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.reference import find_references
from qemu_xen_codemod.verify.items import Condition, skipped_spans


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """Where a symbol is referred to."""

    symbol: str
    #: Inside the tree.
    path: str
    #: The innermost function, also if inlined; "" outside functions.
    function: str


#: Site -> its 1-based lines.
Sites = dict[Site, frozenset[int]]


def join_sites(parts: Iterable[Sites]) -> Sites:
    """All sites of several objects: a header's inline function counts once, in however many."""
    joined: Sites = {}
    for part in parts:
        for site, lines in part.items():
            joined[site] = joined.get(site, frozenset()) | lines
    return joined


def count_symbols(sites: Sites) -> dict[str, int]:
    """Symbol -> number of lines that refer to it, sorted by symbol."""
    counts: Counter[str] = Counter()
    for site, lines in sites.items():
        counts[site.symbol] += len(lines)
    return dict(sorted(counts.items()))


def source_sites(
    path: str, data: bytes, symbols: frozenset[bytes], condition: Condition | None
) -> Sites:
    """The sites of a C file that its source shows."""
    source = SourceFile(path, data)
    skipped = skipped_spans(source, condition) if condition else ()
    sites: Sites = {}
    for reference in find_references(source, symbols):
        at = reference.offset
        if source.is_dead(at) or any(span.start <= at < span.end for span in skipped):
            continue
        site = Site(reference.symbol, path, reference.function)
        sites[site] = sites.get(site, frozenset()) | {reference.place.line}
    return sites


def move_lines(sites: Sites, path: str, before: bytes, after: bytes) -> Sites:
    """The sites of a file whose lines moved without a change of its code."""
    if before == after or not any(site.path == path for site in sites):
        return sites
    old, new = before.splitlines(), after.splitlines()
    places: dict[int, int] = {}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        places |= {block.a + n + 1: block.b + n + 1 for n in range(block.size)}
    return {
        site: frozenset(places.get(line, line) for line in lines) if site.path == path else lines
        for site, lines in sites.items()
    }


def added_sites(before: Sites, after: Sites) -> Sites:
    """Sites that are new, or that refer more often than before."""
    return {site: lines for site, lines in after.items() if len(lines) > len(before.get(site, ()))}


def lines_of(sites: Sites, paths: Sequence[str] | None = None) -> list[str]:
    """Each site as `path:line: symbol in function()`, by path and line."""
    rows = [
        (site.path, line, site)
        for site, lines in sites.items()
        for line in lines
        if paths is None or site.path in paths
    ]
    return [
        f"{path}:{line}: {site.symbol}" + (f" in {site.function}()" if site.function else "")
        for path, line, site in sorted(rows)
    ]
