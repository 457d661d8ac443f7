# SPDX-License-Identifier: GPL-2.0-or-later
"""The sweep step, as it is written in YAML."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import unplaced
from qemu_xen_codemod.rule.steps.sweep import Sweep, SweepStep


class SweepStepShape(ForSomeTreesShape):
    """Code that this rule made unused, to be removed."""

    sweep: list[
        Annotated[
            Literal["locals", "functions", "macros", "trace-events", "includes"],
            BeforeValidator(unplaced),
        ]
    ] = Field(min_length=1)


def read_sweep(shape: SweepStepShape) -> SweepStep:
    return SweepStep(tuple(Sweep(kind) for kind in shape.sweep), shape.place())
