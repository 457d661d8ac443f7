"""Statements and dots along the flow of control.

`A ... B` matches when every way on from A comes to B; what stands between must not match A or B
again (unless `when any`) nor what a `when !=` forbids. A way that leaves through an error exit, the
branch of an `if` that jumps away for good, need not come to B unless `when strict` says so. These
are Coccinelle's meanings; docs/smpl.md has the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from tree_sitter import Node

from qemu_xen_codemod.c.flow import Point, after, first_of, successors
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.forbidden import occurs, own_part
from qemu_xen_codemod.smpl.item import Disjunction, Dots, Mark
from qemu_xen_codemod.smpl.match import Matcher
from qemu_xen_codemod.smpl.metavariable import MetaKind
from qemu_xen_codemod.smpl.pattern import PatternNode

#: So many ways to match are followed at most from one point.
_MOST_STATES = 16
_JUMPS = frozenset(
    ("return_statement", "goto_statement", "break_statement", "continue_statement")
)


def match_block(
    matcher: Matcher, pattern: PatternNode, node: Node, state: State
) -> Iterator[State]:
    """All that stands between a block's braces."""
    assert matcher.sequences is not None
    opening, *inside, closing = pattern.children
    first, last = node.children[0], node.children[-1]
    if first.type != "{" or last.type != "}":
        return
    state = state.record(opening, first.start_byte, first.end_byte)
    state = state.record(closing, last.start_byte, last.end_byte)
    yield from matcher.sequences.block(inside, node, state)


