# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout of a bracketed list whose elements change: arguments, parameters, initialisers.

A line break belongs to the slot after it, not to the element in that slot: in `f(a, b,<break>c)` an
element put into the third slot begins the second line. If elements are only removed, the others
keep their breaks; breaks that the width no longer needs are removed, and so are those of a list
that is filled again (`refill`). Comments belong to the element next to them and move with it.
Blanks inside elements stay as written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.edit.columns import Manner, end_column, written
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.one_line import on_one_line
from qemu_xen_codemod.edit.refill import is_filled, refilled
from qemu_xen_codemod.edit.style import Style


@dataclass(frozen=True, slots=True)
class Element:
    """One new element: an old one by its index, or new text."""

    kept: int | None
    pieces: tuple[Piece, ...] = ()
    #: The old element, not kept elsewhere, whose place and comments the new text takes over.
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class _Slot:
    """The surroundings of one old element."""

    #: White space before it, from the separator or a comment of the element before.
    blank: Span
    #: The element with its own comments.
    content: Span
    #: The comments at the end of its line, before or after the separator, with their blanks.
    behind: bytes
    #: Whether a comment of its own is on a line above it.
    has_line_above: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    """The old elements of a list and their surroundings."""

    slots: tuple[_Slot, ...]
    #: From the last element, with its comments and the comma after it, to the bracket.
    closing: Span
    #: Whether there is a comma after the last element.
    has_last_comma: bool


def lay_out(
    data: bytes,
    listed: Span,
    old: Sequence[Span],
    new: Sequence[Element],
    style: Style,
    rule: str,
    before: Sequence[Edit] = (),
) -> list[Edit]:
    """The edits that replace the `old` elements of a list with brackets by `new`.

    `before` are the edits of the same match so far: the list may have moved in its line.
    """
    interior = Span(listed.start + 1, listed.end - 1)
    texts = [entry.pieces if entry.kept is None else (old[entry.kept],) for entry in new]
    filled = refilled(data, interior, old, texts, style, rule)
    if filled is not None:
        return [filled]
    if len(old) == len(new) and all(element.kept in (None, at) for at, element in enumerate(new)):
        replaced = [
            Edit(span, element.pieces, rule)
            for span, element in zip(old, new, strict=True)
            if element.kept is None
        ]
        if not replaced or not is_filled(data, interior, old):
            return replaced
        whole = _with_gaps(data, interior, old, texts)
        joined = on_one_line(data, interior, whole, before, style)
        return replaced if joined is None else [Edit(interior, tuple(joined), rule)]
    around = _read(data, interior, old)
    slots = around.slots
    places = _places(data, slots, new)
    new_line = _new_line(data, slots, style)
    pieces: list[Piece] = []
    for at, element in enumerate(new):
        behind = _behind(slots, new[at - 1]) if at else b""
        pieces += [b",", behind] if at else []
        needs_break = _ends_line(behind) or _has_line_above(slots, element)
        blank = _blank_before(data, places, at, needs_break=needs_break)
        pieces.append(new_line if needs_break and not _holds_break(data, blank) else blank)
        if element.kept is None:
            pieces.extend(_with_comments(slots, old, element))
        else:
            pieces.append(slots[element.kept].content)
    if new:
        pieces += _end(data, around, _behind(slots, new[-1]), new_line)
    blank = data[interior.start : interior.end]
    if new and not old and not blank.strip(b" \t"):
        # `{ }`
        pieces = [blank, *pieces]
    joined = on_one_line(data, interior, pieces, before, style)
    return [Edit(interior, tuple(item for item in joined or pieces if not _is_empty(item)), rule)]


def _with_gaps(
    data: bytes, interior: Span, old: Sequence[Span], new: Sequence[Sequence[Piece]]
) -> list[Piece]:
    """New elements between the commas and blanks of the old ones."""
    pieces: list[Piece] = [Span(interior.start, old[0].start), *new[0]]
    for (span, following), element in zip(pairwise(old), new[1:], strict=True):
        behind_comma = data.index(b",", span.end, following.start) + 1
        pieces += [Span(span.end, behind_comma), Span(behind_comma, following.start), *element]
    return [*pieces, Span(old[-1].end, interior.end)]


def _is_empty(piece: Piece) -> bool:
    return piece.start == piece.end if isinstance(piece, Span) else not piece


def _holds_break(data: bytes, piece: Piece) -> bool:
    return b"\n" in (data[piece.start : piece.end] if isinstance(piece, Span) else piece)


def _ends_line(comments: bytes) -> bool:
    """Whether nothing may follow these comments on their line."""
    return any(
        token.text.startswith(b"//") for token in tokens(comments) if token.end == len(comments)
    )


def _end(data: bytes, around: _Listed, behind: bytes, new_line: bytes) -> list[Piece]:
    """The text between the last new element and the bracket; `behind` are its comments."""
    closing = around.closing
    comma = [b","] if around.has_last_comma else []
    if _ends_line(behind):
        if _is_break(data, closing):
            return [*comma, behind, closing]
        as_block = _as_block_comment(behind)
        return [*comma, as_block] if as_block is not None else [*comma, behind, new_line]
    is_blank = not data[closing.start : closing.end].strip()
    is_brace = data[closing.end : closing.end + 1] == b"}"
    if around.slots and _ends_line(around.slots[-1].behind) and is_blank and not is_brace:
        # The break before the bracket belonged to the comment.
        return [*comma, behind]
    return [*comma, behind, closing] if is_blank or _is_break(data, closing) else [*comma, behind]


def _behind(slots: Sequence[_Slot], element: Element) -> bytes:
    origin = element.kept if element.kept is not None else element.replaces
    return slots[origin].behind if origin is not None else b""


