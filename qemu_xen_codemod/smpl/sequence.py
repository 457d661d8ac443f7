"""Statements in a row, with dots, disjunctions and statement lists between them.

What follows a statement is what control comes to next; `walk` knows what dots may pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.flow import Point, after, first_of
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.item import Disjunction, Dots, Mark
from qemu_xen_codemod.smpl.match import Matcher
from qemu_xen_codemod.smpl.metavariable import MetaKind
from qemu_xen_codemod.smpl.pattern import PatternNode
from qemu_xen_codemod.smpl.walk import Walk


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
        walk = Walk(self, dots, rest, stop, previous)
        begin = point.node.start_byte if point.kind == "at" else point.node.end_byte - 1
        for one in walk.states(point, state):
            assert isinstance(dots.item, Dots)
            if dots.item.mark is Mark.MINUS:
                yield _with_skipped(dots, rest, begin, stop, one)
            else:
                yield one.record(dots, begin, begin)


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
