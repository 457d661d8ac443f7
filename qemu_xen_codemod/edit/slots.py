"""The layout of a bracketed list whose elements change: arguments, parameters, initialisers.

A line break belongs to the slot before which it stands, not to the element in it: with
`f(a, b,<break>c)` an element put in the third slot begins the second line. Where elements only go,
the others keep their breaks; breaks that the width needs no more go. Comments belong to the
element that they stand beside and go where it goes. Blanks inside elements stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.one_line import on_one_line
from qemu_xen_codemod.edit.style import Style

_BREAK = re.compile(rb"[ \t]*\r?\n[\s]*")


@dataclass(frozen=True, slots=True)
class Element:
    """One new element: an old one by its index, or new text."""

    kept: int | None
    pieces: tuple[Piece, ...] = ()
    #: The old element, not kept elsewhere, whose place and comments new text takes over.
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class _Slot:
    """What stands around one old element."""

    #: White space before it, from the separator or a comment of the element before.
    blank: Span
    #: The element with the comments that are its own.
    content: Span
    #: A comment behind the separator on the same line, with its blanks, b"" when none.
    behind: bytes
    #: Whether a comment of its own stands on a line above it.
    has_line_above: bool


def lay_out(
    data: bytes,
    listed: Span,
    old: Sequence[Span],
    new: Sequence[Element],
    style: Style,
    rule: str,
    before: Sequence[Edit] = (),
) -> list[Edit]:
    """The edits that put `new` in place of the `old` elements of a list with its brackets.

    `before` are the edits of the same match so far: the list may have moved in its line.
    """
    if len(old) == len(new) and all(element.kept in (None, at) for at, element in enumerate(new)):
        return [
            Edit(span, element.pieces, rule)
            for span, element in zip(old, new, strict=True)
            if element.kept is None
        ]
    interior = Span(listed.start + 1, listed.end - 1)
    slots, closing = _read_slots(data, interior, old)
    places = _places(data, slots, new)
    last_end = old[-1].end if old else closing.start
    pieces: list[Piece] = []
    for at, element in enumerate(new):
        behind = _behind(slots, new[at - 1]) if at else b""
        if at:
            pieces.append(b",")
        pieces.append(behind)
        needs_break = behind.lstrip().startswith(b"//") or _has_line_above(slots, element)
        pieces.append(_blank_before(data, places, at, needs_break=needs_break))
        if element.kept is None:
            pieces.extend(_with_comments(slots, old, element))
        else:
            pieces.append(slots[element.kept].content)
    if new:
        behind = _behind(slots, new[-1])
        pieces.append(_as_block_comment(behind))
        if (
            _is_break(data, closing)
            or data[last_end : closing.start].isspace()
            or (closing.start == last_end)
        ):
            pieces.append(closing)
    joined = on_one_line(data, interior, pieces, before, style)
    return [Edit(interior, tuple(one for one in joined or pieces if not _is_empty(one)), rule)]


def _is_empty(piece: Piece) -> bool:
    return piece.start == piece.end if isinstance(piece, Span) else not piece


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


def _as_block_comment(comment: bytes) -> bytes:
    """A `//` comment would swallow the closing bracket."""
    text = comment.lstrip()
    if not text.startswith(b"//"):
        return comment
    return comment[: len(comment) - len(text)] + b"/* " + text[2:].strip() + b" */"


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
    """The slots in whose white space the new elements stand.

    Where elements only go, the others keep what stands before them. Where others come or places
    change, a slot stays but that of a removed element with a line of its own: the line goes.
    """
    kept = [one.kept for one in new if one.kept is not None]
    if len(kept) == len(new) < len(slots) and kept == sorted(set(kept)):
        return [slots[0]] + [
            next((one for one in slots[gone + 1 : at] if _is_break(data, one.blank)), slots[at])
            for gone, at in pairwise(kept)
        ]
    used = {origin for one in new for origin in (one.kept, one.replaces)}
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


def _read_slots(data: bytes, interior: Span, old: Sequence[Span]) -> tuple[list[_Slot], Span]:
    """What stands around each old element, and the white space before the closing bracket."""
    starts: list[int] = []
    contents: list[Span] = []
    behinds: list[bytes] = []
    at = interior.start
    for index, element in enumerate(old):
        separator = at
        comments = list(_comments(data, separator, element.start))
        if index and comments:
            first = comments[0]
            on_line = b"\n" not in data[separator : first.start]
            ends_line = b"\n" in data[first.end : element.start]
            if on_line and (ends_line or first.text.startswith(b"//")):
                behinds[-1] = data[separator : first.end]
                separator = first.end
                comments = comments[1:]
        begin = comments[0].start if comments else element.start
        stop = old[index + 1].start if index + 1 < len(old) else interior.end
        end, at = _end_of(data, element, stop, is_last=index + 1 == len(old))
        starts.append(separator)
        contents.append(Span(begin, end))
        behinds.append(b"")
    slots = [
        _Slot(
            Span(start, content.start),
            content,
            behind,
            content.start < element.start and b"\n" in data[start : content.start],
        )
        for start, content, behind, element in zip(starts, contents, behinds, old, strict=True)
    ]
    closing = Span(contents[-1].end if contents else interior.start, interior.end)
    return slots, closing


def _comments(data: bytes, start: int, end: int) -> list[Token]:
    return [token for token in tokens(data, start, end) if token.kind is Kind.COMMENT]


def _end_of(data: bytes, element: Span, stop: int, *, is_last: bool) -> tuple[int, int]:
    """Where an element ends with its own comments, and the offset behind its separator."""
    end = element.end
    for token in tokens(data, element.end, stop):
        if token.kind is Kind.COMMENT:
            end = token.end
        elif token.text == b",":
            return end, token.end
    return end, stop if is_last else element.end
