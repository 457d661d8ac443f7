# SPDX-License-Identifier: GPL-2.0-or-later
"""The todo step, as it is written in YAML."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.pattern import compile_pattern
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_context
from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Shape, unplaced
from qemu_xen_codemod.rule.steps.todo import REMAINING, TodoStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code, fill_prose


class TodoShape(Shape):
    """The match and text of a todo step."""

    match: Text = Field(description="Semantic patch in SmPL with context lines only.")
    function: Text | None = Field(
        default=None, description="Regular expression for the name of the enclosing function."
    )
    handle: Annotated[Literal["local", "shared"], BeforeValidator(unplaced)] | None = Field(
        default=None,
        description=(
            "local: only matches that open a handle in a local variable; shared: all others."
        ),
    )
    text: Text = Field(
        description="The comment, unwrapped; it is wrapped at the tree's width. `{remaining}` "
        "lists the unstable functions that take the handle opened by the match, or, if that is not "
        "known, all that the tree still calls."
    )


class TodoStepShape(ForSomeTreesShape):
    """A comment above each statement that contains a match."""

    todo: TodoShape


def read_todo(shape: TodoShape, variables: Variables, parse: ParsePatch) -> TodoStep:
    match = fill_code(shape.match, variables)
    text = fill_prose(shape.text, {REMAINING: f"{{{REMAINING}}}", **variables})
    if not text.value.strip():
        raise RuleError("the text of the todo is empty", place=shape.text.place())
    if "*/" in text.value:
        place = text.place(text.value.index("*/"))
        raise RuleError("*/ would end the comment", place=place)
    return TodoStep(
        match=parse_context(match, parse),
        match_text=match,
        function=compile_pattern(shape.function) if shape.function else None,
        text=text,
        handle=shape.handle or "",
    )
