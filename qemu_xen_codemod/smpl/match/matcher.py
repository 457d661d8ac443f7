"""PatternNode x tree-sitter node -> MatchStates: does this code match, and how?

A pattern node matches a node of the same kind whose children match one by one, leaf by leaf, by the
file's own text (comments aside); metavariables, dots and disjunctions are the exceptions here.
Declarations, bracketed lists, statement lists and other forms of the same code (isomorphisms) have
modules of their own, which `file_matcher` brings together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar, Protocol, assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.complex_types import begins_complex, is_complex
from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.c.lexer import Kind, closing, code_tokens
from qemu_xen_codemod.c.locals import names_automatic
from qemu_xen_codemod.c.node_kinds import (
    CONSTANTS,
    EXPRESSIONS,
    IDENTIFIERS,
    STATEMENT_NODES,
    TYPES,
    is_constant_name,
    is_expression,
    same_number,
)
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.c.shadows import Shadows
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.type_arguments import type_argument
from qemu_xen_codemod.c.words import TYPE_OF
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm
from qemu_xen_codemod.smpl.compile.other_forms import OtherForms
from qemu_xen_codemod.smpl.compile.pattern import (
    ATOMS,
    AnyInclude,
    AnyType,
    Conjunction,
    Disjunction,
    Dots,
    Holder,
    Inner,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    PatternToken,
    has_any_head,
    positions_of,
    positions_under,
)
from qemu_xen_codemod.smpl.match.any_include import included_path
from qemu_xen_codemod.smpl.match.conjunction import match_all
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.match.state import Binding, MatchState, States, place_binding
from qemu_xen_codemod.smpl.match.stop import Stop
from qemu_xen_codemod.smpl.read.metavariable import OPERATOR_KINDS, MetaKind, Metavariable, Scope
from qemu_xen_codemod.smpl.read.operators import OPERATORS

_ENDS_IN_TYPE_OF = re.compile(rb"\b(?:" + b"|".join(sorted(TYPE_OF)) + rb")\Z")


#: An identifier, and names that the grammar has words for.
_NAMING_VARIABLES = frozenset(
    (MetaKind.EXPRESSION, MetaKind.IDEXPRESSION, MetaKind.EXPRESSION_LIST)
)
#: With a `;` behind them these are declarations.
_TYPES_ALONE = frozenset(("struct_specifier", "union_specifier", "enum_specifier"))
_VALUE_NAMES = frozenset(("identifier", "null", "true", "false"))
_NO_PLACE = "the place that a position metavariable stands for is not told apart here"


class TooManySteps(Exception):
    """The search goes on for longer than any sensible pattern needs."""


class Places(Protocol):
    """Where in a file a position metavariable may stand."""

    def allows(self, position: Metavariable, span: Span) -> bool: ...


class Sequences(Protocol):
    """Matches statements along the flow of control."""

    def block(self, patterns: Sequence[PatternNode], block: Node, state: MatchState) -> States: ...

    def branch(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States: ...

    def jump(self, patterns: Sequence[PatternNode], node: Node, state: MatchState) -> States: ...

    def nested(self, nest: Nest, node: Node, state: MatchState) -> States: ...


class Runs(Protocol):
    """Matches patterns from a point of the flow on."""

    @property
    def matcher(self) -> Matcher: ...

    def run(
        self,
        patterns: tuple[PatternNode, ...],
        point: FlowNode,
        state: MatchState,
        stop: FlowNode | None,
    ) -> States: ...


#: A way to match a node against a pattern.
Form = Callable[["Matcher", PatternNode, Node, MatchState], States]

#: Attempts to match one beginning at most: far more than the longest function needs.
_MOST_STEPS = 300_000


class Matcher:
    """Matches the nodes of one file. Raises TooManySteps from any of its methods."""

    #: Whether it remembers how far each attempt came.
    is_traced: ClassVar[bool] = False

    def __init__(
        self,
        source: SourceFile,
        types: FileTypes,
        forms: Mapping[str, Form],
        others: Callable[[Matcher, PatternNode, Node, MatchState], States],
        isomorphisms: OtherForms,
    ) -> None:
        self.source = source
        self.shadows = Shadows(source)
        self.types = types
        self.isomorphisms = isomorphisms
        #: How the children of a kind of node are matched, where it is not one by one.
        self.forms = forms
        #: Other ways to write what a pattern node says.
        self.others = others
        self.sequences: Sequences | None = None
        #: Where positions may stand; None for a rule without any.
        self.places: Places | None = None
        self.steps = 0

    def begin(self) -> None:
        """Count the steps of a new attempt."""
        self.steps = 0

    def stopped(self, why: Callable[[], Stop]) -> None:
        """Told where an attempt ends without two nodes that differ; a trace asks why."""

    def match(self, pattern: PatternNode, node: Node, state: MatchState) -> States:
        """Each way in which the node matches, none when it does not."""
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
            case AnyInclude():
                yield from self._included(pattern, node, state)
            case Nest():
                assert self.sequences is not None
                yield from self.sequences.nested(pattern, node, state)
            case Holder():
                # A point of the flow, see `holder`.
                return
            case _:
                assert_never(pattern)

    def _token(self, pattern: PatternToken, node: Node, state: MatchState) -> States:
        if self._same_leaf(pattern, node):
            path = node.child_by_field_name("path")
            end = path.end_byte if path is not None else node.end_byte
            by = self._number_form(pattern, node)
            yield from self.placed(pattern, node.start_byte, end, state, by)
        else:
            yield from self._other_forms(pattern, node, state)

    def _included(self, pattern: AnyInclude, node: Node, state: MatchState) -> States:
        path = included_path(pattern, node)
        if path is not None:
            yield from self.placed(pattern, node.start_byte, path.end_byte, state)

    def _inner(self, pattern: Inner, node: Node, state: MatchState) -> States:
        is_parenthesis = pattern.kind == "parenthesized_expression" and self.is_cast_operand(node)
        is_union = node.type == "union_specifier" and has_any_head(pattern)
        if pattern.kind == node.type or is_parenthesis or is_union:
            matched = False
            for one in self.forms.get(pattern.kind, match_children)(self, pattern, node, state):
                matched = True
                is_recorded = one.last is not None and one.last[0].node is pattern
                here = one if is_recorded else one.record(pattern, node.start_byte, node.end_byte)
                yield here if _is_placed(pattern, here) else here.with_doubt(_NO_PLACE)
            if matched:
                return
        yield from self._other_forms(pattern, node, state)

    def _other_forms(self, pattern: PatternNode, node: Node, state: MatchState) -> States:
        """Isomorphisms; one that leaves out the code of a position does not hold."""
        for one in self.others(self, pattern, node, state):
            if _is_placed(pattern, one):
                yield one

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
        """The isomorphism by which a number may be written otherwise, "" when none is needed."""
        is_number = node.type == "number_literal" and pattern.kind == node.type
        if not is_number or self.source.text(node) == pattern.text:
            return ""
        form = CodeForm.VALUE_FORMAT
        return form.value if self.isomorphisms.looks_for(form) else ""

    def _disjunction(self, pattern: Disjunction, node: Node, state: MatchState) -> States:
        """The first branch that matches wins, as in Coccinelle."""
        for branch in pattern.branches:
            if len(branch.nodes) != 1:
                continue
            found = list(self.match(branch.nodes[0], node, state))
            if found:
                for one in found:
                    yield one.record(pattern, node.start_byte, node.end_byte)
                return

    def _conjunction(self, pattern: Conjunction, node: Node, state: MatchState) -> States:
        def part(branch: Pattern, state: MatchState) -> States:
            yield from matches_at(self, branch, node, state)

        for one in match_all(pattern, part, state):
            yield one.record(pattern, node.start_byte, node.end_byte)

    # Metavariables

    def _metavariable(self, pattern: MetavariableUse, node: Node, state: MatchState) -> States:
        typed = self.typed_state(pattern, node, state) if self._is_of_kind(pattern, node) else None
        argument = type_argument(self.source, node)
        if argument is not None:
            if pattern.metavariable.kind is MetaKind.TYPE:
                yield from self.bind(pattern, argument.start, argument.end, state)
        elif typed is not None:
            yield from self.bind(pattern, node.start_byte, node.end_byte, typed)
        else:
            yield from self._other_forms(pattern, node, state)

    def typed_state(
        self, pattern: MetavariableUse, node: Node, state: MatchState
    ) -> MatchState | None:
        """The state with the metavariable's type bound, None when the node has another type."""
        wanted = pattern.metavariable.wanted
        if wanted is None:
            return state
        return self.types.bound(wanted, node, state)

    def bind(self, pattern: MetavariableUse, start: int, end: int, state: MatchState) -> States:
        """The metavariable bound to the bytes from start to end."""
        declared = pattern.metavariable
        if declared.inherited and declared.name not in state.env:
            # The other rule matched by a branch that does not name it.
            return
        if declared.kind is MetaKind.TYPE:
            if begins_complex(self.source, start):
                return
            end = self._type_end(start, end)
        if declared.kind is MetaKind.DECLARATION:
            end = self._declaration_end(end)
        binding = self.binding(start, end)
        if not declared.allows(*binding.tokens):
            return
        if declared.kind in _NAMING_VARIABLES:
            binding = replace(binding, declared=self.shadows.declared_in(start, end))
        bound = state.bind(declared.name, binding)
        if bound is not None:
            yield from self.placed(pattern, start, end, bound)

    def placed(
        self,
        pattern: PatternNode,
        start: int,
        end: int,
        state: MatchState,
        isomorphism: str = "",
    ) -> States:
        """The leaf recorded at these bytes, where its positions may stand there."""
        span = Span(start, end)
        for position in positions_of(pattern):
            if position.inherited and position.name not in state.env:
                return
            if self.places is not None and not self.places.allows(position, span):
                return
            bound = state.bind(position.name, place_binding(span))
            if bound is None:
                return
            state = bound
        yield state.record(pattern, start, end, isomorphism=isomorphism)

    def around(
        self, leaves: tuple[PatternNode, PatternNode], nodes: tuple[Node, Node], state: MatchState
    ) -> States:
        """Two brackets recorded where they stand."""
        opening, closing = nodes
        for one in self.placed(leaves[0], opening.start_byte, opening.end_byte, state):
            yield from self.placed(leaves[1], closing.start_byte, closing.end_byte, one)

    def _type_end(self, start: int, end: int) -> int:
        """Where a type ends that begins and ends there for the tree, which may leave out the
        operand of a `typeof` and the stars behind it, and the name of an attribute.
        """
        data = self.source.data
        is_of = _ENDS_IN_TYPE_OF.search(data[start:end]) is not None
        if is_of:
            end = closing(data, data.find(b"(", end) + 1) + 1
        named = end
        for token, behind in pairwise(code_tokens(data, end)):
            is_blank = self.source.masked[token.start : token.end].isspace()
            if is_blank and is_of and token.text == b"*":
                end = named = token.end
            elif is_blank and token.kind is Kind.WORD and behind.text != b"(":
                named = token.end
            else:
                # What stands before the name of a function is the function's.
                return end if token.kind is Kind.WORD and behind.text == b"(" else named
        return end

    def _declaration_end(self, end: int) -> int:
        """Where a declaration ends: the `;` behind a struct's members is no part of its node."""
        first = next(code_tokens(self.source.data, end), None)
        is_closed = self.source.data[end - 1 : end] == b";"
        return first.end if first and first.text == b";" and not is_closed else end

    def bind_nothing(self, pattern: MetavariableUse, state: MatchState) -> States:
        """The metavariable of a list bound to no text."""
        bound = state.bind(pattern.metavariable.name, Binding((), b""))
        if bound is not None:
            yield bound

    def binding(self, start: int, end: int) -> Binding:
        """What the file's bytes from start to end bind a metavariable to."""
        texts = tuple(token.text for token in self.source.code_in(start, end))
        return Binding(texts, self.source.data[start:end], Span(start, end))

    def _is_of_kind(self, pattern: MetavariableUse, node: Node) -> bool:
        """Whether a node is of the metavariable's kind and within its constraints."""
        declared = pattern.metavariable
        kind = declared.kind
        if kind is MetaKind.EXPRESSION:
            return self.is_expression(node) and (
                declared.constraint is None or declared.allows(*self._tokens(node))
            )
        if kind is MetaKind.IDEXPRESSION:
            return node.type in _VALUE_NAMES and self._is_name_of_value(declared, node)
        if kind is MetaKind.IDENTIFIER:
            return node.type in IDENTIFIERS and declared.allows(self.source.text(node))
        if kind is MetaKind.CONSTANT and not declared.allows(*self._tokens(node)):
            return False
        if kind is MetaKind.CONSTANT:
            if node.type in CONSTANTS:
                return True
            if node.type == "unary_expression" and node.children[0].type == "-":
                node = node.children[-1]
            return node.type == "identifier" and is_constant_name(self.source.text(node))
        if kind is MetaKind.TYPE:
            is_argument = node.parent is not None and node.parent.type == "argument_list"
            if is_argument and node.type == "identifier":
                return self.types.is_type_name(node)
            return node.type in TYPES
        if kind in OPERATOR_KINDS:
            return self.source.text(node) in OPERATORS[kind]
        if kind is MetaKind.DECLARATION:
            behind = node.next_sibling
            is_type = node.type in _TYPES_ALONE and behind is not None and behind.type == ";"
            return is_type or node.type in ("declaration", "type_definition")
        return kind is MetaKind.STATEMENT and node.type in STATEMENT_NODES

    def _tokens(self, node: Node) -> tuple[bytes, ...]:
        return self.binding(node.start_byte, node.end_byte).tokens

    def _is_name_of_value(self, declared: Metavariable, node: Node) -> bool:
        """Whether a name is an expression, and declared where the metavariable says."""
        if not self.is_expression(node) or not declared.allows(self.source.text(node)):
            return False
        if declared.scope is None:
            return True
        is_local = names_automatic(self.source, node)
        return is_local is (declared.scope is Scope.LOCAL)

    def is_expression(self, node: Node) -> bool:
        """Whether a node is used as an expression; the type of a `sizeof` is not."""
        if not is_expression(node):
            return self.is_cast_operand(node)
        if node.type != "identifier":
            return True
        outer = node.parent.parent if node.parent is not None else None
        if outer is None or outer.type != "sizeof_expression":
            return True
        return not self.types.is_type_name(node)

    def is_cast_like_a_call(self, node: Node) -> bool:
        """Whether a node is `(u32)(x)`, which C's grammar cannot tell from `(f)(x)`."""
        if node.type != "call_expression":
            return False
        function, *_, arguments = code_children(node)
        inside, given = code_children(function), code_children(arguments)
        is_shaped = function.type == "parenthesized_expression" and len(given) == len(inside) == 3
        return is_shaped and inside[1].type == "identifier" and self.types.is_type_name(inside[1])

    def is_cast_operand(self, node: Node) -> bool:
        """Whether a node is the `(x)` of a cast that is read as a call."""
        is_list = node.type == "argument_list" and node.parent is not None
        return is_list and node.parent is not None and self.is_cast_like_a_call(node.parent)

    def each(
        self, patterns: Sequence[PatternNode], nodes: Sequence[Node], state: MatchState
    ) -> States:
        """Patterns and nodes one to one."""
        if not patterns:
            yield state
            return
        for one in self.match(patterns[0], nodes[0], state):
            yield from self.each(patterns[1:], nodes[1:], one)


def _is_placed(pattern: PatternNode, state: MatchState) -> bool:
    """Whether the positions in a matched node all have their places."""
    missing = set(positions_under(pattern))
    link = state.last
    while missing and link is not None:
        missing -= {one.name for one in link[0].positions}
        link = link[1]
    return not missing


def match_children(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """The children one by one, comments aside."""
    nodes = code_children(node)
    if len(nodes) == len(pattern.children):
        yield from matcher.each(pattern.children, nodes, state)


def matches_at(matcher: Matcher, pattern: Pattern, node: Node, state: MatchState) -> States:
    """A pattern of one node against a node."""
    if len(pattern.nodes) != 1:
        return
    is_asked = pattern.kind is PatternKind.EXPRESSION and node.type in EXPRESSIONS
    if is_asked and not matcher.is_expression(node):
        return
    yield from matcher.match(pattern.nodes[0], node, state)
