"""The functions that a file defines."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.declared import flat
from qemu_xen_codemod.c.scope import declared_name
from qemu_xen_codemod.c.source import SourceFile


def functions_in(source: SourceFile) -> Iterator[tuple[bytes, Node]]:
    """The functions that a file defines, in order."""
    for node in flat(source.root.children):
        if node.type == "function_definition":
            name = declared_name(node)
            if name is not None:
                yield source.text(name), node


def is_static(source: SourceFile, node: Node) -> bool:
    """Is it a definition or declaration that other files do not see?"""
    return any(
        child.type == "storage_class_specifier" and source.text(child) == b"static"
        for child in node.children
    )
