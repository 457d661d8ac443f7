# SPDX-License-Identifier: GPL-2.0-or-later
"""The text step: whole lines of any text file, found by what they say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.edit.line_block import LineBlock
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees
from qemu_xen_codemod.rule.text import Text


class Side(Enum):
    """Where the new lines go."""

    AFTER = "insert_after"
    BEFORE = "insert_before"
    REPLACE = "replace_with"


@dataclass(frozen=True, slots=True)
class TextStep(ForSomeTrees):
    """Put lines beside lines of a text file, or in their place, once."""

    #: The first that exists counts.
    paths: tuple[str, ...]
    find: Text
    side: Side
    #: "" to remove what is found.
    new: Text
    #: A line that is above what is found, or None.
    below: str | None
    #: A line with which nothing is to do, or None.
    unless: Text | None
    #: Where nothing is found nothing is to do.
    is_optional: bool
    #: Where the step is in the rule file.
    place: Place

    @property
    def found(self) -> LineBlock:
        return LineBlock.read(self.find.value)

    @property
    def lines(self) -> LineBlock:
        """The new lines, as far from the margin as they are written from those that are found."""
        return LineBlock.read(self.new.value, self.found.margin)
