# SPDX-License-Identifier: GPL-2.0-or-later
"""The shape of a rule file, as it is written in YAML.

The JSON Schema for editors is made from these types (`schema`), and `shape_faults` tells where a
file differs from them. What a shape cannot say (is the pattern right, is the rule known) is
checked in `build`, which makes the `Rule` that the rest of the program works with.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from qemu_xen_codemod.rule.shape.applies import AppliesShape
from qemu_xen_codemod.rule.shape.step import StepShape
from qemu_xen_codemod.rule.shape.value import Files, Plain, Shape, Word
from qemu_xen_codemod.rule.text import Text


class ExampleShape(Shape):
    """C before and after the rule."""

    name: Text | None = Field(default=None, description="What it shows (default: its number).")
    before: Files = Field(description="Text of one C file, or path: text for several.")
    after: Files = Field(description="The same files after the rule, byte for byte.")


class UnchangedShape(Shape):
    """C that the rule must not change."""

    name: Text | None = Field(default=None, description="What it shows (default: its number).")
    code: Files = Field(description="Text of one C file, or path: text for several.")


#: The outcomes that every pack has.
_OUTCOMES = ("rewritten", "wrapped", "retired", "annotated", "prepared", "added")
#: The outcomes of references that no rule has changed.
_NOT_OF_RULES = ("kept", "refused", "unanswered")


class RuleShape(Shape):
    """A rule: one commit of the series."""

    id: Annotated[Text, Field(json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})] = Field(
        description="The file's name without .yml."
    )
    symbols: list[Word] = Field(
        default=[],
        description="The functions that it handles; their remaining uses are reported. By default, "
        "the names that its patches remove. A prepared or added rule has none.",
    )
    outcome: Text | None = Field(
        default=None,
        json_schema_extra={"examples": [*_OUTCOMES], "not": {"enum": [*_NOT_OF_RULES]}},
        description="What happens to a reference that the rule matches (default: rewritten, or "
        "annotated for a rule of todo steps). prepared: the rule only serves others, and is left "
        "out without them. added: it adds code that other trees call. Or an outcome of its pack.",
    )
    follows: list[Text] = Field(default=[], description="Rules whose commits come first.")
    needs: list[Text] = Field(
        default=[],
        description=(
            "Rules without which this commit does not compile: they come first, and are "
            "selected with it."
        ),
    )
    subject: Text | None = Field(
        default=None,
        description="The commit's subject, one line. Without it, the first line of the comment "
        "above the patch.",
    )
    why: Text | None = Field(
        default=None,
        description=(
            "The commit's body: what, why, and why it is safe. Without it, the semantic patch."
        ),
    )
    applies: AppliesShape = Field(
        default=AppliesShape(), description="Which trees the rule is for."
    )
    confines: dict[Word, list[Plain]] = Field(
        default={},
        description=(
            "Names, each with globs of the only files that may use it after the rule, apart "
            "from what the pack keeps. The rule is refused if any other use is left."
        ),
    )
    patch: Text | None = Field(
        default=None, description="Semantic patch in SmPL: the one step of a rule without steps."
    )
    steps: list[StepShape] = Field(default=[], min_length=1, description="The steps, in order.")
    examples: list[ExampleShape] = Field(
        min_length=1, description="Code before and after the rule."
    )
    unchanged: list[UnchangedShape] = Field(
        default=[], min_length=1, description="Code that the rule does not change."
    )
