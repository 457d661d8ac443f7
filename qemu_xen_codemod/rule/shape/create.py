# SPDX-License-Identifier: GPL-2.0-or-later
"""The create step, as it is written in YAML."""

from __future__ import annotations

from pydantic import Field

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.path import check_path
from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Shape
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code


class CreateShape(Shape):
    """A file and its text."""

    file: Text = Field(description="Its path from the top of the tree.")
    text: Text = Field(description="Its content.")


class CreateStepShape(ForSomeTreesShape):
    """A file that the tree does not have."""

    create: CreateShape


def read_create(shape: CreateShape, variables: Variables) -> CreateStep:
    """Raises RuleError."""
    path = fill_code(shape.file, variables)
    check_path(path.value, path.place())
    text = fill_code(shape.text, variables)
    if not text.value.strip():
        raise RuleError("the text of the new file is empty", place=text.place())
    if not text.value.endswith("\n"):
        raise RuleError(
            "the last line of the new file has no newline",
            place=text.place(),
            help="write it as `text: |`, which keeps the last newline",
        )
    return CreateStep(path.value, text, shape.place())
