"""Small questions to tree-sitter's nodes that each reader of a tree has."""

from __future__ import annotations

from tree_sitter import Node


def code_children(node: Node) -> list[Node]:
    """The children of a node that are not comments."""
    return [child for child in node.children if child.type != "comment"]


def next_code(node: Node) -> Node | None:
    """The sibling behind a node, comments passed over."""
    following = node.next_sibling
    while following is not None and following.type == "comment":
        following = following.next_sibling
    return following


def previous_code(node: Node) -> Node | None:
    """The sibling before a node, comments passed over."""
    before = node.prev_sibling
    while before is not None and before.type == "comment":
        before = before.prev_sibling
    return before
