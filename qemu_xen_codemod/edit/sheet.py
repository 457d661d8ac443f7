"""Sheet: a text's lines, and for each the innermost bracket in which it begins.

Brackets come from the lexer's tokens, so those in comments, strings and directives (macro
definitions) are none. In each arm of an #if the brackets that were open before the #if are open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import takewhile

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.edit.columns import end_column

_BLANK = re.compile(rb"[ \t]*")
_DIRECTIVE_NAME = re.compile(rb"\s*#\s*(\w+)")
_NOTHING_BUT_COMMENTS = re.compile(
    rb"(?:[ \t\r\f\v]|/\*.*?\*/)*(?://[^\n]*|/\*[^\n]*)?$", re.MULTILINE
)
_PAIRS = {b")": b"(", b"]": b"[", b"}": b"{"}
#: After these a `{` begins a value, not a block.
_VALUE_FOLLOWS = frozenset({b"=", b",", b"[", b"return"})


class Sheet:
    """Offsets are byte offsets into `data`, line numbers count from 0, -1 is no bracket."""

    def __init__(self, data: bytes, tab: int) -> None:
        self.data = data
        self.tab = tab
        self.starts = [0, *(found.end() for found in re.finditer(rb"\n", data))]
        self.tokens: list[Token] = list(tokens(data))
        #: For each line the innermost open bracket, a block's `{` too.
        self.opens: list[int] = []
        #: The token (comment, string, directive) in whose middle, or with which, a line begins
        #: that is not laid out by us.
        self.within: dict[int, Token] = {}
        #: The bracket around each bracket.
        self.parent: dict[int, int] = {}
        #: Those of expressions.
        self.expressions: set[int] = set()
        #: Closing bracket -> the open one.
        self.closes: dict[int, int] = {}
        self._scan()

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def first(self, line: int) -> int:
        """The offset of the first byte of a line that is no blank, its end when all are."""
        found = _BLANK.match(self.data, self.starts[line])
        return found.end() if found else self.starts[line]

    def end(self, line: int) -> int:
        """The offset after the last byte of a line that is no white space."""
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
        """The open bracket of an expression in which a line of code begins, -1 when there is none
        or the line is blank, a directive, or the middle of a comment or string.
        """
        bracket = self.opens[line]
        if bracket not in self.expressions or line in self.within:
            return -1
        if self.first(line) >= self.end(line) or self._is_continued(line - 1):
            return -1
        return bracket

    def blanks_after(self, bracket: int) -> int:
        """How many blanks stand between a bracket and what follows it on the line."""
        rest = self.data[bracket + 1 : self.end(self.line_of(bracket))]
        return len(rest) - len(rest.lstrip(b" \t"))

    def ends_line(self, bracket: int) -> bool:
        """Whether no code follows a bracket on its line."""
        return _NOTHING_BUT_COMMENTS.match(self.data, bracket + 1) is not None

    def lines_in(self, bracket: int) -> Iterator[int]:
        """The lines of code that begin directly in a bracket."""
        lines = range(self.line_of(bracket) + 1, len(self.starts))
        inside = takewhile(lambda line: self.is_in(self.opens[line], bracket), lines)
        return (line for line in inside if self.bracket_of(line) == bracket)

    def is_in(self, inner: int, outer: int) -> bool:
        """Whether a bracket is the other one or stands inside it."""
        while inner > outer:
            inner = self.parent[inner]
        return inner == outer

    def depth(self, bracket: int) -> int:
        """How many brackets of the same expression stand around a bracket."""
        count = 0
        while (bracket := self.parent.get(bracket, -1)) in self.expressions:
            count += 1
        return count

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in a range."""
        first = bisect_left(self.tokens, start, key=_start)
        return self.tokens[first : bisect_left(self.tokens, end, lo=first, key=_start)]

    def token_from(self, offset: int) -> Token | None:
        """The first token that begins at or after an offset."""
        index = bisect_left(self.tokens, offset, key=_start)
        return self.tokens[index] if index < len(self.tokens) else None

    def _is_continued(self, line: int) -> bool:
        return line >= 0 and self.data.endswith(b"\\", 0, self.end(line))

    def _scan(self) -> None:
        stack: list[tuple[int, bytes, bytes]] = []
        arms: list[list[tuple[int, bytes, bytes]]] = []
        before = b""
        # The token before the `(` that was closed last.
        before_open = b""
        for token in self.tokens:
            around = stack[-1][0] if stack else -1
            self._begin_lines(token, around)
            if token.kind is Kind.COMMENT:
                continue
            text = token.text
            if token.kind is Kind.DIRECTIVE:
                stack = _arm(text, stack, arms)
                continue
            if token.kind is Kind.PUNCTUATION:
                if text in (b"(", b"[", b"{"):
                    self.parent[token.start] = around
                    if text != b"{" or self._is_value(before, before_open, around):
                        self.expressions.add(token.start)
                    stack.append((token.start, text, before))
                elif text in _PAIRS:
                    depth = _matching(stack, text)
                    if depth is not None:
                        self.closes[token.start] = stack[depth][0]
                        before_open = stack[depth][2]
                        del stack[depth:]
            before = text
        around = stack[-1][0] if stack else -1
        self.opens.extend([around] * (len(self.starts) - len(self.opens)))

    def _begin_lines(self, token: Token, around: int) -> None:
        """Note the lines that begin up to this token's end, before the token counts."""
        starts, opens = self.starts, self.opens
        while len(opens) < len(starts) and starts[len(opens)] <= token.start:
            if starts[len(opens)] == token.start and token.kind is Kind.DIRECTIVE:
                self.within[len(opens)] = token
            opens.append(around)
        while len(opens) < len(starts) and starts[len(opens)] < token.end:
            self.within[len(opens)] = token
            opens.append(around)

    def _is_value(self, before: bytes, before_open: bytes, around: int) -> bool:
        """Whether a `{` after these begins an initializer or a compound literal."""
        if before in _VALUE_FOLLOWS:
            return True
        if before == b"{":
            return around in self.expressions
        # A cast's parenthesis follows an operator; that of an `if` or a function follows a word.
        is_word = before_open[-1:].isalnum() or before_open[-1:] in (b"_", b")", b"]")
        return before == b")" and (before_open == b"return" or not is_word)


def _start(token: Token) -> int:
    return token.start


def _matching(stack: list[tuple[int, bytes, bytes]], closer: bytes) -> int | None:
    """The index of the bracket that this one closes; one that is not closed inside a block ends
    with the block.
    """
    for index in range(len(stack) - 1, -1, -1):
        if stack[index][1] == _PAIRS[closer]:
            return index
        if stack[index][1] == b"{" and closer != b"}":
            return None
    return None


def _arm(
    text: bytes, stack: list[tuple[int, bytes, bytes]], arms: list[list[tuple[int, bytes, bytes]]]
) -> list[tuple[int, bytes, bytes]]:
    """What is open after a directive."""
    found = _DIRECTIVE_NAME.match(text)
    name = found.group(1) if found else b""
    if name in (b"if", b"ifdef", b"ifndef"):
        arms.append(list(stack))
    elif name in (b"else", b"elif", b"elifdef", b"elifndef") and arms:
        return list(arms[-1])
    elif name == b"endif" and arms:
        arms.pop()
    return stack
