# SPDX-License-Identifier: GPL-2.0-or-later
"""The context of a byte of C: its function, its statement."""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import enclosing_function

_LISTS = ARMS | {
    "compound_statement",
    "translation_unit",
    "case_statement",
    "labeled_statement",
    "declaration_list",
}
#: Child fields of the nodes in `_LISTS` that are not statements in them.
_HEADS = frozenset(("condition", "value", "name", "label"))


def node_at(source: SourceFile, offset: int) -> Node:
    """The smallest node that contains the byte."""
    found = source.root.descendant_for_byte_range(offset, offset + 1)
    return source.root if found is None else found


def declared_name(node: Node) -> Node | None:
    """The identifier that a declarator or function definition declares."""
    at: Node | None = node.child_by_field_name("declarator")
    while at is not None:
        if at.type in ("identifier", "field_identifier", "type_identifier"):
            return at
        inner = at.child_by_field_name("declarator")
        if inner is None:
            inner = next(
                (child for child in at.named_children if child.type.endswith("declarator")), None
            ) or next((child for child in at.named_children if child.type == "identifier"), None)
        at = inner
    return None


def function_name(source: SourceFile, offset: int) -> str:
    """The name of the function whose definition contains the byte, "" outside of functions."""
    function = enclosing_function(node_at(source, offset))
    name = declared_name(function) if function is not None else None
    return "" if name is None else source.text(name).decode("utf-8", "replace")


def whole_statement(source: SourceFile, offset: int) -> Node | None:
    """The statement above which a comment about the byte goes, None if there is none.

    This is the nearest statement of a block, `#if` arm, case or file, or the first one of its line.
    An `if` counts as a whole if the byte is in its condition or in a branch without braces. None in
    a directive and where the tree has an error.
    """
    at = node_at(source, offset)
    while True:
        parent = at.parent
        if at.is_error or parent is None or parent.is_error:
            return None
        if at.type in ("preproc_def", "preproc_function_def", "preproc_call", "comment"):
            return None
        if parent.type in _LISTS and at.type not in ARMS and not _is_head(parent, at):
            first = _first_of_line(source, at)
            if first is not None:
                return first
        at = parent


def _first_of_line(source: SourceFile, node: Node) -> Node | None:
    """The statement that begins the node's line: itself or an earlier one in the same list."""
    at: Node | None = node
    while at is not None and not begins_line(source, at.start_byte):
        at = at.prev_named_sibling
        if at is not None and at.end_byte < line_start(source.data, node.start_byte):
            return None
    return at if at is not None and at.is_named else None


def _is_head(parent: Node, child: Node) -> bool:
    return any(parent.child_by_field_name(head) == child for head in _HEADS)


def line_start(data: bytes, offset: int) -> int:
    """The offset of the first byte of the line that contains the byte."""
    return data.rfind(b"\n", 0, offset) + 1


def begins_line(source: SourceFile, offset: int) -> bool:
    """Whether the byte is the first of its line that is not white space."""
    return not source.data[line_start(source.data, offset) : offset].strip()
