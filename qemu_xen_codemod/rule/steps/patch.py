"""The patch step: rewrite by a semantic patch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from qemu_xen_codemod.rule.applies import ForSomeTrees, ForSomeTreesShape
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_patch
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.value import Plain, Truth, Word
from qemu_xen_codemod.rule.variables import Variables, fill_code

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.relies import Reliance
    from qemu_xen_codemod.smpl.semantic_patch import SemanticPatch


class PatchShape(ForSomeTreesShape):
    """A semantic patch."""

    patch: Text = Field(description="Semantic patch in SmPL.")
    files: list[Plain] = Field(
        default=[], description="Globs; without them every C file that may match."
    )
    required: Truth = Field(
        default=False, description="The rule does nothing at all where this patch matches nothing."
    )
    relies_on: dict[Plain, Text] = Field(
        default={},
        description="`f(a, b)`: an expression, what that function of the tree has to compute; "
        "`E`: what a metavariable has to be worth. Where it is not so, matches are refused.",
    )
    apart_from: list[Word] = Field(
        default=[],
        description="Names: a match in a function that uses one of them, too, is refused.",
    )


@dataclass(frozen=True, slots=True)
class PatchStep(ForSomeTrees):
    """Rewrite by a semantic patch."""

    patch: SemanticPatch
    #: The patch as written; `text.place()` is where it stands in the rule file.
    text: Text
    #: Globs; () for every C file that may match.
    files: tuple[str, ...] = ()
    #: The rule's other steps are wrong where this patch matches nothing.
    required: bool = False
    #: What the tree's code has to be where the patch matches.
    relies_on: tuple[Reliance, ...] = ()
    #: Matches in functions that use one of these names are refused.
    apart_from: tuple[str, ...] = ()


def read_patch(shape: PatchShape, variables: Variables, parse: ParsePatch) -> PatchStep:
    """Raises RuleError."""
    text = fill_code(shape.patch, variables)
    return PatchStep(
        parse_patch(text, parse),
        text,
        tuple(shape.files),
        shape.required,
        _relies_on(shape, variables),
        tuple(shape.apart_from),
    )


def _relies_on(shape: PatchShape, variables: Variables) -> tuple[Reliance, ...]:
    if not shape.relies_on:
        return ()
    # Loaded late: few rules have it.
    from qemu_xen_codemod.rule.relies import read_reliances

    given = {key: fill_code(text, variables) for key, text in shape.relies_on.items()}
    return read_reliances(given)
