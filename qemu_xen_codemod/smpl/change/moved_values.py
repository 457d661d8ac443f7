# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions that added code evaluates at a different point than the matched code did.

`- v = f(E);`, `...`, `- g(v);`, `+ h(E);` reads E later. If one of E's variables is assigned in
between, the value differs, and the match is refused. The same holds if E is read earlier; if E may
change through a pointer or in a called function, and the code that read it is removed; and if E
itself changes something. The author has seen the code in between that the pattern spells out; the
code that `...` and metavariables match is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.effects import Effect, Kind, Reads, effects_of, reads_of, stored, use_of
from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.c.locals import locals_of
from qemu_xen_codemod.c.macro_arguments import changes_argument
from qemu_xen_codemod.c.node_kinds import is_constant_name
from qemu_xen_codemod.c.nodes import descendants, named_code_children
from qemu_xen_codemod.c.point_code import parts_at
from qemu_xen_codemod.c.points_between import PointsBetween, point_at, points_between
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import is_function
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.smpl.change.node_places import Unsafe
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import Insert, Operation, place_of, templates_of
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    PatternKind,
    PatternNode,
    leaves_of,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.read.body_items import PLACEHOLDER
from qemu_xen_codemod.smpl.read.metavariable import INITIALISER_KINDS, MetaKind

#: A place of added code to which matched code is copied, and whether it is assigned there.
_PLACE = re.compile(rb"(" + PLACEHOLDER + rb"copy[0-9]+)(\s*=(?!=))?")
_VALUES = frozenset(
    (
        MetaKind.EXPRESSION,
        MetaKind.IDEXPRESSION,
        MetaKind.IDENTIFIER,
        MetaKind.EXPRESSION_LIST,
        *INITIALISER_KINDS,
    )
)


