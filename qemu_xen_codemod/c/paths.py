"""Which points of a function satisfy "on every way on, `through` holds until `arrives` does".

This is CTL's A[through U arrives] as Coccinelle's engine reads it: a loop does not keep a way from
arriving as long as it can be left for an arrival. What is known of a point stays known: a later
start looks only at the points that no start before it has come to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set

from qemu_xen_codemod.c.flow import Point
from qemu_xen_codemod.c.reach import Reach

#: What identifies a point.
Key = tuple[str, int]


class Until:
    """The points that can be reached from its starts while `through` holds, and which arrive."""

    def __init__(
        self,
        arrives: Callable[[Point], bool],
        through: Callable[[Point], bool],
        ways: Callable[[Point], Sequence[Point]],
    ) -> None:
        #: In the order in which a depth-first search comes to them.
        self.points: dict[Key, Point] = {}
        #: The ways on, of each point that may be passed.
        self.ways: dict[Key, Sequence[Point]] = {}
        #: The points from which one way at least arrives, and those from which each way does.
        self.on_some_way: set[Key] = set()
        self.on_each_way: set[Key] = set()
        self._arrives = arrives
        self._through = through
        self._ways_on = ways
        self._arrived: set[Key] = set()
        self._on_ways = Reach(self._arrived)
        self._on_sure_ways = Reach(self._arrived)

    def explore(self, start: Point) -> None:
        """Look at all points that can be reached from this one, too."""
        new: list[Key] = []
        todo = [start]
        while todo:
            point = todo.pop()
            key = point.key
            if key in self.points:
                continue
            self.points[key] = point
            new.append(key)
            if self._arrives(point):
                self._arrived.add(key)
            if self._through(point):
                self.ways[key] = self._ways_on(point)
                todo.extend(reversed(self.ways[key]))
        if new:
            self._judge(new)

    def may_pass(self, key: Key, found: Set[Key]) -> bool:
        """Whether a point can be passed and each way on from it is among those found."""
        ways = self.ways.get(key)
        return bool(ways) and all(way.key in found for way in ways or ())

    def arrivals(self, start: Point, *, on_each_way: bool) -> list[Point]:
        """Where the ways from a start arrive: all of its ways, or those that surely do."""
        if on_each_way:
            reached = self._on_sure_ways.ends(start.key, self._sure_ways)
        else:
            reached = self._on_ways.ends(start.key, self._all_ways)
        return sorted(
            (self.points[key] for key in reached),
            key=lambda one: (one.node.start_byte, one.node.end_byte, one.kind),
        )

    def passed(self, start: Point) -> list[Point]:
        """The points that are passed on sure ways from a start, in the order of the search."""
        return [one for one in self.along(start) if self.may_pass(one.key, self.on_each_way)]

    def along(self, start: Point) -> list[Point]:
        """The points on sure ways from a start, those where they arrive included."""
        return [self.points[key] for key in self._reached([start.key], self._sure_ways)]

    def leading_to(self, end: Key) -> set[Key]:
        """The points that may be passed on some way to a point."""
        before = self._before(self.ways)
        return set(self._reached(before.get(end, ()), lambda key: before.get(key, ())))

    def _judge(self, new: Sequence[Key]) -> None:
        """Tell of new points which arrive; nothing else leads from those known to them."""
        before = self._before(new)
        some = [
            key
            for key in new
            if key in self._arrived
            or any(one.key in self.on_some_way for one in self.ways.get(key, ()))
        ]
        self.on_some_way.update(some)
        while some:
            for key in before.get(some.pop(), ()):
                if key not in self.on_some_way:
                    self.on_some_way.add(key)
                    some.append(key)
        sure = {key for key in new if key in self.on_some_way}
        self.on_each_way |= sure
        failing = [key for key in sure if self._fails(key)]
        while failing:
            key = failing.pop()
            if key in self.on_each_way:
                self.on_each_way.discard(key)
                failing.extend(
                    one
                    for one in before.get(key, ())
                    if one in self.on_each_way and self._fails(one)
                )

    def _fails(self, key: Key) -> bool:
        return key not in self._arrived and not self.may_pass(key, self.on_each_way)

    def _before(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        before: dict[Key, list[Key]] = {}
        for key in keys:
            for way in self.ways.get(key, ()):
                before.setdefault(way.key, []).append(key)
        return before

    def _all_ways(self, key: Key) -> Sequence[Key]:
        return [one.key for one in self.ways.get(key, ())]

    def _sure_ways(self, key: Key) -> Sequence[Key]:
        return self._all_ways(key) if self.may_pass(key, self.on_each_way) else ()

    def _reached(
        self, starts: Sequence[Key], ways: Callable[[Key], Sequence[Key]]
    ) -> dict[Key, None]:
        seen: dict[Key, None] = {}
        todo = list(starts)
        while todo:
            key = todo.pop()
            if key not in seen:
                seen[key] = None
                todo.extend(reversed(ways(key)))
        return seen
