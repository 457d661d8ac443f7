# SPDX-License-Identifier: GPL-2.0-or-later
"""The fate of each node of a pattern: the operations of a rule, recorded in its nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import (
    Insert,
    Operation,
    Remove,
    Replace,
    Retype,
    Slots,
    templates_of,
)
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Fate,
    IncludePlace,
    Inner,
    MetavariableUse,
    Nest,
    Pattern,
    PatternNode,
    PatternToken,
    nodes_under,
)


def with_fates(
    pattern: Pattern, operations: Sequence[Operation]
) -> tuple[Pattern, tuple[Operation, ...]]:
    """The pattern with the fate of each node, and the operations on its nodes."""
    renewal = _Renewal(dict(_fates(operations)), dict(_include_places(operations)))
    settled = renewal.pattern(pattern)
    return settled, tuple(renewal.operation(operation) for operation in operations)


def _fates(operations: Sequence[Operation]) -> Iterator[tuple[PatternNode, Fate]]:
    for operation in operations:
        if isinstance(operation, Replace):
            yield from ((node, Fate.REPLACED) for node in operation.nodes)
        elif isinstance(operation, Remove):
            inside = (inner for node in operation.nodes for inner in nodes_under(node))
            yield from ((node, Fate.REMOVED) for node in inside)
    yield from (
        (insert.anchor, Fate.APART)
        for insert in operations
        if isinstance(insert, Insert) and insert.is_apart
    )
    for part in (dots for op in operations for made in templates_of(op) for dots in _copied(made)):
        yield part, Fate.COPIED


def _include_places(
    operations: Sequence[Operation],
) -> Iterator[tuple[PatternNode, IncludePlace]]:
    """Lines go below the last included file or above the first; with both, above wins."""
    inserts = [operation for operation in operations if isinstance(operation, Insert)]
    for operation in sorted(inserts, key=lambda item: not item.below):
        yield operation.anchor, IncludePlace.LAST if operation.below else IncludePlace.FIRST


def _copied(template: Template) -> Iterator[PatternNode]:
    """The statement dots in added code: the code that they match moves with it."""
    for part in template.parts.values():
        if isinstance(part, Dots) and part.item.statements:
            yield part


class _Renewal:
    """Copies nodes with their fates."""

    def __init__(
        self, fates: dict[PatternNode, Fate], places: dict[PatternNode, IncludePlace]
    ) -> None:
        self.fates = fates
        self.places = places
        self.renewed: dict[PatternNode, PatternNode] = {}

    def pattern(self, pattern: Pattern) -> Pattern:
        return replace(pattern, nodes=tuple(map(self.node, pattern.nodes)))

    def node(self, node: PatternNode) -> PatternNode:
        fate = self.fates.get(node, Fate.KEPT)
        new: PatternNode
        match node:
            case PatternToken() | MetavariableUse() | AnyType():
                new = replace(node, fate=fate)
            case Define():
                new = replace(node, fate=fate)
            case AnyInclude():
                place = self.places.get(node, IncludePlace.EACH)
                new = replace(node, place=place, fate=fate)
            case Inner():
                new = replace(node, children=tuple(map(self.node, node.children)), fate=fate)
            case BareExpression():
                new = replace(node, expression=self.node(node.expression), fate=fate)
            case Dots():
                new = replace(node, whens=tuple(map(self.pattern, node.whens)), fate=fate)
            case Disjunction() | Conjunction():
                new = replace(node, branches=tuple(map(self.pattern, node.branches)), fate=fate)
            case Nest():
                whens = tuple(map(self.pattern, node.whens))
                new = replace(node, inner=self.pattern(node.inner), whens=whens, fate=fate)
            case _:
                assert_never(node)
        self.renewed[node] = new
        return new

    def operation(self, operation: Operation) -> Operation:
        match operation:
            case Replace():
                nodes = tuple(self.renewed[node] for node in operation.nodes)
                return replace(operation, nodes=nodes, template=self.template(operation.template))
            case Remove():
                return Remove(tuple(self.renewed[node] for node in operation.nodes))
            case Insert():
                anchor = self.renewed[operation.anchor]
                return replace(operation, anchor=anchor, template=self.template(operation.template))
            case Retype():
                node = self.renewed[operation.node]
                return Retype(node, self.template(operation.template))
            case Slots():
                elements = tuple(
                    self.template(element)
                    if isinstance(element, Template)
                    else self.renewed[element]
                    for element in operation.elements
                )
                return Slots(self.renewed[operation.listed], elements)
            case _:
                assert_never(operation)

    def template(self, template: Template) -> Template:
        """The parts of a template are nodes of the pattern, or metavariables of added code."""
        parts = {name: self.renewed.get(node, node) for name, node in template.parts.items()}
        return replace(template, parts=parts)
