"""Other ways to write the same: what a pattern matches besides its own form.

The ones of Coccinelle's standard.iso that patches rely on, each one way as there: `(E)` also
matches `E`, `X == NULL` also `!X`, `X != NULL` also `X` in a test, `E == C` also `C == E`, `X < Y` also
`Y > X`, `(T)E` also `E`, `{ S }` also `S`, `unlikely(E)` and `likely(E)` also each other and `E`.
docs/smpl.md lists those that are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.item import BodyToken, Mark
from qemu_xen_codemod.smpl.metavariable import MetaKind
from qemu_xen_codemod.smpl.node_kinds import CONSTANTS, STATEMENT_NODES, is_constant_name, is_expression
from qemu_xen_codemod.smpl.pattern import PatternNode

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl.match import Matcher

_MIRRORED = {b"==": "==", b"!=": "!=", b"<": ">", b">": "<", b"<=": ">=", b">=": "<="}
_PREDICTIONS = (b"likely", b"unlikely")


def isomorphic(
    matcher: Matcher, pattern: PatternNode, node: Node, state: State
) -> Iterator[State]:
    """The matches of a node that is written otherwise than the pattern."""
    kind = pattern.kind
    if kind == "compound_statement":
        yield from _without_braces(matcher, pattern, node, state)
        return
    if not is_expression(node):
        return
    if kind == "parenthesized_expression" and node.type != kind and _has_one_mark(pattern):
        yield from _whole(matcher, pattern, pattern.children[1], node, state)
    elif kind == "cast_expression" and node.type != kind and _has_one_mark(pattern):
        yield from _whole(matcher, pattern, pattern.children[-1], node, state)
    elif kind == "binary_expression":
        yield from _comparison(matcher, pattern, node, state)
    elif kind == "call_expression":
        yield from _prediction(matcher, pattern, node, state)


def _whole(
    matcher: Matcher, pattern: PatternNode, inner: PatternNode, node: Node, state: State
) -> Iterator[State]:
    """The node matches the pattern's inner part and stands for the whole."""
    for one in matcher.match(inner, node, state):
        yield one.record(pattern, node.start_byte, node.end_byte)


def _has_one_mark(pattern: PatternNode) -> bool:
    marks = {item.mark for item in pattern.items() if isinstance(item, BodyToken)}
    return len(marks) <= 1


def _own_items(pattern: PatternNode) -> list[BodyToken]:
    """The tokens that are the node's own leaves."""
    leaves = (child.item for child in pattern.children if not child.children)
    return [item for item in leaves if isinstance(item, BodyToken)]


def _comparison(
    matcher: Matcher, pattern: PatternNode, node: Node, state: State
) -> Iterator[State]:
    left, operator, right = pattern.children
    sign = operator.text
    if sign in (b"==", b"!=") and _is_null(right):
        if sign == b"==" and node.type == "unary_expression" and node.children[0].type == "!":
            for one in matcher.match(left, node.children[1], state):
                yield one.record(pattern, node.start_byte, node.end_byte)
        elif sign == b"!=" and _is_tested(node):
            yield from _whole(matcher, pattern, left, node, state)
    mirrored = _MIRRORED.get(sign)
    if mirrored is None or node.type != "binary_expression" or len(node.children) != 3:
        return
    if sign in (b"==", b"!=") and not (_is_constant(left) or _is_constant(right)):
        return
    if node.children[1].type == mirrored:
        for one in matcher.match(left, node.children[2], state):
            for two in matcher.match(right, node.children[0], one):
                yield two.record(pattern, node.start_byte, node.end_byte)


def _is_null(pattern: PatternNode) -> bool:
    texts = [leaf.text for leaf in pattern.leaves()]
    return texts in ([b"NULL"], [b"0"])


def _is_constant(pattern: PatternNode) -> bool:
    declared = pattern.metavariable
    if declared is not None:
        return declared.kind is MetaKind.CONSTANT
    return pattern.kind in CONSTANTS or (
        pattern.kind == "identifier" and is_constant_name(pattern.text)
    )


_TESTS = ("if_statement", "while_statement", "do_statement")


def _is_tested(node: Node) -> bool:
    """Whether an expression's value is only asked for being zero or not."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "parenthesized_expression":
        return (parent.parent is not None and parent.parent.type in _TESTS) or _is_tested(parent)
    if parent.type == "binary_expression":
        return parent.children[1].type in ("&&", "||")
    if parent.type == "unary_expression":
        return parent.children[0].type == "!"
    condition = parent.child_by_field_name("condition")
    return (
        parent.type in ("conditional_expression", "for_statement")
        and condition is not None
        and condition.id == node.id
    )


def _prediction(
    matcher: Matcher, pattern: PatternNode, node: Node, state: State
) -> Iterator[State]:
    function, arguments = pattern.children[0], pattern.children[-1]
    if function.text not in _PREDICTIONS or len(arguments.children) != 3:
        return
    if node.type == "call_expression":
        name = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        if name is not None and given is not None and name.text in _PREDICTIONS:
            inside = given.named_children
            if len(inside) == 1:
                for one in matcher.match(arguments.children[1], inside[0], state):
                    yield one.record(pattern, node.start_byte, node.end_byte)
            return
    yield from _whole(matcher, pattern, arguments.children[1], node, state)


def _without_braces(
    matcher: Matcher, pattern: PatternNode, node: Node, state: State
) -> Iterator[State]:
    """`{ S }` also matches `S` alone as a branch or a loop's body."""
    inside = pattern.children[1:-1]
    if len(inside) != 1 or inside[0].kind == "dots" or node.type == "compound_statement":
        return
    braces = {item.mark for item in _own_items(pattern)}
    if node.type in STATEMENT_NODES and (braces == {Mark.CONTEXT} or _has_one_mark(pattern)):
        yield from _whole(matcher, pattern, inside[0], node, state)
