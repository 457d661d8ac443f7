"""Matches that change code which can also be reached without what the pattern begins with.

Coccinelle stops there ("reachable by inconsistent control-flow paths"), as such a change would be
wrong on the other way. Going back from a changed statement, each way has to come to the beginning
of a match that changes it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tree_sitter import Node

from qemu_xen_codemod.c.flow import (
    STATEMENTS,
    Point,
    enclosing_function,
    first_of,
    successors,
)
from qemu_xen_codemod.c.node_kinds import ARMS, SPECIFIERS
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.paths import Key, Until
from qemu_xen_codemod.smpl.compile.difference import Insert, Operation, Remove, place_of
from qemu_xen_codemod.smpl.compile.pattern import (
    Pattern,
    PatternKind,
    PatternNode,
    holds_expression,
    nodes_in,
    nodes_under,
)
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.match.state import MatchedNode

_WHY = "the code that it changes can also be reached on a way that does not match"


def doubt_inconsistent(
    found: Sequence[EditableMatch], pattern: Pattern, operations: Sequence[Operation]
) -> list[EditableMatch]:
    """The matches of one rule in one file, those that Coccinelle would not make with a doubt."""
    changed = {node for one in operations for node in place_of(one)}
    points: list[list[Point]] = [list(_changed_points(one, changed)) for one in found]
    roots: dict[Key, set[Key]] = {}
    for one, own in zip(found, points, strict=True):
        for point in own:
            roots.setdefault(point.key, set()).update(_roots(one, pattern.nodes[0]))
    back = _WaysBack()
    verdicts: dict[Key, bool] = {}
    for own in points:
        for point in own:
            if point.key not in verdicts:
                verdicts[point.key] = back.come_to(point, frozenset(roots[point.key]))
    whys = (
        _WHY
        if not all(verdicts[point.key] for point in own)
        else _changed_twice(one, pattern, operations)
        for one, own in zip(found, points, strict=True)
    )
    return [
        replace(one, state=one.state.with_doubt(why)) if why else one
        for one, why in zip(found, whys, strict=True)
    ]


def _changed_twice(found: EditableMatch, pattern: Pattern, operations: Sequence[Operation]) -> str:
    """Why not, when one statement stands for two of the pattern that are changed differently."""
    owners = {node: statement for statement in pattern.nodes for node in nodes_under(statement)}
    changed = {
        node: isinstance(one, Remove)
        for one in operations
        if not isinstance(one, Insert)
        for node in place_of(one)
    }
    ways: dict[Key, set[PatternNode | None]] = {}
    for record in found.state.records():
        owner = owners.get(record.node)
        if owner is None or record.node not in changed:
            continue
        is_removed = changed[record.node]
        point = _point_of(found, record)
        if point is not None:
            ways.setdefault(point.key, set()).add(None if is_removed else owner)
    is_twice = any(len(one) > 1 for one in ways.values())
    return "a statement in it would be changed in two ways" if is_twice else ""


def _roots(found: EditableMatch, first: PatternNode) -> set[Key]:
    """The points at which a match begins."""
    if holds_expression(first):
        inside = set(nodes_in(Pattern(PatternKind.STATEMENTS, (first,))))
        begun = (_point_of(found, one) for one in found.state.records() if one.node in inside)
        return {point.key for point in begun if point is not None}
    return {_root(found, first)}


def _root(found: EditableMatch, first: PatternNode) -> Key:
    start = found.start
    is_body = start.parent is not None and start.parent.type == "function_definition"
    if start.type == "compound_statement" and is_body and start.parent is not None:
        if first.kind == "return_statement":
            # The end of a function without `return`.
            return Point("end", start).key
        return Point("enter", start.parent).key
    return Point("enter" if start.type == "function_definition" else "at", start).key


def _changed_points(found: EditableMatch, changed: set[PatternNode]) -> Iterator[Point]:
    points = (
        _point_of(found, record) for record in found.state.records() if record.node in changed
    )
    yield from {point.key: point for point in points if point is not None}.values()


def _point_of(found: EditableMatch, record: MatchedNode) -> Point | None:
    start, end = record.span.start, max(record.span.end - 1, record.span.start)
    node: Node | None = found.source.root.descendant_for_byte_range(start, end)
    kind = "end" if node is not None and node.type == "}" else "at"
    while node is not None and not (_is_statement(node) and not _is_in_for(node)):
        outer = node.parent
        if outer is not None and outer.child_by_field_name("condition") == node:
            kind = "condition" if outer.type == "do_statement" else kind
        node = outer
    return Point(kind, node) if node is not None else None


def _is_statement(node: Node) -> bool:
    """Whether a node is a statement, not the struct that a declaration begins with."""
    if node.type not in STATEMENTS:
        return False
    parent = node.parent.type if node.parent is not None else ""
    return node.type not in SPECIFIERS or parent == "compound_statement" or parent in ARMS


def _is_in_for(node: Node) -> bool:
    """Whether a node is the declaration in the header of a `for`."""
    outer = node.parent
    return node.type == "declaration" and outer is not None and outer.type == "for_statement"


class _WaysBack:
    """The ways back from the points of functions; what is found out once is known for all."""

    def __init__(self) -> None:
        self._before: dict[int, dict[Key, list[Point]]] = {}
        self._untils: dict[tuple[int, frozenset[Key]], Until] = {}

    def come_to(self, point: Point, roots: frozenset[Key]) -> bool:
        """Whether each way back from a point comes to one of the roots."""
        function = enclosing_function(point.node)
        if function is None:
            return True
        if function.id not in self._before:
            self._before[function.id] = _before(function)
        before = self._before[function.id]
        if point.key in roots or point.key not in before:
            return True
        key = (function.id, roots)
        if key not in self._untils:
            self._untils[key] = Until(
                lambda one: one.key in roots,
                lambda one: one.key in before,
                lambda one: before[one.key],
            )
        self._untils[key].explore(point)
        return point.key in self._untils[key].on_each_way


def _before(function: Node) -> dict[Key, list[Point]]:
    """What stands before each point of a function that can be reached."""
    body = function.child_by_field_name("body")
    if body is None:
        return {}
    first = first_of(body)
    before: dict[Key, list[Point]] = {first.key: [Point("enter", function)]}
    seen: set[Key] = set()
    # Code that is never reached stands before what follows it, too.
    todo = [*(Point("at", one) for one in _statements_backwards(body)), first]
    while todo:
        point = todo.pop()
        if point.key in seen:
            continue
        seen.add(point.key)
        before.setdefault(point.key, [])
        for following in successors(point):
            before.setdefault(following.key, []).append(point)
            todo.append(following)
    return before


def _statements_backwards(body: Node) -> list[Node]:
    found = [one for one in descendants(body) if _is_statement(one) and not _is_in_for(one)]
    headers = ("switch_statement", "function_definition")
    return [one for one in reversed(found) if one.parent is None or one.parent.type not in headers]
