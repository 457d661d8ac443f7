# SPDX-License-Identifier: GPL-2.0-or-later
"""Places: where a position metavariable may be in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.declared import TRANSPARENT
from qemu_xen_codemod.c.scope import declared_name
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.match.environments import Key
from qemu_xen_codemod.smpl.read.formula import holds
from qemu_xen_codemod.smpl.read.metavariable import Metavariable
from qemu_xen_codemod.smpl.read.place_test import PlaceField, PlaceTest

#: Coccinelle's name for an element that declares no single name: a macro, `int a, b;`.
UNNAMED = b"something_else"


class Places:
    """The places of one file, and those that a rule must avoid."""

    def __init__(self, source: SourceFile, avoided: Mapping[Key, frozenset[Span]]) -> None:
        self.source = source
        self.avoided = avoided

    def avoiding(self, avoided: Mapping[Key, frozenset[Span]]) -> Places:
        """The places of the same file for these avoided places. The same object if they are equal,
        so that cached results stay valid.
        """
        return self if self.avoided == avoided else Places(self.source, avoided)

    def allows(self, position: Metavariable, span: Span) -> bool:
        """Whether a position metavariable may be bound to this place."""
        if any(span in self.avoided.get(key, ()) for key in position.avoids):
            return False
        test = position.place_test
        return test is None or holds(test, lambda place_test: self._passes(place_test, span))

    def _passes(self, test: PlaceTest, span: Span) -> bool:
        return test.passes(self._value(test.field, span))

    def _value(self, field: PlaceField, span: Span) -> str:
        match field:
            case PlaceField.FILE:
                return self.source.path
            case PlaceField.ELEMENT:
                return element_at(self.source, span.start).decode("utf-8", "replace")
            case PlaceField.LINE:
                return str(self.source.data.count(b"\n", 0, span.start) + 1)
            case PlaceField.LINE_END:
                return str(self.source.data.count(b"\n", 0, span.end) + 1)
            case _:
                assert_never(field)


def element_at(source: SourceFile, offset: int) -> bytes:
    """The name of the function, variable or type in the declaration around a byte offset."""
    node = source.root.descendant_for_byte_range(offset, offset + 1)
    while node is not None and not _is_element(node):
        node = node.parent
    if node is None or node.type not in ("function_definition", "declaration", "type_definition"):
        return UNNAMED
    if len(node.children_by_field_name("declarator")) != 1:
        return UNNAMED
    name = declared_name(node)
    return UNNAMED if name is None else source.text(name)


def _is_element(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type in TRANSPARENT:
        parent = parent.parent
    return parent is not None and parent.type == "translation_unit"
