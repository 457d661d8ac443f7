"""Other ways to write types: `long` and `long int`, a cast that may be missing, `sizeof(name)`."""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import builtin
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    PatternNode,
    leaves_of,
    marks_of,
    metavariable_of,
    stands_for,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable


def same_builtin(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`long` stands for `long int` as well."""
    leaves = list(leaves_of(pattern))
    if any(isinstance(leaf, MetavariableUse) for leaf in leaves):
        return
    wanted = builtin(b" ".join(leaf.text for leaf in leaves))
    if wanted == builtin(matcher.source.text(node)):
        yield state.record(pattern, node.start_byte, node.end_byte)


def without_cast(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    declared = _any_type(pattern.children[1])
    # A cast that is not there gives added code no type to name.
    is_optional = (
        has_one_mark(pattern) and declared is not None and (declared.is_single or declared.uses > 1)
    )
    if matcher.is_cast_like_a_call(node):
        yield from _cast_like_a_call(matcher, pattern, node, state)
    elif node.type != pattern.kind and is_optional:
        yield from whole(matcher, pattern, pattern.children[-1], node, state)


def _cast_like_a_call(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`(T)E` on `(u32)(x)`, which is a call to C's grammar."""
    opening, described, closing, value = pattern.children
    function, operand = code_children(node)
    first, name, last = code_children(function)
    if len(described.children) != 1:
        return
    wanted = described.children[0]
    state = state.record(opening, first.start_byte, first.end_byte)
    state = state.record(closing, last.start_byte, last.end_byte)
    if stands_for(wanted, MetaKind.TYPE):
        named = matcher.bind(wanted, name.start_byte, name.end_byte, state)
    elif isinstance(wanted, MetavariableUse):
        return
    else:
        named = matcher.match(wanted, name, state)
    for one in named:
        for two in matcher.match(value, operand, one):
            yield two.record(pattern, node.start_byte, node.end_byte)


def _any_type(descriptor: PatternNode) -> Metavariable | None:
    """The metavariable that a type is, None when it is any other type."""
    leaves = list(leaves_of(descriptor))
    is_one = len(leaves) == 1 and stands_for(leaves[0], MetaKind.TYPE)
    return metavariable_of(leaves[0]) if is_one else None


def size_of_name(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`sizeof(T)` on `sizeof(name)` where the name is a type, which C's grammar does not tell."""
    descriptor = next((one for one in pattern.children if one.kind == "type_descriptor"), None)
    inside = [one for one in code_children(node) if one.type == "parenthesized_expression"]
    if descriptor is None or node.type != pattern.kind or len(inside) != 1:
        return
    names = [one for one in code_children(inside[0]) if one.type == "identifier"]
    if len(names) != 1 or not matcher.types.is_type_name(names[0]):
        return
    leaves = list(leaves_of(descriptor))
    if len(leaves) != 1:
        return
    if stands_for(leaves[0], MetaKind.TYPE):
        found = matcher.bind(leaves[0], names[0].start_byte, names[0].end_byte, state)
    elif leaves[0].text == matcher.source.text(names[0]):
        found = iter((state.record(leaves[0], names[0].start_byte, names[0].end_byte),))
    else:
        return
    for one in found:
        yield one.record(pattern, node.start_byte, node.end_byte)


def has_one_mark(pattern: PatternNode) -> bool:
    return len(marks_of(pattern)) <= 1


def whole(
    matcher: Matcher, pattern: PatternNode, inner: PatternNode, node: Node, state: MatchState
) -> States:
    """The node matches the pattern's inner part and stands for the whole."""
    for one in matcher.match(inner, node, state):
        yield one.record(pattern, node.start_byte, node.end_byte)
