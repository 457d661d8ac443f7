# SPDX-License-Identifier: GPL-2.0-or-later
"""Initialisers with directives among them: `.a = 1,`, `#ifdef X`, `.b = 2,`, `#endif`.

Such a list is not laid out as a whole: each element goes, or comes, together with the comma after
it, and the directives and the other elements stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from qemu_xen_codemod.c.conditional import conditional_blocks
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.lines import TRAILING_COMMENTS, indent_from, line_end, remove_lines
from qemu_xen_codemod.edit.slots import Element
from qemu_xen_codemod.smpl.change.node_places import Unsafe


class Kind(Enum):
    REMOVED = "removed"
    REPLACED = "replaced"
    ADDED_BEFORE = "added before"
    ADDED_AFTER = "added after"


@dataclass(frozen=True, slots=True)
class ElementChange:
    """One change of a list."""

    kind: Kind
    #: The old element: what goes, with the comma after it, or what new code is next to.
    span: Span
    pieces: tuple[Piece, ...] = ()


def is_split(source: SourceFile, listed: Span, elements: Sequence[Span]) -> bool:
    """Whether a directive is in an initialiser and not inside one of its elements.

    In other lists a comma before the bracket is an error.
    """
    if source.data[listed.start : listed.start + 1] != b"{":
        return False
    return any(
        not any(element.start < directive.start < element.end for element in elements)
        for directive in source.directives_in(listed.start, listed.end)
    )


def list_changes(
    source: SourceFile, listed: Span, old: Sequence[Span], new: Sequence[Element]
) -> Iterator[ElementChange]:
    """The changes from the elements `old` to `new`. Raises Unsafe if elements move, or if not all
    configurations would get the change.
    """
    kept = [element.kept for element in new if element.kept is not None]
    if kept != sorted(set(kept)):
        raise Unsafe(listed, "elements would move across a directive in the list")
    replaced = {element.replaces for element in new if element.kept is None}
    for at, span in enumerate(old):
        if at not in kept and at not in replaced:
            yield ElementChange(Kind.REMOVED, Span(span.start, _end(source, span, listed)))
    for order, element in enumerate(new):
        if element.kept is not None:
            continue
        if element.replaces is not None:
            yield ElementChange(Kind.REPLACED, old[element.replaces], element.pieces)
            continue
        before = [other.kept for other in new[:order] if other.kept is not None]
        after = [other.kept for other in new[order:] if other.kept is not None]
        if not before and not after:
            raise Unsafe(listed, "the added element has no neighbour in the list that stays")
        anchor = old[before[-1] if before else after[0]]
        if any(arm.start < anchor.start < arm.end for arm in _arms(source, listed)):
            raise Unsafe(listed, "the added element would be in one branch of an #if only")
        if before:
            span = Span(anchor.start, _end(source, anchor, listed))
            yield ElementChange(Kind.ADDED_AFTER, span, element.pieces)
        else:
            yield ElementChange(Kind.ADDED_BEFORE, anchor, element.pieces)


def laid_out(data: bytes, change: ElementChange, rule: str) -> Edit:
    """The edit, with whole lines where the list has them."""
    span, pieces = change.span, change.pieces
    begin = data.rfind(b"\n", 0, span.start) + 1
    indent = indent_from(data, begin)
    begins_line = begin + len(indent) == span.start
    eol = line_end(data, span.start)
    match change.kind:
        case Kind.REMOVED:
            return remove_lines(data, span, rule)
        case Kind.REPLACED:
            return Edit(span, pieces, rule)
        case Kind.ADDED_BEFORE:
            blank = eol + indent if begins_line else b" "
            return Edit(Span(span.start, span.start), (*pieces, b",", blank), rule, span.start)
        case Kind.ADDED_AFTER:
            trailing = TRAILING_COMMENTS.match(data, span.end) if begins_line else None
            blank = eol + indent if trailing else b" "
            if not _has_comma(data, span):
                return Edit(Span(span.end, span.end), (b",", blank, *pieces), rule, span.start)
            at = trailing.end() if trailing else span.end
            at -= data[at - 1 : at] == b"\r"
            return Edit(Span(at, at), (blank, *pieces, b","), rule, span.start)
        case _:
            assert_never(change.kind)


def plain_change(data: bytes, change: ElementChange) -> Edit:
    """The edit without any layout."""
    span, pieces = change.span, change.pieces
    match change.kind:
        case Kind.REMOVED | Kind.REPLACED:
            return Edit(span, pieces)
        case Kind.ADDED_BEFORE:
            return Edit(Span(span.start, span.start), (*pieces, b","))
        case Kind.ADDED_AFTER:
            has_comma = _has_comma(data, span)
            around = (*pieces, b",") if has_comma else (b",", *pieces)
            return Edit(Span(span.end, span.end), around)
        case _:
            assert_never(change.kind)


def _has_comma(data: bytes, span: Span) -> bool:
    return data[span.end - 1 : span.end] == b","


def _end(source: SourceFile, span: Span, listed: Span) -> int:
    """Where an element ends with its comma, if it has one. Raises Unsafe."""
    following = next(iter(source.code_in(span.end, listed.end)))
    if following.text == b",":
        return following.end
    if following.end != listed.end:
        why = "a directive stands between the element and its comma"
        raise Unsafe(span, why, source.place(following.start))
    return span.end


def _arms(source: SourceFile, listed: Span) -> Iterator[Span]:
    """The branches of the `#if`s in the list."""
    for block in conditional_blocks(source):
        if listed.contains(block.span):
            yield from (arm.span for arm in block.arms)
