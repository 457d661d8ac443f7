# SPDX-License-Identifier: GPL-2.0-or-later
"""Small questions about tree-sitter's nodes."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node


def descendants(node: Node) -> Iterator[Node]:
    """All nodes below a node, in the file's order."""
    todo = [node]
    while todo:
        inner = todo.pop()
        yield inner
        todo.extend(reversed(inner.children))


def code_children(node: Node) -> list[Node]:
    """The children of a node that are not comments."""
    return [child for child in node.children if child.type != "comment"]


def named_code_children(node: Node) -> list[Node]:
    """The named children of a node that are not comments."""
    return [child for child in node.named_children if child.type != "comment"]


def operator_of(node: Node) -> str:
    """The operator of an expression, "" for none."""
    found = node.child_by_field_name("operator")
    return found.type if found is not None else ""


def next_code(node: Node) -> Node | None:
    """The next sibling that is not a comment."""
    following = node.next_sibling
    while following is not None and following.type == "comment":
        following = following.next_sibling
    return following


def previous_code(node: Node) -> Node | None:
    """The previous sibling that is not a comment."""
    before = node.prev_sibling
    while before is not None and before.type == "comment":
        before = before.prev_sibling
    return before
