# SPDX-License-Identifier: GPL-2.0-or-later
"""The sweep step: removes what a rule's commit left unused; what was unused before stays."""

from __future__ import annotations

from collections.abc import Callable

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.rule.steps.sweep import Sweep, SweepStep
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.unused_function import unused_functions
from qemu_xen_codemod.step.unused_include import unused_includes
from qemu_xen_codemod.step.unused_local import unused_locals
from qemu_xen_codemod.step.unused_macro import unused_macros
from qemu_xen_codemod.step.unused_trace_event import unused_trace_events

#: The number of rounds in a file: each removal may leave another thing unused.
_ROUNDS = 100


def run_sweep(step: SweepStep, draft: Draft, context: Context) -> None:
    """Remove from the files that the rule changed what they used before and no longer use."""
    for path in sorted({change.path for change in draft.changes()}):
        if is_c(path):
            for _ in range(_ROUNDS):
                if not _round(step, path, draft, context):
                    break
    if Sweep.MACROS in step.kinds and _may_hold_reference(draft, context):
        _sweep_files(unused_macros, draft, context)
    if Sweep.TRACE_EVENTS in step.kinds and not context.outcomes_only:
        for path, edits in unused_trace_events(draft, context.rule.id).items():
            _apply(path, edits, draft, context)
    if Sweep.INCLUDES in step.kinds:
        _sweep_files(unused_includes, draft, context)


def _may_hold_reference(draft: Draft, context: Context) -> bool:
    """Whether the outcome of a reference may depend on a macro of the changed files.

    Searching QEMU for a macro's users takes half a second.
    """
    return not context.outcomes_only or any(
        use.macro
        for change in draft.changes()
        if is_c(change.path)
        for use in uses(draft.source(change.path), context.symbols)
    )


def _sweep_files(
    find: Callable[[str, Draft, str], list[Edit]], draft: Draft, context: Context
) -> None:
    for path in sorted({change.path for change in draft.changes()}):
        if is_c(path):
            _apply(path, find(path, draft, context.rule.id), draft, context)


def _round(step: SweepStep, path: str, draft: Draft, context: Context) -> bool:
    """One pass over a file; False if there was nothing left to remove."""
    before, after = draft.source_before(path), draft.source(path)
    edits: list[Edit] = []
    if Sweep.FUNCTIONS in step.kinds:
        edits = unused_functions(before, after, draft, context.rule.id)
    if Sweep.LOCALS in step.kinds and not edits:
        edits = unused_locals(before, after, context.rule.id)
    return _apply(path, edits, draft, context)


def _apply(path: str, edits: list[Edit], draft: Draft, context: Context) -> bool:
    if not edits:
        return False
    data = draft.read(path)
    if is_c(path):
        applied = apply_edits(data, edits, context.style)
        draft.write(path, applied.data, applied.moves)
    else:
        # An event is one line, however long: C's layout would break it.
        spliced = splice(data, edits)
        draft.write(path, spliced.data, spliced.moves(len(data)))
    return True
