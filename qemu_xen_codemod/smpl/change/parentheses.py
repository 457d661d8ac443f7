# SPDX-License-Identifier: GPL-2.0-or-later
"""The precedence of expressions in a file that an edit moves or replaces."""

from __future__ import annotations

import re
from dataclasses import replace

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import COMMA_LISTS, EXPRESSIONS
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.smpl.compile.precedence import CAST, level_of, level_of_text, level_wanted

#: Two in a row are another operator.
SIGNS = (b"-", b"+", b"&")
_WORD = re.compile(rb"\w")


def text_of(source: SourceFile, piece: Piece) -> bytes:
    """The bytes of a piece of an edit."""
    return piece if isinstance(piece, bytes) else source.text(piece)


def level_at(source: SourceFile, piece: Piece) -> int:
    """The precedence level of the expression in a piece."""
    if isinstance(piece, bytes):
        return level_of_text(piece)
    node = source.root.descendant_for_byte_range(piece.start, piece.end - 1)
    if node is None or (node.start_byte, node.end_byte) != (piece.start, piece.end):
        return level_of_text(source.text(piece))
    return level_of(node)


def wanted_at(source: SourceFile, span: Span) -> int:
    """The level that an expression needs to replace the one at this span."""
    if span.start == span.end:
        return 0
    node, parent = _in_place(source, span)
    if node is not None and node.type == "argument_list":
        # The operand of a cast that C's grammar parses as a call.
        return CAST
    if node is None or node.type not in EXPRESSIONS or parent is None:
        return 0
    if (node.start_byte, node.end_byte) != (span.start, span.end):
        return 0
    return level_wanted(parent, parent.children.index(node))


def _in_place(source: SourceFile, span: Span) -> tuple[Node | None, Node | None]:
    """The outermost node at a span, and the one around it."""
    node = source.root.descendant_for_byte_range(span.start, max(span.end - 1, span.start))
    parent = source.ancestors.parent(node) if node is not None else None
    while parent is not None and (parent.start_byte, parent.end_byte) == (span.start, span.end):
        node, parent = parent, source.ancestors.parent(parent)
    return node, parent


def is_element(source: SourceFile, span: Span) -> bool:
    """Whether the expression at this span is an element of a list, which a comma would end."""
    _, parent = _in_place(source, span)
    return parent is not None and parent.type in COMMA_LISTS


def sign_before(source: SourceFile, span: Span) -> bytes:
    """The sign right before a span with which another one would be an operator of its own: `--`."""
    before = source.data[span.start - 1 : span.start]
    return before if before in SIGNS else b""


def in_parentheses(edit: Edit) -> Edit:
    return replace(edit, pieces=(b"(", *edit.pieces, b")"))


def kept_apart(source: SourceFile, edit: Edit) -> Edit:
    """The edit with a blank where its text would run into the word next to it, and in parentheses
    where two signs would meet.
    """
    if not edit.pieces:
        return edit
    first, last = text_of(source, edit.pieces[0]), text_of(source, edit.pieces[-1])
    before = source.data[edit.span.start - 1 : edit.span.start]
    if first and first[:1] == sign_before(source, edit.span):
        return in_parentheses(edit)
    after = source.data[edit.span.end : edit.span.end + 1]
    begins = (b" ",) if _WORD.match(first) and _WORD.match(before) else ()
    ends = (b" ",) if _WORD.match(last[-1:]) and _WORD.match(after) else ()
    return Edit(edit.span, (*begins, *edit.pieces, *ends), edit.rule)
