# SPDX-License-Identifier: GPL-2.0-or-later
"""What a patch's new code must see: the files that provide the names that the rule adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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

_ADDED = re.compile(r"^[ \t]*\+(.*)", re.MULTILINE)
_WORD = re.compile(rb"\w+")
_NEW_INCLUDE = re.compile(r'(?m)^\+[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"')


@dataclass(frozen=True, slots=True)
class Giver:
    """A file that gets, or has, what a rule adds besides its patches."""

    path: str
    names: frozenset[bytes]
    #: Whether code must see the file to use the names: a header, or text after what only one file
    #: declares.
    has_to_be_seen: bool


def givers_of(steps: Sequence[Step], draft: Draft, style: Style) -> tuple[Giver, ...]:
    """The givers among a rule's steps, in their order."""
    found: list[Giver] = []
    for step in steps:
        is_behind = False
        match step:
            case InsertStep():
                path, is_behind = target_of(step, draft, style), bool(step.behind)
            case TextStep():
                path = file_of(step, draft)
            case CreateStep():
                path = step.path
            case PatchStep() | TodoStep() | ResolveStep() | MentionStep() | SweepStep():
                continue
            case _:
                assert_never(step)
        if path:
            is_seen = is_behind or path.endswith((".h", ".h.inc"))
            found.append(Giver(path, frozenset(inserted_names(step)), is_seen))
    return tuple(found)


def needed_files(step: PatchStep, givers: Sequence[Giver]) -> tuple[tuple[str, ...], ...]:
    """For each name that the patch's new code takes from them: the files that provide it, one of
    which the code must see.
    """
    added = frozenset(_WORD.findall("\n".join(_ADDED.findall(step.text.value)).encode()))
    groups: list[tuple[str, ...]] = []
    for name in sorted(added):
        giving = [giver for giver in givers if name in giver.names]
        if any(giver.has_to_be_seen for giver in giving):
            groups.append(tuple(sorted({giver.path for giver in giving})))
    return tuple(
        group
        for group in dict.fromkeys(groups)
        if not any(_writes_include(step, path) for path in group)
    )


def _writes_include(step: PatchStep, path: str) -> bool:
    """Whether the patch itself adds an #include of the file."""
    names = _NEW_INCLUDE.findall(step.text.value)
    return any(f"/{path}".endswith(f"/{name}") for name in names)
