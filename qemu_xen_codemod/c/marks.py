# SPDX-License-Identifier: GPL-2.0-or-later
"""Marks: the brackets, comments, literals and directives of a text; the words between them are
skipped.

This is all that is needed to match brackets, in a quarter of the time that tokens take. A mark is a
token as the lexer gives it, except that a literal's prefix (`L"..."`) belongs to the gap before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from qemu_xen_codemod.c.lexer import Kind, Token, tokens

#: Each branch begins with a letter of its own, so that the search skips everything else.
_MARK = re.compile(
    rb"""
    /\*[^*]*+(?:\*(?!/)[^*]*+)*(?:\*/|\Z)
  | //[^\\\r\n]*+(?:(?:\\(?:\r?\n)?|\r(?!\n))[^\\\r\n]*+)*
  | \n[ \t\f\v]*+\#(?:\\\r?\n|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|[^\n])*
  | "(?:\\\r?\n|\\.|[^"\\\n])*"?
  | '(?:\\\r?\n|\\.|[^'\\\n])*'?
  | \( | \) | \{ | \} | \[ | \]
    """,
    re.VERBOSE | re.DOTALL,
)
_FIRST_LINE = re.compile(
    rb"[ \t\f\v]*+\#(?:\\\r?\n|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|[^\n])*", re.DOTALL
)
_KINDS = {
    ord("/"): Kind.COMMENT,
    ord('"'): Kind.STRING,
    ord("'"): Kind.CHARACTER,
    **dict.fromkeys(b"(){}[]", Kind.PUNCTUATION),
}


class Marks:
    """The marks of one text in order. Offsets are byte offsets, end exclusive."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.starts: list[int] = []
        self.ends: list[int] = []
        starts, ends = self.starts, self.ends
        first = _FIRST_LINE.match(data)
        if first:
            starts.append(0)
            ends.append(first.end())
        line_feed = ord("\n")
        for found in _MARK.finditer(data, first.end() if first else 0):
            start, end = found.span()
            # A directive is the first code of its line.
            starts.append(start + 1 if data[start] == line_feed else start)
            ends.append(end)

    def token(self, index: int) -> Token:
        """A mark as a token."""
        start, end = self.starts[index], self.ends[index]
        # A directive begins with its `#` or with blanks.
        kind = _KINDS.get(self.data[start], Kind.DIRECTIVE)
        return Token(kind, start, end, self.data[start:end])

    def around(self, offset: int) -> int:
        """The index of the last mark that begins at or before an offset, -1 for none."""
        return bisect_right(self.starts, offset) - 1

    def tokens_from(self, offset: int) -> Iterator[Token]:
        """The tokens that begin at or after an offset."""
        index = self.around(offset)
        if index >= 0 and self.starts[index] == offset:
            # A prefix may make this the middle of a token.
            index -= 1
        begin = self.ends[index] if index >= 0 else 0
        if begin < offset:
            # Only marks contain line ends.
            begin = max(begin, self.data.rfind(b"\n", begin, offset) + 1)
        return (token for token in tokens(self.data, begin) if token.start >= offset)

    def text_before(self, index: int) -> bytes:
        """The last token before a mark that is not a comment or directive, b"" for none.

        A literal is given without its prefix.
        """
        while True:
            begin = self.ends[index - 1] if index > 0 else 0
            last = b""
            for token in tokens(self.data, begin, self.starts[index]):
                last = token.text
            if last or index <= 0:
                return last
            index -= 1
            mark = self.token(index)
            if mark.kind is not Kind.COMMENT and mark.kind is not Kind.DIRECTIVE:
                return mark.text
