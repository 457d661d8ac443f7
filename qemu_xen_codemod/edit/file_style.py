# SPDX-License-Identifier: GPL-2.0-or-later
"""The style of one file, derived from the file: always its tabs; width and indentation if no pack
sets them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.style import Style, uses_tabs

#: Common widths, the usual one first.
_WIDTHS = (80, 100, 109, 120, 132)
#: A file keeps to a width if at most one line in this many is wider.
_ONE_IN = 50
#: One in this many lines may be wider without counting: an address, a table.
_WIDEST_ONE_IN = 200
_INDENTS = (2, 3, 4, 8)
_COMMENT = re.compile(rb"[ \t]*(?:/\*|\*|//|#)")
_OPENS = re.compile(rb"\{[ \t]*\r?\Z")


def file_style(style: Style, data: bytes) -> Style:
    """The style for a file: one that is indented with tabs keeps them. If the style follows files,
    width and indentation are those of the file's own lines. Without wide lines the width stays as
    it is, and so does the indentation without a block.
    """
    if not style.tabs and uses_tabs(data):
        style = replace(style, tabs=True)
    if not style.follows_file:
        return style
    lines = [line for line in data.split(b"\n") if line.strip() and not _COMMENT.match(line)]
    width, indent = _width(lines, style), _indent(lines, style)
    # The style has followed the file; it must not be derived again.
    return replace(style, width=width, indent=indent, follows_file=False)


def _width(lines: list[bytes], style: Style) -> int:
    # No line with fewer bytes than columns is wide, except for tabs.
    widths = sorted(
        end_column(line.rstrip(), style.tab)
        for line in lines
        if len(line) > style.width // 2 or b"\t" in line
    )
    wide = [width for width in widths if width > style.width]
    if len(wide) * _ONE_IN <= len(lines):
        return style.width
    widest = wide[: max(len(wide) - len(lines) // _WIDEST_ONE_IN, 1)][-1]
    return next((width for width in _WIDTHS if width >= widest), _WIDTHS[-1])


def _indent(lines: list[bytes], style: Style) -> int:
    """The columns from a line that opens a block to the next one, as in most blocks."""
    steps = Counter(
        _margin(inside, style.tab) - _margin(opening, style.tab)
        for opening, inside in pairwise(lines)
        if _OPENS.search(opening)
    )
    known = [(count, -step) for step, count in steps.items() if step in _INDENTS]
    return -max(known)[1] if known else style.indent


def _margin(line: bytes, tab: int) -> int:
    return end_column(line[: len(line) - len(line.lstrip())], tab)
