# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits that remove whole lines and leave no superfluous blank lines."""

from __future__ import annotations

from qemu_xen_codemod.c.scope import line_start
from qemu_xen_codemod.edit.edit import Edit, Span


def whole_lines(data: bytes, span: Span) -> Span | None:
    """The lines of a span, None if other code is on them.

    A comment after the span on its last line is included.
    """
    start = line_start(data, span.start)
    end = data.find(b"\n", span.end)
    end = len(data) if end < 0 else end + 1
    behind = data[span.end : end].strip()
    if data[start : span.start].strip():
        return None
    if behind and not (
        behind.startswith(b"//")
        or (behind.startswith(b"/*") and behind.endswith(b"*/") and behind.count(b"*/") == 1)
    ):
        return None
    return Span(start, end)


def remove_lines(data: bytes, lines: Span, rule: str) -> Edit:
    """Remove whole lines, and superfluous blank lines around them.

    One of two blank lines is removed; after an opening brace, at the file's start and before a
    closing brace no blank line is left.
    """
    above = _line_above(data, lines.start)
    start, end = lines.start, lines.end
    if above is None or not above.strip() or above.rstrip().endswith(b"{"):
        while end < len(data) and not data[end : _next_line(data, end)].strip():
            end = _next_line(data, end)
    below = data[end : _next_line(data, end)].strip()
    if above is not None and not above.strip() and (not below or below.startswith(b"}")):
        start = line_start(data, start - 1)
    return Edit(Span(start, end), (), rule)


def _next_line(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end + 1


def _line_above(data: bytes, start: int) -> bytes | None:
    return data[line_start(data, start - 1) : start] if start > 0 else None
