# SPDX-License-Identifier: GPL-2.0-or-later
"""Operations: the edits that a rule makes to the code that its nodes match."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.c.node_kinds import TYPES
from qemu_xen_codemod.c.words import STORAGE
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.pattern import MetavariableUse, PatternNode


@dataclass(frozen=True, eq=False, slots=True)
class Replace:
    """Replace the code that these adjacent nodes matched with the template."""

    nodes: tuple[PatternNode, ...]
    template: Template


@dataclass(frozen=True, eq=False, slots=True)
class Remove:
    """Remove the statements that these adjacent nodes matched."""

    nodes: tuple[PatternNode, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Insert:
    """Put lines above or below the code that a node matched."""

    anchor: PatternNode
    below: bool
    #: Whether the lines are one level deeper than the anchor, a block's brace.
    deeper: bool
    template: Template
    #: Whether several matches may add lines there.
    is_repeated: bool = False
    #: Whether it replaces all other edits of the anchor, which is removed: where the anchor is one
    #: of several names of a declaration.
    is_apart: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Slots:
    """Give a bracketed list of arguments, parameters or initialisers these elements."""

    #: The list node.
    listed: PatternNode
    #: A matched node is kept (or moved) with its layout; a template is new text.
    elements: tuple[PatternNode | Template, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Retype:
    """Replace a type that is the whole pattern with another type."""

    node: PatternNode
    template: Template


Operation = Replace | Remove | Insert | Slots | Retype


def templates_of(operation: Operation) -> tuple[Template, ...]:
    """The templates of the code that an operation adds."""
    if isinstance(operation, Slots):
        return tuple(element for element in operation.elements if isinstance(element, Template))
    return () if isinstance(operation, Remove) else (operation.template,)


def changes_storage(operation: Operation) -> bool:
    """Whether it adds or removes a storage class of a declaration that stays."""
    if not isinstance(operation, Replace) or len(operation.nodes) > 1:
        return False
    node = operation.nodes[0]
    if node.kind == "storage_class_specifier":
        return True
    is_type = node.kind in TYPES or isinstance(node, MetavariableUse)
    return is_type and not STORAGE.isdisjoint(operation.template.text.split())


def place_of(operation: Operation) -> tuple[PatternNode, ...]:
    """The adjacent nodes that an operation changes or adds lines next to."""
    if isinstance(operation, Insert):
        return (operation.anchor,)
    if isinstance(operation, Retype):
        return (operation.node,)
    return (operation.listed,) if isinstance(operation, Slots) else operation.nodes
