# SPDX-License-Identifier: GPL-2.0-or-later
"""From dots to the code after them, along the control flow.

Every path must reach the code after the dots. The code that they pass must not match their
neighbours (unless `when any`) nor what a `when !=` forbids, and stays in the block that the pattern
names. A path through an error exit, the then-branch of an `if` that jumps away for good, need not
reach that code unless `when strict` says so. With `when exists` one path is enough. `when != X`
tests the part of each statement that runs at its own node: the condition of an `if` or a loop.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import islice

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.left_block import leaves_block
from qemu_xen_codemod.c.paths import Until
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    Nest,
    PatternNode,
)
from qemu_xen_codemod.smpl.match.forbidden import Forbidden
from qemu_xen_codemod.smpl.match.late_names import bound_late, late_names
from qemu_xen_codemod.smpl.match.matcher import Runs, TooManySteps
from qemu_xen_codemod.smpl.match.nest import NestMatcher
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.match.stop import Cause, Stop

#: With more matches from one point the search is given up, not cut short.
MOST_STATES = 1000
#: Coccinelle accepts some of these matches, when the function has a loop anywhere.
_UNCLEAR = "not every path reaches every match"
_SEVERAL = "the code in a nest matches different code on different paths"


class Walk:
    """The search from one occurrence of dots to the code after them, with one state."""

    def __init__(
        self,
        runs: Runs,
        dots: Dots | Nest,
        rest: tuple[PatternNode, ...],
        stop: FlowNode | None,
        previous: PatternNode | None,
        state: MatchState,
    ) -> None:
        self.runs = runs
        self.pattern = dots
        self.dots = dots.item.whens
        self.may_end = isinstance(dots, Dots) and dots.item.may_end
        self.rest = rest
        self.stop = stop
        self.state = state
        self.nest = NestMatcher(runs, dots) if isinstance(dots, Nest) else None
        self.forbidden = Forbidden(runs, dots, previous, rest, state, self.nest)
        passed = (*dots.whens, dots.inner) if isinstance(dots, Nest) else dots.whens
        self._late = late_names(passed, rest, state)
        self._previous = previous
        self._arrivals: dict[FlowNode, list[MatchState]] = {}
        self._until = Until(self._is_end, self._may_pass, self._successors)

    def states(self, start: FlowNode) -> list[MatchState]:
        """The matches of the dots and of the code after them, from this point."""
        if self._late:
            return self._with_late_names(start)
        until = self._until
        until.explore(start)
        reaching = until.on_some_way if self.dots.exists else until.on_each_way
        if start not in reaching:
            self.runs.matcher.stopped(lambda: self._dead_end(until, reaching, start))
            return []
        arrivals = until.arrivals(start, on_each_way=not self.dots.exists)
        arrived = [here for point in arrivals if (here := self._arrived(point))]
        if self.dots.exists and self.nest is not None:
            return self._with_nest_on_some_path(self.nest, arrivals)
        if self.dots.exists and not self._is_last:
            return [match_state for here in arrived for match_state in here]
        states = [self.state]
        for here in arrived:
            states = join_paths(states, here)
        if self.nest is not None:
            states = self._with_nest(self.nest, start, states, arrived)
        if self.dots.any and flow_of(self.runs.matcher.source).has_loop(start.node):
            others = until.arrivals(start, on_each_way=False)
            if sum(bool(self._arrived(other)) for other in others) > len(arrived):
                return [state.with_doubt(_UNCLEAR) for state in states]
        return states

    def _with_late_names(self, start: FlowNode) -> list[MatchState]:
        """The same, for each binding that the code after the dots may give the late names."""
        dots = self.pattern
        assert isinstance(dots, Dots | Nest)
        states: list[MatchState] = []
        for state in bound_late(self._late, start, self.state, self._arrived):
            walk = Walk(self.runs, dots, self.rest, self.stop, self._previous, state)
            states += walk.states(start)
        return states

    @property
    def _is_last(self) -> bool:
        """Whether the dots end the pattern: they reach to the function's end."""
        return not self.rest and self.stop is None

    def _with_nest_on_some_path(
        self, nest: NestMatcher, arrivals: Sequence[FlowNode]
    ) -> list[MatchState]:
        """One path is enough: adds the nest's matches on the paths to each arrival."""
        states: list[MatchState] = []
        for point in arrivals:
            if arrived := [self.state] if self._is_last else self._arrived(point):
                leading = self._until.leading_to(point)
                passed = [other for other in self._until.ways if other in leading]
                collected = (nest.collected(passed, state) for state in arrived)
                states += [match_state for match_state in collected if match_state]
        return states

    def _with_nest(
        self,
        nest: NestMatcher,
        start: FlowNode,
        states: Sequence[MatchState],
        arrived: Sequence[Sequence[MatchState]],
    ) -> list[MatchState]:
        """Adds the nest's matches on the paths from a start."""
        passed = self._passed(start)
        if not _agree(nest, [match_state for here in arrived for match_state in here]):
            states = [state.with_doubt(_SEVERAL) for state in states]
        return [item for state in states if (item := nest.collected(passed, state))]

    def _passed(self, start: FlowNode) -> list[FlowNode]:
        """The points that the dots pass, including those in error exits."""
        passed = self._until.passed(start)
        known = set(passed)
        for branch in self._until.along(start):
            if branch.kind is FlowKind.ERROR_EXIT and branch not in known:
                passed += self._in_error_exit(branch)
        if self.stop is not None and not self.rest and self._falls_to_stop(passed):
            passed.append(self.stop)
        return passed

    def _falls_to_stop(self, passed: list[FlowNode]) -> bool:
        """Whether control reaches the end of the block from these points, not by a jump."""
        return any(self.stop in point.successors for point in passed)

    def _arrived(self, point: FlowNode) -> list[MatchState]:
        """The states in which the code after the dots matches at this point."""
        if point not in self._arrivals:
            arrivals: list[MatchState] = []
            if (self.rest or self.stop is not None) and self._is_in_block(point):
                states = self.runs.run(self.rest, point, self.state, self.stop)
                arrivals = list(islice(states, MOST_STATES + 1))
                if len(arrivals) > MOST_STATES:
                    raise TooManySteps
            self._arrivals[point] = arrivals
        return self._arrivals[point]

    def _is_end(self, point: FlowNode) -> bool:
        is_exit = point.kind is FlowKind.EXIT
        if self.may_end and is_exit:
            return True
        if self._is_last:
            return is_exit
        if self._arrived(point):
            return True
        may_escape = not (self.dots.strict or self.dots.exists)
        return may_escape and self._is_error_exit(point)

    def _is_in_block(self, point: FlowNode) -> bool:
        return self.stop is None or self._follows_goto or point.is_inside(self.stop.node)

    @property
    def _follows_goto(self) -> bool:
        """Whether the dots may leave their block: a final `return` may be elsewhere."""
        return bool(self.rest) and self.rest[-1].kind == "return_statement"

    def _successors(self, point: FlowNode) -> Sequence[FlowNode]:
        stop = self.stop
        if self.nest is not None and stop is not None and stop.node.type != "compound_statement":
            # A branch without braces ends where control leaves it.
            return [
                successor if successor.is_inside(stop.node) else stop
                for successor in point.successors
            ]
        is_followed = self._follows_goto and point.kind is FlowKind.GOTO
        if stop is None or is_followed or not leaves_block(point, stop.node):
            return point.successors
        return [stop]

    def _may_pass(self, point: FlowNode) -> bool:
        if point.kind is FlowKind.EXIT or not self._is_in_block(point):
            return False
        if point is self.stop:
            return False
        return not self.forbidden.is_at(point)

    # Why there is no path

    def _dead_end(self, until: Until, reaching: Set[FlowNode], start: FlowNode) -> Stop:
        """Where a path ends that does not reach the code after the dots."""
        arrived = [state for point in until.ways for state in self._arrivals.get(point, ())]
        state = arrived[0] if arrived else self.state
        ends: list[Stop] = []
        todo: list[tuple[FlowNode, FlowNode]] = [(start, start)]
        seen = set(reaching)
        for point, before in todo:
            if point in seen:
                continue
            seen.add(point)
            if until.ways[point]:
                todo.extend((successor, point) for successor in until.ways[point])
            else:
                ends.append(self._barrier(point, before, state))
        met = [end for end in ends if end.cause is not Cause.PATH_ENDS]
        if met or arrived:
            return [*met, *ends][0]
        return max(ends, key=lambda item: item.node.end_byte)

    def _barrier(self, point: FlowNode, before: FlowNode, state: MatchState) -> Stop:
        """Why a point cannot be passed."""
        node = point.node
        why = self.forbidden.why(point) if self._is_in_block(point) else None
        if why is not None:
            return Stop(self.pattern, node, state, *why)
        last = before.node if point.kind is FlowKind.EXIT else node
        follows = self.rest[0] if self.rest else None
        return Stop(self.pattern, last, state, Cause.PATH_ENDS, follows)

    # Error exits

    def _is_error_exit(self, branch: FlowNode) -> bool:
        """Whether a then-branch leaves without reaching the code after the dots: every path in it
        ends in `return` or `continue`, or in a jump away from that code.
        """
        is_left = branch.kind is FlowKind.ERROR_EXIT
        return is_left and branch in self._exit_of(branch).on_each_way

    def _in_error_exit(self, branch: FlowNode) -> list[FlowNode]:
        """The points that are passed inside an error exit."""
        return self._exit_of(branch).passed(branch)

    def _exit_of(self, branch: FlowNode) -> Until:
        """The paths through a then-branch to where control leaves it."""
        body = branch.node.child_by_field_name("consequence")
        assert body is not None

        def leaves(point: FlowNode) -> bool:
            if not point.is_inside(body):
                return False
            match point.kind:
                case FlowKind.RETURN | FlowKind.CONTINUE:
                    return not self.forbidden.is_after(point)
                case FlowKind.GOTO | FlowKind.BREAK:
                    # A jump to the end of the dots' block reaches the code after them.
                    is_end = not self.rest and self.stop is not None
                    to_end = is_end and self.stop in self._successors(point)
                    return not (to_end or self._is_reachable(point))
                case _:
                    return False

        def through(point: FlowNode) -> bool:
            is_here = point is branch or point.is_inside(body)
            if self.nest is not None and self.forbidden.is_ruled_out(point):
                return False
            return is_here and not self._arrived(point)

        until = Until(leaves, through)
        until.explore(branch)
        return until

    def _is_reachable(self, start: FlowNode) -> bool:
        """Whether any path from a point reaches the statement after the dots."""
        todo, seen = [start], set()
        while todo:
            point = todo.pop()
            if point in seen:
                continue
            seen.add(point)
            if self.forbidden.is_after(point):
                return True
            todo.extend(point.successors)
        return False


def _agree(nest: NestMatcher, arrived: Sequence[MatchState]) -> bool:
    """Whether all paths bind the nest's metavariables to the same code."""
    names = {leaf.metavariable.name for leaf in nest.uses}
    return all(len({state.env[n].tokens for state in arrived if n in state.env}) < 2 for n in names)


def join_paths(states: Sequence[MatchState], others: Sequence[MatchState]) -> list[MatchState]:
    """The matches of one branch combined with those of another, with the records of both."""
    joined: list[MatchState] = []
    for state in states:
        for other in others:
            records = set(state.records())
            both = replace(state, env={**other.env, **state.env}).with_doubt(other.doubt)
            joined.append(both.with_records(r for r in other.records() if r not in records))
            if len(joined) > MOST_STATES:
                raise TooManySteps
    return joined
