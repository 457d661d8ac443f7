# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a declaration in a file's tree is a macro, `DECLARE_BITMAP(map, N);`, which was masked so
that its name looks like a type and its first argument like the declared name.
"""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import closing, code_tokens
from qemu_xen_codemod.c.source import SourceFile


def is_declaring_macro(source: SourceFile, declaration: Node) -> bool:
    kind = declaration.child_by_field_name("type")
    name = declaration.child_by_field_name("declarator")
    if kind is None or name is None or kind.type != "type_identifier":
        return False
    data = source.data
    if data[kind.end_byte : name.start_byte].isspace():
        return False
    first = next(code_tokens(data, kind.end_byte), None)
    if first is None or first.text != b"(" or not source.masked[first.start : first.end].isspace():
        return False
    return name.start_byte < closing(data, first.end)
