# SPDX-License-Identifier: GPL-2.0-or-later
"""LineIndex: a text's lines, and for each the innermost bracket in which it begins.

Brackets come from the lexer's tokens, so those in comments, strings and directives (macro
definitions) do not count. At the start of each arm of an #if, the brackets are open that were open
before the #if.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from operator import attrgetter

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.marks import Marks
from qemu_xen_codemod.edit.brackets import Brackets, read_brackets
from qemu_xen_codemod.edit.columns import end_column

_BLANK = re.compile(rb"[ \t]*")
_NOTHING_BUT_COMMENTS = re.compile(
    rb"(?:[ \t\r\f\v]|/\*[^*\n]*+\*+(?:[^*/\n][^*\n]*+\*+)*/)*(?://[^\n]*|/\*(?![^\n]*\*/)[^\n]*)?$",
    re.MULTILINE,
)

_start = attrgetter("start")


class LineIndex:
    """Offsets are byte offsets into `data`, line numbers count from 0, -1 means no bracket."""

    def __init__(self, data: bytes, tab: int) -> None:
        self.data = data
        self.tab = tab
        self.starts = [0, *(found.end() for found in re.finditer(rb"\n", data))]
        self._tokens: dict[int, list[Token]] = {}

    @cached_property
    def _brackets(self) -> Brackets:
        """Computed on the first request: a line in no open bracket needs none."""
        return read_brackets(Marks(self.data))

    @property
    def parent(self) -> dict[int, int]:
        """The bracket around each bracket."""
        return self._brackets.parent

    @property
    def expressions(self) -> set[int]:
        """The brackets in expressions."""
        return self._brackets.expressions

    @property
    def closes(self) -> dict[int, int]:
        """Closing bracket -> the open one."""
        return self._brackets.closes

    def opens(self, line: int) -> int:
        """The innermost bracket that is open where a line begins, including a block's `{`."""
        return self._brackets.open_at(self.starts[line])

    def within(self, line: int) -> Token | None:
        """The token (comment, string, directive) in which, or with which, a line begins that we do
        not lay out.
        """
        start, marks = self.starts[line], self._brackets.marks
        index = marks.around(start)
        if index < 0 or marks.ends[index] <= start:
            return None
        token = marks.token(index)
        return token if token.start < start or token.kind is Kind.DIRECTIVE else None

    def reopens(self, first: int, offset: int) -> bool:
        """Whether an #else from an offset on reopens a bracket that was opened after `first` and
        closed before the offset.
        """
        return any(
            first <= bracket < offset <= directive for directive, bracket in self._brackets.reopened
        )

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def first(self, line: int) -> int:
        """The offset of the first byte of a line that is not a blank, its end if all are blank."""
        found = _BLANK.match(self.data, self.starts[line])
        return found.end() if found else self.starts[line]

    def end(self, line: int) -> int:
        """The offset after the last byte of a line that is not white space."""
        start = self.starts[line]
        stop = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.data)
        return start + len(self.data[start:stop].rstrip())

    def indent(self, line: int) -> bytes:
        return self.data[self.starts[line] : self.first(line)]

    def column(self, offset: int) -> int:
        """The 0-based display column of a byte."""
        return end_column(self.data[self.starts[self.line_of(offset)] : offset], self.tab)

    def width(self, line: int) -> int:
        """Display columns of a line without white space at its end."""
        return end_column(self.data[self.starts[line] : self.end(line)], self.tab)

    def bracket_of(self, line: int) -> int:
        """The open bracket of an expression in which a line of code begins, -1 if there is none or
        the line is blank, a directive, or in a comment or string.
        """
        bracket = self.opens(line)
        if bracket not in self.expressions or self.within(line):
            return -1
        if self.first(line) >= self.end(line) or self._is_continued(line - 1):
            return -1
        return bracket

    def blanks_after(self, bracket: int) -> int:
        """How many blanks are between a bracket and what follows it on the line."""
        rest = self.data[bracket + 1 : self.end(self.line_of(bracket))]
        return len(rest) - len(rest.lstrip(b" \t"))

    def ends_line(self, bracket: int) -> bool:
        """Whether no code follows a bracket on its line."""
        return _NOTHING_BUT_COMMENTS.match(self.data, bracket + 1) is not None

    def lines_in(self, bracket: int) -> Iterator[int]:
        """The lines of code that begin directly in a bracket."""
        lines = range(self.line_of(bracket) + 1, len(self.starts))
        inside = takewhile(lambda line: self.is_in(self.opens(line), bracket), lines)
        return (line for line in inside if self.bracket_of(line) == bracket)

    def is_in(self, inner: int, outer: int) -> bool:
        """Whether a bracket is the other one or inside it."""
        while inner > outer:
            inner = self.parent[inner]
        return inner == outer

    def depth(self, bracket: int) -> int:
        """How many brackets of the same expression are around a bracket."""
        count = 0
        while (bracket := self.parent.get(bracket, -1)) in self.expressions:
            count += 1
        return count

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in a range."""
        found: list[Token] = []
        for line in range(self.line_of(start), self.line_of(max(end - 1, 0)) + 1):
            tokens = self._tokens_of(line)
            first = bisect_left(tokens, start, key=_start)
            found += tokens[first : bisect_left(tokens, end, lo=first, key=_start)]
        return found

    def _tokens_of(self, line: int) -> list[Token]:
        """The tokens that begin in a line, which are asked for again and again to break it."""
        if line not in self._tokens:
            end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.data)
            following = self._brackets.marks.tokens_from(self.starts[line])
            self._tokens[line] = list(takewhile(lambda token: token.start < end, following))
        return self._tokens[line]

    def token_from(self, offset: int) -> Token | None:
        """The first token that begins at or after an offset."""
        return next(self._brackets.marks.tokens_from(offset), None)

    def _is_continued(self, line: int) -> bool:
        return line >= 0 and self.data.endswith(b"\\", 0, self.end(line))
