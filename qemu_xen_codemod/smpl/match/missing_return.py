# SPDX-License-Identifier: GPL-2.0-or-later
"""`return;` and `return ...;` at the end of a function that has no `return` there.

As in Coccinelle, lines added next to it go before the `}`, and there is nothing to remove.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.pattern import PatternNode
from qemu_xen_codemod.smpl.compile.pattern_shapes import may_be_missing


def is_missing_return(pattern: PatternNode, block: Node) -> bool:
    """Whether the pattern matches the end of this block, a function's body."""
    is_body = block.parent is not None and block.parent.type == "function_definition"
    return is_body and may_be_missing(pattern)


def ends_without_return(source: SourceFile) -> Iterator[Node]:
    """The bodies of the file's functions whose end control reaches, except empty ones."""
    todo = [source.root]
    while todo:
        node = todo.pop()
        body = node.child_by_field_name("body") if node.type == "function_definition" else None
        if body is None:
            todo.extend(reversed(node.children))
        elif len(body.children) > 2:
            graph = flow_of(source).graph_of(node)
            if graph is not None and any(
                _is_end_of(body, flow_node) for flow_node in graph.reached
            ):
                yield body


def _is_end_of(body: Node, point: FlowNode) -> bool:
    return point.kind is FlowKind.BLOCK_END and point.node.id == body.id
