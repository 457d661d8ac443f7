# SPDX-License-Identifier: GPL-2.0-or-later
"""The shape of a rule file, as it is written in YAML.

The JSON Schema for editors is made from these types (`schema`), and `shape_faults` tells where a
file differs from them. What a shape cannot say (is the pattern right, is the rule known) is
checked in `build`, which makes the `Rule` that the rest of the program works with.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qemu_xen_codemod.rule.applies import AppliesShape
from qemu_xen_codemod.rule.steps.step import StepShape
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.value import Files, Plain, Shape, Word, unplaced


class ExampleShape(Shape):
    """C before and after the rule."""

    name: Text
    before: Files = Field(description="Text of one C file, or path: text for several.")
    after: Files = Field(description="The same files, to the byte as the rule leaves them.")


class UnchangedShape(Shape):
    """C that the rule must not change."""

    name: Text
    code: Files = Field(description="Text of one C file, or path: text for several.")


class RuleShape(Shape):
    """A rule: one commit of the series."""

    id: Annotated[Text, Field(json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})] = Field(
        description="The file's name without .yml."
    )
    symbols: list[Word] = Field(
        default=[],
        description="The unstable symbols it answers for; none of a prepared or added rule.",
    )
    outcome: Annotated[
        Literal["rewritten", "wrapped", "retired", "annotated", "prepared", "added"],
        BeforeValidator(unplaced),
    ] = Field(
        description="What becomes of a reference that the rule matches; prepared: the rule only "
        "brings what others need, and is left out without them; added: it brings new code that "
        "other trees call."
    )
    follows: list[Text] = Field(default=[], description="Rules whose commits come first.")
    needs: list[Text] = Field(
        default=[],
        description="Rules without which this one's commit does not compile: they come first, and "
        "with it whenever it is chosen.",
    )
    subject: Text = Field(description="The commit's subject, one line.")
    why: Text = Field(description="The commit's body: what, why, why it is safe.")
    applies: AppliesShape = Field(
        default=AppliesShape(), description="When the rule is for a tree at all."
    )
    confines: dict[Word, list[Plain]] = Field(
        default={},
        description="Names, each with the globs of the files that may use it when the rule is "
        "done; so may what the pack keeps. Where another use is left, the rule is not done.",
    )
    steps: list[StepShape] = Field(min_length=1, description="What the rule does, in order.")
    examples: list[ExampleShape] = Field(min_length=1, description="What the rule does, shown.")
    unchanged: list[UnchangedShape] = Field(min_length=1, description="What it leaves alone.")
