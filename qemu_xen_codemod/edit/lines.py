# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits of whole lines: remove statements, insert text before or after one.

Inserted text has no base indentation; it gets that of its anchor, written as in the file. Spans and
anchors are whole statements, declarations or directives, without the white space around them.
"""

from __future__ import annotations

import re

from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.line_index import LineIndex
from qemu_xen_codemod.edit.reindent import reindent
from qemu_xen_codemod.edit.style import Style

_BLANKS = re.compile(rb"[ \t]*")
#: Comments at the end of a line.
TRAILING_COMMENTS = re.compile(
    rb"(?:[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//(?:\\\r?\n|[^\n])*))*[ \t\r]*(?=\n|\Z)"
)
_COMMENTS = re.compile(rb"/\*(?:[^*]|\*(?!/))*\*/")
_SPACE = b" \t\r\n"
#: The rest of an opening brace's line and the blank lines after it, up to the first line with code.
_FIRST_LINE = re.compile(
    rb"[ \t]*(?:/\*[^\n]*\*/[ \t]*|//[^\n]*)?\r?\n(?:[ \t]*\r?\n)*([ \t]*)(?![}#])[^\s]"
)
_BLOCK_BEGINS = re.compile(rb"\{[ \t\r]*(?:/\*[^\n]*\*/[ \t\r]*|//[^\n]*)?\Z")


def remove_lines(data: bytes, span: Span, rule: str = "", *, closes_gap: bool = False) -> Edit:
    """Remove statements with their lines, and the comment after the last on its line.

    Code on the same lines stays. The removal leaves no two blank lines in a row, and no blank line
    after `{` or before `}`, unless they were there. Adjacent statements are removed with one span:
    each removal looks at the lines around it. With `closes_gap`, the blank lines above are also
    removed if there are none below.
    """
    begin = _line_start(data, span.start)
    begins_line = not data[begin : span.start].strip(_SPACE)
    trailing = TRAILING_COMMENTS.match(data, span.end)
    if not trailing:
        # Code follows: it takes the statement's place.
        blanks = _BLANKS.match(data, span.end)
        return Edit(Span(span.start, blanks.end() if blanks else span.end), (), rule)
    if not begins_line:
        start = begin + len(data[begin : span.start].rstrip(b" \t"))
        end = trailing.end() - (data[trailing.end() - 1 : trailing.end()] == b"\r")
        return Edit(Span(start, end), (), rule)
    end = min(trailing.end() + 1, len(data))
    if closes_gap and _blank_below(data, end) == end:
        return Edit(Span(_blank_above(data, begin), end), (), rule)
    return Edit(_without_blank_lines(data, begin, end), (), rule)


def insert_lines_before(
    data: bytes, anchor: Span, text: bytes, style: Style, rule: str = ""
) -> Edit:
    """Insert lines of text above the line on which the anchor begins. If code precedes the anchor
    on its line, the line is broken there: that code may be a block's `{` or an `if`.

    Above a closing brace they get the indentation of the code in it.
    """
    begin = _line_start(data, anchor.start)
    eol = line_end(data, begin)
    indent = indent_from(data, begin)
    before = _COMMENTS.sub(b" ", data[begin : anchor.start]).strip()
    inside, rest = indent, indent
    if data[anchor.start : anchor.end] == b"}":
        rest = _indent_of_block(data, anchor.start, style) if before else indent
        inside = _one_deeper(data, rest, style)
    elif before.endswith((b"{", b":")):
        inside = rest = _one_deeper(data, indent, style)
    lines = reindent(data, inside, text, style)
    if not before:
        return Edit(
            Span(begin, begin), (b"".join(line + eol for line in lines),), rule, anchor.start
        )
    start = begin + len(data[begin : anchor.start].rstrip(b" \t"))
    pieces = (b"".join(eol + line for line in lines) + eol + rest,)
    return Edit(Span(start, anchor.start), pieces, rule)


def insert_lines_after(
    data: bytes, anchor: Span, text: bytes, style: Style, rule: str = ""
) -> Edit:
    """Insert lines of text below the line on which the anchor, or a comment after it, ends.

    Below an opening brace they get the indentation of the code in it. A file without a final
    newline stays without one.
    """
    begin = _line_start(data, anchor.start)
    indent = indent_from(data, begin)
    is_brace = data[anchor.start : anchor.end] == b"{"
    inside = _indent_inside(data, anchor.end, indent, style) if is_brace else indent
    lines = reindent(data, inside, text, style)
    eol = line_end(data, begin)
    # An anchor may end with its newline, as directives and whole lines do.
    last = anchor.start + len(data[anchor.start : anchor.end].rstrip(b"\r\n"))
    trailing = TRAILING_COMMENTS.match(data, last)
    if not trailing:
        # Code follows on the line: it gets a line of its own.
        blanks = _BLANKS.match(data, last)
        closes = data[blanks.end() if blanks else last :].startswith(b"}")
        rest = eol + (indent if closes else inside)
        pieces = (b"".join(eol + line for line in lines) + rest,)
        return Edit(Span(last, blanks.end() if blanks else last), pieces, rule)
    at = trailing.end()
    if at == len(data):
        return Edit(Span(at, at), (b"".join(eol + line for line in lines),), rule, anchor.start)
    return Edit(Span(at + 1, at + 1), (b"".join(line + eol for line in lines),), rule, anchor.start)


def _indent_inside(data: bytes, opened: int, outer: bytes, style: Style) -> bytes:
    """The indentation of the code in braces that open before an offset, in a line indented by
    `outer`.
    """
    first = _FIRST_LINE.match(data, opened)
    if first and len(first[1].expandtabs(style.tab)) > len(outer.expandtabs(style.tab)):
        return first[1]
    return _one_deeper(data, outer, style)


def _indent_of_block(data: bytes, closing: int, style: Style) -> bytes:
    """The indentation of the line on which the block of a closing brace begins."""
    opening = LineIndex(data, style.tab).closes.get(closing, closing)
    return indent_from(data, _line_start(data, opening))


def _one_deeper(data: bytes, indent: bytes, style: Style) -> bytes:
    return indent_from(reindent(data, indent, b"    x", style)[0], 0)


def _line_start(data: bytes, offset: int) -> int:
    return data.rfind(b"\n", 0, offset) + 1


def indent_from(data: bytes, begin: int) -> bytes:
    """The blanks from the offset at which a line begins."""
    found = _BLANKS.match(data, begin)
    return found.group() if found else b""


def line_end(data: bytes, begin: int) -> bytes:
    """The line end of the line that begins there; that of the line before if it has none."""
    after = data.find(b"\n", begin)
    at = after if after >= 0 else begin - 1
    return b"\r\n" if at > 0 and data[at - 1 : at] == b"\r" else b"\n"


def _without_blank_lines(data: bytes, start: int, end: int) -> Span:
    """The whole lines from `start` to `end`, and the blank lines that would be superfluous."""
    above = _blank_above(data, start)
    below = _blank_below(data, end)
    text_above = data[:above].rstrip(b"\r\n") if above else b""
    opens = above == 0 or _BLOCK_BEGINS.search(text_above, _line_start(text_above, above))
    closes = below == len(data) or data[below:].lstrip(b" \t")[:1] == b"}"
    if above < start and below > end:
        if closes and not opens:
            # Keep the blank lines that were before the `}`.
            return Span(above, end)
        return Span(start, below if opens else _line_after(data, end))
    if opens and below > end:
        return Span(start, below)
    if closes and above < start:
        return Span(above, end)
    return Span(start, end)


def _blank_above(data: bytes, start: int) -> int:
    """Where the blank lines directly above a line begin, the line itself if there are none."""
    while start > 0:
        before = _line_start(data, start - 1)
        if data[before:start].strip(_SPACE):
            break
        start = before
    return start


def _blank_below(data: bytes, end: int) -> int:
    """Where the blank lines that begin at a line's start end."""
    while end < len(data):
        after = _line_after(data, end)
        if data[end:after].strip(_SPACE):
            break
        end = after
    return end


def _line_after(data: bytes, begin: int) -> int:
    at = data.find(b"\n", begin)
    return at + 1 if at >= 0 else len(data)
