# SPDX-License-Identifier: GPL-2.0-or-later
"""The todo step: a comment above each statement that holds a match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.applies import ForSomeTrees, ForSomeTreesShape
from qemu_xen_codemod.rule.pattern import compile_pattern
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_context
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.value import Shape, unplaced
from qemu_xen_codemod.rule.variables import Variables, fill_code, fill_prose

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl import SemanticPatch

#: In a todo's text, `{remaining}`: the unstable functions that are given the handle which the
#: match opens, or all that the tree's code still calls where the match opens none.
REMAINING = "remaining"


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


@dataclass(frozen=True, slots=True)
class TodoStep(ForSomeTrees):
    """Put a comment above each statement that holds a match."""

    match: SemanticPatch
    match_text: Text
    #: Searched in the name of the function around the match; None for any function.
    function: re.Pattern[str] | None
    #: The comment in plain words, not wrapped.
    text: Text
    #: Only for a match that opens a handle for its function, or only for others; "" for all.
    handle: Literal["local", "shared", ""] = ""


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
