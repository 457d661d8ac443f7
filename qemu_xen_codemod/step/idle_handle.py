# SPDX-License-Identifier: GPL-2.0-or-later
"""Local handles that a rule leaves without a use.

A function opens a handle, makes a call with it and closes it. If a call that needs no handle
replaces that call, the function would open an unused handle, and still depend on the library. So
the function is barred. A mere copy that the rule sweeps is gone and does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import typed
from qemu_xen_codemod.c.functions import paired
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.locals import Local, locals_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import TypeScope
from qemu_xen_codemod.rule.pack import HandleKind
from qemu_xen_codemod.step.barred import Barred
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.handle import opens, uses_of
from qemu_xen_codemod.step.include import headers_of


def idle_handles(draft: Draft, kinds: Sequence[HandleKind]) -> Iterator[Barred]:
    """The functions with such a handle."""
    for change in draft.changes() if kinds else ():
        if not is_c(change.path):
            continue
        before, after = draft.compiled_before(change.path), draft.source(change.path)
        scope = TypeScope(headers_of(change.path, draft))
        for function, old, node in paired(before, after):
            if after.text(node) == before.text(old):
                continue
            for local in _own_locals(after, node):
                # The slow check comes last: types may need headers.
                if (
                    not any(True for _ in uses_of(after, node, local.name, kinds))
                    and any(True for _ in uses_of(before, old, local.name, kinds))
                    and _is_handle(after, node, local, kinds, scope)
                ):
                    shown = local.name.decode("utf-8", "replace")
                    why = f"{shown}, the handle for this call, would be left without a use"
                    yield Barred(change.path, function, why)


def _own_locals(source: SourceFile, function: Node) -> Iterator[Local]:
    """The locals of a function that are not parameters."""
    body = function.child_by_field_name("body")
    for local in locals_of(source, function):
        if body is None or local.start >= body.start_byte:
            yield local


def _is_handle(
    source: SourceFile,
    function: Node,
    local: Local,
    kinds: Sequence[HandleKind],
    scope: TypeScope,
) -> bool:
    """Whether it is a handle, by its type or by what is assigned to it."""
    types = [ctype for kind in kinds if (ctype := typed(kind.ctype.encode())) is not None]
    is_typed = local.ctype is not None and any(
        scope.same(source, local.ctype, c_type) for c_type in types
    )
    return is_typed or opens(source, function, local.name, kinds)
