# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits -> those that change code: edits that would change only white space are dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from qemu_xen_codemod.c.lexer import Token, tokens
from qemu_xen_codemod.edit.edit import Edit, Piece, Span

#: In larger edits nothing is looked for that could keep its layout, in tokens.
_MOST_REMOVED = 300
_WORDS = re.compile(rb"\w\w")


def needed_edits(data: bytes, edits: Sequence[Edit]) -> list[Edit]:
    """The edits without those whose new text has the same tokens, including comments, as the old
    text.

    If the new text of an edit is a part of the old code, as `f(a, b)` of `(f(a, b))`, that part
    keeps its layout.
    """
    narrowed = (_narrowed(data, edit) for edit in edits)
    return [edit for edit in narrowed if edit.pieces != (edit.span,)]


def _narrowed(data: bytes, edit: Edit) -> Edit:
    if _has_more_tokens(data, edit):
        return edit
    new = [token.text for token in _tokens_of(data, edit)]
    if not new:
        # An edit that only removes may remove a statement with all that it contains.
        return edit
    old = list(islice(tokens(data, edit.span.start, edit.span.end), len(new) + _MOST_REMOVED + 1))
    if len(old) > len(new) + _MOST_REMOVED:
        # Edits that contain each other would be read again and again.
        return edit
    if len(new) > len(old) or new[-1].startswith(b"//"):
        return edit
    if len(new) == len(old):
        same = all(token.text == text for token, text in zip(old, new, strict=True))
        return replace(edit, pieces=(edit.span,)) if same else edit
    if all(isinstance(piece, Span) for piece in edit.pieces) or _is_in_braces(data, edit.span):
        return edit
    for first in range(len(old) - len(new) + 1):
        part = old[first : first + len(new)]
        if all(token.text == text for token, text in zip(part, new, strict=True)):
            kept = Span(part[0].start, part[-1].end)
            if not _keeps(edit, kept):
                return edit
            return replace(edit, pieces=_kept_apart(data, edit.span, kept))
    return edit


def _has_more_tokens(data: bytes, edit: Edit) -> bool:
    """Whether the new text certainly has more tokens than the old text.

    What the edit keeps in its place is not read: edits that contain each other keep the same code.
    """
    more, at = 0, edit.span.start
    for piece in edit.pieces:
        if not isinstance(piece, Span):
            more += sum(1 for _ in tokens(piece))
        elif at <= piece.start and piece.end <= edit.span.end:
            more -= sum(1 for _ in tokens(data, at, piece.start))
            at = piece.end
        else:
            return False
    # An edit may only remove: what it removes is not read to its end.
    return more > 0 and more > sum(1 for _ in islice(tokens(data, at, edit.span.end), more))


def _keeps(edit: Edit, kept: Span) -> bool:
    """Whether the edit keeps this part itself, and not the same words next to it."""
    return all(
        kept.contains(piece)
        for piece in edit.pieces
        if isinstance(piece, Span) and edit.span.contains(piece) and piece.start < piece.end
    )


def _is_in_braces(data: bytes, span: Span) -> bool:
    """Whether a span is exactly the text between two braces, including the blanks next to them."""
    return data[span.start - 1 : span.start] == b"{" and data[span.end : span.end + 1] == b"}"


def _kept_apart(data: bytes, span: Span, kept: Span) -> tuple[Piece, ...]:
    """The part of a span that stays, with a blank where it would merge with a word."""
    before = data[span.start - 1 : span.start] + data[kept.start : kept.start + 1]
    behind = data[kept.end - 1 : kept.end] + data[span.end : span.end + 1]
    left, right = (_WORDS.fullmatch(text) is not None for text in (before, behind))
    return (*(b" ",) * left, kept, *(b" ",) * right)


def _tokens_of(data: bytes, edit: Edit) -> list[Token]:
    found: list[Token] = []
    for piece in edit.pieces:
        if isinstance(piece, Span):
            found += tokens(data, piece.start, piece.end)
        else:
            found += tokens(piece)
    return found
