# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a span of code runs, and what control may pass between two points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.paths import Until
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import STATEMENTS, enclosing_function
from qemu_xen_codemod.edit.edit import Span

#: Alone before a `;` these are statements, otherwise types.
_SPECIFIERS = frozenset(("struct_specifier", "union_specifier", "enum_specifier"))


@dataclass(frozen=True, slots=True)
class PointsBetween:
    """The paths from one point to another."""

    #: The points that may be passed, without both ends.
    points: list[FlowNode]
    end: FlowNode
    #: Whether control may reach the end again without passing the start.
    is_again: bool


def points_between(start: FlowNode, end: FlowNode) -> PointsBetween | None:
    """None if control never gets from one to the other."""
    found = _reached_between(start.successors, end, start)
    if not found:
        return None
    is_again = end in _reached_between(end.successors, end, start)
    return PointsBetween([point for point in found if point is not end], end, is_again)


def _reached_between(
    starts: Sequence[FlowNode], end: FlowNode, start: FlowNode
) -> dict[FlowNode, None]:
    found: dict[FlowNode, None] = {}
    for node in starts:
        until = Until(
            lambda point: point is end,
            lambda point: point is not start and point.kind is not FlowKind.EXIT,
        )
        until.explore(node)
        found.update(dict.fromkeys(point for point in until.ways if point in until.on_some_way))
    return found


def point_at(source: SourceFile, span: Span) -> FlowNode | None:
    """The point of the flow at which the code of a span runs, None outside of functions."""
    node = source.root.descendant_for_byte_range(span.start, span.end)
    while node is not None and not _is_statement(node):
        if node.parent is not None and node.parent.type == "do_statement":
            condition = node.parent.child_by_field_name("condition")
            if condition is not None and condition.id == node.id:
                return flow_of(source).condition(node.parent)
        node = node.parent
    is_in_function = node is not None and enclosing_function(node) is not None
    return flow_of(source).at(node) if node is not None and is_in_function else None


def _is_statement(node: Node) -> bool:
    parent = node.parent.type if node.parent is not None else ""
    if node.type in _SPECIFIERS:
        return parent == "compound_statement" or parent in ARMS
    return node.type in STATEMENTS and parent not in ("for_statement", "function_definition")
