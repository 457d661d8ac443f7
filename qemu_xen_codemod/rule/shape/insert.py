# SPDX-License-Identifier: GPL-2.0-or-later
"""The insert step, as it is written in YAML."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.shape.anchor import Anchors, read_anchor
from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Plain, Shape, Word
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code


class InsertShape(Shape):
    """The text of an insert step, and its place."""

    into: list[Plain] = Field(
        min_length=1,
        description="Paths or globs; the first file that exists and has `declares` is edited.",
    )
    declares: Word | None = Field(
        default=None, description="A word that the file's code must contain."
    )
    unless: Word | None = Field(
        default=None, description="Skip the step when the file contains this word."
    )
    guard: Text | None = Field(
        default=None,
        description=(
            "Condition: the text goes into the file's #if block for it, which is added if missing."
        ),
    )
    after: Anchors | None = Field(
        default=None, description="An anchor, or several, tried in order."
    )
    before: Anchors | None = Field(
        default=None, description="An anchor, or several, tried in order."
    )
    text: Text = Field(description="The text; it gets a blank line before and after.")


class InsertStepShape(ForSomeTreesShape):
    """Text to add at a named place of a file, once."""

    insert: InsertShape


def read_insert(shape: InsertShape, variables: Variables) -> InsertStep:
    sides: list[Literal["after", "before"]] = ["after", "before"]
    given = [side for side in sides if getattr(shape, side) is not None]
    if len(given) != 1:
        what = "both after and before" if given else "neither after nor before"
        raise RuleError(
            f"an insert with {what}",
            place=shape.place(),
            help="say where the text goes: after: or before: with an anchor",
        )
    text = fill_code(shape.text, variables)
    if not text.value.strip():
        raise RuleError("an insert without a text", place=shape.text.place())
    anchors = shape.after if shape.after is not None else shape.before
    return InsertStep(
        into=tuple(shape.into),
        declares=shape.declares,
        unless=shape.unless,
        side=given[0],
        anchors=tuple(read_anchor(anchor, variables) for anchor in anchors or ()),
        text=text,
        place=shape.place(),
        guard=_guard(shape.guard, variables),
    )


def _guard(condition: Text | None, variables: Variables) -> str | None:
    if condition is None:
        return None
    text = fill_code(condition, variables)
    words = text.value.split()
    if not words or words[0].startswith("#") or words[0] == "if" or "*/" in text.value:
        raise RuleError(
            "a guard is an #if condition",
            place=text.place(),
            help="write what follows #if, as VERSION < 3",
        )
    return " ".join(words)
