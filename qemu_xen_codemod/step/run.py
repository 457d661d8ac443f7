"""Run the steps of one rule on a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.rule import Rule
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
from qemu_xen_codemod.step.hidden_names import why_hidden
from qemu_xen_codemod.step.idle_handle import idle_handles
from qemu_xen_codemod.step.insert import run_insert, target_of
from qemu_xen_codemod.step.left_calls import why_calls_are_left
from qemu_xen_codemod.step.left_uses import LeftUses, find_left_uses
from qemu_xen_codemod.step.macro_names import why_captured
from qemu_xen_codemod.step.mention import run_mention
from qemu_xen_codemod.step.patch import run_patch
from qemu_xen_codemod.step.resolve import run_resolve
from qemu_xen_codemod.step.sweep import run_sweep
from qemu_xen_codemod.step.text import file_of, run_text
from qemu_xen_codemod.step.todo import run_todos
from qemu_xen_codemod.step.workspace import Draft, Matched, Workspace

_ADDED = re.compile(r"^[ \t]*\+(.*)", re.MULTILINE)
_WORD = re.compile(rb"\w+")
_NEW_INCLUDE = re.compile(r'(?m)^\+[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"')
#: Steps that change what is there.
_CHANGING = (PatchStep, TodoStep, ResolveStep)
#: Steps that serve the others.
_SERVING = (InsertStep, CreateStep, TextStep)


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
            return draft, fault or found.fault or _why_not(draft, context)
        context = replace(context, barred=barred)


def _why_not(draft: Draft, context: Context) -> str:
    """What else of what the rule would leave does not compile, or means another thing."""
    for why in (why_calls_are_left, why_hidden, why_captured):
        if found := why(draft):
            return found
    return why_not_confined(draft, context)


def _run_all(workspace: Workspace, context: Context) -> tuple[Draft, str]:
    """What a rule inserts, creates and writes as text serves what it patches and comments: when
    that changes nothing, none of it is done. A rule of nothing but such steps does them.
    """
    steps = context.rule.steps
    draft, fault = _run(workspace, steps, context)
    has_purpose = any(isinstance(step, _CHANGING) for step in steps)
    if has_purpose and not draft.patched and not draft.commented:
        others = tuple(step for step in steps if not isinstance(step, _SERVING))
        if others != steps:
            draft, _ = _run(workspace, others, context)
        return draft, _why_unresolved(workspace, context)
    return draft, fault


def _why_unresolved(workspace: Workspace, context: Context) -> str:
    """Why conditions that the rule is about cannot be resolved, though nothing else is found."""
    steps = (step for step in context.rule.steps if isinstance(step, ResolveStep))
    faults = (run_resolve(step, Draft(workspace), context) for step in steps)
    return next(filter(None, faults), "")


@dataclass(frozen=True, slots=True)
class _Giver:
    """A file that gets, or has, what the rule adds beside its patches."""

    path: str
    names: frozenset[bytes]
    #: Code has to see the file to use the names: a header, or text that stands behind what a file
    #: alone may declare.
    has_to_be_seen: bool


def _givers(rule: Rule, draft: Draft, style: Style) -> list[_Giver]:
    found: list[_Giver] = []
    for step in rule.steps:
        is_behind = False
        match step:
            case InsertStep():
                path, is_behind = target_of(step, draft, style), bool(step.behind)
            case TextStep():
                path = file_of(step, draft)
            case CreateStep():
                path = step.path
            case _:
                continue
        if path:
            is_seen = is_behind or path.endswith((".h", ".h.inc"))
            found.append(_Giver(path, frozenset(inserted_names(step)), is_seen))
    return found


def _needed_files(step: PatchStep, givers: Sequence[_Giver]) -> tuple[tuple[str, ...], ...]:
    """For each name that the patch's new code takes from them: the files that give it, one of which
    the code has to see.
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
        if not any(_is_included(path, step) for path in group)
    )


def _is_included(header: str, step: PatchStep) -> bool:
    """Does the patch itself write the header's #include line?"""
    names = _NEW_INCLUDE.findall(step.text.value)
    return any(f"/{header}".endswith(f"/{name}") for name in names)


def _run(workspace: Workspace, steps: tuple[Step, ...], context: Context) -> tuple[Draft, str]:
    draft = Draft(workspace)
    fault = ""
    givers = _givers(context.rule, draft, context.style)
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
    givers: Sequence[_Giver],
) -> str:
    """Why the step cannot be done, "" when it is."""
    match step:
        case PatchStep():
            seen = len(draft.events)
            run_patch(step, draft, context, _needed_files(step, givers))
            matched = any(isinstance(event, Matched) for event in draft.events[seen:])
            if step.required and not matched:
                return f"its patch at line {step.text.place().line} matches nothing here"
        case TodoStep():
            run_todos([step], draft, context)
        case InsertStep():
            return run_insert(step, draft, context)
        case CreateStep():
            return run_create(step, draft, context)
        case TextStep():
            return run_text(step, draft, context)
        case ResolveStep():
            return run_resolve(step, draft, context)
        case MentionStep():
            run_mention(step, draft, context)
        case SweepStep():
            run_sweep(step, draft, context)
        case _:
            assert_never(step)
    return ""
