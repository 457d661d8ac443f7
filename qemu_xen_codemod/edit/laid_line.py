# SPDX-License-Identifier: GPL-2.0-or-later
"""LaidLine: a line of the text during layout."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.edit import Span


@dataclass(frozen=True, slots=True)
class LaidLine:
    """The bytes `first` to `end` of the text after `indent`, on one line."""

    first: int
    end: int
    indent: bytes
    #: The line break and indentation inside it that became one space.
    joined: Span | None = None

    def column(self, data: bytes, offset: int, tab: int) -> int:
        """The 0-based display column of a byte of the text."""
        text = data[self.first : offset]
        if self.joined and self.joined.end <= offset:
            text = data[self.first : self.joined.start] + b" " + data[self.joined.end : offset]
        return end_column(self.indent + text, tab)

    def width(self, data: bytes, tab: int) -> int:
        return self.column(data, self.end, tab)

    def holds(self, offset: int) -> bool:
        return self.first <= offset < self.end