def _has_line_above(slots: Sequence[_Slot], element: Element) -> bool:
    origin = element.kept if element.kept is not None else element.replaces
    return origin is not None and slots[origin].has_line_above


def _with_comments(slots: Sequence[_Slot], old: Sequence[Span], element: Element) -> list[Piece]:
    """New text between the comments of the element that it replaces."""
    if element.replaces is None:
        return list(element.pieces)
    content, span = slots[element.replaces].content, old[element.replaces]
    before, after = Span(content.start, span.start), Span(span.end, content.end)
    return [before, *element.pieces, after]


def _as_block_comment(comments: bytes) -> bytes | None:
    """A `//` comment that would swallow the closing bracket, as a block comment; None if that is
    impossible.
    """
    text = comments.lstrip()
    if not text.startswith(b"//") or b"\n" in text or b"*/" in text:
        return None
    return comments[: len(comments) - len(text)] + b"/* " + text[2:].strip() + b" */"


def _new_line(data: bytes, slots: Sequence[_Slot], style: Style) -> bytes:
    """A line break in the list: like one that it has, else under its first element."""
    breaks = [slot.blank for slot in slots if _is_break(data, slot.blank)]
    if breaks or not slots:
        return data[breaks[-1].start : breaks[-1].end] if breaks else b"\n"
    start = data.rfind(b"\n", 0, slots[0].content.start) + 1
    end = data.find(b"\n", start)
    manner = Manner.TABS_THEN_SPACES if data[start : start + 1] == b"\t" else Manner.SPACES
    column = end_column(data[start : slots[0].content.start], style.tab)
    return b"\r" * data.endswith(b"\r", start, end) + b"\n" + written(column, manner, style.tab)


def _blank_before(data: bytes, slots: Sequence[_Slot], at: int, *, needs_break: bool) -> Piece:
    if at < len(slots):
        blank = slots[at].blank
        if not needs_break or _is_break(data, blank):
            return blank
    breaks = [slot.blank for slot in slots if _is_break(data, slot.blank)]
    one_a_line = len(slots) > 1 and len(breaks) >= max(2, len(slots) - 1)
    if len(slots) == len(breaks) == 1:
        one_a_line = data[breaks[0].start - 1 : breaks[0].start] == b"{"
    if breaks and (needs_break or (at >= len(slots) and one_a_line)):
        return breaks[-1]
    if at == 0:
        return b""
    if at >= len(slots) and len(slots) > 1 and not _is_break(data, slots[1].blank):
        return data[slots[1].blank.start : slots[1].blank.end]
    return b" "


def _places(data: bytes, slots: Sequence[_Slot], new: Sequence[Element]) -> list[_Slot]:
    """The slots whose white space the new elements get.

    If elements are only removed, the others keep the white space before them. If others are added
    or change places, slots stay, except that of a removed element with a line of its own: that line
    is removed.
    """
    kept = [element.kept for element in new if element.kept is not None]
    if len(kept) == len(new) < len(slots) and kept == sorted(set(kept)):
        return [slots[0]] + [
            next(
                (entry for entry in slots[previous + 1 : at] if _is_break(data, entry.blank)),
                slots[at],
            )
            for previous, at in pairwise(kept)
        ]
    used = {origin for item in new for origin in (item.kept, item.replaces)}
    return [
        slot
        for at, slot in enumerate(slots)
        if at in used
        or not _is_break(data, slot.blank)
        or at + 1 == len(slots)
        or not _is_break(data, slots[at + 1].blank)
    ]


def _is_break(data: bytes, blank: Span) -> bool:
    return b"\n" in data[blank.start : blank.end]


def _read(data: bytes, interior: Span, old: Sequence[Span]) -> _Listed:
    slots: list[_Slot] = []
    at = end = interior.start
    has_comma = False
    for index, element in enumerate(old):
        comments = _comments(data, at, element.start)
        begin = comments[0].start if comments else element.start
        blank = Span(at, begin)
        stop = old[index + 1].start if index + 1 < len(old) else interior.end
        end, behind, at, has_comma = _behind_element(data, element.end, stop)
        has_line_above = bool(comments) and _is_break(data, blank)
        slots.append(_Slot(blank, Span(begin, end), behind, has_line_above))
    closing = Span(at, interior.end)
    if old and end != old[-1].end and not _is_break(data, closing):
        # The blank before the bracket belonged to the comment.
        closing = Span(interior.end, interior.end)
    return _Listed(tuple(slots), closing, has_comma)


def _comments(data: bytes, start: int, end: int) -> list[Token]:
    return [token for token in tokens(data, start, end) if token.kind is Kind.COMMENT]


def _behind_element(data: bytes, end: int, stop: int) -> tuple[int, bytes, int, bool]:
    """For an element that ends at an offset: where it ends with its own comments, the comments at
    the end of its line, where these and the separator end, and whether there is a separator.
    """
    behind = gap = b""
    at, has_comma = end, False
    for token in tokens(data, end, stop):
        if token.text == b"," and not has_comma:
            # A line break after a comment stays before the comment that follows the comma.
            gap = data[at : token.start] if behind else b""
            at, has_comma = token.end, True
            continue
        if token.kind is not Kind.COMMENT:
            break
        is_line = token.text.startswith(b"//")
        if not (has_comma or behind or is_line):
            end = at = token.end
            continue
        following = next((pair.start for pair in tokens(data, token.end, stop)), stop)
        ends_line = is_line or b"\n" in data[token.end : following]
        if has_comma and (b"\n" in data[at : token.start] or not ends_line):
            break
        behind += gap + data[at : token.end]
        at, gap = token.end, b""
    return end, behind, at, has_comma
