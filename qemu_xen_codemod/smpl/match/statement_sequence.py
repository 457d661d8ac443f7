# SPDX-License-Identifier: GPL-2.0-or-later
"""Sequences of statements, with dots, disjunctions and statement lists among them.

The code after a statement is what control reaches next; `dots` decides what dots may pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.left_block import is_in_else_chain, leaves_block
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.c.point_code import parts_at
from qemu_xen_codemod.c.statements import is_branch, next_statement
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm
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
    PatternNode,
    PatternToken,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_bare_expression, is_return
from qemu_xen_codemod.smpl.compile.words import NeededWords
from qemu_xen_codemod.smpl.match.bare_expression import expression_at, nested_in
from qemu_xen_codemod.smpl.match.block import is_on_one_side
from qemu_xen_codemod.smpl.match.conjunction import match_all
from qemu_xen_codemod.smpl.match.dots import Walk, join_paths
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.missing_return import is_missing_return
from qemu_xen_codemod.smpl.match.shared_walks import SharedWalks
from qemu_xen_codemod.smpl.match.skipped_code import SkippedCode
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.stop import Cause, Stop
from qemu_xen_codemod.smpl.match.word_filter import WordFilter
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

#: The cost of the walk of a nest, in steps of a matcher.
_OF_A_NEST = 200


class StatementSequence:
    """Matches statement lists of one file."""

    def __init__(self, matcher: Matcher, needed: NeededWords) -> None:
        self.matcher = matcher
        self.flow = flow_of(matcher.source)
        self.walks = SharedWalks(matcher)
        self.words = WordFilter(matcher.source, needed)

    def block(self, patterns: Sequence[PatternNode], block: Node, state: MatchState) -> States:
        """All statements of a block, from `{` to `}`."""
        states = self.run(tuple(patterns), self.flow.first_of(block), state, self.flow.end(block))
        if len(patterns) > 1 and is_return(patterns[-1]):
            return (
                match_state
                for match_state in states
                if is_on_one_side(match_state, patterns[-1], block)
            )
        return states

    def branch(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States:
        """The statements of a block, against a single statement without braces."""
        return self.run(tuple(patterns), self.flow.at(node), state, self.flow.end(node))

    def jump(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States:
        """The statements of a block, against a `goto` that is a whole branch."""
        states = self.run(tuple(patterns), self.flow.at(node), state, self.flow.end(node))
        return (
            match_state for match_state in states if is_on_one_side(match_state, patterns[-1], node)
        )

    def at(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States:
        """The patterns, from this statement on."""
        yield from self.run(tuple(patterns), self.flow.at(node), state, None)
        if node.type == "do_statement" and has_bare_expression(patterns[0]):
            yield from self.run(tuple(patterns), self.flow.condition(node), state, None)

    def nested(self, nest: Nest, node: Node, state: MatchState) -> States:
        """An expression that contains a nest's; a nest of statements is not a single node."""
        if not nest.item.statements:
            yield from nested_in(self.matcher, nest, node, state)

    def run(
        self,
        patterns: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
        previous: PatternNode | None = None,
    ) -> States:
        if not patterns:
            is_left = previous is not None and is_return(previous)
            if stop is None or point is stop or is_left:
                yield state
            elif previous is not None:
                self.matcher.stopped(lambda: Stop(previous, point.node, state, Cause.GOES_ON))
            return
        first, rest = patterns[0], patterns[1:]
        match first:
            case Dots() | Nest():
                yield from self._skip(first, rest, point, state, stop, previous)
            case MetavariableUse() if stands_for(first, MetaKind.STATEMENT_LIST):
                yield from self._statement_list(first, rest, point, state, stop)
            case Conjunction():
                yield from self._conjunction(first, rest, point, state, stop)
            case Disjunction():
                yield from self._disjunction(first, rest, point, state, stop)
            case PatternToken() | Inner() | MetavariableUse() | AnyType() | AnyInclude() | Define():
                yield from self._single(first, rest, point, state, stop)
            case BareExpression():
                yield from self._bare_expression(first, rest, point, state, stop)
            case _:
                assert_never(first)

    def _single(
        self,
        first: PatternNode,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States:
        """One statement, and the patterns after it."""
        missing = CodeForm.MISSING_RETURN
        if point.kind is FlowKind.BLOCK_END and is_missing_return(first, point.node):
            if not self.matcher.isomorphisms.is_enabled(missing):
                return
            # The patterns after a return are not required, as in Coccinelle.
            end = point.node.end_byte
            yield state.record(first, end - 1, end, state.env, missing.value)
            return
        if not point.is_statement or point is stop:
            self.matcher.stopped(lambda: Stop(first, point.node, state, Cause.ENDED))
            return
        if stop is not None and not rest and is_in_else_chain(point, stop.node):
            return
        if rest and not isinstance(rest[0], Dots | Nest) and _has_no_next(point.node):
            self.matcher.stopped(lambda: Stop(first, point.node, state, Cause.ENDED))
            return
        if not (self.matcher.is_traced or self.words.may_match(first, point.node, state)):
            return
        for match_state in self._statement(first, point.node, state):
            yield from self.run(
                rest, self._point_after(first, point, stop), match_state, stop, first
            )

    def _bare_expression(
        self,
        pattern: BareExpression,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States:
        """An expression in the code that runs at a point, and the patterns after it."""
        if point is stop:
            return
        for match_state in expression_at(self.matcher, pattern, point, state):
            if not rest and stop is None:
                yield match_state
                continue
            following = rest[0] if rest else None
            is_next = following is not None and not isinstance(following, Dots | Nest)
            if is_next and parts_at(point) != [point.node]:
                # No statement follows the head of an `if` or a loop.
                continue
            successors = point.successors
            if stop is not None and leaves_block(point, stop.node):
                successors = (stop,)
            by_successor = [
                list(self.run(rest, successor, match_state, stop, pattern))
                for successor in successors
            ]
            if isinstance(following, Dots) and following.item.whens.exists:
                yield from (match_state for states in by_successor for match_state in states)
            elif all(by_successor):
                yield from reduce(join_paths, by_successor)

    def _statement(self, pattern: PatternNode, node: Node, state: MatchState) -> States:
        for match_state in self.matcher.match(pattern, node, state):
            span = Span(node.start_byte, node.end_byte)
            if match_state.last is not None and match_state.last[0].node is pattern:
                # The match is less than the node: an #include without its comment, one of several
                # declarators.
                span = match_state.last[0].span
            yield match_state.record(pattern, span.start, span.end, match_state.env)

    def _statement_list(
        self,
        pattern: MetavariableUse,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States:
        """Any number of adjacent statements, bound as one text."""
        first = last = None
        while True:
            if first is None or last is None:
                for match_state in self.matcher.bind_nothing(pattern, state):
                    yield from self.run(rest, point, match_state, stop, None)
            else:
                start, end = first.start_byte, last.end_byte
                for bound in self.matcher.bind(pattern, start, end, state):
                    yield from self.run(rest, point, bound, stop, None)
            if not point.is_statement or point is stop:
                return
            if first is not None and point.node.start_byte <= first.start_byte:
                return
            first = first or point.node
            last = point.node
            point = self.flow.after(point.node)

    def _disjunction(
        self,
        pattern: Disjunction,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States:
        """Branches of statements: the first that matches here wins."""
        has_holder = has_bare_expression(pattern)
        if not point.is_statement and not (has_holder and point.runs_code):
            return
        for branch in pattern.branches:
            is_matched = False
            if has_holder and isinstance(branch.nodes[-1], BareExpression):
                if any(True for _ in self.run(branch.nodes, point, state, None)):
                    node = point.node
                    marked = state.record(pattern, node.start_byte, node.end_byte)
                    yield from self.run((*branch.nodes, *rest), point, marked, stop)
                    return
                continue
            for match_state in self.run(branch.nodes, point, state, None):
                is_matched = True
                spans = [record.span for record in match_state.records() if record.env is not None]
                end = max(span.end for span in spans)
                marked = match_state.record(pattern, point.node.start_byte, end, match_state.env)
                point_after = self._point_after_branch(branch.nodes[-1], point, end, stop)
                yield from self.run(rest, point_after, marked, stop, pattern)
            if is_matched:
                return

    def _conjunction(
        self,
        pattern: Conjunction,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States:
        """All branches match here; the patterns after them match after the statement."""

        def part(branch: Pattern, state: MatchState) -> States:
            yield from self.run(branch.nodes, point, state, None)

        if not point.runs_code or (rest and not point.is_statement):
            return
        point_after = self.flow.after(point.node) if point.is_statement else point
        for match_state in match_all(pattern, part, state):
            node = point.node
            marked = match_state.record(pattern, node.start_byte, node.end_byte, match_state.env)
            yield from self.run(rest, point_after, marked, stop, pattern)

    def _point_after_branch(
        self, last: PatternNode, point: FlowNode, end: int, stop: FlowNode | None
    ) -> FlowNode:
        while point.is_statement and point.node.end_byte < end:
            point = self.flow.after(point.node)
        return self._point_after(last, point, stop) if point.is_statement else point

    def _point_after(
        self, pattern: PatternNode, point: FlowNode, stop: FlowNode | None
    ) -> FlowNode:
        """The point after a matched statement: for a jump out of the pattern's block its `}`, also
        where an inner block of the pattern ends with the jump.
        """
        last = self._last_of(point) if pattern.kind == "compound_statement" else point
        if stop is not None and leaves_block(last, stop.node):
            return stop
        return self.flow.after(point.node)

    def _last_of(self, point: FlowNode) -> FlowNode:
        """The last statement of a block, also inside a block that is its last statement."""
        node = point.node
        while node.type == "compound_statement" and (inside := code_children(node)[1:-1]):
            node = inside[-1]
        return self.flow.at(node)

    # Dots

    def _skip(
        self,
        dots: Dots | Nest,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
        previous: PatternNode | None,
    ) -> States:

        def walk(state: MatchState) -> Walk:
            return Walk(self, dots, rest, stop, previous, state)

        if isinstance(dots, Nest):
            # A nest after other nests is walked from each of their ends, on each path to it.
            self.matcher.spend(_OF_A_NEST)
        if isinstance(dots, Nest) or self.matcher.is_traced:
            states = walk(state).states(point)
        else:
            states = self.walks.states(walk, previous, (dots, *rest), stop, point, state)
        skipped = SkippedCode(self.matcher.source, dots, rest, point, stop, state)
        return (skipped.recorded(match_state) for match_state in states)


def _has_no_next(node: Node) -> bool:
    """Whether the code after a statement is not next to it: it is a whole branch, or the last one
    in an arm of an `#if`.
    """
    is_in_arm = node.parent is not None and node.parent.type in ARMS
    return is_branch(node) or (is_in_arm and next_statement(node, in_arm=True) is None)
