# SPDX-License-Identifier: GPL-2.0-or-later
"""Beginnings: the nodes of a file at which a pattern may begin, also with a given state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import is_function
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import Dots, Nest, Pattern, PatternKind, positions_under
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_bare_expression, may_be_missing
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.bare_expression import has_own_point
from qemu_xen_codemod.smpl.match.candidates import candidates
from qemu_xen_codemod.smpl.match.missing_return import ends_without_return
from qemu_xen_codemod.smpl.match.state import MatchState

_WORD = re.compile(rb"[A-Za-z_$][\w$]*")


class Beginnings:
    """The beginnings of one pattern in one file."""

    def __init__(self, smpl: CompiledRule, source: SourceFile) -> None:
        self._pattern = smpl.pattern
        self._needed = smpl.needed
        self._source = source
        first, *later = smpl.pattern.nodes
        self._positions = positions_under(first)
        self._names = smpl.needed.names_at_beginning(first)
        self._later_names: frozenset[str] = frozenset()
        #: The positions of later nodes, which are in the same function.
        self._later: frozenset[str] = frozenset()
        if smpl.pattern.kind is PatternKind.STATEMENTS:
            self._later_names = smpl.needed.names_in_all(later)
            if not any(map(may_be_missing, later)):
                self._later = frozenset(name for other in later for name in positions_under(other))

    @cached_property
    def all(self) -> tuple[Node, ...]:
        """All beginnings in the file, in order."""
        return tuple(self.among(None))

    def of(self, start: MatchState) -> Sequence[Node]:
        """The nodes at which the pattern may begin with these bindings: inherited positions give
        the place, or the function; other inherited code has words, which must be there.
        """
        first = self._places(self._positions, start)
        later = self._places(self._later, start)
        if None in first or None in later:
            # The place is gone: its code was edited.
            return ()
        if first and first[0] is not None:
            nodes = self._touching(first[0])
            return [
                node for node in nodes if all(place and _touches(node, place) for place in first)
            ]
        if later and later[0] is not None:
            return self._by_function.get(self._function_at(later[0].start), ())
        word = self._rarest_word(self._names, start)
        if word is not None:
            return self._naming(word)
        word = self._rarest_word(self._later_names, start)
        return self.all if word is None else self._before(word)

    def _rarest_word(self, names: Set[str], start: MatchState) -> bytes | None:
        """The word of the inherited code that is in the fewest places of the file."""
        bound = (start.env[name] for name in sorted(names) if name in start.env)
        words = (token for binding in bound for token in binding.tokens if _WORD.fullmatch(token))
        return min(
            words, key=lambda word: len(self._source.word_places.get(word, ())), default=None
        )

    def _naming(self, word: bytes) -> Sequence[Node]:
        """The beginnings that contain a word."""
        naming: dict[int, None] = {}
        for number in self._source.word_places.get(word, ()):
            place = self._source.code[number].start
            inner = self._source.root.descendant_for_byte_range(place, place)
            for node in self._source.ancestors.around(inner):
                if node.id in naming:
                    break
                naming[node.id] = None
        return self._in_order(naming)

    def _places(self, names: frozenset[str], start: MatchState) -> list[Span | None]:
        return [start.env[name].span for name in sorted(names) if name in start.env]

    def _touching(self, place: Span) -> Sequence[Node]:
        """The beginnings around a place, or right before it."""
        touching: dict[int, Node] = {}
        for offset in {max(place.start - 1, 0), place.start}:
            inner = self._source.root.descendant_for_byte_range(offset, offset)
            touching.update((child.id, child) for child in self._source.ancestors.around(inner))
        return [node for node in self._in_order(touching) if _touches(node, place)]

    def _before(self, word: bytes) -> Sequence[Node]:
        """The beginnings in the functions that contain a word."""
        places = (self._source.code[at] for at in self._source.word_places.get(word, ()))
        functions = {self._function_at(place.start) for place in places}
        nodes = (node for function in functions for node in self._by_function.get(function, ()))
        return self._in_order(node.id for node in nodes)

    def _in_order(self, ids: Iterable[int]) -> list[Node]:
        """The beginnings among the nodes with these ids."""
        indices = (self._indices[number] for number in ids if number in self._indices)
        return [self.all[index] for index in sorted(indices)]

    @cached_property
    def _by_function(self) -> dict[int, list[Node]]:
        """The beginnings by the `id` of the function around them, 0 outside functions."""
        by_function: dict[int, list[Node]] = {}
        for node in self.all:
            by_function.setdefault(self._function_around(node), []).append(node)
        return by_function

    def _function_at(self, offset: int) -> int:
        return self._function_around(self._source.root.descendant_for_byte_range(offset, offset))

    def _function_around(self, node: Node | None) -> int:
        function = self._source.ancestors.nearest(node, is_function)
        return function.id if function is not None else 0

    @cached_property
    def _indices(self) -> dict[int, int]:
        return {node.id: index for index, node in enumerate(self.all)}

    def among(self, nodes: Sequence[Node] | None) -> Iterator[Node]:
        """The beginnings in the file, or among these nodes."""
        first = self._pattern.nodes[0]
        if not isinstance(first, Dots | Nest):
            starts = candidates(self._needed, self._source, self._pattern, nodes)
            if self._pattern.kind is PatternKind.STATEMENTS and may_be_missing(first):
                yield from (node for node in starts if node.type == first.kind)
                yield from ends_without_return(self._source)
            elif has_bare_expression(first):
                yield from (node for node in starts if has_own_point(node))
            else:
                yield from starts
            return
        functions = Pattern(PatternKind.TOPLEVEL, (first,))
        for node in candidates(self._needed, self._source, functions, nodes):
            if node.type == "function_definition" and node.child_by_field_name("body"):
                yield node


def _touches(node: Node, place: Span) -> bool:
    """Whether a place begins in a node, or right after it."""
    return node.start_byte <= place.start <= node.end_byte
