# SPDX-License-Identifier: GPL-2.0-or-later
"""Arguments of macros that are types: `list_entry(p, struct foo, list)`, `va_arg(ap, char *)`.

C's grammar has no such arguments; the parsed copy of the file has one word in their place.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import next_code, previous_code
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span

_TYPE = re.compile(
    rb"""(?: (?:const|volatile|struct|union|enum|unsigned|signed)\s
      | (?:void|char|short|int|long|float|double|unsigned|signed|_Bool|bool)\b[\w\s*]*\Z
      | (?:__)?typeof(?:__)?\s*\(.*\)[\s*]*\Z
      | [A-Za-z_]\w*\s*\*[\s*]*\Z )""",
    re.VERBOSE | re.DOTALL,
)
#: What all of these begin with, but for `name *`.
_BEGINNINGS = frozenset(
    b"const volatile struct union enum unsigned signed void char short int long float double _Bool"
    b" bool typeof __typeof typeof__ __typeof__".split()
)
_NODES = frozenset(("identifier", "call_expression", "true", "false", "null"))


def type_argument(source: SourceFile, node: Node) -> Span | None:
    """The span of the whole argument if the node stands for a type argument."""
    if node.type not in _NODES:
        return None
    parent = source.ancestors.parent(node)
    if parent is None or parent.type != "argument_list":
        return None
    before, behind = previous_code(node), next_code(node)
    if before is None or behind is None:
        return None
    code = source.code_in(before.end_byte, behind.start_byte)
    if not code:
        # The argument is missing.
        return None
    if code[0].text not in _BEGINNINGS and code[1:2] and code[1].text != b"*":
        return None
    is_type = _TYPE.match(b" ".join(token.text for token in code)) is not None
    return Span(code[0].start, code[-1].end) if is_type else None
