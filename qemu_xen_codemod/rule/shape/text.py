# SPDX-License-Identifier: GPL-2.0-or-later
"""The text step, as it is written in YAML."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from qemu_xen_codemod.edit.line_block import NoIndent, find_block
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.path import check_path
from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Shape, Truth
from qemu_xen_codemod.rule.steps.text import Side, TextStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code


def _as_list(value: object) -> object:
    return [value] if isinstance(value, Text) else value


class TextShape(Shape):
    """The lines to find, and the lines to add or to replace them with."""

    file: Annotated[
        list[Text],
        Field(min_length=1),
        BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
    ] = Field(description="Its path, or several: the first that exists.")
    below: Text | None = Field(
        default=None,
        description=(
            "A line, ignoring white space at its ends: `find` is searched only below the first "
            "such line."
        ),
    )
    unless: Text | None = Field(
        default=None,
        description="A line, ignoring white space at its ends: skip the step when the file has it.",
    )
    find: Text = Field(
        description="Whole lines that the file has exactly once, at any common indentation."
    )
    insert_after: Text | None = Field(default=None, description="Lines to add below them.")
    insert_before: Text | None = Field(default=None, description="Lines to add above them.")
    replace_with: Text | None = Field(
        default=None, description="Lines to replace them with; '' removes them."
    )
    optional: Truth = Field(
        default=False,
        description=(
            "Skip the step when the file or the lines are missing, instead of refusing the rule."
        ),
    )


class TextStepShape(ForSomeTreesShape):
    """An edit of any text file by whole lines."""

    text: TextShape


def read_text(shape: TextShape, variables: Variables) -> TextStep:
    """Raises RuleError."""
    given = [side for side in Side if getattr(shape, side.value) is not None]
    if len(given) != 1:
        what = " and ".join(side.value for side in given) or "nothing to do"
        raise RuleError(
            f"a text step with {what}",
            place=shape.place(),
            help="give it one of insert_after, insert_before and replace_with",
        )
    paths = [fill_code(path, variables) for path in shape.file]
    for path in paths:
        check_path(path.value, path.place())
    find = fill_code(shape.find, variables)
    if not find.value.strip():
        raise RuleError("no lines to find", place=find.place())
    new = fill_code(getattr(shape, given[0].value), variables)
    if given[0] is not Side.REPLACE and not new.value.strip():
        raise RuleError("no lines to insert", place=new.place())
    below = _one_line("below", shape.below, variables)
    unless = _one_line("unless", shape.unless, variables)
    step = TextStep(
        tuple(path.value for path in paths),
        find,
        given[0],
        new,
        below.value.strip() if below is not None else None,
        unless,
        shape.optional,
        shape.place(),
    )
    _check_lines(step)
    return step


def _one_line(key: str, line: Text | None, variables: Variables) -> Text | None:
    """Raises RuleError."""
    if line is None:
        return None
    filled = fill_code(line, variables)
    if not filled.value.strip() or "\n" in filled.value.strip():
        raise RuleError(f"{key} is one line", place=filled.place())
    return filled


def _check_lines(step: TextStep) -> None:
    """Raises RuleError for edits that are impossible, or would be repeated."""
    try:
        lines = step.lines
    except NoIndent:
        raise RuleError(
            "these lines and those of find are indented with different characters",
            place=step.new.place(),
            help="indent both with spaces, or both with tabs",
        ) from None
    if step.side is Side.REPLACE and lines == step.found:
        raise RuleError("replace_with is the same as find", place=step.new.place())
    if step.side is not Side.REPLACE and find_block(lines.text(), step.found):
        raise RuleError(
            "the new lines contain the lines of find, so a second run would find them twice",
            place=step.new.place(),
            help="search for more lines, or fewer",
        )
