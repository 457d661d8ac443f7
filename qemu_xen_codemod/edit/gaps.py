# SPDX-License-Identifier: GPL-2.0-or-later
"""The gaps of a line: where it can be broken, and the bracket around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.laid_line import LaidLine
from qemu_xen_codemod.edit.line_index import LineIndex

ASSIGNMENTS = frozenset({b"=", b"+=", b"-=", b"|=", b"&=", b"*=", b"/=", b"^=", b"<<=", b">>="})
#: Words whose parenthesis does not contain arguments: authors do not break after it.
_KEYWORDS = frozenset({b"if", b"while", b"for", b"switch", b"return", b"sizeof", b"typeof"})
LOGICAL = frozenset({b"&&", b"||"})
BINARY = LOGICAL | {b"|", b"+", b"-", b"*", b"/", b"&", b"^", b"%", b"<<", b">>"}


@dataclass(frozen=True, slots=True)
class Gap:
    """White space of a line where it can be broken."""

    kind: str
    start: int
    end: int
    #: The bracket around it, -1 outside of expressions.
    bracket: int


def _is_operand(token: Token) -> bool:
    """Whether an operator after this token has two operands."""
    if token.kind is Kind.PUNCTUATION:
        return token.text in (b")", b"]")
    return token.text not in _KEYWORDS


def gaps_of(line_index: LineIndex, laid: LaidLine) -> Iterator[Gap]:
    line_tokens = line_index.tokens_in(laid.first, laid.end)
    code = [token for token in line_tokens if token.kind is not Kind.COMMENT]
    last = code[-1].start if code else -1
    following = {token.end: after for token, after in pairwise(line_tokens)}
    calls = {
        after.start
        for token, after in pairwise(code)
        if token.kind is Kind.WORD and token.text not in _KEYWORDS
    }
    before: Token | None = None
    for token, bracket in _walk(line_index, laid.first, code):
        operand, before = before, token
        is_binary = token.text in BINARY and operand is not None and _is_operand(operand)
        is_apart = operand is not None and not line_index.data[operand.end : token.start].strip()
        if token.start == last and is_binary and operand is not None and is_apart:
            yield Gap("last operator", operand.end, token.start, bracket)
        if token.start >= last or token.end not in following:
            continue
        gap = Span(token.end, following[token.end].start)
        if line_index.data[gap.start : gap.end].strip(b" \t"):
            continue
        inside = bracket in line_index.expressions
        if token.text == b"," and inside:
            yield Gap("comma", gap.start, gap.end, bracket)
        elif is_binary:
            yield Gap("operator", gap.start, gap.end, bracket if inside else -1)
        elif token.text in ASSIGNMENTS and not inside:
            yield Gap("assignment", gap.start, gap.end, -1)
        elif token.text == b"(" and token.start in calls:
            yield Gap("open", gap.start, gap.end, token.start)


def _walk(line_index: LineIndex, start: int, code: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Each token with the bracket around it; an open bracket counts as inside itself."""
    bracket = bracket_around(line_index, start)
    for token in code:
        if token.start in line_index.parent:
            bracket = token.start
        elif token.start in line_index.closes:
            bracket = line_index.parent[line_index.closes[token.start]]
        yield token, bracket


def bracket_around(line_index: LineIndex, offset: int) -> int:
    """The innermost bracket that is open before an offset."""
    line = line_index.line_of(offset)
    bracket = line_index.opens(line)
    for token in line_index.tokens_in(line_index.starts[line], offset):
        if token.start in line_index.parent:
            bracket = token.start
        elif token.start in line_index.closes:
            bracket = line_index.parent[line_index.closes[token.start]]
    return bracket
