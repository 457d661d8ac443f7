"""An expression among statements: the points of the flow that hold it, and where in them.

A point holds what runs at it: a statement or a declaration whole, of an `if` or a loop the
condition. All places in it that match with the same bindings are one match, as in Coccinelle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.flow import Point
from qemu_xen_codemod.c.node_kinds import EXPRESSIONS
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import (
    Disjunction,
    Holder,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    kinds_of,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher, matches_at
from qemu_xen_codemod.smpl.match.state import MatchState, States

#: `(u32)(x)` is a call to C's grammar, and an assignment may match an initialiser.
_EXPRESSIONS = EXPRESSIONS | {"argument_list", "init_declarator"}


def held_at(
    matcher: Matcher, holder: Holder, point: Point, parts: Sequence[Node], state: MatchState
) -> States:
    """The ways in which these parts, which run at a point, hold the expression."""
    if point.kind in ("at", "condition") and not matcher.source.is_dead(point.node.start_byte):
        nodes = [one for part in parts for one in descendants(part) if one.type in _EXPRESSIONS]
        yield from _each_binding(matcher, holder, holder.expression, nodes, state)


def nested_in(matcher: Matcher, nest: Nest, node: Node, state: MatchState) -> States:
    """The ways in which an expression holds that of a nest, or is it."""
    if matcher.is_expression(node):
        (inner,) = nest.inner.nodes
        for one in _each_binding(matcher, inner, inner, list(_parts(node)), state):
            yield one.record(nest, node.start_byte, node.end_byte)


def _parts(node: Node) -> Iterator[Node]:
    """An expression and those in it, without statements in it."""
    if node.type in _EXPRESSIONS:
        yield node
    for child in node.children:
        if child.type != "compound_statement":
            yield from _parts(child)


def _each_binding(
    matcher: Matcher,
    recorded: PatternNode,
    expression: PatternNode,
    nodes: Sequence[Node],
    state: MatchState,
) -> States:
    pattern = Pattern(PatternKind.EXPRESSION, (expression,))
    known: list[MatchState] = []
    for node in nodes:
        for first in matches_at(matcher, pattern, node, state):
            if any(first.env == one.env for one in known):
                continue
            known.append(first)
            start = MatchState(first.env, state.last, first.doubt)
            yield _with_all(matcher, recorded, expression, nodes, start)


def _with_all(
    matcher: Matcher,
    recorded: PatternNode,
    expression: PatternNode,
    nodes: Sequence[Node],
    state: MatchState,
) -> MatchState:
    """The state with each place that matches with its bindings."""
    pattern = Pattern(PatternKind.EXPRESSION, (expression,))
    kinds = frozenset(kinds_of(expression))
    is_any = isinstance(expression, MetavariableUse)
    spelled: set[Span] = set()
    reached = 0
    for node in nodes:
        here = Span(node.start_byte, node.end_byte)
        if here.end <= reached and node.type not in kinds and not is_any:
            # Another form of what an outer node matched already.
            continue
        if here in spelled:
            continue
        for one in matches_at(matcher, pattern, node, state):
            if one.env.keys() == state.env.keys():
                if isinstance(expression, Disjunction):
                    spelled.update(span for span in one.spelled() if span != here)
                state = one.record(recorded, here.start, here.end, one.env)
                reached = max(reached, here.end)
                break
    return state


def has_own_point(node: Node) -> bool:
    """Whether a statement is a point of its function's flow: the declaration in the header of a
    `for` is none, nor what stands in a statement expression.
    """
    at = node
    while at.parent is not None and at.parent.type != "function_definition":
        outer = at.parent
        if outer.type == "for_statement" and outer.child_by_field_name("body") != at:
            return False
        if outer.type == "parenthesized_expression":
            return False
        at = outer
    return True
