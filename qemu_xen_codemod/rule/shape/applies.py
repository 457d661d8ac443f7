# SPDX-License-Identifier: GPL-2.0-or-later
"""Which trees a rule or a step is for, as it is written in YAML."""

from __future__ import annotations

from pydantic import Field

from qemu_xen_codemod.rule.applies import Applies
from qemu_xen_codemod.rule.shape.value import Plain, Shape, Word
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.version import parse_version_range


class AppliesShape(Shape):
    """Which trees a rule or a step is for."""

    declares: list[Word] = Field(
        default=[], description="Words that the tree's C code must contain, all of them."
    )
    contains: dict[Plain, list[Word]] = Field(
        default={}, description="C file: words that its code must contain, all of them."
    )
    absent: list[Word] = Field(
        default=[], description="Words that the tree's C code must not contain."
    )
    lacks: dict[Plain, list[Word]] = Field(
        default={}, description="C file: words that its code must not contain."
    )
    version: Text | None = Field(
        default=None, description="Range of VERSION's number: '>=5.2,<12'."
    )
    files: list[Plain] = Field(
        default=[],
        description=(
            "Paths that must exist. A rule left out for a missing path still satisfies the "
            "rules that need it."
        ),
    )
    because: Text | None = Field(
        default=None, description="Reason reported when such a word is missing."
    )


def read_applies(shape: AppliesShape) -> Applies:
    """Raises RuleError."""
    return Applies(
        declares=tuple(shape.declares),
        absent=tuple(shape.absent),
        version=parse_version_range(shape.version) if shape.version else None,
        files=tuple(shape.files),
        contains={path: tuple(words) for path, words in shape.contains.items()},
        lacks={path: tuple(words) for path, words in shape.lacks.items()},
        because=" ".join(shape.because.value.split()) if shape.because else "",
    )


class ForSomeTreesShape(Shape):
    """A step as it is written."""

    applies: AppliesShape = Field(
        default=AppliesShape(), description="Which trees the step is for."
    )
