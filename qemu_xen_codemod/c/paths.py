# SPDX-License-Identifier: GPL-2.0-or-later
"""Which points of a function satisfy "on every path, `through` holds until `arrives` does".

This is CTL's A[through U arrives] as in Coccinelle's engine: a loop does not prevent an arrival as
long as it can be left for one. Results for points are kept: a later start visits only points that
no earlier start has reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from operator import attrgetter

from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.reach import Reach

#: Of points at one statement, which comes first in a list.
_ORDER = {
    FlowKind.CONDITION: 1,
    FlowKind.BLOCK_END: 2,
    FlowKind.EXIT: 3,
    FlowKind.TRUE: 4,
    FlowKind.ERROR_EXIT: 4,
}


class Until:
    """The points that can be reached from its starts while `through` holds, and which arrive."""

    def __init__(
        self,
        arrives: Callable[[FlowNode], bool],
        through: Callable[[FlowNode], bool],
        ways: Callable[[FlowNode], Sequence[FlowNode]] = attrgetter("successors"),
    ) -> None:
        #: In the order of a depth-first search: the successors of each point that may be passed;
        #: none for others.
        self.ways: dict[FlowNode, Sequence[FlowNode]] = {}
        #: The points from which at least one path arrives, and those from which every path does.
        self.on_some_way: set[FlowNode] = set()
        self.on_each_way: set[FlowNode] = set()
        self._arrives = arrives
        self._through = through
        self._ways_on = ways
        self._arrived: set[FlowNode] = set()
        self._on_ways = Reach(self._arrived)
        self._on_sure_ways = Reach(self._arrived)

    def explore(self, start: FlowNode) -> None:
        """Also visit all points that can be reached from this one."""
        new: list[FlowNode] = []
        todo = [start]
        while todo:
            point = todo.pop()
            if point in self.ways:
                continue
            new.append(point)
            if self._arrives(point):
                self._arrived.add(point)
            self.ways[point] = ways = self._ways_on(point) if self._through(point) else ()
            todo.extend(reversed(ways))
        if new:
            self._judge(new)

    def may_pass(self, point: FlowNode, found: Set[FlowNode]) -> bool:
        """Whether a point can be passed and every path from it is among those found."""
        ways = self.ways.get(point)
        return bool(ways) and all(way in found for way in ways or ())

    def arrivals(self, start: FlowNode, *, on_each_way: bool) -> list[FlowNode]:
        """Where the paths from a start arrive: all of its paths, or only those that surely
        arrive.
        """
        if on_each_way:
            reached = self._on_sure_ways.ends(start, self._sure_ways)
        else:
            reached = self._on_ways.ends(start, self._all_ways)
        return sorted(
            reached,
            key=lambda item: (item.node.start_byte, item.node.end_byte, _ORDER.get(item.kind, 0)),
        )

    def passed(self, start: FlowNode) -> list[FlowNode]:
        """The points that are passed on sure paths from a start, in the order of the search."""
        return [node for node in self.along(start) if self.may_pass(node, self.on_each_way)]

    def along(self, start: FlowNode) -> list[FlowNode]:
        """The points on sure paths from a start, including those where they arrive."""
        return _reached([start], self._sure_ways)

    def leading_to(self, end: FlowNode) -> Set[FlowNode]:
        """The points that may be passed on some path to a point."""
        before = self._before(self.ways)
        return set(_reached(before.get(end, ()), lambda node: before.get(node, ())))

    def _judge(self, new: Sequence[FlowNode]) -> None:
        """Decide which new points arrive; known points do not depend on them."""
        before = self._before(new)
        some = [
            entry
            for entry in new
            if entry in self._arrived or any(way in self.on_some_way for way in self.ways[entry])
        ]
        self.on_some_way.update(some)
        while some:
            for element in before.get(some.pop(), ()):
                if element not in self.on_some_way:
                    self.on_some_way.add(element)
                    some.append(element)
        sure = {flow_node for flow_node in new if flow_node in self.on_some_way}
        self.on_each_way |= sure
        failing = [node for node in sure if self._fails(node)]
        while failing:
            point = failing.pop()
            if point in self.on_each_way:
                self.on_each_way.discard(point)
                failing.extend(
                    item
                    for item in before.get(point, ())
                    if item in self.on_each_way and self._fails(item)
                )

    def _fails(self, point: FlowNode) -> bool:
        return point not in self._arrived and not self.may_pass(point, self.on_each_way)

    def _before(self, points: Iterable[FlowNode]) -> dict[FlowNode, list[FlowNode]]:
        before: dict[FlowNode, list[FlowNode]] = {}
        for point in points:
            for way in self.ways[point]:
                before.setdefault(way, []).append(point)
        return before

    def _all_ways(self, point: FlowNode) -> Sequence[FlowNode]:
        return self.ways.get(point, ())

    def _sure_ways(self, point: FlowNode) -> Sequence[FlowNode]:
        return self._all_ways(point) if self.may_pass(point, self.on_each_way) else ()


def _reached(
    starts: Sequence[FlowNode], ways: Callable[[FlowNode], Sequence[FlowNode]]
) -> list[FlowNode]:
    seen: dict[FlowNode, None] = {}
    todo = list(starts)
    while todo:
        point = todo.pop()
        if point not in seen:
            seen[point] = None
            todo.extend(reversed(ways(point)))
    return list(seen)
