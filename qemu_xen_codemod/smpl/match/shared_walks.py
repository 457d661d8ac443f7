# SPDX-License-Identifier: GPL-2.0-or-later
"""SharedWalks: one Walk for all places at which dots begin with the same bindings.

The match of the code after dots does not depend on the code before them, except through the
metavariables that the dots, their neighbours or the code after them name. So for `a(); ... x(E);
... c();`, the path from any `x` to `c` is searched once, however many `x` a function has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    nodes_in,
    positions_of,
)
from qemu_xen_codemod.smpl.match.dots import Walk
from qemu_xen_codemod.smpl.match.forbidden import edges_of, names_only_in
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState

#: Makes the walk for some dots from a state.
MakeWalk = Callable[[MatchState], Walk]


#: How many walks are cached, the last used ones. Each may know all points of a function.
_MOST_WALKS = 64


class SharedWalks:
    """The walks of one matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        #: The least recently used first.
        self._known: dict[object, Walk] = {}

    def states(
        self,
        make: MakeWalk,
        previous: PatternNode | None,
        nodes: tuple[PatternNode, ...],
        stop: FlowNode | None,
        start: FlowNode,
        state: MatchState,
    ) -> list[MatchState]:
        """The matches of `nodes`, which are dots and the patterns after them."""
        dots = nodes[0]
        beside = frozenset[str]()
        if not isinstance(dots, Dots | Nest) or not dots.item.whens.any:
            beside = _names_beside(previous)
        unnamed = _used(state) - _names_in(nodes) - beside
        env = {name: binding for name, binding in state.env.items() if name not in unnamed}
        bound = frozenset((name, binding.tokens, binding.declared) for name, binding in env.items())
        key = (previous, nodes, stop, bound, state.loops, self._matcher.places)
        walk = self._known.pop(key, None) or make(MatchState(env, loops=state.loops))
        walk_states = walk.states(start)
        # A walk that raised cannot be used again.
        self._known[key] = walk
        if len(self._known) > _MOST_WALKS:
            del self._known[next(iter(self._known))]
        return [_joined(state, match_state) for match_state in walk_states]


def _used(state: MatchState) -> set[str]:
    """The metavariables that the matched part of the pattern names."""
    names: set[str] = set()
    for record in state.records():
        if isinstance(record.node, MetavariableUse):
            names.add(record.node.metavariable.name)
        names.update(position.name for position in record.positions)
    return names


@lru_cache(maxsize=1024)
def _names_in(nodes: tuple[PatternNode, ...]) -> frozenset[str]:
    """The metavariables of nodes, including those of their types."""
    names: set[str] = set()
    for node in nodes_in(Pattern(PatternKind.STATEMENTS, nodes)):
        names.update(position.name for position in positions_of(node))
        if isinstance(node, MetavariableUse):
            names.add(node.metavariable.name)
            if node.metavariable.wanted is not None:
                types = node.metavariable.wanted.types
                names.update(word.decode() for wanted_type in types for word in wanted_type.base)
    return frozenset(names)


@lru_cache(maxsize=1024)
def _names_beside(previous: PatternNode | None) -> frozenset[str]:
    """The metavariables whose bindings decide whether a neighbour of dots is on the path."""
    names: set[str] = set()
    for edge in edges_of(previous, -1):
        names |= _names_in((edge,)) - names_only_in(edge)
    return frozenset(names)


def _joined(state: MatchState, later: MatchState) -> MatchState:
    """A state combined with a match found from it, with the bindings of both."""
    records = (
        record if record.env is None else replace(record, env={**record.env, **state.env})
        for record in later.records()
    )
    both = replace(state, env={**later.env, **state.env}).with_doubt(later.doubt)
    return both.with_records(records)
