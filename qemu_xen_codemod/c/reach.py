# SPDX-License-Identifier: GPL-2.0-or-later
"""Reach: which ends can be reached from a node of a graph, computed once for all nodes
before them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from qemu_xen_codemod.c.flow_graph import FlowNode

#: With more ends, no set is kept for each node: each start searches again.
_MOST_KEPT = 64


class Reach:
    """The ends that can be reached from each node. Nodes that reach each other share a set. A node
    also shares the set of its successor if it adds nothing, so the code before one end in a
    function of any length costs one step for each node.
    """

    def __init__(self, ends: Set[FlowNode]) -> None:
        self._all = ends
        #: None if there are too many.
        self._known: dict[FlowNode, frozenset[FlowNode] | None] = {}

    def ends(
        self, start: FlowNode, ways: Callable[[FlowNode], Sequence[FlowNode]]
    ) -> Set[FlowNode]:
        """The ends that can be reached from a node. The successors of a node must not change
        between calls.
        """
        if start not in self._known:
            self._search(start, ways)
        known = self._known[start]
        return known if known is not None else self._walk(start, ways)

    def _walk(
        self, start: FlowNode, ways: Callable[[FlowNode], Sequence[FlowNode]]
    ) -> set[FlowNode]:
        seen: set[FlowNode] = set()
        todo = [start]
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(ways(node))
        return seen & self._all

    def _search(self, start: FlowNode, ways: Callable[[FlowNode], Sequence[FlowNode]]) -> None:
        """Tarjan's algorithm for strongly connected components: each is complete when it is
        left.
        """
        index: dict[FlowNode, int] = {}
        low: dict[FlowNode, int] = {}
        open_nodes: list[FlowNode] = []
        todo: list[tuple[FlowNode, list[FlowNode]]] = []

        def enter(node: FlowNode) -> None:
            index[node] = low[node] = len(index)
            open_nodes.append(node)
            todo.append((node, list(ways(node))))

        enter(start)
        while todo:
            node, left = todo[-1]
            if left:
                way = left.pop()
                if way in self._known:
                    continue
                if way in index:
                    low[node] = min(low[node], index[way])
                else:
                    enter(way)
                continue
            todo.pop()
            if todo:
                low[todo[-1][0]] = min(low[todo[-1][0]], low[node])
            if low[node] == index[node]:
                at = len(open_nodes) - 1
                while open_nodes[at] != node:
                    at -= 1
                self._settle(open_nodes[at:], ways)
                del open_nodes[at:]

    def _settle(
        self, component: Sequence[FlowNode], ways: Callable[[FlowNode], Sequence[FlowNode]]
    ) -> None:
        inside = set(component)
        found = frozenset(inside & self._all)
        is_many = False
        for node in component:
            for way in ways(node):
                if way in inside:
                    continue
                more = self._known[way]
                if more is None:
                    is_many = True
                elif not found:
                    found = more
                elif more is not found and not more <= found:
                    found |= more
        is_many = is_many or len(found) > _MOST_KEPT
        self._known.update(dict.fromkeys(component, None if is_many else found))
