"""Run the steps of one rule on a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.rule import (
    InsertStep,
    MentionStep,
    PatchStep,
    Step,
    SweepStep,
    TodoStep,
)
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.hidden_names import why_hidden
from qemu_xen_codemod.step.idle_handle import idle_handles
from qemu_xen_codemod.step.insert import run_insert, target_of
from qemu_xen_codemod.step.left_calls import why_calls_are_left
from qemu_xen_codemod.step.left_uses import LeftUses, find_left_uses
from qemu_xen_codemod.step.macro_names import why_captured
from qemu_xen_codemod.step.mention import run_mention
from qemu_xen_codemod.step.patch import run_patch
from qemu_xen_codemod.step.sweep import run_sweep
from qemu_xen_codemod.step.todo import run_todos
from qemu_xen_codemod.step.workspace import Draft, Matched, Workspace

_ADDED = re.compile(r"^[ \t]*\+(.*)", re.MULTILINE)
_WORD = re.compile(rb"\w+")


def run_steps(workspace: Workspace, context: Context) -> tuple[Draft, str]:
    """The rule's draft, and why it cannot be done ("" when it can).

    Where it would leave uses of what it takes away, it changes nothing.
    """
    while True:
        draft, fault = _run_all(workspace, context)
        found = find_left_uses(draft) if not fault else LeftUses()
        idle = idle_handles(draft, context.handles)
        barred = tuple(dict.fromkeys((*context.barred, *found.barred, *idle)))
        if fault or found.fault or len(barred) == len(context.barred):
            return draft, fault or found.fault or _why_not(draft)
        context = replace(context, barred=barred)


def _why_not(draft: Draft) -> str:
    """What else of what the rule would leave does not compile, or means another thing."""
    for why in (why_calls_are_left, why_hidden, why_captured):
        if found := why(draft):
            return found
    return ""


def _run_all(workspace: Workspace, context: Context) -> tuple[Draft, str]:
    """What a rule inserts serves what it patches and comments: when that changes nothing, nothing
    is inserted. A rule of nothing but inserts inserts.
    """
    steps = context.rule.steps
    draft, fault = _run(workspace, steps, context)
    has_purpose = any(isinstance(step, PatchStep | TodoStep) for step in steps)
    if has_purpose and not draft.patched and not draft.commented:
        if any(isinstance(step, InsertStep) for step in steps):
            others = tuple(step for step in steps if not isinstance(step, InsertStep))
            draft, _ = _run(workspace, others, context)
        return draft, ""
    return draft, fault


def _needed_files(
    step: PatchStep, targets: Sequence[tuple[InsertStep, str]]
) -> tuple[tuple[str, ...], ...]:
    """For each name that the step's new code takes from an insert: the files that give it, one of
    which the code has to see.
    """
    added = set(_WORD.findall("\n".join(_ADDED.findall(step.text.value)).encode()))
    givers: dict[bytes, list[str]] = {}
    for insert, target in targets:
        for name in inserted_names(insert).keys() & added:
            givers.setdefault(name, []).append(target)
    return tuple(dict.fromkeys(tuple(sorted(set(paths))) for paths in givers.values()))


def _run(workspace: Workspace, steps: tuple[Step, ...], context: Context) -> tuple[Draft, str]:
    draft = Draft(workspace)
    fault = ""
    inserts = [step for step in context.rule.steps if isinstance(step, InsertStep)]
    found = [(step, target_of(step, draft, context.style)) for step in inserts]
    targets = [(step, target) for step, target in found if target]
    for kind, group in groupby(steps, key=type):
        together = list(group)
        if kind is TodoStep:
            run_todos([step for step in together if isinstance(step, TodoStep)], draft, context)
            continue
        for step in together:
            if isinstance(step, PatchStep):
                seen = len(draft.events)
                run_patch(step, draft, context, _needed_files(step, targets))
                if step.required and not any(
                    isinstance(event, Matched) for event in draft.events[seen:]
                ):
                    place = step.text.place()
                    fault = fault or f"its patch at line {place.line} matches nothing here"
            elif isinstance(step, InsertStep):
                fault = fault or run_insert(step, draft, context)
            elif isinstance(step, MentionStep):
                run_mention(step, draft, context)
            elif isinstance(step, SweepStep):
                run_sweep(step, draft, context)
    return draft, fault
