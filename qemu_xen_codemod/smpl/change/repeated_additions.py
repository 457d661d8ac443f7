# SPDX-License-Identifier: GPL-2.0-or-later
"""`++` lines: additions of several matches at one place, one after another.

As in Coccinelle, equal lines of matches that began with the same inherited values are added once,
and the last values come first. Lines of such matches are in code order; those for names of one
declaration are in the order of the names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.smpl.change.declarators import declaration_of_several
from qemu_xen_codemod.smpl.compile.operations import Insert
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.results import EditableMatch

#: The place of a match, and a key that distinguishes it from others there.
Order = tuple[Span, tuple[tuple[bytes, ...], ...]]


@dataclass(frozen=True, slots=True)
class MatchEdits:
    """The edits of one match."""

    order: Order
    #: The tokens of its inherited values.
    inherited: tuple[tuple[bytes, ...], ...]
    edits: tuple[Edit, ...]


def in_turn(data: bytes, matches: Sequence[MatchEdits]) -> list[tuple[Edit, ...]]:
    """The edits of each match, with their order among additions at one place."""
    turns: dict[tuple[Span, int], dict[object, Edit]] = {}

    def placed(match: MatchEdits, edit: Edit) -> Edit:
        if edit.turn is None:
            return edit
        same = turns.setdefault((edit.span, edit.beside), {})
        text = b"".join(_text(data, piece) for piece in edit.pieces)
        return same.setdefault((match.inherited, text), replace(edit, turn=len(same)))

    order = sorted(range(len(matches)), key=lambda at: matches[at].order)
    order.sort(key=lambda at: matches[at].inherited, reverse=True)
    edits_by_match = {
        at: tuple(placed(matches[at], edit) for edit in matches[at].edits) for at in order
    }
    return [edits_by_match[at] for at in range(len(matches))]


def order_of_match(smpl: CompiledRule, source: SourceFile, match: EditableMatch) -> Order:
    """The order of a match among others that add lines next to the same code."""
    anchors = {
        operation.anchor
        for operation in smpl.operations
        if isinstance(operation, Insert) and operation.is_apart
    }
    for record in match.state.records() if anchors else ():
        if record.node in anchors:
            declaration = declaration_of_several(source, record.span)
            if declaration is not None:
                env = match.state.env
                bound = tuple(env[name].tokens for name in smpl.metavariables if name in env)
                return Span(declaration.start_byte, declaration.end_byte), bound
    env = match.state.env
    named = (
        metavariable.name
        for metavariable in smpl.metavariables.values()
        if metavariable.is_named_before
    )
    bound = tuple(env[name].tokens for name in named if name in env)
    return (Span(match.span.start, match.span.start) if bound else match.span), bound


def _text(data: bytes, piece: Piece) -> bytes:
    return data[piece.start : piece.end] if isinstance(piece, Span) else piece
