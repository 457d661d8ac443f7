# SPDX-License-Identifier: GPL-2.0-or-later
"""WordFilter: the nodes that cannot match a pattern because they lack words that it needs.

A path of dots is asked at each of its points whether the code before or after the dots matches
there. Most points lack the names of that code, or those that its metavariables are bound to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.pattern import PatternNode
from qemu_xen_codemod.smpl.compile.words import NeededWords
from qemu_xen_codemod.smpl.match.state import MatchState

_WORDS = re.compile(rb"[\w$]+")
_WORD = re.compile(rb"[A-Za-z_$][\w$]*|[0-9]+")
#: Larger nodes are not read: those that contain each other would be read again and again.
_MOST_BYTES = 1000


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

    def __init__(self, source: SourceFile, needed: NeededWords) -> None:
        self._source = source
        self._needed = needed
        #: By the first byte and the end of a node.
        self._words: dict[tuple[int, int], frozenset[bytes]] = {}
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
        bound = (state.env.get(name) for name in self._needed.names_in(pattern) - unbound)
        tokens = (token for binding in bound if binding is not None for token in binding.tokens)
        return _Required(
            state,
            unbound,
            frozenset(filter(_WORD.fullmatch, tokens)).union(
                *(group for group in groups if len(group) == 1)
            ),
            tuple(group for group in groups if len(group) != 1),
        )
