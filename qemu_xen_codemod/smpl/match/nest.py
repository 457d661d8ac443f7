# SPDX-License-Identifier: GPL-2.0-or-later
"""Nest x FlowNode -> the matches of P of `<... P ...>` at one point that the nest passes.

Metavariables that only a nest names are bound anew at each of its places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from tree_sitter import Node

from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.point_code import parts_at
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    nodes_in,
)
from qemu_xen_codemod.smpl.match.matcher import Runs, matches_at
from qemu_xen_codemod.smpl.match.overlapping_matches import winning_matches
from qemu_xen_codemod.smpl.match.state import MatchState


class NestMatcher:
    """One nest of a pattern, matched at the points that it passes."""

    def __init__(self, runs: Runs, nest: Nest) -> None:
        self.runs = runs
        self.nest = nest
        self.uses = [node for node in nodes_in(nest.inner) if isinstance(node, MetavariableUse)]

    def is_at(self, point: FlowNode, state: MatchState) -> bool:
        """Whether P matches at a point."""
        return any(True for _ in self._matches(point, MatchState(state.env, loops=state.loops)))

    def collected(self, points: Iterable[FlowNode], state: MatchState) -> MatchState | None:
        """The state with all matches of P at the points; None if P is required and missing."""
        is_found = False
        for point in points:
            for match in self._matches(point, MatchState(state.env, loops=state.loops)):
                is_found = True
                state = _with_match(self.nest, state, match)
        return state if is_found or not self.nest.item.is_needed else None

    def _matches(self, point: FlowNode, start: MatchState) -> Iterator[MatchState]:
        """One state for each place of P at a point."""
        source = self.runs.matcher.source
        inner = self.nest.inner
        if point.kind is FlowKind.BLOCK_END and len(inner.nodes) == 1:
            yield from islice(self.runs.run(inner.nodes, point, start, None), 1)
        if not point.runs_code or source.is_dead(point.node.start_byte):
            return
        if inner.kind is not PatternKind.STATEMENTS:
            for part in parts_at(point):
                yield from self._matches_in(part, inner, start)
        elif point.is_statement:
            yield from islice(self.runs.run(inner.nodes, point, start, None), 1)

    def _matches_in(self, part: Node, pattern: Pattern, start: MatchState) -> Iterator[MatchState]:
        """P as an expression, in a part of a statement."""
        matches: list[tuple[Node, MatchState]] = []
        todo = [part]
        while todo:
            node = todo.pop()
            match_state = next(matches_at(self.runs.matcher, pattern, node, start), None)
            if match_state is not None:
                matches.append((node, match_state))
            todo.extend(reversed(node.children))
        yield from (state for _, state in winning_matches(pattern, matches))


def _with_match(nest: Nest, state: MatchState, match: MatchState) -> MatchState:
    """The state with the match of P at one place, and the bindings that hold there."""
    both = state.with_records(match.records()).with_doubt(match.doubt)
    return both.record(nest, match.span.start, match.span.end, match.env)
