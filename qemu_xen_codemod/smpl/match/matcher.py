# SPDX-License-Identifier: GPL-2.0-or-later
"""PatternNode x tree-sitter node -> MatchStates: whether this code matches, and how.

A pattern node matches a node of the same kind whose children match one by one; leaves are compared
by the file's own text, without comments. Metavariables, dots and disjunctions are the exceptions
here. Declarations, bracketed lists, statement lists and other forms of the same code (isomorphisms)
have modules of their own, which `file_matcher` combines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol, assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.complex_types import is_complex
from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.c.node_kinds import (
    EXPRESSIONS,
    PREFIXED,
    same_number,
)
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.type_arguments import type_argument
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm
from qemu_xen_codemod.smpl.compile.other_forms import OtherForms
from qemu_xen_codemod.smpl.compile.pattern import (
    ATOMS,
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
    names_iterator,
    positions_under,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_any_head
from qemu_xen_codemod.smpl.match.any_include import included_path
from qemu_xen_codemod.smpl.match.attributes import has_attributes
from qemu_xen_codemod.smpl.match.binder import Binder
from qemu_xen_codemod.smpl.match.conjunction import match_all
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.stop import Stop
from qemu_xen_codemod.smpl.match.word_filter import WordFilter
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_WORD_GOES_ON = re.compile(rb"[\w$]")
_NO_PLACE = "the place of a position metavariable is ambiguous here"


class TooManySteps(Exception):
    """The search takes more steps than any sensible pattern needs."""


class Sequences(Protocol):
    """Matches statements along the control flow."""

    def block(self, patterns: Sequence[PatternNode], block: Node, state: MatchState) -> States: ...

    def branch(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States: ...

    def jump(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States: ...

    def nested(self, nest: Nest, node: Node, state: MatchState) -> States: ...


class Runs(Protocol):
    """Matches patterns from a point of the control flow."""

    @property
    def matcher(self) -> Matcher: ...

    @property
    def words(self) -> WordFilter: ...

    def run(
        self,
        patterns: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States: ...


#: A way to match a node against a pattern.
Form = Callable[["Matcher", PatternNode, Node, MatchState], States]

#: Steps for one beginning at most: far more than the longest function needs.
_MOST_STEPS = 300_000


class Matcher(Binder):
    """Matches the nodes of one file. Raises TooManySteps from any of its methods."""

    #: Whether it records how far each attempt got.
    is_traced: ClassVar[bool] = False

    def __init__(
        self,
        source: SourceFile,
        types: FileTypes,
        forms: Mapping[str, Form],
        others: Callable[[Matcher, PatternNode, Node, MatchState], States],
        isomorphisms: OtherForms,
    ) -> None:
        super().__init__(source, types)
        self.isomorphisms = isomorphisms
        #: How children are matched, by the kind of node, where it is not one by one.
        self.forms = forms
        #: Matches other forms of a pattern node.
        self.others = others
        self.sequences: Sequences | None = None
        self.steps = 0

    def begin(self) -> None:
        """Reset the step count for a new attempt."""
        self.steps = 0

    def spend(self, steps: int) -> None:
        """Count work that takes as long as this many steps."""
        self.steps += steps
        if self.steps > _MOST_STEPS:
            raise TooManySteps

    def stopped(self, why: Callable[[], Stop]) -> None:
        """Called where an attempt ends without two nodes that differ; a trace calls `why`."""

    def match(self, pattern: PatternNode, node: Node, state: MatchState) -> States:
        """All matches of the node; none if it does not match."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooManySteps
        match pattern:
            case PatternToken():
                yield from self._token(pattern, node, state)
            case Inner():
                yield from self._inner(pattern, node, state)
            case MetavariableUse():
                yield from self._metavariable(pattern, node, state)
            case Disjunction():
                yield from self._disjunction(pattern, node, state)
            case Conjunction():
                yield from self._conjunction(pattern, node, state)
            case Dots():
                yield state.record(pattern, node.start_byte, node.end_byte)
            case AnyType():
                yield state
            case AnyInclude() | Define():
                yield from self._directive(pattern, node, state)
            case Nest():
                assert self.sequences is not None
                yield from self.sequences.nested(pattern, node, state)
            case BareExpression():
                # It matches at a point of the control flow, see `bare_expression`.
                return
            case _:
                assert_never(pattern)

    def _token(self, pattern: PatternToken, node: Node, state: MatchState) -> States:
        if names_iterator(pattern):
            # Only part of its name was replaced.
            end = node.start_byte + len(pattern.text)
            is_whole = not _WORD_GOES_ON.match(self.source.data, end)
            is_named = self.source.data[node.start_byte : end] == pattern.text
            if node.type == pattern.kind and is_named and is_whole:
                yield from self.placed(pattern, node.start_byte, end, state)
        elif self._same_leaf(pattern, node):
            path = node.child_by_field_name("path")
            end = path.end_byte if path is not None else node.end_byte
            by = self._number_form(pattern, node)
            yield from self.placed(pattern, node.start_byte, end, state, by)
        else:
            yield from self._other_forms(pattern, node, state)

    def number(self, pattern: PatternToken, node: Node, state: MatchState) -> States:
        """A number that is a whole pattern: also without the sign, which C's grammar reads as a
        part of a number.
        """
        text = self.source.text(node)
        is_signed = node.type == "number_literal" and text[:1] in (b"-", b"+")
        if is_signed and text[1:] == pattern.text:
            yield from self.placed(pattern, node.start_byte + 1, node.end_byte, state)
        else:
            yield from self.match(pattern, node, state)

    def _directive(self, pattern: AnyInclude | Define, node: Node, state: MatchState) -> States:
        if isinstance(pattern, Define):
            yield from self.forms[pattern.kind](self, pattern, node, state)
            return
        path = included_path(pattern, node)
        if path is not None:
            yield from self.placed(pattern, node.start_byte, path.end_byte, state)

    def _inner(self, pattern: Inner, node: Node, state: MatchState) -> States:
        if not has_attributes(self.source, pattern, node):
            return
        is_cast = self.uses.is_cast_operand(node)
        is_parenthesis = pattern.kind == "parenthesized_expression" and is_cast
        is_union = node.type == "union_specifier" and has_any_head(pattern)
        is_prefixed = pattern.kind in PREFIXED and node.type in PREFIXED
        if pattern.kind == node.type or is_parenthesis or is_union or is_prefixed:
            matched = False
            for form in self.isomorphisms.first_of(pattern):
                for match_state in self.match(form.node, node, state):
                    matched = True
                    by = form.isomorphism.name
                    yield match_state.record(
                        pattern, node.start_byte, node.end_byte, isomorphism=by
                    )
                if matched:
                    return
            for match_state in self.forms.get(pattern.kind, match_children)(
                self, pattern, node, state
            ):
                matched = True
                is_recorded = match_state.last is not None and match_state.last[0].node is pattern
                here = (
                    match_state
                    if is_recorded
                    else match_state.record(pattern, node.start_byte, node.end_byte)
                )
                yield here if _is_placed(pattern, here) else here.with_doubt(_NO_PLACE)
            if matched:
                return
        yield from self._other_forms(pattern, node, state)

    def _other_forms(self, pattern: PatternNode, node: Node, state: MatchState) -> States:
        """Isomorphisms, except those that leave out the code of a position."""
        for other in self.others(self, pattern, node, state):
            if _is_placed(pattern, other):
                yield other

    def _same_leaf(self, pattern: PatternToken, node: Node) -> bool:
        if node.child_count and node.type not in ATOMS and node.type != "preproc_include":
            return False
        text = self.source.text(node)
        if node.type == "preproc_include":
            path = node.child_by_field_name("path")
            return path is not None and pattern.text.split(b"include", 1)[-1].strip() == (
                self.source.text(path)
            )
        if text == pattern.text:
            return not is_complex(self.source, node)
        return self._number_form(pattern, node) != "" and same_number(text, pattern.text)

    def _number_form(self, pattern: PatternToken, node: Node) -> str:
        """The isomorphism for a different spelling of a number, "" if none is needed."""
        is_number = node.type == "number_literal" and pattern.kind == node.type
        if not is_number or self.source.text(node) == pattern.text:
            return ""
        form = CodeForm.VALUE_FORMAT
        return form.value if self.isomorphisms.is_enabled(form) else ""

    def _disjunction(self, pattern: Disjunction, node: Node, state: MatchState) -> States:
        """The first branch that matches wins, as in Coccinelle."""
        for branch in pattern.branches:
            if len(branch.nodes) != 1:
                continue
            states = list(self.match(branch.nodes[0], node, state))
            if states:
                for match_state in states:
                    yield match_state.record(pattern, node.start_byte, node.end_byte)
                return

    def _conjunction(self, pattern: Conjunction, node: Node, state: MatchState) -> States:
        def part(branch: Pattern, state: MatchState) -> States:
            yield from matches_at(self, branch, node, state)

        for match_state in match_all(pattern, part, state):
            yield match_state.record(pattern, node.start_byte, node.end_byte)

    # Metavariables

    def _metavariable(self, pattern: MetavariableUse, node: Node, state: MatchState) -> States:
        typed = (
            self.typed_state(pattern, node, state)
            if self.uses.is_of_kind(pattern.metavariable, node)
            else None
        )
        argument = type_argument(self.source, node)
        if argument is not None:
            if pattern.metavariable.kind is MetaKind.TYPE:
                yield from self.bind(pattern, argument.start, argument.end, state)
        elif typed is not None:
            yield from self.bind(pattern, node.start_byte, node.end_byte, typed)
        else:
            yield from self._other_forms(pattern, node, state)

    def each(
        self, patterns: Sequence[PatternNode], nodes: Sequence[Node], state: MatchState
    ) -> States:
        """Patterns and nodes, one to one."""
        if not patterns:
            yield state
            return
        for match_state in self.match(patterns[0], nodes[0], state):
            yield from self.each(patterns[1:], nodes[1:], match_state)


def _is_placed(pattern: PatternNode, state: MatchState) -> bool:
    """Whether all positions in a matched node have places."""
    missing = set(positions_under(pattern))
    link = state.last
    while missing and link is not None:
        missing -= {position.name for position in link[0].positions}
        link = link[1]
    return not missing


def match_children(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """The children one by one, without comments."""
    nodes = code_children(node)
    if len(nodes) == len(pattern.children):
        yield from matcher.each(pattern.children, nodes, state)


def matches_at(matcher: Matcher, pattern: Pattern, node: Node, state: MatchState) -> States:
    """A pattern of one node against a node."""
    if len(pattern.nodes) != 1:
        return
    is_asked = pattern.kind is PatternKind.EXPRESSION and node.type in EXPRESSIONS
    if is_asked and not matcher.uses.is_expression(node):
        return
    (first,) = pattern.nodes
    if isinstance(first, PatternToken) and first.kind == "number_literal":
        yield from matcher.number(first, node, state)
    else:
        yield from matcher.match(first, node, state)
