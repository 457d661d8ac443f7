# SPDX-License-Identifier: GPL-2.0-or-later
"""An expression among statements: the points of the control flow with it, and its places there.

A point contains the code that runs at it: a whole statement or declaration, or the condition of an
`if` or a loop. All places in it that match with the same bindings are one match, as in Coccinelle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tree_sitter import Node

from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.c.node_kinds import EXPRESSIONS
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.point_code import parts_at
from qemu_xen_codemod.smpl.compile.pattern import (
    BareExpression,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import kinds_of
from qemu_xen_codemod.smpl.match.matcher import Matcher, matches_at
from qemu_xen_codemod.smpl.match.overlapping_matches import winning_matches
from qemu_xen_codemod.smpl.match.state import MatchState, States

#: C's grammar parses `(u32)(x)` as a call, and an assignment may match an initialiser.
_EXPRESSIONS = EXPRESSIONS | {"argument_list", "init_declarator"}


def expression_at(
    matcher: Matcher, pattern: BareExpression, point: FlowNode, state: MatchState
) -> States:
    """The matches of the expression in the code that runs at a point."""
    if point.runs_code and not matcher.source.is_dead(point.node.start_byte):
        nodes = [
            descendant
            for part in parts_at(point)
            for descendant in descendants(part)
            if descendant.type in _EXPRESSIONS
        ]
        yield from _each_binding(matcher, pattern, pattern.expression, nodes, state)


def nested_in(matcher: Matcher, nest: Nest, node: Node, state: MatchState) -> States:
    """The matches of a nest's expression in an expression, or with the whole of it."""
    if matcher.uses.is_expression(node):
        (inner,) = nest.inner.nodes
        for match_state in _each_binding(matcher, inner, inner, list(_parts(node)), state):
            yield match_state.record(nest, node.start_byte, node.end_byte)


def _parts(node: Node) -> Iterator[Node]:
    """An expression and those inside it, except those in statements."""
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
    """One state for each set of bindings, with all places that match with it."""
    pattern = Pattern(PatternKind.EXPRESSION, (expression,))
    kinds = frozenset(kinds_of(expression))
    is_any = isinstance(expression, MetavariableUse)
    matches: list[tuple[Node, MatchState]] = []
    reached = 0
    for node in nodes:
        if node.end_byte <= reached and node.type not in kinds and not is_any:
            # Another form of code that an outer node has matched already.
            continue
        for match_state in matches_at(
            matcher, pattern, node, MatchState(state.env, loops=state.loops)
        ):
            matches.append((node, match_state))
            reached = max(reached, node.end_byte)
    places = winning_matches(pattern, matches)
    while places:
        env = places[0][1].env
        together = state
        for node, item in places:
            if item.env == env:
                together = _with_place(together, recorded, node, item)
        yield together
        places = [(node, match_state) for node, match_state in places if match_state.env != env]


def _with_place(
    state: MatchState, recorded: PatternNode, node: Node, place: MatchState
) -> MatchState:
    """The state combined with the match at one place."""
    both = replace(state, env=place.env).with_records(place.records()).with_doubt(place.doubt)
    return both.record(recorded, node.start_byte, node.end_byte, place.env)


def has_own_point(node: Node) -> bool:
    """Whether a statement is a point of its function's control flow: the declaration in the header
    of a `for` is not, nor is a statement in a statement expression.
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
