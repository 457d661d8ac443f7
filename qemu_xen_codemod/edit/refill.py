"""A bracketed list whose elements change places across its line breaks -> one without breaks.

The breaks were made for another order. What is too wide without them is broken anew, as any line
that an edit made too wide. A list with one element a line, with comments or directives, or with an
element of several lines keeps its breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.edit.edit import Edit, Piece, Span


def refilled(
    data: bytes, interior: Span, old: Sequence[Span], new: Sequence[Sequence[Piece]], rule: str
) -> Edit | None:
    """The edit of what stands between a list's brackets; None when the breaks stay.

    `old` are the elements that the list has, `new` those that it gets, each in pieces.
    """
    if not _crosses_break(data, old, new) or not _is_filled(data, interior, old):
        return None
    pieces: list[Piece] = [Span(interior.start, old[0].start)]
    for at, element in enumerate(new):
        pieces += [b", ", *element] if at else element
    pieces.append(Span(old[-1].end, interior.end))
    kept = (one for one in pieces if not isinstance(one, Span) or one.start < one.end)
    return Edit(interior, tuple(kept), rule)


def _crosses_break(data: bytes, old: Sequence[Span], new: Sequence[Sequence[Piece]]) -> bool:
    """Whether elements that stay, or that the new text repeats, change their order and lines."""
    lines = [data.count(b"\n", old[0].start, span.start) for span in old]
    words = [data[span.start : span.end].split() for span in old]
    texts = [_text(data, element).split() for element in new]
    stay = [(at, words.index(text)) for at, text in enumerate(texts) if text in words]
    return [was for _, was in stay] != sorted(was for _, was in stay) and any(
        lines[min(at, len(lines) - 1)] != lines[was] for at, was in stay
    )


def _is_filled(data: bytes, interior: Span, old: Sequence[Span]) -> bool:
    """Whether some lines hold several elements, and nothing but elements stands in the list."""
    gaps = [data[one.end : other.start] for one, other in pairwise(old)]
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
