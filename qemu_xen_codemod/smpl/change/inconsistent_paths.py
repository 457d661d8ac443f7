# SPDX-License-Identifier: GPL-2.0-or-later
"""Matches that change code which can also be reached without the beginning of the pattern.

Coccinelle stops there ("reachable by inconsistent control-flow paths"), as such a change would be
wrong on the other path. Going back from a changed statement, every path must reach the beginning of
a match that changes it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tree_sitter import Node

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.c.node_kinds import ARMS, SPECIFIERS
from qemu_xen_codemod.c.paths import Until
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import STATEMENTS, is_function
from qemu_xen_codemod.smpl.compile.operations import Insert, Operation, Remove, place_of
from qemu_xen_codemod.smpl.compile.pattern import (
    Pattern,
    PatternKind,
    PatternNode,
    nodes_in,
    nodes_under,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_bare_expression
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.match.state import MatchedNode

_WHY = "the code that it changes can also be reached by a path that does not match"


def mark_inconsistent(
    matches: Sequence[EditableMatch], pattern: Pattern, operations: Sequence[Operation]
) -> list[EditableMatch]:
    """The matches of one rule in one file; those that Coccinelle would reject have a doubt."""
    changed = {node for operation in operations for node in place_of(operation)}
    points = [list(_changed_points(match, changed)) for match in matches]
    roots: dict[FlowNode, set[FlowNode]] = {}
    for match, own_points in zip(matches, points, strict=True):
        for point in own_points:
            roots.setdefault(point, set()).update(_roots(match, pattern.nodes[0]))
    back = _PathsBack()
    verdicts: dict[FlowNode, bool] = {}
    for match, own_points in zip(matches, points, strict=True):
        for point in own_points:
            if point not in verdicts:
                verdicts[point] = back.reaches(match.source, point, frozenset(roots[point]))
    whys = (
        _WHY
        if not all(verdicts[point] for point in own_points)
        else _changed_twice(match, pattern, operations)
        for match, own_points in zip(matches, points, strict=True)
    )
    return [
        replace(match, state=match.state.with_doubt(why)) if why else match
        for match, why in zip(matches, whys, strict=True)
    ]


def _changed_twice(match: EditableMatch, pattern: Pattern, operations: Sequence[Operation]) -> str:
    """The doubt if one statement matched two of the pattern with different edits, else ""."""
    owners = {node: statement for statement in pattern.nodes for node in nodes_under(statement)}
    changed = {
        node: isinstance(operation, Remove)
        for operation in operations
        if not isinstance(operation, Insert)
        for node in place_of(operation)
    }
    edits_at: dict[FlowNode, set[PatternNode | None]] = {}
    for record in match.state.records():
        owner = owners.get(record.node)
        if owner is None or record.node not in changed:
            continue
        is_removed = changed[record.node]
        point = _point_of(match, record)
        if point is not None:
            edits_at.setdefault(point, set()).add(None if is_removed else owner)
    is_twice = any(len(edits) > 1 for edits in edits_at.values())
    return "a statement in it would be changed in two different ways" if is_twice else ""


def _roots(match: EditableMatch, first: PatternNode) -> set[FlowNode]:
    """The points at which a match begins."""
    if has_bare_expression(first):
        inside = set(nodes_in(Pattern(PatternKind.STATEMENTS, (first,))))
        begun = (
            _point_of(match, record) for record in match.state.records() if record.node in inside
        )
        return {point for point in begun if point is not None}
    root = _root(match, first)
    return {root} if root is not None else set()


def _root(match: EditableMatch, first: PatternNode) -> FlowNode | None:
    start = match.start
    flow = flow_of(match.source)
    around = match.source.ancestors.parent(start)
    is_body = around is not None and around.type == "function_definition"
    if start.type == "compound_statement" and is_body and around is not None:
        if first.kind == "return_statement":
            # The end of a function without `return`.
            return flow.end(start)
        return flow.enter(around)
    return flow.enter(start) if start.type == "function_definition" else flow.at(start)


def _changed_points(match: EditableMatch, changed: set[PatternNode]) -> Iterator[FlowNode]:
    points = (
        _point_of(match, record) for record in match.state.records() if record.node in changed
    )
    yield from dict.fromkeys(point for point in points if point is not None)


def _point_of(match: EditableMatch, record: MatchedNode) -> FlowNode | None:
    ancestors = match.source.ancestors
    node = ancestors.smallest(record.span)
    flow = flow_of(match.source)
    is_end = node is not None and node.type == "}"
    is_condition = False
    while node is not None:
        outer = ancestors.parent(node)
        if _is_statement(node, outer):
            break
        if outer is not None and outer.child_by_field_name("condition") == node:
            is_condition = is_condition or outer.type == "do_statement"
        node = outer
    if node is None:
        return None
    if is_condition:
        return flow.condition(node)
    return flow.end(node) if is_end else flow.at(node)


def _is_statement(node: Node, outer: Node | None) -> bool:
    """Whether a node is a statement, given its parent: not the struct at the beginning of a
    declaration, nor the declaration in the header of a `for`.
    """
    kind, around = node.type, outer.type if outer is not None else ""
    if kind not in STATEMENTS or (kind == "declaration" and around == "for_statement"):
        return False
    return kind not in SPECIFIERS or around == "compound_statement" or around in ARMS


class _PathsBack:
    """The paths back from the points of functions; results are cached."""

    def __init__(self) -> None:
        self._untils: dict[tuple[int, frozenset[FlowNode]], Until] = {}

    def reaches(self, source: SourceFile, point: FlowNode, roots: frozenset[FlowNode]) -> bool:
        """Whether every path back from a point reaches one of the roots."""
        function = source.ancestors.nearest(point.node, is_function)
        graph = flow_of(source).graph_of(function) if function is not None else None
        if function is None or graph is None:
            return True
        before = graph.predecessors
        if point in roots or point not in before:
            return True
        key = (function.id, roots)
        if key not in self._untils:
            self._untils[key] = Until(roots.__contains__, before.__contains__, before.__getitem__)
        self._untils[key].explore(point)
        return point in self._untils[key].on_each_way
