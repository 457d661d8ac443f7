# SPDX-License-Identifier: GPL-2.0-or-later
"""The marks of a pattern's nodes: whether a rule keeps, removes or lists the code they match."""

from __future__ import annotations

from functools import lru_cache
from typing import assert_never

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    Pattern,
    PatternNode,
    PatternToken,
    items_of,
    leaves_of,
    patterns_in,
)
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    LineMark,
)


@lru_cache(maxsize=4096)
def is_context(node: PatternNode) -> bool:
    """Whether no part of a node is marked."""
    for leaf in leaves_of(node):
        match leaf:
            case PatternToken() | MetavariableUse() | Dots() | Nest() | AnyInclude() | Define():
                if leaf.item.mark is not LineMark.CONTEXT:
                    return False
            case Disjunction() | Conjunction() | Inner() | AnyType() | BareExpression():
                pass
            case _:
                assert_never(leaf)
        if not all(is_unmarked(pattern) for pattern in patterns_in(leaf)):
            return False
    return True


@lru_cache(maxsize=4096)
def marks_of(node: PatternNode) -> frozenset[LineMark]:
    """The marks of the tokens of a node, without those inside disjunctions."""
    return frozenset(item.mark for item in items_of(node) if isinstance(item, BodyToken))


@lru_cache(maxsize=4096)
def is_all_minus(node: PatternNode) -> bool:
    """Whether the whole of a node is in `-` lines, replaced or not."""
    return all(
        not isinstance(item, DisjunctionItem) and item.mark is LineMark.MINUS
        for item in items_of(node)
    )


@lru_cache(maxsize=4096)
def is_starred(node: PatternNode) -> bool:
    """Whether the whole of a node is in `*` lines."""
    items = list(items_of(node))
    return bool(items) and all(
        not isinstance(item, DisjunctionItem) and item.mark is LineMark.STAR for item in items
    )


def is_unmarked(pattern: Pattern) -> bool:
    """Whether no part of a pattern is marked."""
    return all(is_context(node) for node in pattern.nodes)
