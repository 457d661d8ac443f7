# SPDX-License-Identifier: GPL-2.0-or-later
"""The mention step: words that are renamed in comments and strings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees, ForSomeTreesShape
from qemu_xen_codemod.rule.value import Plain, Word


class MentionStepShape(ForSomeTreesShape):
    """Words that are renamed in comments and strings."""

    mention: dict[Word, Word] = Field(min_length=1, description="Old word: new word.")
    files: list[Plain] = Field(
        default=[], description="Globs (default: the files that the rule changed)."
    )


@dataclass(frozen=True, slots=True)
class MentionStep(ForSomeTrees):
    """Rename whole words in comments and string literals."""

    #: Old word -> new word.
    names: Mapping[str, str]
    #: Globs; () for the files that the rule's patches changed.
    files: tuple[str, ...]
    place: Place


def read_mention(shape: MentionStepShape) -> MentionStep:
    return MentionStep(dict(shape.mention), tuple(shape.files), shape.place())
