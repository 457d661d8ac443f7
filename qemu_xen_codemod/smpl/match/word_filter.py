# SPDX-License-Identifier: GPL-2.0-or-later
"""WordFilter: the nodes that cannot match a pattern because they lack words that it needs.

A path of dots is asked at each of its points whether the code before or after the dots matches
there. Most points lack the names of that code, or those that its metavariables are bound to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
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
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import may_be_missing, operand_in_chain
from qemu_xen_codemod.smpl.compile.words import NeededWords
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_WORDS = re.compile(rb"[\w$]+")
_WORD = re.compile(rb"[A-Za-z_$][\w$]*|[0-9]+")
#: Larger nodes are not read: those that contain each other would be read again and again.
_MOST_BYTES = 1000
#: Bound to code whose words are the same wherever it occurs.
_KINDS = (MetaKind.EXPRESSION, MetaKind.IDENTIFIER, MetaKind.IDEXPRESSION, MetaKind.CONSTANT)


@dataclass(frozen=True, slots=True)
class _Required:
    """What code must contain to match a pattern in a state."""

    state: MatchState
    unbound: frozenset[str]
    #: All of these words, and one of each group.
    words: frozenset[bytes]
    groups: tuple[frozenset[bytes], ...]


class WordFilter:
    """The words of the nodes of one file."""

    def __init__(self, source: SourceFile, forms: OtherForms) -> None:
        self._source = source
        self._forms = forms
        self._needed = NeededWords(forms)
        #: By the first byte and the end of a node.
        self._words: dict[tuple[int, int], frozenset[bytes]] = {}
        self._names: dict[PatternNode, frozenset[str]] = {}
        #: For the last state that a pattern was matched in: a path of dots has one.
        self._required: dict[PatternNode, _Required] = {}

    def may_match(
        self,
        pattern: PatternNode,
        node: Node,
        state: MatchState,
        unbound: frozenset[str] = frozenset(),
    ) -> bool:
        """Whether the node has the words of the pattern and of its bound metavariables.

        `unbound`: metavariables that match any code, whatever they are bound to.
        """
        required = self._required.get(pattern)
        if required is None or required.state is not state or required.unbound != unbound:
            required = self._required[pattern] = self._required_by(pattern, state, unbound)
        start, end = node.start_byte, node.end_byte
        if end - start > _MOST_BYTES:
            return True
        words = self._words.get((start, end))
        if words is None:
            words = frozenset(_WORDS.findall(self._source.data, start, end))
            self._words[start, end] = words
        if not required.words <= words:
            return False
        return not any(group.isdisjoint(words) for group in required.groups)

    def _required_by(
        self, pattern: PatternNode, state: MatchState, unbound: frozenset[str]
    ) -> _Required:
        groups = [
            group.words for group in self._needed.of(pattern) if group.are_names and group.are_known
        ]
        bound = (state.env.get(name) for name in self._names_of(pattern) - unbound)
        tokens = (token for binding in bound if binding is not None for token in binding.tokens)
        return _Required(
            state,
            unbound,
            frozenset(filter(_WORD.fullmatch, tokens)).union(
                *(group for group in groups if len(group) == 1)
            ),
            tuple(group for group in groups if len(group) != 1),
        )

    def _names_of(self, node: PatternNode) -> frozenset[str]:
        """The metavariables that every form of a node contains."""
        names = self._names.get(node)
        if names is None:
            names = self._own_names(node)
            for form in self._forms.of(node) if names else ():
                names &= self._names_of(form.node)
            self._names[node] = names
        return names

    def _own_names(self, node: PatternNode) -> frozenset[str]:
        match node:
            case MetavariableUse():
                is_fixed = node.metavariable.kind in _KINDS
                return frozenset((node.metavariable.name,) if is_fixed else ())
            case Inner():
                operand = operand_in_chain(node)
                if operand is not None:
                    return self._names_of(operand)
                children = () if may_be_missing(node) else node.children
                return frozenset[str]().union(*map(self._names_of, children))
            case Disjunction():
                branches = [
                    frozenset[str]().union(*map(self._names_of, branch.nodes))
                    for branch in node.branches
                ]
                return frozenset.intersection(*branches)
            case Conjunction():
                return frozenset[str]().union(
                    *(self._names_of(inner) for branch in node.branches for inner in branch.nodes)
                )
            case BareExpression():
                return self._names_of(node.expression)
            case PatternToken() | Nest() | Dots() | AnyType() | AnyInclude() | Define():
                return frozenset()
            case _:
                assert_never(node)
