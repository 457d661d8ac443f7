# SPDX-License-Identifier: GPL-2.0-or-later
"""Flow: a file's control flow, function by function. A function's graph is built on the first
request for one of its nodes, and kept with the file.

The arms of an `#if` are alternatives, as in Coccinelle. Unreachable code has nodes, too. So have
the statements of a statement expression; they lead to what follows the expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.flow_edges import FlowEdges
from qemu_xen_codemod.c.flow_graph import FlowGraph, FlowKind, FlowNode
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.c.statements import has_loop, statements_of

_STATEMENT_EXPRESSION = re.compile(rb"\((?:\s|/\*(?:[^*]|\*(?!/))*\*/)*\{")


@asked_once
def flow_of(source: SourceFile) -> Flow:
    """The control flow of a file."""
    return Flow(source.masked, FlowEdges(source.root, source.ancestors))


class Flow:
    """The nodes of one file's functions, found by the place in the tree."""

    def __init__(self, masked: bytes, edges: FlowEdges) -> None:
        self._masked = masked
        self._edges = edges
        self._graphs: dict[int, FlowGraph | None] = {}
        self._loops: dict[int, bool] = {}

    def graph_of(self, function: Node) -> FlowGraph | None:
        """The graph of a function definition, None if it has no body."""
        if function.id not in self._graphs:
            body = function.child_by_field_name("body")
            self._graphs[function.id] = self._built(function, body) if body is not None else None
        return self._graphs[function.id]

    def enter(self, function: Node) -> FlowNode | None:
        """The node where a function begins, None if it has no body."""
        graph = self.graph_of(function)
        return graph.nodes[0] if graph is not None else None

    def at(self, node: Node) -> FlowNode:
        """The node before a statement."""
        self._look_into(node)
        return self._drawn(self._edges.at(node))

    def end(self, block: Node) -> FlowNode:
        """The node at the end of a block, or of a branch without braces."""
        self._look_into(block)
        return self._drawn(self._edges.end(block))

    def condition(self, loop: Node) -> FlowNode:
        """The node after the body of a `do` loop, at its condition."""
        self._look_into(loop)
        return self._drawn(self._edges.condition(loop))

    def after(self, node: Node) -> FlowNode:
        """The node that control reaches when a statement has run to its end."""
        self._look_into(node)
        return self._drawn(self._edges.after(node))

    def first_of(self, block: Node) -> FlowNode:
        """The node just after a block's opening brace."""
        self._look_into(block)
        return self._drawn(self._edges.first(block))

    def has_loop(self, node: Node) -> bool:
        """Whether the function around a node has a loop statement."""
        around = self._edges.function_around(node) or node
        if around.id not in self._loops:
            self._loops[around.id] = has_loop(around)
        return self._loops[around.id]

    def _look_into(self, node: Node) -> None:
        """Build the graph of the function around a node that is new."""
        if not self._edges.knows(node):
            function = self._edges.function_around(node)
            if function is not None:
                self.graph_of(function)

    def _drawn(self, node: FlowNode) -> FlowNode:
        """A node with its edges: nodes in the graph of a function have them."""
        self._edges.draw()
        return node

    def _built(self, function: Node, body: Node) -> FlowGraph:
        edges = self._edges
        enter = FlowNode(FlowKind.ENTER, function)
        enter.successors = (edges.first(body),)
        edges.exit(function)
        for statement in statements_of(body):
            edges.at(statement)
        for block in self._in_expressions(body):
            if edges.function_around(block) == function:
                edges.at(block)
        return FlowGraph(function, tuple(sorted([enter, *edges.draw()], key=_order)))

    def _in_expressions(self, body: Node) -> Iterator[Node]:
        """The blocks of statement expressions."""
        if _STATEMENT_EXPRESSION.search(self._masked, body.start_byte, body.end_byte):
            for node in descendants(body):
                if node.type == "parenthesized_expression":
                    yield from statements_of(node)


def _order(node: FlowNode) -> tuple[int, int]:
    """Where a node is listed: a block's end and a loop's condition after their contents."""
    place = node.node
    match node.kind:
        case FlowKind.ENTER:
            return place.start_byte, 0
        case FlowKind.TRUE | FlowKind.ERROR_EXIT:
            return place.start_byte, 2
        case FlowKind.CONDITION | FlowKind.BLOCK_END:
            return place.end_byte, 3
        case FlowKind.EXIT:
            return place.end_byte, 4
        case _:
            return place.start_byte, 1
