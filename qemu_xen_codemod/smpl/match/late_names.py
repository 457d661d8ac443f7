"""Metavariables that a `when !=` names and that only what follows the dots binds.

As in Coccinelle they stand for one thing on the whole way: `... when != p`, `f(p);` is looked for
with each value that p has where `f(p);` matches.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    MetavariableUse,
    Nest,
    Pattern,
    PatternNode,
    leaves_of,
    nodes_in,
    patterns_in,
)


@lru_cache(maxsize=1024)
def late_names(dots: Dots | Nest, rest: tuple[PatternNode, ...]) -> frozenset[str]:
    """Those of some dots that are bound there if no code before the dots does."""
    forbidden = {
        node.metavariable.name
        for pattern in dots.whens
        for node in nodes_in(pattern)
        if isinstance(node, MetavariableUse)
    }
    behind = {
        leaf.metavariable.name
        for one in rest
        for leaf in leaves_of(one)
        if isinstance(leaf, MetavariableUse)
    }
    return frozenset(forbidden & behind)


def binds_for_whens(row: tuple[PatternNode, ...]) -> bool:
    """Whether what follows dots among neighbours may bind what a `when !=` of theirs names."""
    return any(
        isinstance(one, Dots | Nest) and late_names(one, row[at + 1 :])
        for at, one in enumerate(row)
    )


def rows_in(pattern: Pattern) -> Iterator[tuple[PatternNode, ...]]:
    """The neighbours of a pattern, at all levels."""
    yield pattern.nodes
    for node in nodes_in(pattern):
        yield node.children
        yield from (one.nodes for one in patterns_in(node))
