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

    name: Text | None = Field(default=None, description="What it shows; else its number.")
    before: Files = Field(description="Text of one C file, or path: text for several.")
    after: Files = Field(description="The same files, to the byte as the rule leaves them.")


class UnchangedShape(Shape):
    """C that the rule must not change."""

    name: Text | None = Field(default=None, description="What it shows; else its number.")
    code: Files = Field(description="Text of one C file, or path: text for several.")


class RuleShape(Shape):
    """A rule: one commit of the series."""

    id: Annotated[Text, Field(json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})] = Field(
        description="The file's name without .yml."
    )
    symbols: list[Word] = Field(
        default=[],
        description="The functions it answers for: what is left of their uses is reported. Without "
        "them, the names that its patches take out of the code; none of a prepared or added rule.",
    )
    outcome: Annotated[
        Literal["rewritten", "wrapped", "retired", "annotated", "prepared", "added"] | None,
        BeforeValidator(unplaced),
    ] = Field(
        default=None,
        description="What becomes of a reference that the rule matches (rewritten, or annotated by "
        "a rule of todo steps); prepared: the rule only brings what others need, and is left out "
        "without them; added: it brings new code that other trees call.",
    )
    follows: list[Text] = Field(default=[], description="Rules whose commits come first.")
    needs: list[Text] = Field(
        default=[],
        description="Rules without which this one's commit does not compile: they come first, and "
        "with it whenever it is chosen.",
    )
    subject: Text | None = Field(
        default=None,
        description="The commit's subject, one line. Without it, the first line of the comment "
        "above the patch.",
    )
    why: Text | None = Field(
        default=None,
        description="The commit's body: what, why, why it is safe. Without it, the semantic patch.",
    )
    applies: AppliesShape = Field(
        default=AppliesShape(), description="When the rule is for a tree at all."
    )
    confines: dict[Word, list[Plain]] = Field(
        default={},
        description="Names, each with the globs of the files that may use it when the rule is "
        "done; so may what the pack keeps. Where another use is left, the rule is not done.",
    )
    patch: Text | None = Field(
        default=None, description="Semantic patch in SmPL: the one step of a rule without steps."
    )
    steps: list[StepShape] = Field(
        default=[], min_length=1, description="What the rule does, in order."
    )
    examples: list[ExampleShape] = Field(min_length=1, description="What the rule does, shown.")
    unchanged: list[UnchangedShape] = Field(
        default=[], min_length=1, description="What it leaves alone."
    )
