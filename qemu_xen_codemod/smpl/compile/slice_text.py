# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a slice, as C for tree-sitter, and the offset of each item in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.loop_macro import loop_spelling
from qemu_xen_codemod.smpl.compile.member_type import is_any_head
from qemu_xen_codemod.smpl.read.body_items import (
    PLACEHOLDER,
    BodyToken,
    Item,
    first_start,
)
from qemu_xen_codemod.smpl.read.metavariable import WHOLE_KINDS, MetaKind, Metavariable

#: `#include ...`, which is not in C's grammar.
_NAMED_INCLUDE = re.compile(rb"(\s*#\s*include\s*)\.\.\.(?=\s|\Z)")
ANY_TYPE = PLACEHOLDER + b"any_type"
#: How operator metavariables are written: as an operator that no declaration contains.
_OPERATORS = {MetaKind.BINARY_OPERATOR: b"/", MetaKind.ASSIGNMENT_OPERATOR: b"|="}


def slice_text(
    items: Sequence[Item],
    metavariables: Mapping[bytes, Metavariable],
    untyped: frozenset[int],
    unended: frozenset[int],
) -> tuple[bytes, dict[int, Item], frozenset[int]]:
    """The slice as C text, the item at each offset where one begins, and the offsets of added `;`.

    A `;` is added before the items with the indices `unended`, and a type before the items with the
    offsets `untyped` in the patch.
    """
    ends: set[int] = set()
    parts: list[bytes] = []
    starts: dict[int, Item] = {}
    at = 0
    for index, item in enumerate(items):
        if index in unended:
            ends.add(at)
            parts.append(b"; ")
            at += 2
        if isinstance(item, BodyToken):
            piece = _NAMED_INCLUDE.sub(rb"\1<any>", item.token.text)
            declared = metavariables.get(piece)
            if declared and declared.kind in WHOLE_KINDS:
                piece += b";"
            elif declared and declared.kind is MetaKind.ITERATOR_NAME:
                piece = loop_spelling(len(piece)) or piece
            elif declared and declared.kind in _OPERATORS:
                piece = _OPERATORS[declared.kind]
            own_line = item.token.kind in (Kind.DIRECTIVE, Kind.COMMENT)
        else:
            piece = item.name + (b";" if item.statements else b"")
            own_line = False
        if own_line and parts and not parts[-1].endswith(b"\n"):
            parts.append(b"\n")
            at += 1
        if first_start(item) in untyped:
            parts.append(ANY_TYPE + b" ")
            at += len(parts[-1])
        if is_any_head(items, index, metavariables):
            parts.append(b"struct ")
            at += len(parts[-1])
        starts[at] = item
        parts.append(piece + (b"\n" if own_line else b" "))
        at += len(parts[-1])
    if len(items) in unended:
        ends.add(at)
        parts.append(b";")
    return b"".join(parts), starts, frozenset(ends)


def first_error(root: Node, starts: Mapping[int, Item]) -> int:
    """Byte offset in the patch of the item at or after the first error."""
    todo = [root]
    errors: list[int] = []
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            errors.append(node.start_byte)
        todo.extend(child for child in node.children if child.has_error)
    return item_at(min(errors, default=0), starts)


def item_at(offset: int, starts: Mapping[int, Item]) -> int:
    """Byte offset in the patch of the item at or after an offset in the slice."""
    at = min((start for start in starts if start >= offset), default=max(starts, default=0))
    return first_start(starts[at]) if starts else 0
