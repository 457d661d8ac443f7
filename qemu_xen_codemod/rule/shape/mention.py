# SPDX-License-Identifier: GPL-2.0-or-later
"""The mention step, as it is written in YAML."""

from __future__ import annotations

from pydantic import Field

from qemu_xen_codemod.rule.shape.applies import ForSomeTreesShape
from qemu_xen_codemod.rule.shape.value import Plain, Word
from qemu_xen_codemod.rule.steps.mention import MentionStep


class MentionStepShape(ForSomeTreesShape):
    """Words that are renamed in comments and strings."""

    mention: dict[Word, Word] = Field(min_length=1, description="Old word: new word.")
    files: list[Plain] = Field(
        default=[], description="Globs (default: the files that the rule changed)."
    )


def read_mention(shape: MentionStepShape) -> MentionStep:
    return MentionStep(dict(shape.mention), tuple(shape.files), shape.place())
