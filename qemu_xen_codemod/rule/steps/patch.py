# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch step: rewrite by a semantic patch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from qemu_xen_codemod.rule.applies import ForSomeTrees, ForSomeTreesShape
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_patch
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.value import Plain, Truth
from qemu_xen_codemod.rule.variables import Variables, fill_code

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl import SemanticPatch


class PatchShape(ForSomeTreesShape):
    """A semantic patch."""

    patch: Text = Field(description="Semantic patch in SmPL.")
    files: list[Plain] = Field(
        default=[], description="Globs (default: every C file that may match)."
    )
    required: Truth = Field(
        default=False, description="Skip the whole rule when this patch matches nothing."
    )


@dataclass(frozen=True, slots=True)
class PatchStep(ForSomeTrees):
    """Rewrite by a semantic patch."""

    patch: SemanticPatch
    #: The patch as written; `text.place()` is where it is in the rule file.
    text: Text
    #: Globs; () for every C file that may match.
    files: tuple[str, ...] = ()
    #: The rule's other steps are wrong where this patch matches nothing.
    required: bool = False
    #: Whether the lists that it changes are filled again, as spatch does it (`Style.fills_lists`).
    fills_lists: bool = False


def read_patch(shape: PatchShape, variables: Variables, parse: ParsePatch) -> PatchStep:
    """Raises RuleError."""
    text = fill_code(shape.patch, variables)
    return PatchStep(parse_patch(text, parse), text, tuple(shape.files), shape.required)
