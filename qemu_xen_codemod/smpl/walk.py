"""From dots to what follows them, along the flow of control.

Every way on has to come to what follows; what stands between must not match the neighbours of the
dots (unless `when any`) nor what a `when !=` forbids. A way that leaves through an error exit, the
branch of an `if` that jumps away for good, need not come there unless `when strict` says so. With
`when exists` one way is enough. Each point of the flow is looked at once, so that the work grows
with the function's length only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

from qemu_xen_codemod.c.flow import Point, successors
from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.forbidden import occurs, own_part
from qemu_xen_codemod.smpl.item import Dots
from qemu_xen_codemod.smpl.match import Matcher
from qemu_xen_codemod.smpl.metavariable import MetaKind
from qemu_xen_codemod.smpl.pattern import PatternNode

#: So many ways to match are followed at most from one point.
MOST_STATES = 16
_JUMPS = frozenset(("return_statement", "goto_statement", "break_statement", "continue_statement"))


class Runs(Protocol):
    """Matches patterns from a point of the flow on."""

    @property
    def matcher(self) -> Matcher: ...

    def run(
        self,
        patterns: tuple[PatternNode, ...],
        point: Point,
        state: State,
        stop: Point | None,
    ) -> Iterator[State]: ...


class Walk:
    """The search from one place of dots to what follows them."""

    def __init__(
        self,
        runs: Runs,
        dots: PatternNode,
        rest: tuple[PatternNode, ...],
        stop: Point | None,
        previous: PatternNode | None,
    ) -> None:
        assert isinstance(dots.item, Dots)
        self.runs = runs
        self.dots = dots.item
        self.rest = rest
        self.stop = stop
        self.whens = dots.branches
        if previous is not None and _is_any_statement(previous):
            # As Coccinelle has it: this one may come again.
            previous = None
        neighbours = [one for one in (previous, *rest[:1]) if one is not None]
        #: What must not match on the way, each with the metavariables that it has alone: these
        #: stand for anything there.
        self.neighbours = [
            (one, _own_names(one)) for one in neighbours if one.kind not in ("dots", "disjunction")
        ]

    def states(self, start: Point, state: State) -> list[State]:
        """The ways in which the dots and what follows them match from this point on."""
        if self.dots.exists:
            return self._all_arrivals(start, state)
        first = self._first_arrivals(start, state)
        if first is None or not self.dots.any:
            return first or []
        return [*first, *self._all_arrivals(start, state)][: 4 * MOST_STATES]

    def _first_arrivals(self, start: Point, state: State) -> list[State] | None:
        """The states in which each way has come to what follows, None when one of them fails."""
        states = [state]
        todo, seen = [start], set()
        while todo:
            point = todo.pop()
            if point.key in seen:
                continue
            seen.add(point.key)
            here = self._arrivals(point, state)
            if here:
                states = _join(states, here)
            elif self._ends(point):
                if not self._may_end(point, state):
                    return None
            elif self._is_forbidden(point, state):
                return None
            else:
                for following, is_branch in reversed(self._ways(point)):
                    more = self._escape(following, state) if is_branch else None
                    if more is None:
                        todo.append(following)
                    else:
                        states = _join(states, more)
        return states

    def _all_arrivals(self, start: Point, state: State) -> list[State]:
        """A state for each place that any way comes to."""
        found: list[State] = []
        todo, seen = [start], set()
        while todo:
            point = todo.pop()
            if point.key in seen:
                continue
            seen.add(point.key)
            here = self._arrivals(point, state)
            found.extend(here)
            if (here and not self.dots.any) or self._ends(point):
                continue
            if not self._is_forbidden(point, state):
                todo.extend(reversed(successors(point)))
        return found

    def _arrivals(self, point: Point, state: State) -> list[State]:
        """The states in which what follows the dots matches at this point."""
        if not self.rest and self.stop is None:
            return []
        found = self.runs.run(self.rest, point, state, self.stop)
        return list(islice(found, MOST_STATES))

    def _ends(self, point: Point) -> bool:
        if point.kind == "exit" or (self.stop is not None and point.key == self.stop.key):
            return True
        # What comes last in a block may as well leave it: `return` before the `}`.
        return self._is_to_block_end and point.kind == "at" and point.node.type in _JUMPS

    @property
    def _is_to_block_end(self) -> bool:
        return not self.rest and self.stop is not None

    def _may_end(self, point: Point, state: State) -> bool:
        if self.rest:
            return False
        return point.kind != "at" or not self._is_forbidden(point, state)

    def _ways(self, point: Point) -> list[tuple[Point, bool]]:
        """The points that follow, each with whether it is the then-branch of an `if`."""
        is_if = point.kind == "at" and point.node.type == "if_statement" and not self.dots.strict
        # Dots at a pattern's end go to the function's end on each way.
        is_if = is_if and bool(self.rest or self.stop)
        return [(one, is_if and at == 0) for at, one in enumerate(successors(point))]

    def _is_forbidden(self, point: Point, state: State) -> bool:
        if point.kind != "at":
            return False
        part = own_part(point.node)
        matcher = self.runs.matcher
        if any(occurs(matcher, one, point.node, part, state) for one in self.whens):
            return True
        if self.dots.any:
            return False
        # The shortest stretch: neither neighbour of the dots may match on the way.
        return any(
            True
            for one, names in self.neighbours
            for _ in matcher.match(one, point.node, state.without(names))
        )

    # Error exits

    def _escape(self, branch: Point, state: State) -> list[State] | None:
        """The states when the branch leaves without coming to what follows; None when it does not.

        In it each way ends in `return` or `continue`, or in a jump from which what follows the dots
        is never reached, or comes to what follows.
        """
        owner = branch.node
        states = [state]
        todo, seen = [branch], set()
        while todo:
            point = todo.pop()
            node = point.node
            if not _is_inside(point, branch) or (point.kind == "end" and node.id == owner.id):
                return None
            if point.key in seen:
                continue
            seen.add(point.key)
            here = self._arrivals(point, state)
            if here:
                states = _join(states, here)
                continue
            if point.kind == "at" and node.type in ("return_statement", "continue_statement"):
                continue
            following = successors(point)
            if point.kind == "at" and node.type in ("goto_statement", "break_statement"):
                target = following[0]
                if node.type == "goto_statement" or not _is_inside(target, branch):
                    if self._is_reachable(target, state):
                        return None
                    continue
            todo.extend(reversed(following))
        return states

    def _is_reachable(self, start: Point, state: State) -> bool:
        """Whether what follows the dots can be reached at all from a point."""
        todo, seen = [start], set()
        while todo:
            point = todo.pop()
            if point.key in seen:
                continue
            seen.add(point.key)
            if self._arrivals(point, state):
                return True
            todo.extend(successors(point))
        return False


def _own_names(pattern: PatternNode) -> frozenset[str]:
    """The metavariables that no other part of the rule's matched code names."""
    named = [leaf.metavariable for leaf in pattern.leaves() if leaf.metavariable is not None]
    here = Counter(one.name for one in named)
    return frozenset(one.name for one in named if one.uses == here[one.name] and not one.inherited)


def _is_any_statement(pattern: PatternNode) -> bool:
    declared = pattern.metavariable
    return declared is not None and declared.kind is MetaKind.STATEMENT


def _is_inside(point: Point, branch: Point) -> bool:
    node, owner = point.node, branch.node
    return owner.start_byte <= node.start_byte and node.end_byte <= owner.end_byte


def _join(states: Sequence[State], more: Sequence[State]) -> list[State]:
    """The ways of one branch together with those of another: the records of both."""
    joined: list[State] = []
    for one in states:
        for other in more:
            both = State({**other.env, **one.env}, one.last, one.doubt or other.doubt)
            known = {id(record) for record in one.records()}
            for record in other.records():
                if id(record) not in known:
                    both = State(both.env, (record, both.last), both.doubt)
            joined.append(both)
            if len(joined) >= MOST_STATES:
                return joined
    return joined
