# SPDX-License-Identifier: GPL-2.0-or-later
"""The state of a match: Bindings of metavariables, MatchedNodes with their spans.

Everything is immutable, so a failed attempt leaves nothing behind. Spans are byte ranges of the
source file that was matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import PatternNode, positions_of
from qemu_xen_codemod.smpl.read.metavariable import Metavariable


@dataclass(frozen=True, slots=True)
class Binding:
    """The C text that a metavariable is bound to."""

    #: The texts of the tokens, by which two bindings are compared.
    tokens: tuple[bytes, ...]
    #: The text where it was first bound.
    text: bytes
    #: Where that is; None if it was bound in another state of the file.
    span: Span | None = field(compare=False, default=None)
    #: For an expression: the declarations of those of its names that the function declares more
    #: than once. None if not known, as in another state of the file.
    declared: tuple[int, ...] | None = field(compare=False, default=None)

    def is_same(self, other: Binding) -> bool:
        """Whether both are the same code: the same words, which name the same variables."""
        is_known = self.declared is not None and other.declared is not None
        return self.tokens == other.tokens and (not is_known or self.declared == other.declared)


def place_binding(span: Span) -> Binding:
    """The binding of a position metavariable."""
    return Binding((b"%d" % span.start, b"%d" % span.end), b"", span)


@dataclass(frozen=True, eq=False, slots=True)
class MatchedNode:
    """A pattern node and the text that it matched. Equality is identity."""

    node: PatternNode
    span: Span
    #: For a whole statement or root: the bindings that hold in it.
    env: Mapping[str, Binding] | None = None
    #: The isomorphism by which it matched, "" for the node's own form.
    isomorphism: str = ""

    @property
    def positions(self) -> tuple[Metavariable, ...]:
        """The position metavariables of the node."""
        return positions_of(self.node)


#: A record and those before it.
Link = tuple[MatchedNode, "Link | None"]


class Loops(NamedTuple):
    """The targets of a pattern's jumps, as ids of nodes of the file; 0 if no loop is around."""

    #: The loop or `switch` that a `break` leaves.
    left: int
    #: The loop that a `continue` continues.
    continued: int


NO_LOOPS = Loops(0, 0)


@dataclass(frozen=True, slots=True)
class MatchState:
    """The bindings and records of an attempt so far."""

    env: Mapping[str, Binding]
    #: Linked list, newest first.
    last: Link | None = None
    #: Why this match must not be edited, "" if it may be.
    doubt: str = ""
    #: The loops of the pattern around the code.
    loops: Loops = NO_LOOPS

    def bind(self, name: str, binding: Binding) -> MatchState | None:
        """The state with the metavariable bound, None if it is bound to other code."""
        old = self.env.get(name)
        if old is None:
            return MatchState({**self.env, name: binding}, self.last, self.doubt, self.loops)
        return self if old.is_same(binding) else None

    def without(self, names: frozenset[str]) -> MatchState:
        """The state with these metavariables unbound."""
        if names.isdisjoint(self.env):
            return self
        env = {name: bound for name, bound in self.env.items() if name not in names}
        return MatchState(env, self.last, self.doubt, self.loops)

    def record(
        self,
        node: PatternNode,
        start: int,
        end: int,
        env: Mapping[str, Binding] | None = None,
        isomorphism: str = "",
    ) -> MatchState:
        matched = MatchedNode(node, Span(start, end), env, isomorphism)
        return MatchState(self.env, (matched, self.last), self.doubt, self.loops)

    def with_records(self, records: Iterable[MatchedNode]) -> MatchState:
        """The state with the records of another attempt, oldest first."""
        last = self.last
        for record in records:
            last = (record, last)
        return MatchState(self.env, last, self.doubt, self.loops)

    def with_doubt(self, why: str) -> MatchState:
        """The same state, marked never to be edited for this reason."""
        return MatchState(self.env, self.last, self.doubt or why, self.loops)

    def within(self, loops: Loops) -> MatchState:
        """The same state inside these loops."""
        return MatchState(self.env, self.last, self.doubt, loops)

    def records(self) -> Iterator[MatchedNode]:
        """The records, oldest first."""
        collected: list[MatchedNode] = []
        link = self.last
        while link is not None:
            collected.append(link[0])
            link = link[1]
        return reversed(collected)

    @property
    def span(self) -> Span:
        """From the first to the last byte that matched."""
        assert self.last is not None
        start, end = self.last[0].span.start, self.last[0].span.end
        for record in self.newest_first():
            span = record.span
            start, end = min(start, span.start), max(end, span.end)
        return Span(start, end)

    def isomorphisms(self) -> tuple[str, ...]:
        """The isomorphisms used in the match, each once."""
        return tuple(
            dict.fromkeys(record.isomorphism for record in self.records() if record.isomorphism)
        )

    def newest_first(self, before: MatchState | None = None) -> Iterator[MatchedNode]:
        """The records that are not in an earlier state of this attempt, newest first."""
        link = self.last
        end = before.last if before is not None else None
        while link is not None and link is not end:
            yield link[0]
            link = link[1]


#: The matches of something.
States = Iterator[MatchState]
