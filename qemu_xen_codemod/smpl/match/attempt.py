# SPDX-License-Identifier: GPL-2.0-or-later
"""Attempt: the search for one pattern in one file, from each of its beginnings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.node_kinds import COMMA_LISTS
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import is_function
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.isomorphisms import names_matching_any_test
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    Nest,
    PatternKind,
    PatternNode,
    leaves_of,
    nodes_in,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import (
    has_bare_expression,
    kinds_of,
    may_be_missing,
    operand_in_chain,
)
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.beginnings import Beginnings
from qemu_xen_codemod.smpl.match.late_names import may_bind_late
from qemu_xen_codemod.smpl.match.lists import is_several
from qemu_xen_codemod.smpl.match.matcher import (
    Matcher,
    TooManySteps,
    matches_at,
)
from qemu_xen_codemod.smpl.match.results import Refusal
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.statement_sequence import StatementSequence
from qemu_xen_codemod.smpl.match.type_use import match_bare_type

TOO_MANY_STEPS = "the pattern needs too many steps to be matched here"
#: A beginning with more ends is refused.
_MOST_ENDS = 1000
#: More pairs of beginning and end in a function are refused: any two statements may be a pair.
_MOST_PAIRS = 5000


class Attempt:
    """The search for one pattern in one file."""

    def __init__(
        self,
        smpl: CompiledRule,
        source: SourceFile,
        place: Span,
        matcher: Matcher,
        sequence: StatementSequence,
    ) -> None:
        self.pattern = smpl.pattern
        self.source = source
        self.beginnings = Beginnings(smpl, source)
        #: Code outside it is not searched.
        self.place = place
        self.matcher = matcher
        self.sequence = sequence
        self.refused: list[Refusal] = []
        self._given_up_to = 0

    def states(self, start: MatchState) -> Iterator[tuple[Node, MatchState]]:
        """The matches with these bindings, each with its first node, in file order."""
        self._given_up_to = 0
        matches = self._states(start)
        return matches if self._is_expression else self._of_functions(matches)

    def _states(self, start: MatchState) -> Iterator[tuple[Node, MatchState]]:
        reached = 0
        is_expression = self._is_expression
        for node in self.beginnings.of(start):
            if node.start_byte < self._given_up_to:
                continue
            if is_expression and node.end_byte <= reached and node.type not in self._kinds:
                # Another form of code that an outer node has matched already.
                continue
            end = node.end_byte if is_expression else node.start_byte
            if not self.place.contains(Span(node.start_byte, end)):
                # Code that a fragment was put into. The `;` after a statement may be.
                continue
            self.matcher.begin()
            try:
                states = self._all_at(node, start)
                if is_expression and self._is_test_around(node, start, states):
                    # As in Coccinelle, the pattern's own form wins over the test around it.
                    states = []
            except (TooManySteps, RecursionError):
                span = Span(node.start_byte, node.end_byte)
                self.refused.append(Refusal(span, TOO_MANY_STEPS))
                continue
            if states:
                reached = max(reached, node.end_byte)
            yield from ((node, state) for state in states)

    def _of_functions(
        self, matches: Iterator[tuple[Node, MatchState]]
    ) -> Iterator[tuple[Node, MatchState]]:
        """All matches in a function, or a refusal if there are too many."""
        pending: list[tuple[Node, MatchState]] = []
        end = pairs = 0
        for node, state in matches:
            if node.start_byte < self._given_up_to:
                continue
            if node.start_byte >= end:
                yield from pending
                pending, pairs = [], 0
                function = self.source.ancestors.nearest(node, is_function)
                end = (function or node).end_byte
            pairs += bool(pending) and pending[-1][0] is node
            pending.append((node, state))
            if pairs > _MOST_PAIRS:
                span = Span(pending[0][0].start_byte, end)
                self.refused.append(Refusal(span, TOO_MANY_STEPS))
                self._given_up_to, pending, pairs = end, [], 0
        yield from pending

    def _all_at(self, node: Node, start: MatchState) -> list[MatchState]:
        """The matches that begin at a node. Raises TooManySteps."""
        if not self._may_have_several(node):
            return list(islice(self.at(node, start), 1))
        states = list(islice(self.at(node, start), _MOST_ENDS + 1))
        if len(states) > _MOST_ENDS:
            raise TooManySteps
        return states

    def _is_test_around(self, node: Node, start: MatchState, states: list[MatchState]) -> bool:
        """Whether all matches are of a test as such, and the pattern's own form matches inside."""
        if not states or not all(map(self._is_by_any_test, states)):
            return False
        for inner in descendants(node):
            if inner.type in self._kinds and inner.id != node.id:
                state = next(self.at(inner, start), None)
                if state is not None and not self._is_by_any_test(state):
                    return True
        return False

    def _is_by_any_test(self, state: MatchState) -> bool:
        root = self.pattern.nodes[0]
        last = next((node for node in state.newest_first() if node.node is root), None)
        return last is not None and last.isomorphism in names_matching_any_test()

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """The kinds of the pattern's first node and of its branches."""
        return frozenset(kinds_of(self.pattern.nodes[0]))

    def at(self, node: Node, start: MatchState) -> States:
        """The matches that begin at a node."""
        pattern = self.pattern
        if isinstance(pattern.nodes[0], Dots | Nest):
            body = node.child_by_field_name("body")
            assert body is not None
            yield from self.sequence.run(
                pattern.nodes, flow_of(self.source).first_of(body), start, None
            )
            return
        match pattern.kind:
            case PatternKind.TYPE:
                yield from match_bare_type(self.matcher, pattern.nodes[0], node, start)
            case PatternKind.EXPRESSION:
                yield from matches_at(self.matcher, pattern, node, start)
            case PatternKind.TOPLEVEL:
                yield from self._neighbours(node, start)
            case PatternKind.STATEMENTS:
                if may_be_missing(pattern.nodes[0]) and node.type == "compound_statement":
                    point = flow_of(self.source).end(node)
                    yield from self.sequence.run(pattern.nodes, point, start, None)
                else:
                    yield from self.sequence.at(pattern.nodes, node, start)
            case _:
                assert_never(pattern.kind)

    @property
    def _is_expression(self) -> bool:
        return self.pattern.kind in (PatternKind.EXPRESSION, PatternKind.TYPE)

    def _may_have_several(self, node: Node) -> bool:
        """Whether more than one match may begin here: a declaration may have several names."""
        if self._has_several_ends:
            return True
        return not self._is_expression and len(node.children_by_field_name("declarator")) > 1

    @cached_property
    def _has_several_ends(self) -> bool:
        """Whether more than one match may begin at some node: with several list elements between
        dots, several ends for `when any`, or an expression at several places of a statement.
        """
        if any(self._has_several_in(root) for root in self.pattern.nodes):
            return True
        nodes = list(nodes_in(self.pattern))
        if any(has_bare_expression(node) or operand_in_chain(node) is not None for node in nodes):
            return True
        if may_bind_late(self.pattern):
            return True
        if any(node.kind == "declaration" for node in nodes):
            # A declaration in the code may have several names.
            return True
        if any(isinstance(node, Nest) and not node.item.statements for node in nodes):
            return True
        leaves = (leaf for root in self.pattern.nodes for leaf in leaves_of(root))
        dots = [leaf.item.whens for leaf in leaves if isinstance(leaf, Dots | Nest)]
        return not self._is_expression and any(dot.any or dot.exists for dot in dots)

    def _has_several_in(self, node: PatternNode) -> bool:
        """Whether a list in the node has an element between two dots."""
        if node.kind in COMMA_LISTS or node.kind == "field_declaration_list":
            dots = [is_several(child) for child in node.children if child.text != b","]
            if dots.count(True) > 1 and dots[1:-1].count(False):
                return True
        return any(self._has_several_in(child) for child in node.children)

    def _neighbours(self, node: Node, start: MatchState) -> States:
        """Adjacent top-level elements."""
        nodes: list[Node] = []
        at: Node | None = node
        while at is not None and len(nodes) < len(self.pattern.nodes):
            if at.type not in ("comment", ";"):
                nodes.append(at)
            at = at.next_sibling
        if len(nodes) == len(self.pattern.nodes):
            yield from self.matcher.each(self.pattern.nodes, nodes, start)
