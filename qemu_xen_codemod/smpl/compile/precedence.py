# SPDX-License-Identifier: GPL-2.0-or-later
"""Where an expression that replaces another one needs parentheses.

C's precedence levels, loosest first. A binary expression in code counts as a sum at most, so that
`x * y` in place of E in `E * 2` gets parentheses, as in Coccinelle.
"""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import operator_of
from qemu_xen_codemod.c.source import parse
from qemu_xen_codemod.smpl.compile.pattern import MetavariableUse, PatternNode, stands_for
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_ASSIGNMENT, _CONDITION, _SUM, CAST, _UNARY, _POSTFIX, _PRIMARY = 1, 2, 11, 13, 14, 15, 16
_BINARY = {
    "||": 3,
    "&&": 4,
    "|": 5,
    "^": 6,
    "&": 7,
    "==": 8,
    "!=": 8,
    "<": 9,
    ">": 9,
    "<=": 9,
    ">=": 9,
    "<<": 10,
    ">>": 10,
    "+": _SUM,
    "-": _SUM,
    "*": 12,
    "/": 12,
    "%": 12,
}
_LEVELS = {
    "comma_expression": 0,
    "assignment_expression": _ASSIGNMENT,
    "conditional_expression": _CONDITION,
    "cast_expression": CAST,
    "unary_expression": _UNARY,
    "pointer_expression": _UNARY,
    "sizeof_expression": _UNARY,
}
_PREFIXES = ("unary_expression", "pointer_expression", "sizeof_expression")
_SUFFIXES = ("field_expression", "subscript_expression", "call_expression", "update_expression")
#: Where a comma would end the value.
_VALUES = ("init_declarator", "initializer_pair", "enumerator", "bitfield_clause")


@dataclass(frozen=True, slots=True)
class OperatorLevel:
    """The level of an operator metavariable, which depends on the match."""

    operator: MetavariableUse
    #: Whether it is the level that the operator's right operand needs.
    is_right: bool = False

    def of(self, sign: bytes) -> int:
        """The level where the operator is `sign`."""
        return _BINARY.get(sign.decode("latin1"), 0) + self.is_right


Level = int | OperatorLevel


def added_level(node: PatternNode) -> Level:
    """The level of an expression in added code."""
    sign = _operator_use(node)
    return OperatorLevel(sign) if sign is not None else level_of(node)


def added_level_wanted(parent: PatternNode, at: int) -> Level:
    """The level that the child `at` of an expression in added code needs."""
    sign = _operator_use(parent)
    if sign is not None:
        return OperatorLevel(sign, is_right=at > 0) if at != 1 else 0
    return level_wanted(parent, at)


def binds_differently(node: PatternNode, other: PatternNode) -> bool:
    """Whether two binary expressions may need parentheses around different operands."""
    if _operator_use(node) is not None or _operator_use(other) is not None:
        return True
    return level_wanted(node, 0) != level_wanted(other, 0)


def _operator_use(node: PatternNode) -> MetavariableUse | None:
    """The metavariable that is the operator of a binary expression."""
    if node.kind != "binary_expression" or len(node.children) != 3:
        return None
    sign = node.children[1]
    return sign if stands_for(sign, MetaKind.BINARY_OPERATOR) else None


def level_of(node: Node | PatternNode) -> int:
    """The level of an expression in code or in a pattern."""
    kind = _kind(node)
    if kind == "binary_expression":
        return min(_BINARY.get(_operator(node), 0), _SUM)
    if kind == "number_literal" and _text(node)[:1] in ("-", "+"):
        return _UNARY
    if kind == "update_expression" and _text(node.children[0]) in ("++", "--"):
        return _UNARY
    return _LEVELS.get(kind, _PRIMARY)


def level_of_text(text: bytes) -> int:
    """The level of the text of an expression that was bound in another state of the file."""
    root = parse(b"int x = " + text + b";").root_node
    declarator = root.children[0].child_by_field_name("declarator") if root.children else None
    value = declarator.child_by_field_name("value") if declarator is not None else None
    return level_of(value) if value is not None and not root.has_error else 0


def level_wanted(parent: Node | PatternNode, at: int) -> int:
    """The level that the child `at` of an expression needs to go without parentheses."""
    kind = _kind(parent)
    if kind == "binary_expression":
        level = _BINARY.get(_operator(parent), 0)
        return level if at == 0 else level + 1
    if kind == "assignment_expression":
        return _UNARY if at == 0 else _ASSIGNMENT
    if kind == "conditional_expression":
        return {0: 3, len(parent.children) - 1: _CONDITION}.get(at, 0)
    if kind == "cast_expression":
        return CAST if at == len(parent.children) - 1 else 0
    if kind in _PREFIXES or (kind == "update_expression" and at > 0):
        return _UNARY
    if kind in _VALUES:
        return _ASSIGNMENT if at == len(parent.children) - 1 else 0
    return _POSTFIX if kind in _SUFFIXES and at == 0 else 0


def _operator(node: Node | PatternNode) -> str:
    return operator_of(node) if isinstance(node, Node) else _text(node.children[1])


def _kind(node: Node | PatternNode) -> str:
    return node.type if isinstance(node, Node) else node.kind


def _text(node: Node | PatternNode) -> str:
    return (node.text or b"").decode("latin1")
