# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments `codemod: known` that apply to no reference any more."""

from __future__ import annotations

from collections.abc import Iterable

from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.searched import MARK_WORD
from qemu_xen_codemod.step.known_marks import known_marks
from qemu_xen_codemod.step.workspace import Workspace


def unused_marks(workspace: Workspace, references: Iterable[Reference]) -> tuple[str, ...]:
    """A note for each, for a workspace in which no rule has run yet."""
    places: dict[str, list[int]] = {}
    for reference in references:
        places.setdefault(reference.place.path, []).append(reference.offset)
    notes = []
    for path in workspace.holding(frozenset((MARK_WORD,))):
        for mark in known_marks(workspace.source(path)) if language_of(path) is not None else ():
            if not any(mark.span.start <= at < mark.span.end for at in places.get(path, ())):
                place = workspace.source(path).place(mark.offset)
                notes.append(
                    f"{path}:{place.line}: `codemod: known` marks no use of what is looked for "
                    "here; if nothing else needs it, remove it"
                )
    return tuple(notes)
