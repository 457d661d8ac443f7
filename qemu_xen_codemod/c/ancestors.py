# SPDX-License-Identifier: GPL-2.0-or-later
"""Ancestors: the enclosing nodes of the nodes of one tree.

tree-sitter's `Node.parent` searches from the root, so climbing out of a deep node takes time
quadratic in its depth. For long climbs, the parents of all nodes are recorded once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property

from tree_sitter import Node, TreeCursor

from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.edit.edit import Span

#: A longer climb is worth the records.
_LONG = 50
#: After so many single questions the depth of the tree is checked.
_MANY = 200


class Ancestors:
    """The ancestors in the tree with this root."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._parents: dict[int, Node] = {}
        self._asked = 0
        #: By the offsets where they begin, when the parents are recorded.
        self._tokens: dict[int, Node] = {}
        self._smallest: dict[tuple[int, int], Node | None] = {}
        self._nearest: dict[Callable[[Node], bool], dict[int, Node | None]] = {}

    def parent(self, node: Node) -> Node | None:
        """The same as `Node.parent`."""
        self._ask()
        return self._parents.get(node.id) if self._parents else node.parent

    def token(self, offset: int) -> Node | None:
        """The token that begins at an offset."""
        self._ask()
        if self._parents:
            if not self._tokens:
                every = descendants(self._root)
                self._tokens = {node.start_byte: node for node in every if not node.child_count}
            return self._tokens.get(offset)
        tops, starts = self._tops
        index = bisect_right(starts, offset) - 1
        return tops[index].descendant_for_byte_range(offset, offset + 1) if index >= 0 else None

    @cached_property
    def _tops(self) -> tuple[list[Node], list[int]]:
        """The root's children and their offsets: tree-sitter would look at one after the other."""
        tops = self._root.children
        return tops, [top.start_byte for top in tops]

    def _ask(self) -> None:
        if not self._parents:
            self._asked += 1
            if self._asked == _MANY and deeper_than(self._root, _LONG):
                self.expect(_LONG)

    def smallest(self, span: Span) -> Node | None:
        """The smallest node that holds all bytes of a span, or the byte after an empty one."""
        first, last = span.start, max(span.start, span.end - 1)
        if (first, last) not in self._smallest:
            self._smallest[first, last] = self._root.descendant_for_byte_range(first, last)
        return self._smallest[first, last]

    def around(self, node: Node | None) -> Iterator[Node]:
        """The node and its ancestors, innermost first."""
        steps = 0
        while node is not None:
            yield node
            node = self.parent(node)
            steps += 1
            self.expect(steps)

    def expect(self, levels: int) -> None:
        """Nodes at this depth will be asked for."""
        if levels >= _LONG and not self._parents:
            todo = [self._root]
            while todo:
                node = todo.pop()
                inside = node.children
                self._parents.update((child.id, node) for child in inside)
                todo.extend(inside)

    def nearest(self, node: Node | None, test: Callable[[Node], bool]) -> Node | None:
        """The first of the node and its ancestors for which a test holds. The test must be a
        function of a module: results are kept by function.
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
    """The first node that is this many levels below the root, None if there is none."""
    if root.descendant_count <= levels:
        return None
    cursor = root.walk()
    depth = 0
    while True:
        # This many levels need as many nodes.
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
