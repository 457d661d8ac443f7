# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL body text -> BodyTokens: column 1 marks removed, comments and blanks dropped.

Characters, directives and marks outside the subset are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token, tokens, words_of
from qemu_xen_codemod.smpl.read.body_items import BodyToken, LineMark
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_LINE_MARKS = {
    b"%": "% lines",
}
_SPECIAL_LINES = (
    (re.compile(rb"(---|\+\+\+)\s"), "--- and +++ file lines"),
    (re.compile(rb"\+\+\+"), "+++ lines"),
)
_GAP_REFUSED = re.compile(rb"[^\s]")
#: The brackets of nests; to C's lexer each is several tokens.
_NEST_BRACKET = re.compile(rb"<\+?\.\.\.|\.\.\.\+?>")
_DIRECTIVE = re.compile(rb"\s*#\s*(\w*)")


#: A position may not follow these tokens: they separate others.
_NOT_PLACED = frozenset((b",", b":", b"?", b"#", b"##"))


def strip_marks(
    text: SmplText, start: int, end: int
) -> tuple[bytes, dict[int, LineMark], frozenset[int], frozenset[int]]:
    """The text up to `end` with the marks of column 1 blanked; the mark of each line, by the byte
    offset of the line; and the lines that begin with `?` and with `++`. Raises RuleError.
    """
    data = bytearray(text.data[:end])
    marks: dict[int, LineMark] = {}
    optional: set[int] = set()
    repeated: set[int] = set()
    at = start
    while at < end:
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        if at > start or text.data[at - 1 : at] == b"\n":
            first = at
            if text.data[at:stop].startswith(b"?"):
                optional.add(at)
                data[at] = 0x20
                first += 1
            mark = _mark_of(text, first, stop)
            if mark is not None:
                marks[at] = mark
                data[first] = 0x20
                if text.data[first:stop].startswith(b"++"):
                    repeated.add(at)
                    data[first + 1] = 0x20
        at = stop + 1
    return bytes(data), marks, frozenset(optional), frozenset(repeated)


def _mark_of(text: SmplText, at: int, stop: int) -> LineMark | None:
    """The mark of the line from `at` to `stop`."""
    line = text.data[at:stop]
    for pattern, name in _SPECIAL_LINES:
        if pattern.match(line):
            raise text.outside(at, name)
    first = line[:1]
    if first in (b"-", b"+", b"*"):
        return LineMark(first.decode())
    if first in _LINE_MARKS:
        raise text.outside(at, _LINE_MARKS[first])
    return None


def read_tokens(
    text: SmplText,
    clean: bytes,
    marks: dict[int, LineMark],
    span: tuple[int, int],
    declared: Mapping[bytes, Metavariable],
) -> list[BodyToken]:
    """The tokens of a part of `clean`, and the comments of added code. Raises RuleError."""
    body_tokens: list[BodyToken] = []
    positions = {
        name: metavariable
        for name, metavariable in declared.items()
        if metavariable.kind is MetaKind.POSITION
    }
    start, end = span
    at = start
    for token in _tokens_and_nests(clean, start, end):
        position = positions.get(token.text)
        if position is not None and clean[at : token.start].strip() == b"@":
            at = token.end
            _put_position(text, body_tokens, position, token.start)
            continue
        _check_gap(text, clean, at, token)
        at = token.end
        line = clean.rfind(b"\n", 0, token.start) + 1
        begin = token.start
        if token.kind is Kind.DIRECTIVE:
            begin += len(token.text) - len(token.text.lstrip())
            line = clean.rfind(b"\n", 0, begin) + 1
        mark = marks.get(line, LineMark.CONTEXT)
        if token.kind is Kind.COMMENT:
            if mark is LineMark.PLUS:
                body_tokens.append(BodyToken(len(body_tokens), token, mark))
            continue
        if token.kind is Kind.DIRECTIVE:
            _check_directive(text, token, begin, mark)
            token = Token(token.kind, begin, token.end, clean[begin : token.end])
        elif token.kind is Kind.STRING and mark is not LineMark.PLUS:
            _check_string(text, token)
        words = _words_of_macro(text, token, mark, declared, len(body_tokens))
        body_tokens.append(BodyToken(len(body_tokens), token, mark, words=words))
    _check_gap(text, clean, at, Token(Kind.PUNCTUATION, end, end, b""))
    for body_token, other in pairwise(body_tokens):
        if (
            body_token.token.text == other.token.text == b":"
            and body_token.token.end == other.token.start
        ):
            raise text.outside(body_token.token.start, ":: (C++)")
    return body_tokens


