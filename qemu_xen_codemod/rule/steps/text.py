# SPDX-License-Identifier: GPL-2.0-or-later
"""The text step: whole lines of any text file, found by their text."""

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
    """Insert lines next to lines of a text file, or replace these, once."""

    #: The first existing one is used.
    paths: tuple[str, ...]
    find: Text
    side: Side
    #: "" to remove the found lines.
    new: Text
    #: A line that must be above the found lines, or None.
    below: str | None
    #: A line with which there is nothing to do, or None.
    unless: Text | None
    #: Whether there is nothing to do if nothing is found.
    is_optional: bool
    #: Where the step is in the rule file.
    place: Place

    @property
    def found(self) -> LineBlock:
        return LineBlock.read(self.find.value)

    @property
    def lines(self) -> LineBlock:
        """The new lines, relative to the margin of the lines to find."""
        return LineBlock.read(self.new.value, self.found.margin)
