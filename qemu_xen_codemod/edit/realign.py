# SPDX-License-Identifier: GPL-2.0-or-later
"""The relation of a continuation line to its open bracket, and its indentation when the bracket
moved.

A line is aligned if it begins in the column after its bracket, give or take one column, or as near
to it as tabs allow. Lines after a bracket that ends its line are not aligned: there is nothing
after the bracket to align to. Any other indentation is a hanging one, which does not follow the
bracket.
"""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.edit.columns import Manner, end_column, manner_of, written
from qemu_xen_codemod.edit.line_index import LineIndex


@dataclass(frozen=True, slots=True)
class Alignment:
    """A line that follows its bracket."""

    #: Columns from the one after the bracket to the line's first.
    offset: int
    manner: Manner
    #: For tabs up to the statement's level and spaces from there: the number of tabs.
    level: int | None = None

    def indent(self, bracket_column: int, tab: int) -> bytes:
        """The line's indentation if its bracket is in that column."""
        target = bracket_column + 1
        if self.level is not None and target + self.offset >= self.level * tab:
            spaces = target + self.offset - self.level * tab
            return b"\t" * self.level + b" " * spaces
        if self.manner is not Manner.TABS:
            return written(target + self.offset, self.manner, tab)
        # Tabs end before the column or after it, as they did before.
        if self.offset < 0:
            stops = target // tab
        elif self.offset > 0:
            stops = -(-target // tab)
        else:
            stops = (target + tab // 2) // tab
        return b"\t" * stops


def alignment(line_index: LineIndex, line: int, indent_step: int) -> Alignment | None:
    """How a line follows its open bracket, None if it does not."""
    bracket = line_index.bracket_of(line)
    if bracket < 0 or line_index.ends_line(bracket):
        return None
    indent = line_index.indent(line)
    column = end_column(indent, line_index.tab)
    manner = manner_of(indent)
    offset = column - line_index.column(bracket) - 1
    if abs(offset) <= 1:
        if manner is Manner.TABS and _has_spaces_after_tabs(line_index, bracket, line):
            manner = Manner.TABS_THEN_SPACES
        if manner is not Manner.TABS and offset != line_index.blanks_after(bracket):
            # The author missed the column by one; the new layout reaches it.
            offset = 0
        # A tab's width of spaces is not a rest after the tabs: they stop at the statement's level.
        level = indent.count(b"\t") if b" " * line_index.tab in indent else 0
        return Alignment(offset, manner, level or None)
    if manner is Manner.SPACES or abs(offset) >= line_index.tab:
        return None
    if manner is Manner.TABS_THEN_SPACES:
        # Spaces can reach any column: a whole step from the statement is intended.
        statement = end_column(line_index.indent(line_index.line_of(bracket)), line_index.tab)
        if column - statement in (indent_step, 2 * indent_step, line_index.tab):
            return None
    return Alignment(offset, manner)


def _has_spaces_after_tabs(line_index: LineIndex, bracket: int, line: int) -> bool:
    """Whether a neighbour in the same bracket shows that the tabs alone fitted by chance."""
    return any(
        0 <= other < len(line_index.starts)
        and line_index.bracket_of(other) == bracket
        and manner_of(line_index.indent(other)) is Manner.TABS_THEN_SPACES
        for other in (line - 1, line + 1)
    )


def shifted(indent: bytes, by: int, tab: int) -> bytes:
    """An indentation moved by some columns and written in its own manner."""
    return written(end_column(indent, tab) + by, manner_of(indent), tab)
