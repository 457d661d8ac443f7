# SPDX-License-Identifier: GPL-2.0-or-later
"""Forbidden: the code that dots may not pass: their neighbours and the code of `when !=`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.point_code import parts_at
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
    PatternKind,
    PatternNode,
    PatternToken,
    leaves_of,
    positions_of,
    stands_for,
)
from qemu_xen_codemod.smpl.match.bare_expression import expression_at
from qemu_xen_codemod.smpl.match.matcher import Matcher, Runs, matches_at
from qemu_xen_codemod.smpl.match.missing_return import is_missing_return
from qemu_xen_codemod.smpl.match.nest import NestMatcher
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.match.stop import Cause
from qemu_xen_codemod.smpl.read.metavariable import MetaKind


class Forbidden:
    """The code that one occurrence of dots may not pass, with the bindings at its beginning."""

    def __init__(
        self,
        runs: Runs,
        dots: Dots | Nest,
        previous: PatternNode | None,
        rest: tuple[PatternNode, ...],
        state: MatchState,
        nest: NestMatcher | None,
    ) -> None:
        self._matcher = runs.matcher
        self._words = runs.words
        self._whens = dots.whens
        self._is_any = dots.item.whens.any
        self._state = state
        self._nest = nest
        #: The neighbours, each with the metavariables that occur only there: these match any code.
        self._before = _neighbours(previous, -1)
        self._after = _neighbours(rest[0] if rest else None, 0)

    def is_at(self, point: FlowNode) -> bool:
        """Whether the dots may not pass a point."""
        if not point.runs_code:
            return False
        if self._matcher.source.is_dead(point.node.start_byte):
            return False
        if self.is_ruled_out(point):
            return True
        if self._is_any:
            return False
        # The shortest path: neither neighbour of the dots may match on it.
        return self._is_one_of(point, [*self._before, *self._after])

    def is_ruled_out(self, point: FlowNode) -> bool:
        """Whether a `when !=` forbids a point; it never does where a nest matches."""
        if not point.runs_code or not self._whens:
            return False
        part = parts_at(point)
        matcher = self._matcher
        if not any(_occurs(matcher, when, point.node, part, self._state) for when in self._whens):
            return False
        return self._nest is None or not self._nest.is_at(point, self._state)

    def _is_one_of(
        self, point: FlowNode, patterns: Sequence[tuple[PatternNode, frozenset[str]]]
    ) -> bool:
        if point.kind is FlowKind.BLOCK_END:
            return any(is_missing_return(pattern, point.node) for pattern, _ in patterns)
        matcher = self._matcher
        for pattern, names in patterns:
            if isinstance(pattern, BareExpression):
                state = self._state.without(names)
                if any(True for _ in expression_at(matcher, pattern, point, state)):
                    return True
        return point.is_statement and any(
            True
            for pattern, names in patterns
            if self._words.may_match(pattern, point.node, self._state, names)
            for _ in matcher.match(pattern, point.node, self._state.without(names))
        )

    def is_after(self, point: FlowNode) -> bool:
        """Whether the statement after the dots matches at a point."""
        return self._is_one_of(point, self._after)

    def why(self, point: FlowNode) -> tuple[Cause, PatternNode] | None:
        """Which part of the pattern keeps the dots from passing a point, and why."""
        if point.runs_code:
            part = parts_at(point)
            for when in self._whens:
                if _occurs(self._matcher, when, point.node, part, self._state):
                    return Cause.FORBIDDEN, when.nodes[0]
            for neighbour in (*self._before, *self._after):
                if self._is_one_of(point, (neighbour,)):
                    return Cause.AGAIN, neighbour[0]
        return None


def _neighbours(pattern: PatternNode | None, at: int) -> list[tuple[PatternNode, frozenset[str]]]:
    """The statements next to dots, each with the metavariables that occur only there: these match
    any code. As in Coccinelle, a statement metavariable is none: dots pass every statement.
    """
    edges = edges_of(pattern, at)
    return [
        (edge, names_only_in(edge)) for edge in edges if not stands_for(edge, MetaKind.STATEMENT)
    ]


def edges_of(pattern: PatternNode | None, at: int) -> list[PatternNode]:
    """The statement next to dots; for a disjunction, the first or last one of each branch."""
    match pattern:
        case None | Dots() | Nest():
            return []
        case Disjunction() | Conjunction():
            branches = [branch.nodes for branch in pattern.branches if branch.nodes]
            return [edge for nodes in branches for edge in edges_of(nodes[at], at)]
        case (
            PatternToken()
            | Inner()
            | MetavariableUse()
            | AnyType()
            | BareExpression()
            | AnyInclude()
            | Define()
        ):
            return [pattern]
        case _:
            assert_never(pattern)


def names_only_in(pattern: PatternNode) -> frozenset[str]:
    """The metavariables that no other part of the rule's matched code names."""
    leaves = leaves_of(pattern)
    named = [leaf.metavariable for leaf in leaves if isinstance(leaf, MetavariableUse)]
    here = Counter(metavariable.name for metavariable in named)
    only = {
        metavariable.name
        for metavariable in named
        if metavariable.uses == here[metavariable.name] and not metavariable.inherited
    }
    places = (position for leaf in leaves_of(pattern) for position in positions_of(leaf))
    return frozenset(only | {place.name for place in places if not place.inherited})


def _occurs(
    matcher: Matcher, pattern: Pattern, node: Node, part: Sequence[Node], state: MatchState
) -> bool:
    """Whether a forbidden pattern matches the statement, or code that runs at its node."""
    if pattern.kind is PatternKind.STATEMENTS:
        return len(pattern.nodes) == 1 and any(
            True for _ in matcher.match(pattern.nodes[0], node, state)
        )
    inside = (descendant for node in part for descendant in descendants(node))
    return any(True for inner in inside for _ in matches_at(matcher, pattern, inner, state))
