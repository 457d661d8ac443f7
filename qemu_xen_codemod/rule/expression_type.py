# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether an expression that the user set has the type of the rules' name.

Checked only if the tree declares what the expression names and the types can be resolved.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, typed
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import TypeScope
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.rule.expression import roots_of
from qemu_xen_codemod.rule.names import Searched

_PROBE = b"\nvoid probe_of_a_name(void)\n{\n    (void)(%s);\n}\n"


def check_type(name: str, value: str, ctype: str, tree: Searched) -> None:
    """Raises UsageError if the expression has another type than `ctype`."""
    wanted = typed(ctype.encode())
    words = frozenset(root.encode() for root in roots_of(value))
    for path, data in sorted(tree.search(words).items()):
        if not path.endswith((".c", ".h")):
            continue
        source = SourceFile(path, data + _PROBE % value.encode())
        scope = TypeScope(lambda quoted: _header(quoted, tree))
        for node in _probed(source):
            found = scope.type_of(source, node)
            if found is not None and wanted is not None and not scope.same(source, found, wanted):
                raise UsageError(
                    f"--set {name}={value}: {path} has it as {_shown(found)}, not as {ctype}",
                    help="name an expression of that type",
                )


def _header(quoted: str, tree: Searched) -> SourceFile | None:
    ending = "/" + quoted.lstrip("./")
    path = next((path for path in tree.paths() if f"/{path}".endswith(ending)), None)
    return SourceFile(path, tree.read(path)) if path is not None else None


def _probed(source: SourceFile) -> Iterator[Node]:
    start = len(source.data)
    while start and not source.data.startswith(b"(void)(", start):
        start -= 1
    node = source.root.descendant_for_byte_range(start, start + len(b"(void)"))
    value = node.child_by_field_name("value") if node is not None else None
    if value is not None:
        yield value


def _shown(ctype: CType) -> str:
    if ctype.returns is not None:
        return "a function"
    base = ctype.base.decode("utf-8", "replace")
    return f"{base} {b''.join(ctype.derived).decode()}" if ctype.derived else base
