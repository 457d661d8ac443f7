"""An expression among statements: the points of the flow that hold it, and where in them.

A point holds what runs at it: a statement or a declaration whole, of an `if` or a loop the
condition. All places in it that match with the same bindings are one match, as in Coccinelle.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.flow import Point
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.smpl.compile.pattern import (
    Holder,
    MetavariableUse,
    Pattern,
    PatternKind,
    kinds_of,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher, matches_at
from qemu_xen_codemod.smpl.match.state import MatchState, States


def held_at(
    matcher: Matcher, holder: Holder, point: Point, parts: Sequence[Node], state: MatchState
) -> States:
    """The ways in which these parts, which run at a point, hold the expression."""
    if point.kind not in ("at", "condition") or matcher.source.is_dead(point.node.start_byte):
        return
    pattern = Pattern(PatternKind.EXPRESSION, (holder.expression,))
    nodes = [node for part in parts for node in descendants(part)]
    known: list[MatchState] = []
    for node in nodes:
        for first in matches_at(matcher, pattern, node, state):
            if any(first.env == one.env for one in known):
                continue
            known.append(first)
            yield _with_all(matcher, holder, nodes, MatchState(first.env, state.last, first.doubt))


def _with_all(
    matcher: Matcher, holder: Holder, nodes: Sequence[Node], state: MatchState
) -> MatchState:
    """The state with each place that matches with its bindings."""
    pattern = Pattern(PatternKind.EXPRESSION, (holder.expression,))
    kinds = frozenset(kinds_of(holder.expression))
    is_any = isinstance(holder.expression, MetavariableUse)
    reached = 0
    for node in nodes:
        if node.end_byte <= reached and node.type not in kinds and not is_any:
            # Another form of what an outer node matched already.
            continue
        for one in matches_at(matcher, pattern, node, state):
            if one.env.keys() == state.env.keys():
                state = one.record(holder, node.start_byte, node.end_byte, one.env)
                reached = max(reached, node.end_byte)
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
