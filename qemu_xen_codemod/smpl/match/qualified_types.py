# SPDX-License-Identifier: GPL-2.0-or-later
"""The parts of a type in C's grammar: qualifiers on either side of the base, and stars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import POINTERS, TYPES
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import PatternNode, leaves_of

Part = TypeVar("Part")
QUALIFIER = "type_qualifier"
#: Specifiers whose order has no meaning.
_WORDS = (QUALIFIER, "storage_class_specifier")
#: The parts of a pointer declarator.
_OF_POINTER = ("*", QUALIFIER)

#: The kind and the text of a part.
PartKey = tuple[str, bytes]


def key_of(pattern: PatternNode) -> PartKey:
    return pattern.kind, b" ".join(leaf.text for leaf in leaves_of(pattern))


def in_one_order(parts: Sequence[Part], keys: Sequence[PartKey]) -> list[Part]:
    """`char volatile const *p` as `const volatile char *p`, `int static f()` as `static int
    f()`: one order for the parts before the declarators.
    """
    kinds = [kind for kind, _ in keys]
    ends = [at for at, kind in enumerate(kinds) if kind in TYPES]
    end = ends[0] + 1 if ends else 0
    while end < len(kinds) and kinds[end] in _WORDS:
        end += 1

    def place(at: int) -> tuple[bool, bool, bytes]:
        kind, text = keys[at]
        return kind in TYPES, kind == QUALIFIER, text if kind in _WORDS else b""

    return [parts[at] for at in sorted(range(end), key=place)] + list(parts[end:])


def type_spans(nodes: Sequence[Node]) -> dict[int, Span]:
    """The span of each type, by its id, with the qualifiers next to it."""
    spans: dict[int, Span] = {}
    for at, node in enumerate(nodes):
        if node.type in TYPES:
            first, last = at, at
            while first and nodes[first - 1].type == QUALIFIER:
                first -= 1
            while last + 1 < len(nodes) and nodes[last + 1].type == QUALIFIER:
                last += 1
            spans[node.id] = Span(nodes[first].start_byte, nodes[last].end_byte)
    return spans


def depth_of(declarator: Node) -> int:
    if declarator.type == "init_declarator":
        return depth_of(declarator.children[0])
    inner = declarator.child_by_field_name("declarator")
    if declarator.type in POINTERS:
        return 1 + (depth_of(inner) if inner is not None else 0)
    return 0


def without_stars(declarator: Node, count: int | None) -> tuple[Node | None, int]:
    """The declarator inside `count` pointers (None: all), and the end of the last of them."""
    if declarator.type == "init_declarator":
        return without_stars(declarator.children[0], count)
    end = declarator.start_byte
    while declarator.type in POINTERS and count != 0:
        end = max(node.end_byte for node in declarator.children if node.type in _OF_POINTER)
        inner = declarator.child_by_field_name("declarator")
        if inner is None:
            return None, end
        declarator = inner
        count = None if count is None else count - 1
    return declarator, end
