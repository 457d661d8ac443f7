# SPDX-License-Identifier: GPL-2.0-or-later
"""A step described in words, for people who read a rule; a patch is shown as it is."""

from __future__ import annotations

from typing import assert_never

from qemu_xen_codemod.rule.applies import Applies
from qemu_xen_codemod.rule.steps.anchor import (
    Anchor,
    BlockAnchor,
    DeclarationAnchor,
    DirectiveAnchor,
    FunctionAnchor,
    LineAnchor,
)
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.sweep import SweepStep
from qemu_xen_codemod.rule.steps.text import Side, TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep


def step_text(step: Step) -> str:
    """One or more lines, no line end at the end."""
    condition = _condition(step.applies)
    return f"{condition}:\n{_plain(step)}" if condition else _plain(step)


def _condition(applies: Applies) -> str:
    parts = [
        f"has {' and '.join(applies.declares)}" if applies.declares else "",
        *(f"has {' and '.join(words)} in {path}" for path, words in applies.contains.items()),
        f"has no {' and no '.join(applies.absent)}" if applies.absent else "",
        *(f"has no {' and no '.join(words)} in {path}" for path, words in applies.lacks.items()),
        f"is version {applies.version.text}" if applies.version else "",
    ]
    condition = " and ".join(part for part in parts if part)
    return f"where the tree {condition}" if condition else ""


def _plain(step: Step) -> str:
    match step:
        case PatchStep():
            return _block(_only_in(step.files), step.text.value)
        case TodoStep():
            where = f" in functions /{step.function.pattern}/" if step.function else ""
            head = f"TODO{where}: {' '.join(step.text.value.split())}"
            return _block(head + "\nabove:", step.match_text.value)
        case InsertStep():
            anchors = " or ".join(_anchor(anchor) for anchor in step.anchors)
            guard = f"inside `#if {step.guard}`, else " if step.guard else ""
            head = f"insert into {' or '.join(step.into)}, {guard}{step.side} {anchors}:"
            return _block(head, step.text.value)
        case CreateStep():
            return _block(f"create {step.path}:", step.text.value)
        case TextStep():
            behind = f", below `{step.below}`" if step.below else ""
            unless = f", unless it has `{step.unless.value.strip()}`" if step.unless else ""
            return f"{_text_edit(step)}\n\nin {' or '.join(step.paths)}{behind}{unless}"
        case ResolveStep():
            inside = f" in {', '.join(step.files)}" if step.files else ""
            known = "\n".join(f"  {name} {value}" for name, value in step.said.items())
            return _block(f"resolve conditions{inside}, knowing:", known)
        case MentionStep():
            names = "\n".join(f"  {old} -> {new}" for old, new in step.names.items())
            return _block("rename in comments and strings:", names)
        case SweepStep():
            return f"remove what became unused: {', '.join(kind.value for kind in step.kinds)}"
        case _:
            assert_never(step)


def _text_edit(step: TextStep) -> str:
    found, new = step.find.value, step.new.value
    match step.side:
        case Side.AFTER:
            return f"{_block('after the lines', found)}\n{_block('insert', new)}"
        case Side.BEFORE:
            return f"{_block('before the lines', found)}\n{_block('insert', new)}"
        case Side.REPLACE if new:
            return f"{_block('in place of the lines', found)}\n{_block('write', new)}"
        case Side.REPLACE:
            return _block("remove the lines", found)
        case _:
            assert_never(step.side)


def _only_in(files: tuple[str, ...]) -> str:
    return f"in {', '.join(files)}:" if files else ""


def _block(head: str, text: str) -> str:
    body = text.strip("\n").expandtabs()
    return f"{head}\n{body}" if head else body


def _anchor(anchor: Anchor) -> str:
    match anchor:
        case DirectiveAnchor():
            return anchor.directive
        case BlockAnchor():
            return f"the #if around {anchor.word}"
        case FunctionAnchor():
            return f"function {anchor.function}"
        case DeclarationAnchor():
            return f"the declaration of {anchor.word}"
        case LineAnchor():
            return f"`{anchor.line.strip()}`"
        case _:
            assert_never(anchor)
