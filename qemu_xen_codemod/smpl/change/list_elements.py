# SPDX-License-Identifier: GPL-2.0-or-later
"""The elements of a bracketed list of a file, and those that a pattern's elements matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tree_sitter import Node

from qemu_xen_codemod.c.masked_beside import with_masked
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.type_arguments import type_argument
from qemu_xen_codemod.edit.edit import Piece, Span
from qemu_xen_codemod.edit.slots import Element
from qemu_xen_codemod.smpl.change.node_places import NodePlaces
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import Slots
from qemu_xen_codemod.smpl.compile.pattern import Dots, PatternNode, stands_for
from qemu_xen_codemod.smpl.compile.pattern_shapes import is_designated
from qemu_xen_codemod.smpl.read.metavariable import LIST_KINDS


def elements_in(source: SourceFile, listed: Span) -> list[Span]:
    """The spans of a source list's elements."""
    return [
        type_argument(source, child) or with_masked(source, Span(child.start_byte, child.end_byte))
        for child in _inside(source, listed)
        if child.type not in (",", "comment")
    ]


def is_cut(source: SourceFile, listed: Span) -> bool:
    """Whether there is an `#if` among the elements of a source list."""
    return any(child.type in ARMS for child in _inside(source, listed))


def _inside(source: SourceFile, listed: Span) -> list[Node]:
    """What is between the brackets of a source list."""
    node: Node | None = source.root.descendant_for_byte_range(listed.start, listed.end - 1)
    while node is not None and (node.start_byte, node.end_byte) != (listed.start, listed.end):
        node = node.parent
    assert node is not None
    return node.children[1:-1]


def new_elements(
    places: NodePlaces,
    operation: Slots,
    listed: Span,
    old: Sequence[Span],
    pieces: Callable[[Template], tuple[Piece, ...]],
) -> list[Element]:
    """The new elements of one matched list with the elements `old`; `pieces` fills a template."""
    new: list[Element] = []
    for element in operation.elements:
        if isinstance(element, Template):
            made = pieces(element)
            if any(_holds_code(piece) for piece in made):
                new.append(Element(None, made))
        else:
            new.extend(Element(at) for at in _indexes_of(places, element, listed, old))
    inside = operation.listed.children[1:-1]
    if is_designated(operation.listed) and any(isinstance(node, Dots) for node in inside):
        new = _around_dots(places, operation, listed, old, pieces)
    elif operation.listed.kind == "initializer_list":
        new = _with_others(places, operation.listed, listed, old, new)
    kept = {element.kept for element in new}
    return [
        replace(element, replaces=at)
        if element.kept is None and element.replaces is None and at < len(old) and at not in kept
        else element
        for at, element in enumerate(new)
    ]


def without_empty(template: Template, places: NodePlaces, around: Span) -> Template:
    """The template without elements that have no code here, and without their commas: `f(E, ES)` is
    `f(E)` where the list ES is empty. Raises Unsafe.
    """
    text = template.text
    for name, node in template.parts.items():
        is_list = isinstance(node, Dots) or stands_for(node, *LIST_KINDS)
        if is_list and not any(_holds_code(piece) for piece in places.copied(node, around)):
            word = re.escape(name) + rb"\b"
            before, after = rb",\s*" + word, word + rb"\s*,\s*"
            text = re.sub(before + rb"(?=\s*[,)}])|(?<=[({])" + after, b"", text)
    return template if text == template.text else replace(template, text=text)


def _holds_code(piece: Piece) -> bool:
    return piece.start < piece.end if isinstance(piece, Span) else bool(piece.strip())


def _indexes_of(
    places: NodePlaces, node: PatternNode, listed: Span, elements: Sequence[Span]
) -> list[int]:
    """The indices of the source elements that a pattern element matched: dots match any number."""
    for span in places.spans_of(node):
        if listed.contains(span):
            return [at for at, element in enumerate(elements) if span.overlaps(element)]
    return []


def _with_others(
    places: NodePlaces,
    pattern: PatternNode,
    listed: Span,
    elements: Sequence[Span],
    new: Sequence[Element],
) -> list[Element]:
    """The new elements among those that the patch does not name, which stay where they are."""
    named = {
        at for child in pattern.children for at in _indexes_of(places, child, listed, elements)
    }
    gone = named - {element.kept for element in new}
    #: Each with its position: after the last removed element, or next to its neighbour.
    placed = [((at, 0, 0), Element(at)) for at in range(len(elements)) if at not in named]
    kept = [element.kept for element in new if element.kept is not None]
    last = -1
    for order, element in enumerate(new):
        last = element.kept if element.kept is not None else last
        if element.kept is None and not gone and last < 0 and kept:
            placed.append(((kept[0], -1, order), element))
            continue
        anchor = max(gone, default=last) if element.kept is None else last
        placed.append(((anchor, int(element.kept is None), order), element))
    return [element for _, element in sorted(placed, key=lambda pair: pair[0])]


def _around_dots(
    places: NodePlaces,
    operation: Slots,
    listed: Span,
    old: Sequence[Span],
    pieces: Callable[[Template], tuple[Piece, ...]],
) -> list[Element]:
    """The new elements among those that dots match, which may be anywhere in the list."""
    inside = [node for node in operation.listed.children[1:-1] if node.text != b","]
    at = {node: _indexes_of(places, node, listed, old) for node in inside}
    named = {index for indexes in at.values() for index in indexes}
    has_others = any(isinstance(element, Dots) for element in operation.elements)
    placed = [
        ((index, 0, 0), Element(index))
        for index in range(len(old))
        if index not in named and has_others
    ]
    stay: list[PatternNode | None] = [
        element for element in operation.elements if not isinstance(element, Template)
    ]
    #: The elements whose place and line new elements take.
    free = [index for node in inside if node not in stay for index in at[node]]
    passed = 0
    for order, part in enumerate(operation.elements):
        if not isinstance(part, Template):
            passed += 1
            placed += [((index, 0, 0), Element(index)) for index in at[part]]
            continue
        before, after = [None, *stay][passed], [*stay, None][passed]
        first = inside.index(before) + 1 if before is not None else 0
        last = inside.index(after) if after is not None else len(inside)
        gone = [index for node in inside[first:last] for index in at[node]]
        place = _place_of(before, after, gone, at, len(old))
        replaces = free.pop(0) if free else None
        placed.append(((*place, order), Element(None, pieces(part), replaces)))
    return [element for _, element in sorted(placed, key=lambda pair: pair[0])]


def _place_of(
    before: PatternNode | None,
    after: PatternNode | None,
    gone: Sequence[int],
    at: Mapping[PatternNode, Sequence[int]],
    end: int,
) -> tuple[int, int]:
    """The position of a new element: in place of removed ones, next to its neighbour in the
    pattern, or at an end.
    """
    if gone:
        return max(gone), 1
    if before is not None and at[before]:
        return max(at[before]), 1
    if after is not None and at[after]:
        return min(at[after]), -1
    return (-1, 1) if before is None else (end, 1)
