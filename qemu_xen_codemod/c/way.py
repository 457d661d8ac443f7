"""Where a span of code runs, and what control may pass on the way from one point to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.flow import STATEMENTS, Point, enclosing_function, successors
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.paths import Key, Until
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span

#: Alone before a `;` these are statements, else types.
_SPECIFIERS = frozenset(("struct_specifier", "union_specifier", "enum_specifier"))


@dataclass(frozen=True, slots=True)
class Way:
    """The ways from one point to another one."""

    #: What may be passed, without both ends.
    points: list[Point]
    end: Point
    #: Whether control may come to the end once more without passing the start.
    is_again: bool


def way_between(start: Point, end: Point) -> Way | None:
    """None when control does not come from the one to the other."""
    found = _points_between(successors(start), end, start)
    if not found:
        return None
    is_again = end.key in _points_between(successors(end), end, start)
    points = [point for key, point in found.items() if key != end.key]
    return Way(points, end, is_again)


def _points_between(starts: Sequence[Point], end: Point, start: Point) -> dict[Key, Point]:
    found: dict[Key, Point] = {}
    for one in starts:
        until = Until(
            lambda point: point.key == end.key,
            lambda point: point.key != start.key and point.kind != "exit",
            successors,
        )
        until.explore(one)
        found.update({key: until.points[key] for key in until.on_some_way})
    return found


def point_at(source: SourceFile, span: Span) -> Point | None:
    """The point of the flow at which the code of a span runs, None outside of functions."""
    node = source.root.descendant_for_byte_range(span.start, span.end)
    while node is not None and not _is_statement(node):
        if node.parent is not None and node.parent.type == "do_statement":
            condition = node.parent.child_by_field_name("condition")
            if condition is not None and condition.id == node.id:
                return Point("condition", node.parent)
        node = node.parent
    is_in_function = node is not None and enclosing_function(node) is not None
    return Point("at", node) if node is not None and is_in_function else None


def _is_statement(node: Node) -> bool:
    parent = node.parent.type if node.parent is not None else ""
    if node.type in _SPECIFIERS:
        return parent == "compound_statement" or parent in ARMS
    return node.type in STATEMENTS and parent not in ("for_statement", "function_definition")
