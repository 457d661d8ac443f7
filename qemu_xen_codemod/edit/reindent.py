# SPDX-License-Identifier: GPL-2.0-or-later
"""Indent lines of text that were written from column 0 for their place in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.edit.columns import Manner, end_column, written
from qemu_xen_codemod.edit.line_index import LineIndex
from qemu_xen_codemod.edit.realign import alignment
from qemu_xen_codemod.edit.style import Style, uses_tabs

#: Columns of one level in the text.
_TEXT_LEVEL = 4
_LABEL = re.compile(
    rb"(?!default\b)[A-Za-z_]\w*[ \t]*:(?!:)[ \t]*(?:/\*[^\n]*\*/[ \t]*|//[^\n]*)?\Z"
)
_FOUR_SPACES = re.compile(rb"^\t* {4}[^ \t\r\n*]", re.MULTILINE)
_ONE_TAB = re.compile(rb"^\t[^ \t\r\n]", re.MULTILINE)


def reindent(data: bytes, base: bytes, text: bytes, style: Style) -> list[bytes]:
    """The lines of `text`, without line ends, for a place in `data` that is indented by `base`.

    A level of the text, four spaces or a tab, becomes one level of the file. Lines aligned to a
    bracket stay aligned to it, comments keep their shape. Directives and labels stay where the text
    has them.
    """
    if b"\t" in base or (not base and uses_tabs(data)):
        manner, level = Manner.TABS_THEN_SPACES, _tab_level(data, base, style)
    else:
        manner, level = Manner.SPACES, style.indent
    lines = _Lines(text, end_column(base, style.tab), level, style)
    result = []
    for indent, column, content in lines.placed():
        if column is None or not content:
            result.append(indent + content if content else b"")
        else:
            place = base if column == lines.start else written(column, manner, style.tab)
            result.append(place + content)
    return result


class _Lines:
    """The lines of a text that is moved to begin at the display column `start`."""

    def __init__(self, text: bytes, start: int, level: int, style: Style) -> None:
        self._line_index = LineIndex(text.replace(b"\r\n", b"\n").removesuffix(b"\n"), style.tab)
        self.start = start
        self._level = level
        self._style = style
        #: The new columns of the lines so far.
        self._columns: list[int] = []

    def placed(self) -> Iterator[tuple[bytes, int | None, bytes]]:
        """For each line its indentation in the text, its column in the file (None to keep the
        indentation), and the rest of it.
        """
        line_index = self._line_index
        for line in range(len(line_index.starts)):
            first = line_index.first(line)
            column = self._column(line)
            self._columns.append(line_index.column(first) if column is None else column)
            yield line_index.indent(line), column, line_index.data[first : line_index.end(line)]

    def _column(self, line: int) -> int | None:
        line_index = self._line_index
        first = line_index.first(line)
        within = line_index.within(line)
        if within:
            return self._beside(line, within.start) if within.kind is Kind.COMMENT else None
        if _LABEL.match(line_index.data[first : line_index.end(line)]):
            return None
        if alignment(line_index, line, self._style.indent):
            return self._beside(line, line_index.opens(line))
        indent = line_index.indent(line)
        tabs = indent.count(b"\t")
        levels, rest = divmod(len(indent) - tabs, _TEXT_LEVEL)
        return self.start + (tabs + levels) * self._level + rest

    def _beside(self, line: int, offset: int) -> int:
        """The column of a line that moves together with the line that contains an offset."""
        line_index = self._line_index
        begin = line_index.line_of(offset)
        by = self._columns[begin] - line_index.column(line_index.first(begin))
        return line_index.column(line_index.first(line)) + by


def _tab_level(data: bytes, base: bytes, style: Style) -> int:
    """The columns of a level where lines are indented with tabs: older files write two levels of
    four columns as one tab.
    """
    return style.indent if b" " in base or _has_half_tabs(data) else style.tab


@lru_cache(maxsize=4)
def _has_half_tabs(data: bytes) -> bool:
    """Whether a level of a file is half a tab; the same for each of its matches."""
    small = sum(1 for _ in _FOUR_SPACES.finditer(data))
    return small * 10 > sum(1 for _ in _ONE_TAB.finditer(data))
