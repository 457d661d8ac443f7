# SPDX-License-Identifier: GPL-2.0-or-later
"""The words of a rule: those that code must contain to match, and those that the rule adds.

The needed words follow from the compiled pattern: all that the parts of a node need, and one of
those that alternatives need (a disjunction's branches, a node's own form and its other forms). The
search for files, their selection and the search for the beginning of a match all use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import assert_never

from qemu_xen_codemod.c.ctype import builtin
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.node_kinds import BUILTIN_TYPES
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm
from qemu_xen_codemod.smpl.compile.other_forms import OtherForms
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
    PatternNode,
    PatternToken,
    leaves_of,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import may_be_missing, operand_in_chain
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    Item,
    LineMark,
    NestItem,
    tokens_in,
)
from qemu_xen_codemod.smpl.read.constraint import pattern_wanted, words_allowed
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.regex_literals import required_literals

#: Bound to code whose words are the same wherever it occurs.
_FIXED = (MetaKind.EXPRESSION, MetaKind.IDENTIFIER, MetaKind.IDEXPRESSION, MetaKind.CONSTANT)
_NAMES = ("identifier", "field_identifier", "type_identifier")
_WORD = re.compile(rb"[A-Za-z_]\w*\Z")
_WORDS = re.compile(rb"\w+")


def added_words(items: Sequence[Item]) -> frozenset[bytes]:
    """The words of `+` lines."""
    return frozenset(
        token.token.text
        for token in tokens_in(items)
        if token.mark is LineMark.PLUS and token.token.kind is Kind.WORD
    )


def matched_names(items: Sequence[Item]) -> set[bytes]:
    """The words of the matched code, including metavariables, and of added code next to it, that
    are in every branch.
    """
    words: set[bytes] = set()
    for item in items:
        if isinstance(item, BodyToken):
            words.add(item.token.text)
        elif isinstance(item, DisjunctionItem):
            each = [matched_names(branch) for branch in item.branches]
            words |= set.union(*each) if item.is_conjunction else set.intersection(*each)
        else:
            if isinstance(item, NestItem) and item.is_needed:
                words |= matched_names(item.items)
            for when in item.whens.forbidden:
                words |= matched_names(when.items)
    return words


def matched_positions(items: Sequence[Item]) -> set[str]:
    """The positions of the matched code that are in every branch; those of code that must not occur
    need not be bound.
    """
    names: set[str] = set()
    for item in items:
        if isinstance(item, BodyToken):
            positions = () if item.is_optional else item.positions
            names.update(position.name for position in positions)
        elif isinstance(item, DisjunctionItem):
            each = [matched_positions(branch) for branch in item.branches]
            names |= set.union(*each) if item.is_conjunction else set.intersection(*each)
        elif isinstance(item, NestItem) and item.is_needed:
            names |= matched_positions(item.items)
    return names


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Code that matches contains at least one of these words."""

    words: frozenset[bytes]
    #: Identifiers that may be other words, if their regular expression allows it.
    constrained: tuple[Metavariable, ...] = ()
    #: Whether they are names, not keywords.
    are_names: bool = True

    @property
    def are_known(self) -> bool:
        """Whether no word other than `words` is possible."""
        return not self.constrained

    @property
    def texts(self) -> frozenset[bytes]:
        """The words, and literals of which a constrained identifier contains one."""
        return self.words.union(*map(_literals, self.constrained))

    def may_be_in(self, data: bytes) -> bool:
        """Whether these bytes may contain one of them (true when in doubt)."""
        is_any = any(not _literals(metavariable) for metavariable in self.constrained)
        return is_any or any(text in data for text in self.texts)

    def among(self, words: Iterable[bytes]) -> frozenset[bytes]:
        """The whole words of the group that are possible in a file with these words."""
        if not self.constrained:
            return self.words
        allowed = (
            word
            for word in words
            if any(metavariable.allows(word) for metavariable in self.constrained)
        )
        return self.words | frozenset(allowed)


def _literals(constrained: Metavariable) -> frozenset[bytes]:
    """Literals of which each word that an identifier allows contains one; none when unknown."""
    pattern = pattern_wanted(constrained.constraint)
    return required_literals(pattern.part) if pattern is not None else frozenset()


