# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the steps of one rule on a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from itertools import groupby
from typing import assert_never

from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.sweep import SweepStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.step.confined import why_not_confined
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.create import run_create
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.hidden_names import why_hidden
from qemu_xen_codemod.step.idle_handle import idle_handles
from qemu_xen_codemod.step.insert import run_insert
from qemu_xen_codemod.step.left_calls import why_calls_are_left
from qemu_xen_codemod.step.left_uses import LeftUses, find_left_uses
from qemu_xen_codemod.step.macro_names import why_captured
from qemu_xen_codemod.step.mention import run_mention
from qemu_xen_codemod.step.needed_files import Giver, givers_of, needed_files
from qemu_xen_codemod.step.numbers import NoNumber, with_numbers
from qemu_xen_codemod.step.patch import run_patch
from qemu_xen_codemod.step.resolve import run_resolve
from qemu_xen_codemod.step.sweep import run_sweep
from qemu_xen_codemod.step.text import run_text
from qemu_xen_codemod.step.todo import run_todos
from qemu_xen_codemod.step.workspace import Matched, Workspace


class _Role(Enum):
    """What a step does for its rule."""

    #: Changes existing code.
    CHANGES = "changes"
    #: Adds what the changes need.
    SERVES = "serves"
    #: Cleans up after them.
    FOLLOWS = "follows"


def _role(step: Step) -> _Role:
    match step:
        case PatchStep() | TodoStep() | ResolveStep():
            return _Role.CHANGES
        case InsertStep() | CreateStep() | TextStep():
            return _Role.SERVES
        case MentionStep() | SweepStep():
            return _Role.FOLLOWS
        case _:
            assert_never(step)


def run_steps(workspace: Workspace, context: Context) -> tuple[Draft, str]:
    """The rule's draft, and why it cannot be applied ("" if it can).

    If it would leave uses of what it removes, it changes nothing.
    """
    while True:
        draft, fault = _run_all(workspace, context)
        found = find_left_uses(draft) if not fault else LeftUses()
        idle = idle_handles(draft, context.handles)
        barred = tuple(dict.fromkeys((*context.barred, *found.barred, *idle)))
        if fault or found.fault or len(barred) == len(context.barred):
            return draft, fault or found.fault or _why_not(draft, context)
        context = replace(context, barred=barred)


def _why_not(draft: Draft, context: Context) -> str:
    """What else in the rule's result does not compile, or has another meaning."""
    for why in (why_calls_are_left, why_hidden, why_captured):
        if found := why(draft):
            return found
    return why_not_confined(draft, context)


def _run_all(workspace: Workspace, context: Context) -> tuple[Draft, str]:
    """Inserted, created and written text supports what a rule patches and comments: if that changes
    nothing, none of it is done. A rule with only such steps does them.
    """
    steps = context.rule.steps
    draft, fault = _run(workspace, steps, context)
    has_purpose = any(_role(step) is _Role.CHANGES for step in steps)
    if has_purpose and not draft.patched and not draft.commented:
        others = tuple(step for step in steps if _role(step) is not _Role.SERVES)
        if others != steps:
            draft, _ = _run(workspace, others, context)
        return draft, _why_unresolved(workspace, context)
    return draft, fault


def _why_unresolved(workspace: Workspace, context: Context) -> str:
    """Why the conditions that the rule is for cannot be resolved, though nothing else is found."""
    steps = (step for step in context.rule.steps if isinstance(step, ResolveStep))
    faults = (run_resolve(step, Draft(workspace), context) for step in steps)
    return next(filter(None, faults), "")


def _run(workspace: Workspace, steps: tuple[Step, ...], context: Context) -> tuple[Draft, str]:
    draft = Draft(workspace)
    fault = ""
    givers = givers_of(context.rule.steps, draft, context.style)
    for is_todo, group in groupby(steps, key=lambda step: isinstance(step, TodoStep)):
        together = list(group)
        if is_todo:
            run_todos([step for step in together if isinstance(step, TodoStep)], draft, context)
            continue
        for step in together:
            found = _run_step(step, draft, context, givers)
            fault = fault or found
    return draft, fault


def _run_step(
    step: Step,
    draft: Draft,
    context: Context,
    givers: Sequence[Giver],
) -> str:
    """Why the step cannot be done, "" if it can."""
    match step:
        case PatchStep():
            seen = len(draft.events)
            run_patch(step, draft, context, needed_files(step, givers))
            matched = any(isinstance(event, Matched) for event in draft.events[seen:])
            if step.required and not matched:
                return f"its patch at line {step.text.place().line} matches nothing here"
        case TodoStep():
            run_todos([step], draft, context)
        case InsertStep() | TextStep():
            return _write(step, draft, context)
        case CreateStep():
            return run_create(step, draft, context)
        case ResolveStep():
            return run_resolve(step, draft, context)
        case MentionStep():
            run_mention(step, draft, context)
        case SweepStep():
            run_sweep(step, draft, context)
        case _:
            assert_never(step)
    return ""


def _write(step: InsertStep | TextStep, draft: Draft, context: Context) -> str:
    """Why the step's text cannot be written, "" if it can."""
    try:
        step = with_numbers(step, draft, context.numbers)
    except NoNumber as error:
        return str(error)
    if isinstance(step, InsertStep):
        return run_insert(step, draft, context)
    return run_text(step, draft, context)
