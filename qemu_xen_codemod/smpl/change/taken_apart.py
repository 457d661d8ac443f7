# SPDX-License-Identifier: GPL-2.0-or-later
"""`- int x;`, `++ int y;` with x as one of several names: x is removed, y declared below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.change.declarators import declaration_of_several
from qemu_xen_codemod.smpl.change.node_places import Unsafe
from qemu_xen_codemod.smpl.compile.operations import Insert, Operation, Remove, place_of
from qemu_xen_codemod.smpl.compile.pattern import nodes_under
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.results import EditableMatch

_KEPT = ("storage_class_specifier", "type_qualifier")


def for_match(smpl: CompiledRule, source: SourceFile, match: EditableMatch) -> CompiledRule:
    """The rule with the operations that this match requires. Raises Unsafe."""
    anchors = {
        operation.anchor
        for operation in smpl.operations
        if isinstance(operation, Insert) and operation.is_apart
    }
    if not anchors:
        return smpl
    is_apart = False
    for record in match.state.records():
        if record.node not in anchors:
            continue
        declaration = declaration_of_several(source, record.span)
        if declaration is not None:
            is_apart = True
            if any(child.type in _KEPT for child in declaration.children):
                raise Unsafe(
                    record.span, "the declaration of several names has a storage class or qualifier"
                )
    return _settled(smpl, is_apart)


@lru_cache(maxsize=64)
def _settled(smpl: CompiledRule, is_apart: bool) -> CompiledRule:
    return replace(smpl, operations=tuple(_operations(smpl, is_apart)))


def _operations(smpl: CompiledRule, is_apart: bool) -> Iterator[Operation]:
    apart = [
        operation
        for operation in smpl.operations
        if isinstance(operation, Insert) and operation.is_apart
    ]
    inside = (
        {node for operation in apart for node in nodes_under(operation.anchor)}
        if is_apart
        else set()
    )
    for operation in smpl.operations:
        if isinstance(operation, Insert) and operation.is_apart:
            if is_apart:
                yield Remove((operation.anchor,))
                yield operation
        elif inside.isdisjoint(place_of(operation)):
            yield operation
