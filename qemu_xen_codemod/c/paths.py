"""Which points of a function satisfy "on every way on, `through` holds until `arrives` does".

This is CTL's A[through U arrives] as Coccinelle's engine reads it: a loop does not keep a way from
arriving as long as it can be left for an arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qemu_xen_codemod.c.flow import Point

#: What identifies a point.
Key = tuple[str, int]


class Until:
    """The points that can be reached from `start` while `through` holds, and which of them do."""

    def __init__(
        self,
        start: Point,
        arrives: Callable[[Point], bool],
        through: Callable[[Point], bool],
        ways: Callable[[Point], Sequence[Point]],
    ) -> None:
        #: In the order in which a depth-first search comes to them.
        self.points: dict[Key, Point] = {}
        #: The ways on, of each point that may be passed.
        self.ways: dict[Key, Sequence[Point]] = {}
        self._arrived: set[Key] = set()
        todo = [start]
        while todo:
            point = todo.pop()
            if point.key in self.points:
                continue
            self.points[point.key] = point
            if arrives(point):
                self._arrived.add(point.key)
            if through(point):
                self.ways[point.key] = ways(point)
                todo.extend(reversed(self.ways[point.key]))

    def on_some_way(self) -> set[Key]:
        """The points from which one way at least arrives."""
        return self._arrived | self._leading_to(self._arrived)

    def leading_to(self, key: Key) -> set[Key]:
        """The points that may be passed on some way to a point."""
        return self._leading_to({key})

    def _leading_to(self, ends: set[Key]) -> set[Key]:
        before: dict[Key, list[Key]] = {}
        for key, ways in self.ways.items():
            for way in ways:
                before.setdefault(way.key, []).append(key)
        found: set[Key] = set()
        todo = list(ends)
        while todo:
            for key in before.get(todo.pop(), ()):
                if key not in found:
                    found.add(key)
                    todo.append(key)
        return found

    def on_each_way(self) -> set[Key]:
        """The points from which each way arrives."""
        found = self.on_some_way()
        failing = True
        while failing:
            failing = False
            for key in list(found):
                if key not in self._arrived and not self.may_pass(key, found):
                    found.discard(key)
                    failing = True
        return found

    def may_pass(self, key: Key, found: set[Key]) -> bool:
        """Whether a point can be passed and each way on from it is among those found."""
        ways = self.ways.get(key)
        return bool(ways) and all(way.key in found for way in ways or ())
