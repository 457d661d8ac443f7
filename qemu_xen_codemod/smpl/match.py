"""PatternNode x tree-sitter node -> States: does this code match, and how?

A pattern node matches a node of the same kind whose children match one by one, leaf by leaf, by the
file's own text (comments aside); metavariables, dots, disjunctions and isomorphisms are the
exceptions. Statement lists are matched along the flow of control by `sequence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import code_tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.smpl.binding import Binding, State
from qemu_xen_codemod.smpl.item import Disjunction
from qemu_xen_codemod.smpl.metavariable import MetaKind, Metavariable, WantedType
from qemu_xen_codemod.smpl.node_kinds import (
    COMMA_LISTS,
    CONSTANTS,
    DECLARING,
    EXPRESSIONS,
    IDENTIFIERS,
    STATEMENT_LISTS,
    STATEMENT_NODES,
    TYPES,
    same_number,
    is_constant_name,
    is_expression,
)
from qemu_xen_codemod.smpl.pattern import ATOMS, Pattern, PatternNode


@dataclass(frozen=True, slots=True)
class Match:
    """One place where a rule of a semantic patch matched."""

    #: From the first to the last byte that the pattern's nodes matched.
    span: Span
    #: The SmPL rule's name, "" for an anonymous one.
    rule: str
    bindings: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A match whose edit would not be safe."""

    span: Span
    why: str
    #: The second place concerned, if there is one.
    other: Place | None = None


class Types(Protocol):
    """Answers for typed metavariables."""

    def has_type(self, node: Node, wanted: WantedType) -> bool: ...


class Sequences(Protocol):
    """Matches a block's statements; `sequence` gives it, to keep the imports one way."""

    def block(self, patterns: Sequence[PatternNode], block: Node, state: State) -> Iterator[State]: ...


