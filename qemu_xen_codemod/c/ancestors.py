# SPDX-License-Identifier: GPL-2.0-or-later
"""Ancestors: what is around the nodes of one tree.

`Node.parent` of tree-sitter looks for the node from the root on, so a climb from deep inside takes
the square of its depth. Where one is long, the parents of all nodes are noted once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node, TreeCursor

#: A climb that is longer is worth the notes.
_LONG = 50


class Ancestors:
    """Answers for the nodes of the tree with this root."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._parents: dict[int, Node] = {}
        self._nearest: dict[Callable[[Node], bool], dict[int, Node | None]] = {}

    def parent(self, node: Node) -> Node | None:
        """What `Node.parent` is."""
        return self._parents.get(node.id) if self._parents else node.parent

    def around(self, node: Node | None) -> Iterator[Node]:
        """The node, and what is around it, outwards."""
        steps = 0
        while node is not None:
            yield node
            node = self.parent(node)
            steps += 1
            self.expect(steps)

    def expect(self, levels: int) -> None:
        """Nodes of so many levels will be asked for."""
        if levels >= _LONG and not self._parents:
            todo = [self._root]
            while todo:
                node = todo.pop()
                inside = node.children
                self._parents.update((child.id, node) for child in inside)
                todo.extend(inside)

    def nearest(self, node: Node | None, test: Callable[[Node], bool]) -> Node | None:
        """The first of the node and what is around it for which a test holds. The test is a
        function of a module: what it found is known by it.
        """
        known = self._nearest.setdefault(test, {})
        passed: list[int] = []
        found: Node | None = None
        for at in self.around(node):
            if at.id in known:
                found = known[at.id]
                break
            if test(at):
                found = at
                break
            passed.append(at.id)
        known.update(dict.fromkeys(passed, found))
        return found


def deeper_than(root: Node, levels: int) -> Node | None:
    """The first node that is so many levels below the root, None when there is none."""
    if root.descendant_count <= levels:
        return None
    cursor = root.walk()
    depth = 0
    while True:
        # So many levels need as many nodes.
        if _may_hold(cursor, levels - depth) and cursor.goto_first_child():
            depth += 1
            if depth >= levels:
                return cursor.node
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return None
            depth -= 1


def _may_hold(cursor: TreeCursor, levels: int) -> bool:
    node = cursor.node
    return node is not None and node.descendant_count > levels
