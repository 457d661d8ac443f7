# SPDX-License-Identifier: GPL-2.0-or-later
"""What a pattern's node stands for as a whole: a choice of kinds, a row of operands, a `return`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Holder,
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
#: Operators of which `x + ...` stands for a row of any length that has x as an operand; of those
#: in the second set `... + x` does, too.
_IN_ROWS = frozenset((b"+", b"*", b"&", b"|", b"&&", b"||"))
_EXCHANGED = frozenset((b"+", b"*", b"&", b"|"))


def branches_of(node: PatternNode) -> tuple[Pattern, ...]:
    """The patterns of which code matches one where it matches the node."""
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
            | Holder()
            | Conjunction()
            | AnyInclude()
            | Define()
        ):
            return ()
        case _:
            assert_never(node)


def kinds_of(node: PatternNode) -> Iterator[str]:
    """What the node, or one of its branches, is."""
    for branch in node.branches if isinstance(node, Disjunction | Conjunction) else ():
        yield from (kind for first in branch.nodes[:1] for kind in kinds_of(first))
    yield node.kind


def has_any_head(node: PatternNode) -> bool:
    """Whether it is `T { ... }` with a type metavariable, a struct or a union."""
    return node.kind == "struct_specifier" and stands_for(node.children[0], MetaKind.TYPE)


def any_file(directive: bytes) -> bytes | None:
    """What the files begin with that `#include <folder/...>` stands for, None for other lines."""
    found = _ANY_FILE.match(directive)
    return (found.group(1) or b"") if found else None


def is_designated(node: PatternNode) -> bool:
    """Whether a list is one of `.field = value` initialisers, whose order does not matter."""
    return node.kind == "initializer_list" and any(
        child.kind == "initializer_pair" and child.children[0].kind == "field_designator"
        for child in node.children
    )


def operand_in_row(pattern: PatternNode) -> PatternNode | None:
    """X of `X + ...`, which matches X as an operand of a row of any length, of X alone too; None
    when the pattern is none.
    """
    if pattern.kind != "binary_expression":
        return None
    left, operator, right = pattern.children
    if isinstance(right, Dots) and operator.text in _IN_ROWS:
        return left
    return right if isinstance(left, Dots) and operator.text in _EXCHANGED else None


def holds_expression(pattern: PatternNode) -> bool:
    """Whether a pattern is an expression among statements, or a choice with one as a branch."""
    if isinstance(pattern, Disjunction | Conjunction):
        return any(holds_expression(node) for branch in pattern.branches for node in branch.nodes)
    return isinstance(pattern, Holder)


def is_return(pattern: PatternNode) -> bool:
    """Whether a pattern is a `return`, or a choice of them."""
    if not isinstance(pattern, Disjunction):
        return pattern.kind == "return_statement"
    return all(branch.nodes and is_return(branch.nodes[-1]) for branch in pattern.branches)


def may_be_missing(pattern: PatternNode) -> bool:
    """Whether a pattern is `return;` or `return ...;`, which the end of a function stands for."""
    if pattern.kind != "return_statement":
        return False
    value = pattern.children[1:-1]
    return not value or isinstance(value[0], Dots)
