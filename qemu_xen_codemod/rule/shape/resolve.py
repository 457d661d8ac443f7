# SPDX-License-Identifier: GPL-2.0-or-later
"""The resolve step, as it is written in YAML."""

from __future__ import annotations

from pydantic import Field

from qemu_xen_codemod.c.known import Known, read_known
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Plain, Shape, Word
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code


class ResolveShape(Shape):
    """The known macros, and the files."""

    macros: dict[Word, Text] = Field(
        min_length=1,
        description="Macro: 'defined', 'undefined', a number, or bounds, as '>=41000,<42000'.",
    )
    files: list[Plain] = Field(
        default=[], description="Globs (default: every C file that names one of the macros)."
    )


class ResolveStepShape(ForSomeTreesShape):
    """Conditions known to be true or false are removed, with the code that they exclude."""

    resolve: ResolveShape


def read_resolve(shape: ResolveShape, variables: Variables) -> ResolveStep:
    """Raises RuleError."""
    texts = {name: fill_code(text, variables) for name, text in shape.macros.items()}
    known: dict[bytes, Known] = {}
    for name, text in texts.items():
        found = read_known(text.value)
        if found is None:
            raise RuleError(
                f"not a value that a macro can have: {text.value}",
                place=text.place(),
                help="write 'defined', 'undefined', a number, or bounds, as '>=41000,<42000'",
            )
        known[name.encode()] = found
    said = {name: text.value for name, text in texts.items()}
    return ResolveStep(known, said, tuple(shape.files), shape.place())