def check_moved_values(smpl: CompiledRule, match: EditableMatch, edits: Sequence[Edit]) -> None:
    """Raises Unsafe. `edits` are all edits of the match."""
    if smpl.pattern.kind in (PatternKind.STATEMENTS, PatternKind.TOPLEVEL):
        _Check(smpl, match, edits).run()


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A place in the matched code with the code of a metavariable."""

    span: Span
    nodes: tuple[Node, ...]
    point: FlowNode
    #: Whether its value is read there, not only set.
    is_read: bool
    #: Whether the edits leave it in place.
    is_kept: bool


class _Check:
    def __init__(self, smpl: CompiledRule, match: EditableMatch, edits: Sequence[Edit]) -> None:
        self.smpl = smpl
        self.match = match
        self.source = match.source
        self.edits = edits
        #: The statements that the pattern spells out, and the code of metavariables in them.
        self.spelled_out: set[Span] = set()
        self.bound: dict[str, list[Span]] = {}
        for record in match.state.records():
            if record.env is not None:
                self.spelled_out.add(record.span)
            if stands_for(record.node, *_VALUES):
                spans = self.bound.setdefault(record.node.metavariable.name, [])
                if record.span not in spans:
                    spans.append(record.span)

    def run(self) -> None:
        for operation in self.smpl.operations:
            names = {name for template in templates_of(operation) for name in _read_by(template)}
            if names:
                for region in self._regions(operation):
                    if self._is_declared_name(region):
                        continue
                    point = self._target(operation, region)
                    if point is not None:
                        for name in sorted(names):
                            self._check(name, operation, region, point)

    def _regions(self, operation: Operation) -> Iterator[Span]:
        """The spans at which an operation puts its code: one for each place of its nodes."""
        spans: dict[PatternNode, list[Span]] = {}
        for record in self.match.state.records():
            spans.setdefault(record.node, []).append(record.span)
        first, *rest = place_of(operation)
        for span in dict.fromkeys(spans.get(first, [])):
            end = span.end
            for node in rest:
                ends = [later.end for later in spans.get(node, []) if later.start >= end]
                end = min(ends, default=end)
            yield Span(span.start, end)

    def _is_declared_name(self, region: Span) -> bool:
        """Whether a region is the name in a declaration: code in its place declares something, and
        reads nothing.
        """
        node = self.source.root.descendant_for_byte_range(region.start, region.end)
        around = node.parent if node is not None else None
        is_declaring = around is not None and around.type.endswith(("declarator", "declaration"))
        return node is not None and is_declaring and use_of(self.source, node) == (False, False)

    def _target(self, operation: Operation, region: Span) -> FlowNode | None:
        """The point of the control flow at which the added code runs."""
        point = point_at(self.source, region)
        if point is not None and isinstance(operation, Insert) and operation.below:
            return flow_of(self.source).after(point.node)
        return point

    def _check(self, name: str, operation: Operation, region: Span, target: FlowNode) -> None:
        places = [
            occurrence for span in self.bound.get(name, ()) if (occurrence := self._place(span))
        ]
        here = point_at(self.source, region)
        is_insert = isinstance(operation, Insert)
        for occurrence in places:
            if occurrence.point is here:
                return
            if not is_insert and region.contains(occurrence.span):
                return
        before = [
            (place, between) for place in places if (between := points_between(place.point, target))
        ]
        for occurrence, between in before:
            self._check_between(name, occurrence, between)
        for occurrence in places:
            is_before = any(other is occurrence for other, _ in before)
            if occurrence.is_read and not is_before and (not occurrence.is_kept or not before):
                back = points_between(target, occurrence.point)
                if back is not None:
                    self._check_between(name, occurrence, back)

    def _place(self, span: Span) -> _Occurrence | None:
        nodes = _nodes_in(self.source, span)
        point = point_at(self.source, span)
        if not nodes or point is None:
            return None
        is_read, is_set = use_of(self.source, nodes[0])
        if not is_read and not is_set:
            return None
        kept = not any(_removes(edit, span) for edit in self.edits)
        return _Occurrence(span, nodes, point, is_read, kept)

    def _check_between(self, name: str, place: _Occurrence, between: PointsBetween) -> None:
        if not place.is_kept and self._is_all_removed(place, between):
            return
        reads = reads_of(self.source, place.nodes)
        text = " ".join(self.source.text(place.span).decode("utf-8", "replace").split())
        if reads.changes or (reads.calls and not place.is_kept):
            why = f"the added code would evaluate {text} at another point"
            raise Unsafe(self.match.span, why, self.source.place(place.span.start))
        is_shared = not place.is_kept and self._is_shared(reads, place.nodes[0])
        for effect in self._effects(name, between):
            if effect.kind is Kind.CALL and place.is_kept:
                continue
            if effect.may_change(reads, is_shared=is_shared):
                why = f"{text} may change between the matched code that reads it and the added code"
                raise Unsafe(self.match.span, why, self.source.place(effect.node.start_byte))

    def _is_all_removed(self, place: _Occurrence, between: PointsBetween) -> bool:
        """Whether the edits remove the whole statement that contained the value, and all code that
        runs between it and the added code: then no remaining code runs in between.
        """
        points = () if between.is_again else (place.point, *between.points)
        return bool(points) and all(
            point.is_statement
            and any(edit.removes(Span(node.start_byte, node.end_byte)) for edit in self.edits)
            for point in points
            for node in (point.node,)
        )

    def _effects(self, name: str, between: PointsBetween) -> Iterator[Effect]:
        for point in (*between.points, between.end):
            node = point.node
            if not point.runs_code or self.source.is_dead(node.start_byte):
                continue
            part = parts_at(point)
            is_passed = point is not between.end or between.is_again
            if Span(node.start_byte, node.end_byte) in self.spelled_out or not is_passed:
                yield from self._bound_in(name, part)
                continue
            for effect in effects_of(self.source, part):
                yield effect
                if effect.kind is Kind.CALL:
                    yield from self._by_macro(effect.node)

    def _bound_in(self, name: str, part: Sequence[Node]) -> Iterator[Effect]:
        """The effects of other metavariables, where they stay, in a statement that the pattern
        spells out, including assignments to them.
        """
        for other, spans in self.bound.items():
            for span in spans if other != name else ():
                is_here = any(node.start_byte <= span.start < node.end_byte for node in part)
                if not is_here or any(_removes(edit, span) for edit in self.edits):
                    continue
                nodes = _nodes_in(self.source, span)
                yield from effects_of(self.source, nodes)
                if nodes and use_of(self.source, nodes[0])[1]:
                    yield from stored(self.source, nodes[0])

    def _by_macro(self, call: Node) -> Iterator[Effect]:
        """The variables that a macro may assign: arguments that are plain variables."""
        function = call.child_by_field_name("function")
        arguments = call.child_by_field_name("arguments")
        if function is None or arguments is None or function.type != "identifier":
            return
        name = self.source.text(function)
        for at, node in enumerate(named_code_children(arguments)):
            if node.type == "identifier" and changes_argument(
                self.source, self.match.headers, name, at
            ):
                yield Effect(Kind.VARIABLE, node, self.source.text(node))

    def _is_shared(self, reads: Reads, node: Node) -> bool:
        """Whether code outside the function can reach a variable that is read."""
        function = self.source.ancestors.nearest(node, is_function)
        local_names = set()
        if function is not None:
            local_names = {local.name for local in locals_of(self.source, function)}
        names = {name for name in reads.names | reads.parts if not is_constant_name(name)}
        return not names <= local_names or any(
            effect.kind in (Kind.VARIABLE, Kind.PART) and effect.name in names
            for taken in _addresses_in(self.source, function)
            for effect in effects_of(self.source, [taken])
        )


def _read_by(template: Template) -> Iterator[str]:
    """The metavariables whose values a template reads before it sets them."""
    seen: set[str] = set()
    for placeholder in _PLACE.finditer(template.text):
        part = template.parts.get(placeholder.group(1))
        names = list(dict.fromkeys(_values_in(part))) if part is not None else []
        is_set = isinstance(part, MetavariableUse) and placeholder.group(2) is not None
        yield from (name for name in names if name not in seen and not is_set)
        seen.update(names)


def _values_in(node: PatternNode) -> Iterator[str]:
    for leaf in leaves_of(node):
        if stands_for(leaf, *_VALUES):
            yield leaf.metavariable.name


def _nodes_in(source: SourceFile, span: Span) -> tuple[Node, ...]:
    """The outermost nodes that make up a span."""
    node = source.root.descendant_for_byte_range(span.start, span.end)
    if node is None or (node.start_byte, node.end_byte) == (span.start, span.end):
        return (node,) if node is not None else ()
    return tuple(inner for inner in named_code_children(node) if _covers_span(span, inner))


def _covers_span(span: Span, node: Node) -> bool:
    return span.start <= node.start_byte and node.end_byte <= span.end


def _removes(edit: Edit, span: Span) -> bool:
    """Whether an edit removes the code at a span."""
    kept = (piece for piece in edit.pieces if isinstance(piece, Span))
    return edit.span.overlaps(span) and not any(piece.contains(span) for piece in kept)


def _addresses_in(source: SourceFile, function: Node | None) -> Iterator[Node]:
    """The nodes of a function that take an address."""
    for node in descendants(function) if function is not None else ():
        if source.prefix(node) == b"&":
            yield node
