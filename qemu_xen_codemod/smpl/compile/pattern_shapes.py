# SPDX-License-Identifier: GPL-2.0-or-later
"""Shapes of pattern nodes: disjunctions, chains of operands, `return` statements, ..."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    stands_for,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_ANY_FILE = re.compile(
    rb"""\s*#\s*include\s*(?:\.\.\.|([<"](?:[^<>"]*/)?)\.\.\.[>"])\s*(?:/[/*].*)?\Z"""
)
#: Operators for which `x + ...` matches a chain of any length with the operand x; for those in the
#: second set, `... + x` does, too.
_IN_CHAINS = frozenset((b"+", b"*", b"&", b"|", b"&&", b"||"))
_EXCHANGED = frozenset((b"+", b"*", b"&", b"|"))


def branches_of(node: PatternNode) -> tuple[Pattern, ...]:
    """The alternative patterns of a disjunction; none for other nodes."""
    match node:
        case Disjunction():
            return node.branches
        case (
            PatternToken()
            | Inner()
            | MetavariableUse()
            | Dots()
            | Nest()
            | AnyType()
            | BareExpression()
            | Conjunction()
            | AnyInclude()
            | Define()
        ):
            return ()
        case _:
            assert_never(node)


def kinds_of(node: PatternNode) -> Iterator[str]:
    """The kind of the node, and the kinds of its branches."""
    for branch in node.branches if isinstance(node, Disjunction | Conjunction) else ():
        yield from (kind for first in branch.nodes[:1] for kind in kinds_of(first))
    yield node.kind


def has_any_head(node: PatternNode) -> bool:
    """Whether it is `T { ... }` with a type metavariable: a struct or a union."""
    return node.kind == "struct_specifier" and stands_for(node.children[0], MetaKind.TYPE)


def any_file(directive: bytes) -> bytes | None:
    """The beginning of the file names that `#include <folder/...>` stands for, else None."""
    include = _ANY_FILE.match(directive)
    return (include.group(1) or b"") if include else None


def is_designated(node: PatternNode) -> bool:
    """Whether a list is one of `.field = value` initialisers, whose order does not matter."""
    return node.kind == "initializer_list" and any(
        child.kind == "initializer_pair" and child.children[0].kind == "field_designator"
        for child in node.children
    )


def operand_in_chain(pattern: PatternNode) -> PatternNode | None:
    """X of `X + ...`, which matches X as an operand of a chain of any length, or X alone; None for
    other patterns.
    """
    if pattern.kind != "binary_expression":
        return None
    left, operator, right = pattern.children
    if isinstance(right, Dots) and operator.text in _IN_CHAINS:
        return left
    return right if isinstance(left, Dots) and operator.text in _EXCHANGED else None


def has_bare_expression(pattern: PatternNode) -> bool:
    """Whether a pattern is an expression among statements, or a disjunction with such a branch."""
    if isinstance(pattern, Disjunction | Conjunction):
        return any(
            has_bare_expression(node) for branch in pattern.branches for node in branch.nodes
        )
    return isinstance(pattern, BareExpression)


def is_return(pattern: PatternNode) -> bool:
    """Whether a pattern is a `return`, or a disjunction of them."""
    if not isinstance(pattern, Disjunction):
        return pattern.kind == "return_statement"
    return all(branch.nodes and is_return(branch.nodes[-1]) for branch in pattern.branches)


def may_be_missing(pattern: PatternNode) -> bool:
    """Whether a pattern is `return;` or `return ...;`, which also match a function's end."""
    if pattern.kind != "return_statement":
        return False
    value = pattern.children[1:-1]
    return not value or isinstance(value[0], Dots)
