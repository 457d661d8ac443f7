"""Bytes of C -> the tree-sitter tree, and what of it is in error."""

from __future__ import annotations

import tree_sitter_c
from tree_sitter import Language, Parser, Tree

from qemu_xen_codemod.edit.edit import Span

_LANGUAGE = Language(tree_sitter_c.language())


def parse(data: bytes) -> Tree:
    """The tree-sitter tree of these bytes, as they are."""
    return Parser(_LANGUAGE).parse(data)


def errors_of(tree: Tree) -> tuple[Span, ...]:
    """The spans of the outermost ERROR nodes and of MISSING tokens (empty spans), in order."""
    spans: list[Span] = []
    todo = [tree.root_node] if tree.root_node.has_error else []
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            spans.append(Span(node.start_byte, node.end_byte))
        elif node.has_error:
            todo.extend(node.children)
    return tuple(sorted(spans))