def _words_of_macro(
    text: SmplText,
    token: Token,
    mark: LineMark,
    declared: Mapping[bytes, Metavariable],
    index: int,
) -> tuple[BodyToken, ...]:
    """The tokens after `#define` and `#undef`; in added code only the metavariables."""
    if token.kind is not Kind.DIRECTIVE:
        return ()
    words = [*words_of(token)]
    if not words or words[0].text not in (b"define", b"undef"):
        return ()
    if mark is not LineMark.PLUS and b"@" in token.text:
        raise text.outside(token.start, "a position in a #define")
    words = [word for word in words[1:] if word.kind is not Kind.COMMENT]
    is_all = mark is not LineMark.PLUS
    return tuple(BodyToken(index, word, mark) for word in words if is_all or word.text in declared)


def _tokens_and_nests(clean: bytes, start: int, end: int) -> Iterator[Token]:
    """C's tokens, with each bracket of a nest as one token: `...+>=` ends a nest and assigns."""
    at: int | None = start
    while at is not None:
        begin, at = at, None
        for token in tokens(clean, begin, end):
            bracket = _NEST_BRACKET.match(clean, token.start, end)
            if bracket and token.kind is Kind.PUNCTUATION:
                yield Token(token.kind, *bracket.span(), bracket.group())
                at = bracket.end()
                break
            yield token


def _put_position(
    text: SmplText, body_tokens: list[BodyToken], position: Metavariable, offset: int
) -> None:
    """`f@p`: the position belongs to the token before it."""
    if not body_tokens or body_tokens[-1].token.kind in (Kind.DIRECTIVE, Kind.COMMENT):
        raise text.outside(offset, "a position not after a C token")
    last = body_tokens[-1].token
    if body_tokens[-1].mark is LineMark.PLUS:
        raise text.outside(offset, "a position in a + line")
    if last.text in _NOT_PLACED:
        raise text.outside(last.start, f"a position at an operator ({last.text.decode()})")
    body_tokens[-1] = replace(body_tokens[-1], positions=(*body_tokens[-1].positions, position))


def _check_gap(text: SmplText, clean: bytes, at: int, token: Token) -> None:
    """Only blanks may be between tokens, and the backslash of an inline disjunction."""
    odd = _GAP_REFUSED.search(clean, at, token.start)
    if odd:
        shown = clean[odd.start() : odd.end()]
        if shown == b"\\" and odd.end() == token.start:
            if token.text in (b"(", b"|", b"&", b")"):
                return
            raise text.outside(odd.start(), f"\\ before {token.text.decode('latin1') or 'nothing'}")
        if shown == b"@":
            raise text.outside(odd.start(), "position or binding in a pattern (@)")
        raise text.error(odd.start(), f"character not understood: {shown.decode('latin1')}")


def _check_directive(text: SmplText, token: Token, begin: int, mark: LineMark) -> None:
    directive = _DIRECTIVE.match(token.text)
    name = directive.group(1).decode() if directive else ""
    if mark is LineMark.PLUS:
        return
    if name not in ("include", "define", "undef"):
        raise text.outside(begin, f"#{name} in a pattern")


def _check_string(text: SmplText, token: Token) -> None:
    """Coccinelle reads a format string with dots or metavariables as a pattern of formats."""
    if b"%" in token.text and b"..." in token.text:
        raise text.outside(token.start, "... in a format string")
    if b"%@" in token.text:
        raise text.outside(token.start, "a metavariable in a format string (%@)")