class Matcher:
    """Matches the nodes of one file."""

    def __init__(self, source: SourceFile, types: Types) -> None:
        self.source = source
        self.types = types
        self.sequences: Sequences | None = None

    def match(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        """Each way in which the node matches, none when it does not."""
        kind = pattern.kind
        if kind == "metavariable":
            yield from self._metavariable(pattern, node, state)
            return
        if kind == "disjunction":
            yield from self._disjunction(pattern, node, state)
            return
        if kind == "dots":
            yield state.record(pattern, node.start_byte, node.end_byte)
            return
        if kind == "any_type":
            yield state
            return
        if not pattern.children:
            if self._same_leaf(pattern, node):
                path = node.child_by_field_name("path")
                end = path.end_byte if path is not None else node.end_byte
                yield state.record(pattern, node.start_byte, end)
            else:
                yield from self._isomorphic(pattern, node, state)
            return
        if kind == node.type:
            matched = False
            for one in self._children(pattern, node, state):
                matched = True
                yield one.record(pattern, node.start_byte, node.end_byte)
            if matched:
                return
        yield from self._isomorphic(pattern, node, state)

    def _isomorphic(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        from qemu_xen_codemod.smpl.isomorphism import isomorphic

        return isomorphic(self, pattern, node, state)

    def _same_leaf(self, pattern: PatternNode, node: Node) -> bool:
        if node.child_count and node.type not in ATOMS and node.type != "preproc_include":
            return False
        text = self.source.text(node)
        if node.type == "preproc_include":
            path = node.child_by_field_name("path")
            return path is not None and pattern.text.split(b"include", 1)[1].strip() == (
                self.source.text(path)
            )
        if node.type == "number_literal" and pattern.kind == node.type:
            return same_number(text, pattern.text)
        return text == pattern.text

    def _disjunction(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        """The first branch that matches wins, as in Coccinelle."""
        assert isinstance(pattern.item, Disjunction)
        for branch in pattern.branches:
            if len(branch.nodes) != 1:
                continue
            found = list(self.match(branch.nodes[0], node, state))
            if found:
                for one in found:
                    yield one.record(pattern, node.start_byte, node.end_byte)
                return

    def _metavariable(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        declared = pattern.metavariable
        assert declared is not None
        if not self.accepts(declared, node):
            return
        yield from self.bind(pattern, node.start_byte, node.end_byte, state)

    def bind(self, pattern: PatternNode, start: int, end: int, state: State) -> Iterator[State]:
        """The metavariable bound to the bytes from start to end."""
        assert pattern.metavariable is not None
        bound = state.bind(pattern.metavariable.name, self.binding(start, end))
        if bound is not None:
            yield bound.record(pattern, start, end)

    def bind_nothing(self, pattern: PatternNode, state: State) -> Iterator[State]:
        """The metavariable of a list bound to no text."""
        assert pattern.metavariable is not None
        bound = state.bind(pattern.metavariable.name, Binding((), b""))
        if bound is not None:
            yield bound

    def binding(self, start: int, end: int) -> Binding:
        texts = tuple(token.text for token in code_tokens(self.source.data, start, end))
        return Binding(texts, self.source.data[start:end], Span(start, end))

    def accepts(self, declared: Metavariable, node: Node) -> bool:
        """Whether a node is of the metavariable's kind, type and constraints."""
        kind = declared.kind
        if kind is MetaKind.EXPRESSION:
            if not is_expression(node):
                return False
            return declared.wanted is None or self.types.has_type(node, declared.wanted)
        if kind is MetaKind.IDENTIFIER:
            return node.type in IDENTIFIERS and declared.allows(self.source.text(node))
        if kind is MetaKind.CONSTANT:
            if node.type in CONSTANTS:
                return True
            return node.type == "identifier" and is_constant_name(self.source.text(node))
        if kind is MetaKind.TYPE:
            return node.type in TYPES
        if kind is MetaKind.STATEMENT:
            return node.type in STATEMENT_NODES
        return False

    # Children

    def _children(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        if pattern.kind in STATEMENT_LISTS and self.sequences is not None:
            yield from self._block(pattern, node, state)
            return
        nodes = [child for child in node.children if child.type != "comment"]
        if pattern.kind in COMMA_LISTS:
            yield from self._comma_list(pattern, nodes, state)
        elif pattern.kind in DECLARING:
            from qemu_xen_codemod.smpl.declaring import match_declaring

            yield from match_declaring(self, pattern, nodes, state)
        elif len(nodes) == len(pattern.children):
            yield from self.each(pattern.children, nodes, state)

    def each(
        self, patterns: Sequence[PatternNode], nodes: Sequence[Node], state: State
    ) -> Iterator[State]:
        """Patterns and nodes one to one."""
        if not patterns:
            yield state
            return
        for one in self.match(patterns[0], nodes[0], state):
            yield from self.each(patterns[1:], nodes[1:], one)

    def _block(self, pattern: PatternNode, node: Node, state: State) -> Iterator[State]:
        assert self.sequences is not None
        opening, *inside, closing = pattern.children
        first, last = node.children[0], node.children[-1]
        if first.type != "{" or last.type != "}":
            return
        state = state.record(opening, first.start_byte, first.end_byte)
        state = state.record(closing, last.start_byte, last.end_byte)
        yield from self.sequences.block(inside, node, state)

    def _comma_list(
        self, pattern: PatternNode, nodes: Sequence[Node], state: State
    ) -> Iterator[State]:
        """`( a, ..., b )`: elements between the brackets; commas are implied."""
        opening, *inside, closing = pattern.children
        if len(nodes) < 2 or nodes[0].type != opening.text.decode("latin1"):
            return
        state = state.record(opening, nodes[0].start_byte, nodes[0].end_byte)
        state = state.record(closing, nodes[-1].start_byte, nodes[-1].end_byte)
        wanted = [child for child in inside if child.text != b","]
        found = [child for child in nodes[1:-1] if child.type != ","]
        yield from self._elements(wanted, found, state)

    def _elements(
        self, wanted: Sequence[PatternNode], found: Sequence[Node], state: State
    ) -> Iterator[State]:
        if not wanted:
            if not found:
                yield state
            return
        first = wanted[0]
        if _is_several(first):
            for count in _counts(first, len(found)):
                for one in self._several(first, found[:count], state):
                    yield from self._elements(wanted[1:], found[count:], one)
            return
        if found:
            for one in self.match(first, found[0], state):
                yield from self._elements(wanted[1:], found[1:], one)

    def _several(
        self, pattern: PatternNode, found: Sequence[Node], state: State
    ) -> Iterator[State]:
        """Dots or an expression list over these elements, which may be none."""
        if pattern.kind == "dots":
            if found:
                state = state.record(pattern, found[0].start_byte, found[-1].end_byte)
            yield state
        elif found:
            yield from self.bind(pattern, found[0].start_byte, found[-1].end_byte, state)
        else:
            yield from self.bind_nothing(pattern, state)


def _counts(pattern: PatternNode, most: int) -> Sequence[int]:
    """How many elements dots or a list may take."""
    length = pattern.metavariable.length if pattern.metavariable else None
    if length is None:
        return range(most + 1)
    return (length,) if length <= most else ()


def _is_several(pattern: PatternNode) -> bool:
    declared = pattern.metavariable
    return pattern.kind == "dots" or (
        declared is not None and declared.kind is MetaKind.EXPRESSION_LIST
    )


def matches_at(
    matcher: Matcher, pattern: Pattern, node: Node, state: State
) -> Iterator[State]:
    """A pattern of one node against a node."""
    if len(pattern.nodes) == 1 and (
        pattern.kind != "expression" or node.type in EXPRESSIONS and is_expression(node)
    ):
        yield from matcher.match(pattern.nodes[0], node, state)
