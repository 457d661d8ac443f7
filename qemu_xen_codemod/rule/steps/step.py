# SPDX-License-Identifier: GPL-2.0-or-later
"""Step: one of the kinds."""

from __future__ import annotations

from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.sweep import SweepStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep

Step = (
    PatchStep
    | TodoStep
    | InsertStep
    | CreateStep
    | TextStep
    | ResolveStep
    | MentionStep
    | SweepStep
)
