# SPDX-License-Identifier: GPL-2.0-or-later
"""When a rule, or a step of one, is for a tree at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.value import Plain, Shape, Word
from qemu_xen_codemod.rule.version import VersionRange, parse_version_range


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


@dataclass(frozen=True, slots=True)
class Applies:
    """What a tree has to be; all of it has to hold."""

    #: Words that code of the tree has to hold, each in some C file.
    declares: tuple[str, ...] = ()
    #: Words that no code of the tree may hold.
    absent: tuple[str, ...] = ()
    version: VersionRange | None = None
    #: Paths that a whole tree has.
    files: tuple[str, ...] = ()
    #: C file -> words that its code has to hold.
    contains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: C file -> words that its code may not hold.
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: What a tree that lacks such a word is told, or "".
    because: str = ""


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


@dataclass(frozen=True, slots=True)
class ForSomeTrees:
    """A step, which is left out of trees that it is not for."""

    applies: Applies = field(default_factory=Applies, kw_only=True)
