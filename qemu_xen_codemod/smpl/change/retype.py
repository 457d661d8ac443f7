# SPDX-License-Identifier: GPL-2.0-or-later
"""A type that is the whole pattern, replaced at one of its uses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import TYPES
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.smpl.match.type_use import declarators_at, stars_of

_STARS = re.compile(rb"[\s*]*\Z")


def retype(source: SourceFile, span: Span, text: bytes, old_stars: int, rule: str) -> list[Edit]:
    """The edits that replace a use of a type, whose base is `span`, by `text` with its stars.

    `old_stars` is the number of stars in the pattern.
    """
    tail = _STARS.search(text)
    base = text[: tail.start()] if tail else text
    stars = text[len(base) :].count(b"*")
    declarators = declarators_at(_base_at(source, span))
    difference = stars - old_stars
    if not declarators and stars:
        return [Edit(span, (base + b" " + b"*" * stars,), rule)]
    edits = [Edit(span, (base,), rule)]
    for declarator in declarators:
        start = declarator.start_byte
        if difference > 0:
            edits.append(_with_stars(source.data, span, start, difference, rule))
        elif difference < 0:
            edits += _without_stars(source.data, stars_of(declarator)[:-difference], rule)
    if len(edits) > 1 and edits[1].span.start == span.end:
        # The stars directly follow the type: one edit.
        return [
            Edit(Span(span.start, edits[1].span.end), (base, *edits[1].pieces), rule),
            *edits[2:],
        ]
    return edits


def _base_at(source: SourceFile, span: Span) -> Node:
    """The largest type node, or the name, that ends with the span and is in it: qualifiers may come
    before it.
    """
    node = source.root.descendant_for_byte_range(span.end - 1, span.end - 1)
    assert node is not None
    while (
        node.parent is not None
        and node.parent.type in TYPES - {"type_descriptor"}
        and span.start <= node.parent.start_byte
        and node.parent.end_byte == span.end
    ):
        node = node.parent
    return node


def _with_stars(data: bytes, base: Span, start: int, count: int, rule: str) -> Edit:
    between = data[base.end : start]
    if b"\n" in between and not between.strip():
        # The name is on a line of its own: the stars stay with the type.
        return Edit(Span(base.end, base.end), (b" " + b"*" * count,), rule)
    return Edit(Span(start, start), (b"*" * count,), rule)


def _without_stars(data: bytes, stars: Sequence[Node], rule: str) -> list[Edit]:
    edits = []
    for star in stars:
        start, end = star.start_byte, star.end_byte
        has_blank = data[start - 1 : start].isspace()
        if star.parent is not None and star.parent.child_by_field_name("declarator") is None:
            start -= len(data[:start]) - len(data[:start].rstrip(b" \t"))
        elif has_blank:
            while data[end : end + 1] in (b" ", b"\t"):
                end += 1
        is_apart = has_blank or data[end : end + 1] in (b" ", b"\t", b")", b",", b"*")
        edits.append(Edit(Span(start, end), () if is_apart else (b" ",), rule))
    return edits
