# SPDX-License-Identifier: GPL-2.0-or-later
"""Columns that authors lined up: text after several blanks keeps its column.

This is for names of struct members, values of #defines, comments after code, and backslashes of
macros. If an edit makes the text before them longer or shorter, the number of blanks changes
instead. A column is lined up if a nearby line has text that begins in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.style import Style

_GAP = re.compile(rb"(?:[ \t]{2,}|\t)(?=[^ \t\r\n])")
#: The number of non-blank lines above and below that are examined.
_NEAR = 2


def keep_columns(data: bytes, edits: Sequence[Edit], style: Style) -> list[Edit]:
    """The edits of blanks that these edits require."""
    by_line: dict[int, list[Edit]] = {}
    for edit in sorted(edits, key=lambda item: (item.span.start, item.span.end)):
        by_line.setdefault(data.rfind(b"\n", 0, edit.span.start) + 1, []).append(edit)
    found: list[Edit] = []
    for start, line_edits in by_line.items():
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        texts = [_text(data, edit) for edit in line_edits]
        is_apart = all(
            first.span.end <= second.span.start for first, second in pairwise(line_edits)
        )
        if is_apart and line_edits[-1].span.end <= end and not any(b"\n" in text for text in texts):
            found += _kept(data, Span(start, end), list(zip(line_edits, texts, strict=True)), style)
    return found


def _text(data: bytes, edit: Edit) -> bytes:
    return b"".join(
        data[piece.start : piece.end] if isinstance(piece, Span) else piece for piece in edit.pieces
    )


def _kept(data: bytes, line: Span, edits: list[tuple[Edit, bytes]], style: Style) -> Iterator[Edit]:
    """The edit of the first gap after the first edit that has one."""
    new = b""
    at = line.start
    for index, (edit, text) in enumerate(edits):
        new += data[at : edit.span.start] + text
        at = edit.span.end
        stop = edits[index + 1][0].span.start if index + 1 < len(edits) else line.end
        # The gap may end where the next edit begins, for example before an inserted `*`.
        gap = _GAP.search(data, at, min(stop + 1, line.end))
        if gap is None or not (new + data[at : gap.start()]).strip():
            continue
        target = end_column(data[line.start : gap.end()], style.tab)
        code = data[line.start : gap.start()]
        if code.count(b"(") != code.count(b")"):
            # A part of a call: its other lines move, too.
            return
        if not _is_lined_up(data, line, gap.end(), style.tab):
            return
        reached = end_column(new + data[at : gap.start()], style.tab)
        before = end_column(data[line.start : gap.start()], style.tab)
        if reached == before:
            return
        has_tab = style.tabs and b"\t" in gap.group()
        blank = _blank(reached, max(target, reached + 1), style.tab if has_tab else 0)
        yield Edit(Span(gap.start(), gap.end()), (blank,), edit.rule)
        return


def _blank(start: int, end: int, tab: int) -> bytes:
    """White space from one column to another, with tabs unless `tab` is 0."""
    tabs = end // tab - start // tab if tab else 0
    if not tabs:
        return b" " * (end - start)
    return b"\t" * tabs + b" " * (end % tab)


def _is_lined_up(data: bytes, line: Span, offset: int, tab: int) -> bool:
    column = end_column(data[line.start : offset], tab)
    kind = _kind(data[offset : offset + 2])
    return any(_kind_at(text, column, tab) == kind for text in _lines_near(data, line))


def _kind(text: bytes) -> str:
    """Comments are lined up with comments, backslashes with backslashes."""
    if text in (b"/*", b"//"):
        return "comment"
    return "backslash" if text[:1] == b"\\" else "code"


def _lines_near(data: bytes, line: Span) -> Iterator[bytes]:
    above = data[max(0, line.start - 2000) : line.start].split(b"\n")
    below = data[line.end : line.end + 2000].split(b"\n")
    for lines in (above[::-1], below):
        yield from [text for text in lines if text.strip()][:_NEAR]


def _kind_at(text: bytes, column: int, tab: int) -> str:
    """What begins in a column of a line after a blank, "" for nothing and for the line's first
    text.
    """
    for found in re.finditer(rb"(?<=[ \t])[^ \t\r\n]", text):
        reached = end_column(text[: found.start()], tab)
        if reached == column and text[: found.start()].strip():
            return _kind(text[found.start() : found.start() + 2])
        if reached >= column:
            break
    return ""
