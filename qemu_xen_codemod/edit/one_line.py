# SPDX-License-Identifier: GPL-2.0-or-later
"""Line breaks of a bracketed list that were there for the width, and are no longer needed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.style import Style

_BREAK = re.compile(rb"[ \t]*\r?\n[ \t]*")


def on_one_line(
    data: bytes, interior: Span, pieces: Sequence[Piece], before: Sequence[Edit], style: Style
) -> list[Piece] | None:
    """The new pieces of a list without their line breaks; None if the breaks stay.

    The breaks are removed if the old code did not fit on one line and the new code does: the last
    column is left free, as most authors do where a line may be broken. `before` are the edits in
    front of the list, some of which may be on its line. A list that contains comments, or an
    element of several lines, stays as it is.
    """
    start = data.rfind(b"\n", 0, interior.start) + 1
    end = data.find(b"\n", interior.end)
    rest = data[interior.end : end if end >= 0 else len(data)].rstrip()
    inside = data[interior.start : interior.end]
    if b"\n" not in inside or any(
        token.kind is Kind.COMMENT for token in tokens(data, interior.start, interior.end)
    ):
        return None
    joined: list[Piece] = []
    for piece in pieces:
        text = data[piece.start : piece.end] if isinstance(piece, Span) else piece
        if b"\n" not in text:
            joined.append(piece)
        elif text.strip():
            return None
        elif joined:
            joined.append(b" ")
    if joined and joined[-1] == b" ":
        joined.pop()
    new = b"".join(data[p.start : p.end] if isinstance(p, Span) else p for p in joined)
    head = data[start : interior.start]
    old_width = end_column(head + _BREAK.sub(b" ", inside) + rest, style.tab)
    new_width = end_column(
        _edited(data, Span(start, interior.start), before) + new + rest, style.tab
    )
    return joined if new_width < style.width <= old_width else None


def _edited(data: bytes, span: Span, edits: Sequence[Edit]) -> bytes:
    """The bytes of a span after those edits that are in it."""
    parts = []
    at = span.start
    for edit in sorted(edits, key=lambda item: item.span):
        if edit.span.start >= at and edit.span.end <= span.end:
            parts.append(data[at : edit.span.start])
            parts += [data[p.start : p.end] if isinstance(p, Span) else p for p in edit.pieces]
            at = edit.span.end
    return b"".join([*parts, data[at : span.end]])