class NeededWords:
    """The groups of words that the nodes of one rule's pattern need; code contains one of each."""

    def __init__(self, forms: OtherForms) -> None:
        self.forms = forms
        self._known: dict[PatternNode, tuple[WordGroup, ...]] = {}
        self._names: dict[PatternNode, frozenset[str]] = {}

    def of_all(self, nodes: Sequence[PatternNode]) -> tuple[WordGroup, ...]:
        """The groups of adjacent nodes; nothing is needed after an optional `return`."""
        groups: list[WordGroup] = []
        for node in nodes:
            groups += self.of(node)
            if self._is_last(node):
                break
        return tuple(dict.fromkeys(groups))

    def of(self, node: PatternNode) -> tuple[WordGroup, ...]:
        groups = self._known.get(node)
        if groups is None:
            others = [self.of(form.node) for form in self.forms.of(node)]
            groups = tuple(_of_each([tuple(self._of_own_form(node)), *others]))
            self._known[node] = groups
        return groups

    def of_beginning(self, node: PatternNode) -> tuple[WordGroup, ...]:
        """The groups of a pattern's first node: the code that begins a match contains a word of
        each. For a disjunction, the beginnings of its branches count.
        """
        if not isinstance(node, Disjunction) or not all(branch.nodes for branch in node.branches):
            return self.of(node)
        return tuple(_of_each([self.of_beginning(branch.nodes[0]) for branch in node.branches]))

    def names_in(self, node: PatternNode) -> frozenset[str]:
        """The metavariables that every form of a node contains. Code that matches contains the
        words that they are bound to.
        """
        names = self._names.get(node)
        if names is None:
            names = self._names_in_own_form(node)
            for form in self.forms.of(node) if names else ():
                names &= self.names_in(form.node)
            self._names[node] = names
        return names

    def names_in_all(self, nodes: Iterable[PatternNode]) -> frozenset[str]:
        """Those of adjacent nodes; nothing is needed after an optional `return`."""
        names: frozenset[str] = frozenset()
        for node in nodes:
            names |= self.names_in(node)
            if self._is_last(node):
                break
        return names

    def names_at_beginning(self, node: PatternNode) -> frozenset[str]:
        """The same for a pattern's first node: those in the code that begins a match."""
        match node:
            case Disjunction() | Conjunction() if all(branch.nodes for branch in node.branches):
                firsts = (self.names_at_beginning(branch.nodes[0]) for branch in node.branches)
                return frozenset.intersection(*firsts)
            case _:
                return self.names_in(node)

    def _names_in_own_form(self, node: PatternNode) -> frozenset[str]:
        match node:
            case MetavariableUse():
                is_fixed = node.metavariable.kind in _FIXED
                return frozenset((node.metavariable.name,) if is_fixed else ())
            case Inner():
                operand = operand_in_chain(node)
                if operand is not None:
                    return self.names_in(operand)
                return self.names_in_all(() if self._may_be_missing(node) else node.children)
            case Disjunction():
                branches = (self.names_in_all(branch.nodes) for branch in node.branches)
                return frozenset.intersection(*branches)
            case Conjunction():
                return self.names_in_all(inner for b in node.branches for inner in b.nodes)
            case BareExpression():
                return self.names_in(node.expression)
            case Nest():
                return self.names_in_all(node.inner.nodes if node.item.is_needed else ())
            case PatternToken() | Dots() | AnyType() | AnyInclude() | Define():
                return frozenset()
            case _:
                assert_never(node)

    def _is_last(self, node: PatternNode) -> bool:
        """Whether code may match without the nodes after this one."""
        return self._may_be_missing(node) or (isinstance(node, Dots) and node.item.may_end)

    def _may_be_missing(self, node: PatternNode) -> bool:
        return self.forms.is_enabled(CodeForm.MISSING_RETURN) and may_be_missing(node)

    def _of_parts(self, node: Inner) -> tuple[WordGroup, ...]:
        operand = operand_in_chain(node)
        if operand is not None:
            # The operand may be alone, too.
            return self.of(operand)
        return () if self._may_be_missing(node) else self.of_all(node.children)

    def _of_own_form(self, node: PatternNode) -> Iterator[WordGroup]:
        if node.kind in BUILTIN_TYPES and _is_written_out(node):
            yield from _of_builtin(node)
            return
        match node:
            case PatternToken():
                yield from _of_token(node)
            case Inner():
                yield from self._of_parts(node)
            case MetavariableUse():
                yield from _of_constraint(node.metavariable)
            case Disjunction():
                yield from _of_each([self.of_all(branch.nodes) for branch in node.branches])
            case Conjunction():
                yield from chain(*(self.of_all(branch.nodes) for branch in node.branches))
            case Nest():
                if node.item.is_needed:
                    yield from self.of_all(node.inner.nodes)
            case BareExpression() | Define():
                yield from self.of(
                    node.expression if isinstance(node, BareExpression) else node.name
                )
            case Dots() | AnyType() | AnyInclude():
                pass
            case _:
                assert_never(node)


def _of_token(node: PatternToken) -> Iterator[WordGroup]:
    if node.kind == "preproc_include":
        path = node.text.partition(b"include")[2]
        words = [word for word in _WORDS.findall(path) if _WORD.match(word)]
    else:
        words = [node.text] if _WORD.match(node.text) else []
    for word in words:
        yield WordGroup(frozenset((word,)), are_names=node.kind in _NAMES)


def _of_each(alternatives: Sequence[tuple[WordGroup, ...]]) -> Iterator[WordGroup]:
    """The groups that hold for every alternative."""
    common = [
        group
        for group in alternatives[0]
        if all(group in alternative for alternative in alternatives)
    ]
    yield from common
    others = [
        [group for group in alternative if group not in common] for alternative in alternatives
    ]
    if all(others):
        picked = [max(alternative, key=_worth) for alternative in others]
        yield WordGroup(
            frozenset(word for group in picked for word in group.words),
            tuple(dict.fromkeys(meta for group in picked for meta in group.constrained)),
            all(word_group.are_names for word_group in picked),
        )


def _worth(group: WordGroup) -> tuple[bool, bool, int, int]:
    """How well a group identifies code that may match: fewest words, then longest."""
    shortest = min(map(len, group.words), default=0)
    return (group.are_names, group.are_known, -len(group.words), shortest)


def _of_constraint(declared: Metavariable) -> Iterator[WordGroup]:
    """The words that an identifier's constraint allows, where they are known."""
    if declared.kind not in (MetaKind.IDENTIFIER, MetaKind.IDEXPRESSION):
        return
    listed = words_allowed(declared.constraint)
    if listed is not None:
        yield WordGroup(listed)
    elif pattern_wanted(declared.constraint) is not None:
        yield WordGroup(frozenset(), (declared,))


def _is_written_out(node: PatternNode) -> bool:
    return all(isinstance(leaf, PatternToken) for leaf in leaves_of(node))


def _of_builtin(node: PatternNode) -> Iterator[WordGroup]:
    """The words in every spelling of a built-in type."""
    written = builtin(b" ".join(leaf.text for leaf in leaves_of(node)))
    for word in written.split():
        if word not in (b"int", b"signed"):
            yield WordGroup(frozenset((word,)), are_names=False)
