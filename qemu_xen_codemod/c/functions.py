# SPDX-License-Identifier: GPL-2.0-or-later
"""The functions that a file defines."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.declared import flat
from qemu_xen_codemod.c.scope import declared_name
from qemu_xen_codemod.c.source import SourceFile, asked_once


@asked_once
def functions_in(source: SourceFile) -> tuple[tuple[bytes, Node], ...]:
    """The functions that a file defines, in order."""
    found: list[tuple[bytes, Node]] = []
    for node in flat(source.root.children):
        if node.type == "function_definition":
            name = declared_name(node)
            if name is not None:
                found.append((source.text(name), node))
    return tuple(found)


def is_static(source: SourceFile, node: Node) -> bool:
    """Whether it is a definition or declaration that other files do not see."""
    return any(
        child.type == "storage_class_specifier" and source.text(child) == b"static"
        for child in node.children
    )


def paired(before: SourceFile, after: SourceFile) -> Iterator[tuple[bytes, Node, Node]]:
    """The functions that a file has before and after a change, with both definitions. If several
    have one name, as in the arms of an `#if`, the first is paired with the first.
    """
    old: dict[bytes, list[Node]] = {}
    for name, node in functions_in(before):
        old.setdefault(name, []).append(node)
    for name, node in functions_in(after):
        if old.get(name):
            yield name, old[name].pop(0), node
