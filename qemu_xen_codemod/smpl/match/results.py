# SPDX-License-Identifier: GPL-2.0-or-later
"""The results of a search: matches, with or without the data for their edits, and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tree_sitter import Node

from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.smpl.compile.pattern_marks import is_starred, marks_of
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.read.body_items import LineMark


@dataclass(frozen=True, slots=True)
class Match:
    """One place where a rule of a semantic patch matched, as reported to a caller."""

    #: From the first to the last byte that the pattern's nodes matched.
    span: Span
    #: The SmPL rule's name, "" for an anonymous one.
    rule: str
    bindings: Mapping[str, bytes]
    #: The matches of `*` lines, in file order.
    listed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A match whose edit would not be safe."""

    span: Span
    why: str
    #: The second place concerned, if there is one.
    other: Place | None = None


@dataclass(frozen=True, slots=True)
class EditableMatch:
    """A match of a rule, with all the data for its edits."""

    rule: str
    state: MatchState
    #: The file, or the body of a macro in it.
    source: SourceFile
    #: The node that the pattern's first node matched; the function for leading dots.
    start: Node
    #: The body of the macro that contains it, if one does.
    macro: Span | None = None
    #: The headers of the file, if a tree is available.
    headers: Headers | None = None
    #: From the first to the last byte that matched; the `;` after a macro is the user's.
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        span = self.state.span
        if self.macro is not None:
            span = Span(span.start, min(span.end, self.macro.end))
        object.__setattr__(self, "span", span)

    def as_match(self) -> Match:
        """The match as a caller sees it."""
        placed = {position.name for record in self.state.records() for position in record.positions}
        env = self.state.env
        bound = {name: binding.text for name, binding in env.items() if name not in placed}
        return Match(self.span, self.rule, bound, self._listed())

    def _listed(self) -> tuple[Span, ...]:
        """The code of `*` lines, in pieces separated by line breaks or other code."""
        records = list(self.state.records())
        if not any(LineMark.STAR in marks_of(record.node) for record in records):
            return ()
        spans = sorted(record.span for record in records if is_starred(record.node))
        spans = [span for span in spans if span.start < span.end]
        # In a form other than the patch's own, the starred part alone may match nothing.
        joined: list[Span] = [] if spans else [self.span]
        for span in spans:
            last = joined[-1] if joined else None
            between = self.source.data[last.end : span.start] if last else b""
            if last is None or between.strip(b" \t"):
                joined.append(span)
            else:
                joined[-1] = Span(last.start, max(last.end, span.end))
        return tuple(joined)
