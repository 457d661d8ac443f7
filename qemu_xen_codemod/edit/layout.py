# SPDX-License-Identifier: GPL-2.0-or-later
"""Layout: lay out the lines that edits touched, and those whose bracket moved with them.

Lines are processed from the top, so that a bracket's column is known before the lines in it. The
result is a list of white space replacements in the spliced text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.edit.columns import Manner, end_column, written
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.gaps import BINARY, bracket_around
from qemu_xen_codemod.edit.laid_line import LaidLine
from qemu_xen_codemod.edit.line_index import LineIndex
from qemu_xen_codemod.edit.realign import Alignment, alignment, shifted
from qemu_xen_codemod.edit.splice import Spliced
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.edit.width import Breaker


class Layout:
    """One spliced text; `layout` may be called once."""

    def __init__(self, old: bytes, spliced: Spliced, style: Style) -> None:
        self._old = LineIndex(old, style.tab)
        self._new = LineIndex(spliced.data, style.tab)
        self._spliced = spliced
        self._style = style
        #: Lines that differ from the spliced text or that an edit touched -> their lines.
        self._laid_lines: dict[int, list[LaidLine]] = {}
        self._breaker = Breaker(self._new, style, spliced.edited, self._column, self._alignment)
        #: Brackets after which a line was broken -> the indentation of their contents.
        self._hung: dict[int, bytes] = {}
        #: The line that the line before passes on, joined to this line.
        self._handed: LaidLine | None = None
        self._gaps: list[tuple[Span, bytes]] = []

    def layout(self) -> list[tuple[Span, bytes]]:
        """What to replace, in order."""
        line_index = self._new
        line = 0
        for span in self._spliced.edited:
            line = max(line, line_index.line_of(span.start))
            last = line_index.line_of(span.end)
            first = (
                line_index.starts[line] if line < len(line_index.starts) else len(line_index.data)
            )
            while line < len(line_index.starts) and (line <= last or self._reaches(first, line)):
                self._work_on(line)
                line += 1
        return self._gaps

    def _reaches(self, first: int, line: int) -> bool:
        """Whether text laid out from an offset on, up to a line, may affect that line or an
        untouched line below it.
        """
        line_index = self._new
        start = line_index.starts[line]
        if self._handed or line_index.reopens(first, start):
            return True
        token = line_index.within(line)
        if token and first <= token.start:
            return True
        bracket = line_index.opens(line)
        while bracket >= first:
            if bracket in line_index.expressions:
                return True
            bracket = line_index.parent[bracket]
        return False

    def _work_on(self, line: int) -> None:
        if self._handed:
            # Joined lines fit; a line that was joined to another is done.
            self._laid_lines[line] = [self._handed]
            self._handed = None
        else:
            self._line(line)

    def _line(self, line: int) -> None:
        line_index = self._new
        start, first, end = line_index.starts[line], line_index.first(line), line_index.end(line)
        within = line_index.within(line)
        if within:
            self._inside(line, within)
            return
        touched = self._is_touched(line)
        bracket = line_index.bracket_of(line)
        follows_moved = bracket >= 0 and line_index.line_of(bracket) in self._laid_lines
        if (not touched and not follows_moved) or first >= end:
            return
        indent = self._indent(line, bracket)
        if not self._style.tabs and b"\t" in indent and self._is_changed(line):
            indent = written(end_column(indent, self._style.tab), Manner.SPACES, self._style.tab)
        moved = indent != line_index.indent(line)
        if not touched and not moved:
            return
        laid = LaidLine(first, end, indent)
        if moved:
            self._gaps.append((Span(start, first), indent))
        laid_lines = [laid]
        if self._may_break(line) and self._grew(line, laid):
            laid_lines = self._breaker.laid_lines(laid)
        self._laid_lines[line] = laid_lines
        if len(laid_lines) > 1:
            self._break(line, laid_lines)

    def _break(self, line: int, laid_lines: list[LaidLine]) -> None:
        """Record the breaks between lines; the last line joins the next line if both fit."""
        eol = self._line_end(line)
        for before, laid in pairwise(laid_lines):
            if before.end - 1 in self._new.expressions:
                self._hung[before.end - 1] = laid.indent
            if laid is laid_lines[-1]:
                joined = self._joined(line, laid_lines)
                if joined and joined.joined:
                    self._gaps.append((Span(before.end, laid.first), eol + joined.indent))
                    self._gaps.append((joined.joined, b" "))
                    laid_lines[-1] = self._handed = joined
                    return
            self._gaps.append((Span(before.end, laid.first), eol + laid.indent))

    def _joined(self, line: int, laid_lines: list[LaidLine]) -> LaidLine | None:
        """The last line and the next line in one, if that line continues in the same bracket."""
        line_index, last = self._new, laid_lines[-1]
        if line + 1 >= len(line_index.starts):
            return None
        bracket = line_index.bracket_of(line + 1)
        first, end = line_index.first(line + 1), line_index.end(line + 1)
        if bracket < 0 or not laid_lines[-2].end > bracket:
            return None
        tokens = line_index.tokens_in(laid_lines[-2].end - 1, last.first)
        pushed = line_index.tokens_in(last.first, last.end)
        is_operator = len(pushed) == 1 and pushed[0].text in BINARY
        breaks_at_comma = bool(tokens) and tokens[-1].text == b","
        goes_on = breaks_at_comma and line_index.data[last.end - 1 : last.end] == b","
        heads = line_index.tokens_in(first, end)
        if goes_on and len(pushed) > 1 and pushed[-2].kind is Kind.STRING:
            # The arguments of a format string stay below it.
            return None
        if not (goes_on or is_operator) or not heads or heads[0].kind is Kind.COMMENT:
            return None
        if heads[0].start in line_index.closes or not self._is_directly_in(last.first, bracket):
            return None
        laid = LaidLine(last.first, end, self._indent(line + 1, bracket), Span(last.end, first))
        return laid if self._breaker.fits(laid) else None

    def _is_directly_in(self, offset: int, bracket: int) -> bool:
        return bracket_around(self._new, offset) == bracket

    def _inside(self, line: int, comment: Token) -> None:
        """A block comment that begins an aligned line moves with it as a whole."""
        line_index = self._new
        begin = line_index.line_of(comment.start)
        if comment.kind is not Kind.COMMENT or comment.start != line_index.first(begin):
            return
        laid_lines = self._laid_lines.get(begin)
        if not laid_lines or line_index.first(line) >= line_index.end(line):
            return
        tab = self._style.tab
        by = end_column(laid_lines[0].indent, tab) - end_column(line_index.indent(begin), tab)
        if by and laid_lines[0].first == comment.start:
            indent = shifted(line_index.indent(line), by, tab)
            self._gaps.append((Span(line_index.starts[line], line_index.first(line)), indent))
        if by or self._is_touched(line):
            self._laid_lines[line] = [
                LaidLine(line_index.first(line), line_index.end(line), self._last_indent(line))
            ]

    def _last_indent(self, line: int) -> bytes:
        """The indentation of a line that has been laid out."""
        if self._gaps and self._gaps[-1][0].start == self._new.starts[line]:
            return self._gaps[-1][1]
        return self._new.indent(line)

    def _indent(self, line: int, bracket: int) -> bytes:
        indent = self._new.indent(line)
        follows = self._alignment(line) if bracket >= 0 else None
        if not follows:
            return indent
        if bracket in self._hung:
            return self._hung[bracket]
        opening = self._new.indent(self._new.line_of(bracket))
        if self._is_changed(line) and opening and b"\t" not in opening:
            # An edited line is indented like the line on which its call begins.
            follows = replace(follows, manner=Manner.SPACES)
        elif self._is_in_place(line, bracket):
            return indent
        return follows.indent(self._column(bracket), self._style.tab)

    def _is_in_place(self, line: int, bracket: int) -> bool:
        """Whether neither the line nor its bracket's column changed."""
        if self._is_touched(line):
            return False
        old = self._old_line(line)
        origin = self._spliced.origin(bracket)
        return (
            old is not None
            and origin is not None
            and self._old.column(origin) == self._column(bracket)
        )

    def _alignment(self, line: int) -> Alignment | None:
        """As the line was in the old file; a line that an edit added is as in the edit."""
        old = self._old_line(line)
        if old is None:
            return alignment(self._new, line, self._style.indent)
        return alignment(self._old, old, self._style.indent)

    def _old_line(self, line: int) -> int | None:
        """The old line whose line break and indentation this line has, or only whose indentation,
        if the lines between were removed.
        """
        start, first = self._new.starts[line], self._new.first(line)
        origin = self._spliced.origin
        at = origin(start)
        if line == 0 and at is None:
            return 0
        begins: list[int] = []
        if at is not None and self._old.starts[self._old.line_of(at)] == at:
            begins.append(at)
        before = origin(start - 1) if line else None
        if before is not None:
            begins.append(before + 1)
        for begin in begins:
            if all(origin(offset) == begin + offset - start for offset in range(start, first)):
                return self._old.line_of(begin)
        return None

    def _column(self, offset: int) -> int:
        line = self._new.line_of(offset)
        for laid in self._laid_lines.get(line, ()):
            if laid.holds(offset):
                return laid.column(self._new.data, offset, self._style.tab)
        return self._new.column(offset)

    def _is_touched(self, line: int) -> bool:
        edited = self._spliced.edited
        start, end = self._new.starts[line], self._new.end(line)
        index = bisect_right(edited, Span(end, len(self._new.data) + 1)) - 1
        return index >= 0 and edited[index].end >= start

    def _is_changed(self, line: int) -> bool:
        """Whether an edit added or changed text of the line, and did not only remove lines next to
        it.
        """
        start, first = self._new.starts[line], self._new.first(line)
        end = self._new.end(line)
        edited = self._spliced.edited
        index = bisect_right(edited, Span(end, len(self._new.data) + 1)) - 1
        while index >= 0 and edited[index].end >= start:
            span = edited[index]
            if span.end > start if span.start < span.end else span.start > first:
                return True
            index -= 1
        return False

    def _grew(self, line: int, laid: LaidLine) -> bool:
        """Whether the line may be broken: not if it was already this wide and only moved."""
        old = self._old_line(line)
        if old is None or self._is_changed(line):
            return True
        return laid.width(self._new.data, self._style.tab) > self._old.width(old)

    def _may_break(self, line: int) -> bool:
        """False for a line that ends with a backslash."""
        return not self._new.data.endswith(b"\\", 0, self._new.end(line))

    def _line_end(self, line: int) -> bytes:
        """The line end of a line; the last line gets that of the line before."""
        starts = self._new.starts
        after = starts[min(line + 1, len(starts) - 1)]
        return b"\r\n" if self._new.data.endswith(b"\r\n", 0, after) else b"\n"
