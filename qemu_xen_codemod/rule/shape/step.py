# SPDX-License-Identifier: GPL-2.0-or-later
"""A step of any kind, as it is written in YAML."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, assert_never

from pydantic import Discriminator, Tag

from qemu_xen_codemod.rule.semantic import ParsePatch
from qemu_xen_codemod.rule.shape.applies import read_applies
from qemu_xen_codemod.rule.shape.create import CreateStepShape, read_create
from qemu_xen_codemod.rule.shape.insert import InsertStepShape, read_insert
from qemu_xen_codemod.rule.shape.mention import MentionStepShape, read_mention
from qemu_xen_codemod.rule.shape.patch import PatchShape, read_patch
from qemu_xen_codemod.rule.shape.resolve import ResolveStepShape, read_resolve
from qemu_xen_codemod.rule.shape.sweep import SweepStepShape, read_sweep
from qemu_xen_codemod.rule.shape.text import TextStepShape, read_text
from qemu_xen_codemod.rule.shape.todo import TodoStepShape, read_todo
from qemu_xen_codemod.rule.shape.value import key_of
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.variables import Variables

#: Step keys, each with its shape's name.
STEP_KEYS = {
    "patch": "PatchShape",
    "todo": "TodoStepShape",
    "insert": "InsertStepShape",
    "create": "CreateStepShape",
    "text": "TextStepShape",
    "resolve": "ResolveStepShape",
    "mention": "MentionStepShape",
    "sweep": "SweepStepShape",
}


StepShape = Annotated[
    Annotated[PatchShape, Tag("PatchShape")]
    | Annotated[TodoStepShape, Tag("TodoStepShape")]
    | Annotated[InsertStepShape, Tag("InsertStepShape")]
    | Annotated[CreateStepShape, Tag("CreateStepShape")]
    | Annotated[TextStepShape, Tag("TextStepShape")]
    | Annotated[ResolveStepShape, Tag("ResolveStepShape")]
    | Annotated[MentionStepShape, Tag("MentionStepShape")]
    | Annotated[SweepStepShape, Tag("SweepStepShape")],
    Discriminator(lambda value: key_of(value, STEP_KEYS)),
]


def read_step(shape: StepShape, variables: Variables, parse: ParsePatch) -> Step:
    """The step with its patches parsed and the variables filled in. Raises RuleError."""
    return replace(_read(shape, variables, parse), applies=read_applies(shape.applies))


def _read(shape: StepShape, variables: Variables, parse: ParsePatch) -> Step:
    match shape:
        case PatchShape():
            return read_patch(shape, variables, parse)
        case TodoStepShape():
            return read_todo(shape.todo, variables, parse)
        case InsertStepShape():
            return read_insert(shape.insert, variables)
        case CreateStepShape():
            return read_create(shape.create, variables)
        case TextStepShape():
            return read_text(shape.text, variables)
        case ResolveStepShape():
            return read_resolve(shape.resolve, variables)
        case MentionStepShape():
            return read_mention(shape)
        case SweepStepShape():
            return read_sweep(shape)
        case _:
            assert_never(shape)
