"""Local handles that a rule leaves open for nothing.

A function opens a handle, makes a call with it and closes it. With the call replaced by one that
needs no handle, the function would open one that nobody uses, and depend on it. It is barred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.locals import locals_of
from qemu_xen_codemod.rule.pack import HandleKind
from qemu_xen_codemod.step.barred import Barred
from qemu_xen_codemod.step.handle import opens, uses_of
from qemu_xen_codemod.step.workspace import Draft


def idle_handles(draft: Draft, kinds: Sequence[HandleKind]) -> Iterator[Barred]:
    """The functions that would be left so."""
    for change in draft.changes() if kinds else ():
        if not is_c(change.path):
            continue
        before, after = draft.workspace.source(change.path), draft.source(change.path)
        old = dict(functions_in(before))
        for function, node in functions_in(after):
            if function not in old or after.text(node) == before.text(old[function]):
                continue
            for name in dict.fromkeys(one.name for one in locals_of(after, node)):
                if (
                    opens(after, node, name, kinds)
                    and not any(True for _ in uses_of(after, node, name, kinds))
                    and any(True for _ in uses_of(before, old[function], name, kinds))
                ):
                    shown = name.decode("utf-8", "replace")
                    why = f"{shown}, which is opened for this call, would be left without a use"
                    yield Barred(change.path, function, why)
