# SPDX-License-Identifier: GPL-2.0-or-later
"""The create step: a new file."""

from __future__ import annotations

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.taken_names import why_taken


def run_create(step: CreateStep, draft: Draft, context: Context) -> str:
    """Create the file. "" if done or already there, else why not."""
    try:
        there = draft.workspace.occupant(step.path)
    except TreeError as error:
        return f"{step.path} cannot be created: {error.what}"
    if there is not None:
        same = there == step.data or there == step.data.replace(b"\n", b"\r\n")
        return "" if same else f"{step.path}, which it would create, exists with other content"
    if draft.exists(step.path):
        return f"{step.path} is created twice"
    if taken := why_taken(step, step.path, draft, context):
        return taken
    draft.create(step.path, step.data)
    return ""
