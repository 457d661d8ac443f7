"""`++` lines: what several matches add at one place, one after the other.

As in Coccinelle, equal lines of matches that began with the same inherited values are added once,
and the last values come first; lines of such matches are in the order of the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.edit.edit import Edit, Piece, Span


@dataclass(frozen=True, slots=True)
class MatchEdits:
    """The edits of one match."""

    span: Span
    #: The tokens of what it inherited.
    inherited: tuple[tuple[bytes, ...], ...]
    edits: tuple[Edit, ...]


def in_turn(data: bytes, matches: Sequence[MatchEdits]) -> list[tuple[Edit, ...]]:
    """The edits of each match, in which additions that may be several know their turn."""
    turns: dict[tuple[Span, int], dict[object, Edit]] = {}

    def placed(match: MatchEdits, edit: Edit) -> Edit:
        if edit.turn is None:
            return edit
        same = turns.setdefault((edit.span, edit.beside), {})
        text = b"".join(_text(data, piece) for piece in edit.pieces)
        return same.setdefault((match.inherited, text), replace(edit, turn=len(same)))

    order = sorted(range(len(matches)), key=lambda at: matches[at].span)
    order.sort(key=lambda at: matches[at].inherited, reverse=True)
    found = {at: tuple(placed(matches[at], edit) for edit in matches[at].edits) for at in order}
    return [found[at] for at in range(len(matches))]


def _text(data: bytes, piece: Piece) -> bytes:
    return data[piece.start : piece.end] if isinstance(piece, Span) else piece
