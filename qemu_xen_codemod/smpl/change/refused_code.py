# SPDX-License-Identifier: GPL-2.0-or-later
"""Code of a file that a rule of a semantic patch matched but refused to edit.

Later rules of the patch leave that code alone, too: otherwise only part of a change that belongs
together would be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.span_index import SpanIndex
from qemu_xen_codemod.smpl.match.results import EditableMatch, Refusal


@dataclass(slots=True)
class RefusedCode:
    """Its spans are in the current file, except for the places in refusals."""

    _known: list[tuple[Span, Refusal]] = field(default_factory=list)

    def note(self, matches: Iterable[EditableMatch], refusals: Mapping[Span, Refusal]) -> None:
        """Record those of the matches that were refused, by their spans."""
        for match in matches:
            refusal = refusals.get(match.span)
            if refusal is not None:
                self._known += ((span, refusal) for span in _leaves(match))

    def move(self, moves: OffsetMap) -> None:
        """Adapt the spans to an edit of the file."""
        moved = [(moves.new(span.start), span, refusal) for span, refusal in self._known]
        self._known = [
            (Span(start, start + span.end - span.start), refusal)
            for start, span, refusal in moved
            if start is not None
        ]

    def split(
        self, matches: Sequence[EditableMatch]
    ) -> tuple[list[EditableMatch], list[tuple[EditableMatch, Refusal]]]:
        """The matches that do not touch this code, and the others, each with the refusal of the
        code that it touches.
        """
        known = SpanIndex(span for span, _ in self._known)
        free: list[EditableMatch] = []
        touching: list[tuple[EditableMatch, Refusal]] = []
        for match in matches:
            touched = (number for span in _leaves(match) for number in known.overlapping(span))
            first = min(touched, default=None)
            if first is None:
                free.append(match)
            else:
                touching.append((match, self._known[first][1]))
        return free, touching


def _leaves(match: EditableMatch) -> Iterable[Span]:
    """The spans that leaves of the pattern matched."""
    return (
        record.span
        for record in match.state.records()
        if not record.node.children and record.span.start < record.span.end
    )
