# SPDX-License-Identifier: GPL-2.0-or-later
"""Types in isomorphisms, `T E; T *E1;`, and expressions that only one side has."""

from __future__ import annotations

from dataclasses import replace

from qemu_xen_codemod.smpl.compile.pattern import Dots, MetavariableUse, PatternNode
from qemu_xen_codemod.smpl.read.body_items import DotsItem, LineMark
from qemu_xen_codemod.smpl.read.metavariable import ANY_POINTER, Metavariable, WantedType


def has_type(node: PatternNode) -> bool:
    """Whether a node is a metavariable whose type the pattern declares."""
    types = _types_of(node.metavariable) if isinstance(node, MetavariableUse) else []
    return bool(types) and all(
        wanted_type is not ANY_POINTER and not wanted_type.is_array and not wanted_type.qualifiers
        for wanted_type in types
    )


def pointer_to(use: MetavariableUse) -> MetavariableUse:
    """The metavariable as a pointer to its type."""
    declared = use.metavariable
    types = [
        replace(wanted_type, depth=wanted_type.depth + 1, others=())
        for wanted_type in _types_of(declared)
    ]
    pointer = replace(types[0], others=tuple(types[1:]))
    return replace(use, metavariable=replace(declared, wanted=pointer))


def any_expression(use: MetavariableUse) -> PatternNode:
    """Dots for an expression that only one side of an isomorphism has: the index of `E1[E2]`."""
    token = use.item.token
    item = DotsItem(token.text, token.start, token.end, LineMark.CONTEXT, statements=False)
    return Dots(item)


def _types_of(declared: Metavariable) -> list[WantedType]:
    return list(declared.wanted.types) if declared.wanted is not None else []
