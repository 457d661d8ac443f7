# SPDX-License-Identifier: GPL-2.0-or-later
"""A bracketed list whose line breaks were made for other elements -> one without breaks.

If elements change places across a break, the lines are no longer as the author made them. If the
style fills lists, this also holds for any element that is added or changes places. What is too wide
without breaks is broken again, like any line that an edit made too wide. A list with one element
per line, with comments or directives, or with an element of several lines keeps its breaks. So does
one whose lines hang below its bracket rather than after it, unless a break is crossed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.style import Style


def refilled(
    data: bytes,
    interior: Span,
    old: Sequence[Span],
    new: Sequence[Sequence[Piece]],
    style: Style,
    rule: str,
) -> Edit | None:
    """The edit of the text between a list's brackets; None if the breaks stay.

    `old` are the elements that the list has, `new` those that it gets, each in pieces.
    """
    if not old or not is_filled(data, interior, old):
        return None
    stay = _stay(data, old, new)
    changes_order = [was for _, was in stay] != sorted(was for _, was in stay)
    is_anew = style.fills_lists and (changes_order or len(new) > len(old))
    if not (changes_order and _crosses_break(data, old, stay)) and not (
        is_anew and _is_behind_bracket(data, interior, old, style.tab)
    ):
        return None
    pieces: list[Piece] = [Span(interior.start, old[0].start)]
    for at, element in enumerate(new):
        pieces += [b", ", *element] if at else element
    pieces.append(Span(old[-1].end, interior.end))
    kept = (piece for piece in pieces if not isinstance(piece, Span) or piece.start < piece.end)
    return Edit(interior, tuple(kept), rule)


def _stay(
    data: bytes, old: Sequence[Span], new: Sequence[Sequence[Piece]]
) -> list[tuple[int, int]]:
    """The elements that stay, or that the new text repeats: their new and old positions."""
    words = [data[span.start : span.end].split() for span in old]
    texts = [_text(data, element).split() for element in new]
    return [(at, words.index(text)) for at, text in enumerate(texts) if text in words]


def _crosses_break(data: bytes, old: Sequence[Span], stay: Sequence[tuple[int, int]]) -> bool:
    """Whether elements change from one line of the list to another."""
    lines = [data.count(b"\n", old[0].start, span.start) for span in old]
    return any(lines[min(at, len(lines) - 1)] != lines[was] for at, was in stay)


def _is_behind_bracket(data: bytes, interior: Span, old: Sequence[Span], tab: int) -> bool:
    """Whether the list's lines begin in the column after its bracket, give or take one column."""

    def column(offset: int) -> int:
        return end_column(data[data.rfind(b"\n", 0, offset) + 1 : offset], tab)

    begins = [
        following.start
        for span, following in pairwise(old)
        if b"\n" in data[span.end : following.start]
    ]
    return all(abs(column(begin) - column(interior.start)) <= 1 for begin in begins)


def is_filled(data: bytes, interior: Span, old: Sequence[Span]) -> bool:
    """Whether some lines contain several elements, and the list contains only elements."""
    gaps = [data[item.end : other.start] for item, other in pairwise(old)]
    breaks = sum(b"\n" in gap for gap in gaps)
    return (
        0 < breaks < max(2, len(gaps))
        and not any(b"\n" in data[span.start : span.end] for span in old)
        and not any(
            token.kind in (Kind.COMMENT, Kind.DIRECTIVE)
            for token in tokens(data, interior.start, interior.end)
        )
    )


def _text(data: bytes, element: Sequence[Piece]) -> bytes:
    return b"".join(data[p.start : p.end] if isinstance(p, Span) else p for p in element)
