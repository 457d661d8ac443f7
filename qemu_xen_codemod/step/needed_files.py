"""The files of the tree that the new code of a rule relies on: who does not include them cannot be
patched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.sweep import SweepStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.insert import target_of
from qemu_xen_codemod.step.text import file_of

_HEADERS = (".h", ".h.inc")
_NEW_INCLUDE = re.compile(r'(?m)^\+[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"')


def needed_files(steps: Sequence[Step], draft: Draft, style: Style) -> tuple[str, ...]:
    """The headers that get, have or are what the steps bring, and other files of which nobody else
    sees the names that it is about. Sorted.
    """
    found = {_needed_by(step, draft, style) for step in steps}
    return tuple(sorted(path for path in found if path is not None))


def _needed_by(step: Step, draft: Draft, style: Style) -> str | None:
    match step:
        case InsertStep():
            path = target_of(step, draft, style)
            if step.behind:
                return path
        case CreateStep():
            path = step.path
        case TextStep():
            path = file_of(step, draft) if inserted_names(step) else None
        case PatchStep() | TodoStep() | ResolveStep() | MentionStep() | SweepStep():
            return None
        case _:
            assert_never(step)
    return path if path is not None and path.endswith(_HEADERS) else None


def writes_include(step: PatchStep, header: str) -> bool:
    """Does the patch itself write the header's #include line?"""
    names = _NEW_INCLUDE.findall(step.text.value)
    return any(f"/{header}".endswith(f"/{name}") for name in names)
