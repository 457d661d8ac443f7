# SPDX-License-Identifier: GPL-2.0-or-later
"""TracedMatcher: a Matcher that records how far each attempt got.

It replaces the plain Matcher only to explain why a rule did not match, so an ordinary search pays
nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyType,
    BareExpression,
    Conjunction,
    Disjunction,
    Dots,
    Inner,
    Nest,
    Pattern,
    PatternNode,
    nodes_in,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.stop import Cause, Stop


class TracedMatcher(Matcher):
    """Matches like the plain Matcher."""

    is_traced = True
    #: Where the attempt since `begin` got furthest, None if nothing stopped it.
    furthest: Stop | None = None
    #: How many of the pattern's tokens had matched there.
    reached = 0
    _depth = (-1.0, 0.0)
    _muted = False
    _forbidden: frozenset[PatternNode] = frozenset()

    def begin(self) -> None:
        super().begin()
        self.furthest = None
        self.reached = 0
        self._depth = (-1.0, 0.0)

    def leave_out(self, pattern: Pattern) -> None:
        """Ignore the code of `when !=` in this pattern: it is not supposed to match."""
        dots = (node for node in nodes_in(pattern) if isinstance(node, Dots | Nest))
        inside = (node for dot in dots for when in dot.whens for node in nodes_in(when))
        self._forbidden = frozenset(inside)

    def match(self, pattern: PatternNode, node: Node, state: MatchState) -> States:
        is_match = False
        for match_state in super().match(pattern, node, state):
            is_match = True
            yield match_state
        if not is_match:
            self._note(Stop(pattern, node, state))

    def stopped(self, why: Callable[[], Stop]) -> None:
        if not self._muted:
            self._note(why())

    def would_match(self, pattern: PatternNode, node: Node, state: MatchState) -> bool:
        """Whether they match, without recording a stop."""
        self._muted = True
        try:
            return any(True for _ in super().match(pattern, node, state))
        finally:
            self._muted = False

    def _note(self, stop: Stop) -> None:
        if (
            self._muted
            or stop.pattern in self._forbidden
            or self.isomorphisms.has_made(stop.pattern)
        ):
            return
        matched = {record.node for record in stop.state.records()}
        if stop.cause is Cause.DIFFERS and stop.pattern in matched:
            # It precedes dots and is searched for once more.
            return
        reached = sum(is_code(node) for node in matched)
        depth = float(reached), _weight(stop)
        if depth > self._depth:
            self.furthest, self.reached, self._depth = stop, reached, depth


def is_code(node: PatternNode) -> bool:
    """Whether a pattern node stands for code of its own."""
    return not isinstance(
        node, Inner | BareExpression | Dots | Disjunction | Conjunction | Nest | AnyType
    )


def _weight(stop: Stop) -> float:
    """Among stops that got equally far, the most informative has the highest weight."""
    if stop.cause is not Cause.DIFFERS:
        return 2.0
    return 1.0 if isinstance(stop.pattern, Disjunction) else 0.0
