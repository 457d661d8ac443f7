# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch step, as it is written in YAML."""

from __future__ import annotations

from pydantic import Field

from qemu_xen_codemod.rule.semantic import ParsePatch, parse_patch
from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Plain, Truth
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code


class PatchShape(ForSomeTreesShape):
    """A semantic patch."""

    patch: Text = Field(description="Semantic patch in SmPL.")
    files: list[Plain] = Field(
        default=[], description="Globs (default: every C file that may match)."
    )
    required: Truth = Field(
        default=False, description="Skip the whole rule when this patch matches nothing."
    )


def read_patch(shape: PatchShape, variables: Variables, parse: ParsePatch) -> PatchStep:
    """Raises RuleError."""
    text = fill_code(shape.patch, variables)
    return PatchStep(parse_patch(text, parse), text, tuple(shape.files), shape.required)