class StatementSequence:
    """Matches statement lists of one file."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def block(self, patterns: Sequence[PatternNode], block: Node, state: State) -> Iterator[State]:
        """All statements of a block, from `{` to `}`."""
        return self.run(tuple(patterns), first_of(block), state, Point("end", block))

    def at(self, patterns: Sequence[PatternNode], node: Node, state: State) -> Iterator[State]:
        """The patterns from this statement on."""
        return self.run(tuple(patterns), Point("at", node), state, None)

    def run(
        self,
        patterns: tuple[PatternNode, ...],
        point: Point,
        state: State,
        stop: Point | None,
        previous: PatternNode | None = None,
    ) -> Iterator[State]:
        if not patterns:
            if stop is None or point.key == stop.key:
                yield state
            return
        first, rest = patterns[0], patterns[1:]
        if first.kind == "dots":
            yield from self._skip(first, rest, point, state, stop, previous)
            return
        declared = first.metavariable
        if declared and declared.kind is MetaKind.STATEMENT_LIST:
            yield from self._statement_list(first, rest, point, state, stop)
            return
        if first.kind == "disjunction":
            yield from self._disjunction(first, rest, point, state, stop)
            return
        if point.kind != "at" or (stop is not None and point.key == stop.key):
            return
        for one in self._statement(first, point.node, state):
            yield from self.run(rest, after(point.node), one, stop, first)

    def _statement(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        for one in self.matcher.match(pattern, node, state):
            span = Span(node.start_byte, node.end_byte)
            if one.last is not None and one.last[0].node is pattern:
                # Less than the node: an #include without its comment, one declarator of several.
                span = one.last[0].span
            yield one.record(pattern, span.start, span.end, one.env)

    def _statement_list(
        self,
        pattern: PatternNode,
        rest: tuple[PatternNode, ...],
        point: Point,
        state: State,
        stop: Point | None,
    ) -> Iterator[State]:
        """Any number of statements one after the other, bound as one text."""
        first = last = None
        while True:
            if first is None or last is None:
                for one in self.matcher.bind_nothing(pattern, state):
                    yield from self.run(rest, point, one, stop, None)
            else:
                start, end = first.start_byte, last.end_byte
                for one in self.matcher.bind(pattern, start, end, state):
                    yield from self.run(rest, point, one, stop, None)
            if point.kind != "at" or (stop is not None and point.key == stop.key):
                return
            if first is not None and point.node.start_byte <= first.start_byte:
                return
            first = first or point.node
            last = point.node
            point = after(point.node)

    def _disjunction(
        self,
        pattern: PatternNode,
        rest: tuple[PatternNode, ...],
        point: Point,
        state: State,
        stop: Point | None,
    ) -> Iterator[State]:
        """Branches of statements: the first that matches here wins."""
        assert isinstance(pattern.item, Disjunction)
        if point.kind != "at":
            return
        for branch in pattern.branches:
            found = False
            for one in self.run(branch.nodes, point, state, None):
                found = True
                spans = [record.span for record in one.records() if record.env is not None]
                end = max(span.end for span in spans)
                marked = one.record(pattern, point.node.start_byte, end, one.env)
                yield from self.run(rest, self._point_behind(point, end), marked, stop, pattern)
            if found:
                return

    def _point_behind(self, point: Point, end: int) -> Point:
        while point.kind == "at" and point.node.end_byte < end:
            point = after(point.node)
        return after(point.node) if point.kind == "at" else point

    # Dots

    def _skip(
        self,
        dots: PatternNode,
        rest: tuple[PatternNode, ...],
        point: Point,
        state: State,
        stop: Point | None,
        previous: PatternNode | None,
    ) -> Iterator[State]:
        walk = _Walk(self, dots, rest, stop, previous)
        begin = point.node.start_byte if point.kind == "at" else point.node.end_byte - 1
        for one in walk.go(point, state, frozenset()):
            assert isinstance(dots.item, Dots)
            if dots.item.mark is Mark.MINUS:
                yield _with_skipped(dots, rest, begin, stop, one)
            else:
                yield one.record(dots, begin, begin)


class _Walk:
    """One search from dots to what follows them."""

    def __init__(
        self,
        sequence: StatementSequence,
        dots: PatternNode,
        rest: tuple[PatternNode, ...],
        stop: Point | None,
        previous: PatternNode | None,
    ) -> None:
        assert isinstance(dots.item, Dots)
        self.sequence = sequence
        self.dots = dots.item
        self.rest = rest
        self.stop = stop
        self.whens = dots.branches
        neighbours = [one for one in (previous, *rest[:1]) if one is not None]
        #: What must not match on the way, each with the metavariables that it has alone: these
        #: stand for anything there.
        self.neighbours = [
            (one, _own_names(one)) for one in neighbours if one.kind not in ("dots", "disjunction")
        ]

    def go(self, point: Point, state: State, seen: frozenset[tuple[str, int]]) -> list[State]:
        """The states of all ways from this point, empty when one of them fails."""
        if point.key in seen:
            return [] if self.dots.exists else [state]
        here = self._arrivals(point, state)
        if here and not self.dots.any:
            return here
        if self._ends(point):
            return here or self._ended(point, state)
        if self._is_forbidden(point, state):
            return here
        seen = seen | {point.key}
        ways: list[list[State]] = []
        for following, is_branch in self._ways(point):
            more = self._escape(following, state) if is_branch else None
            ways.append(self.go(following, state, seen) if more is None else more)
        if self.dots.exists:
            states = [one for way in ways for one in way]
        else:
            states = [state]
            for way in ways:
                states = _join(states, way)
        return [*here, *states][:_MOST_STATES]

    def _arrivals(self, point: Point, state: State) -> list[State]:
        """The states in which what follows the dots matches at this point."""
        if not self.rest and self.stop is None:
            return []
        found = self.sequence.run(self.rest, point, state, self.stop)
        return list(islice(found, _MOST_STATES))

    def _ends(self, point: Point) -> bool:
        if point.kind == "exit" or (self.stop is not None and point.key == self.stop.key):
            return True
        # What comes last in a block may as well leave it: `return` before the `}`.
        return not self.rest and point.kind == "at" and point.node.type in _JUMPS

    def _ended(self, point: Point, state: State) -> list[State]:
        if self.rest:
            return []
        return [] if point.kind == "at" and self._is_forbidden(point, state) else [state]

    def _ways(self, point: Point) -> list[tuple[Point, bool]]:
        """The points that follow, each with whether it is the then-branch of an `if`."""
        is_if = point.kind == "at" and point.node.type == "if_statement"
        is_if = is_if and not (self.dots.strict or self.dots.exists)
        return [(one, is_if and at == 0) for at, one in enumerate(successors(point))]

    def _is_forbidden(self, point: Point, state: State) -> bool:
        if point.kind != "at":
            return False
        part = own_part(point.node)
        matcher = self.sequence.matcher
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
        return self._leave(branch, owner, state, frozenset())

    def _leave(
        self, point: Point, owner: Node, state: State, seen: frozenset[tuple[str, int]]
    ) -> list[State] | None:
        node = point.node
        inside = owner.start_byte <= node.start_byte and node.end_byte <= owner.end_byte
        if not inside or (point.kind == "end" and node.id == owner.id):
            return None
        if point.key in seen:
            return [state]
        here = self._arrivals(point, state)
        if here:
            return here
        if point.kind == "at" and node.type in ("return_statement", "continue_statement"):
            return [state]
        if point.kind == "at" and node.type in ("goto_statement", "break_statement"):
            target = successors(point)[0]
            if node.type == "goto_statement" or not _is_inside(target, owner):
                return None if self._is_reachable(target, state) else [state]
        states = [state]
        for following in successors(point):
            more = self._leave(following, owner, state, seen | {point.key})
            if more is None:
                return None
            states = _join(states, more)
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


def _with_skipped(
    dots: PatternNode,
    rest: tuple[PatternNode, ...],
    begin: int,
    stop: Point | None,
    state: State,
) -> State:
    """Removed dots stand for the code up to what follows them, which has to be in one piece."""
    ends = {record.span.start for record in state.records() if rest and record.node is rest[0]}
    if not rest and stop is not None:
        ends = {stop.node.end_byte - 1}
    state = state.record(dots, begin, max(ends, default=begin))
    if len(ends) != 1 or min(ends) < begin:
        return state.with_doubt("the code that the removed `...` stands for is not in one piece")
    return state


def _own_names(pattern: PatternNode) -> frozenset[str]:
    """The metavariables that no other part of the rule's matched code names."""
    named = [leaf.metavariable for leaf in pattern.leaves() if leaf.metavariable is not None]
    here = Counter(one.name for one in named)
    return frozenset(
        one.name for one in named if one.uses == here[one.name] and not one.inherited
    )


def _is_inside(point: Point, owner: Node) -> bool:
    node = point.node
    return owner.start_byte <= node.start_byte and node.end_byte <= owner.end_byte


def _join(states: list[State], more: list[State]) -> list[State]:
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
            if len(joined) >= _MOST_STATES:
                return joined
    return joined
