# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a word in code is the name that a declarator declares, judging by the tokens around it.

A pointer may also be a product (`a * f(b)`), and a declarator in parentheses a call (`(*f)(b)`). If
the tokens do not decide, the word is not a declarator: an additional use is noticed, a missed one
is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.words import BUILTIN, OPERATOR, SPECIFIER, STATEMENT, TAGGED, TYPE_OF

#: Words that no declarator directly follows.
_BEFORE_EXPRESSION = STATEMENT | OPERATOR
_OPEN, _CLOSE = (b"(", b"[", b"{"), (b")", b"]", b"}")
_PLAIN_TYPE = BUILTIN | SPECIFIER
#: The largest number of tokens searched in the parameters of a function whose declarator is in
#: parentheses.
_PARAMETERS = 256
#: These follow the name of a declared object, and never a function's name in an expression.
_AFTER_OBJECT = (b";", b"=", b"[")


class Lexeme(Protocol):
    """The properties of a token that are needed here."""

    @property
    def kind(self) -> Kind: ...
    @property
    def text(self) -> bytes: ...


def is_declarator(code: Sequence[Lexeme], index: int) -> bool:
    """Whether the word at `index` is a declarator's name; the code has no comments or
    directives.
    """
    first = _before_stars(code, index - 1)
    # A word may be between the parenthesis and the star, as in `T (WINAPI *f)(...)`.
    around = first - 1 if _text(code, first - 1) == b"(" and first < index - 1 else first
    if _text(code, around) == b"(" and _is_parenthesised(code, around, index):
        return True
    if _text(code, first) == b"," and _text(code, index + 1) in _AFTER_OBJECT:
        return _is_in_block(code, first)
    if not _is_type(code, first):
        return False
    starts = _starts_declaration(code, first)
    if _text(code, index + 1) == b"(":
        if first < index - 1 and not starts:
            return False
        end = closing(code, index + 1)
        return _text(code, end + 1) == b"{" or _are_parameters(code[index + 2 : end])
    if first == index - 1:
        return True
    if _text(code, index + 1) in _AFTER_OBJECT:
        return starts
    return _text(code, index + 1) in (b",", b")") and (
        _is_plain_type(code, first)
        or (starts and (_is_type(code, first - 1) or _is_in_block(code, first)))
        or _is_header(code, first)
    )


def closing(code: Sequence[Lexeme], index: int, most: int | None = None) -> int:
    """The index of the bracket that closes the one at `index`, or that of the last token; at most
    `most` tokens are searched.
    """
    depth = 0
    end = len(code) if most is None else min(len(code), index + most)
    for at in range(index, end):
        text = code[at].text
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth == 0:
            return at
    return end - 1


def opening(code: Sequence[Lexeme], index: int) -> int:
    """The index of the bracket that is open at `index`, -1 outside of all."""
    depth = 0
    for at in range(index - 1, -1, -1):
        text = code[at].text
        depth += (text in _CLOSE) - (text in _OPEN)
        if depth < 0:
            return at
    return -1


def openings(code: Sequence[Lexeme]) -> list[int]:
    """The same for each index."""
    found: list[int] = []
    around: list[int] = []
    for at, token in enumerate(code):
        found.append(around[-1] if around else -1)
        if token.text in _OPEN:
            around.append(at)
        elif token.text in _CLOSE and around:
            around.pop()
    return found


def _text(code: Sequence[Lexeme], at: int) -> bytes:
    return code[at].text if 0 <= at < len(code) else b""


def _before_stars(code: Sequence[Lexeme], at: int) -> int:
    """The last token before the `*`s that end at `at`, and before their qualifiers."""
    while at >= 0:
        text, before = code[at].text, _text(code, at - 1)
        is_qualifier = text in SPECIFIER and before in (b"*", b"(")
        if text != b"*" and not is_qualifier:
            break
        at -= 1
    return at


def _is_parenthesised(code: Sequence[Lexeme], bracket: int, index: int) -> bool:
    """Whether it is `T (*word)(...)`, `T *(*word[2])(...)` or `T (*word(...))(...)`, and not an
    expression.

    `bracket` is the index of the parenthesis around the declarator.
    """
    end = index + 1
    if _text(code, end) in (b"[", b"("):
        # In `f(f(f(...)))` this is asked for each word.
        last = closing(code, end, _PARAMETERS)
        if last - end == _PARAMETERS - 1:
            return False
        end = last + 1
    if _text(code, end) != b")":
        return False
    first = _before_stars(code, bracket - 1)
    if not _is_type(code, first):
        return False
    if _is_plain_type(code, first):
        return True
    if _text(code, end + 1) not in (b"(", b"["):
        return False
    if first == bracket - 1 or _starts_declaration(code, first):
        return _text(code, bracket + 1) == b"*" or _starts_declaration(code, first)
    # After a parenthesis or comma: a parameter, or an argument that is a product.
    last = closing(code, end + 1)
    return _text(code, end + 1) == b"(" and _are_parameters(code[end + 2 : last])


def _is_type(code: Sequence[Lexeme], at: int) -> bool:
    """Whether the token at `at` can end the words of a type."""
    if at < 0:
        return False
    token = code[at]
    if token.text == b")":
        before = opening(code, at) - 1
        return _text(code, before) in TYPE_OF
    return token.kind is Kind.WORD and token.text not in _BEFORE_EXPRESSION


def _is_plain_type(code: Sequence[Lexeme], at: int) -> bool:
    """Whether the word at `at` is a type in any context."""
    return code[at].text in _PLAIN_TYPE or (at > 0 and code[at - 1].text in TAGGED)


def _starts_declaration(code: Sequence[Lexeme], at: int) -> bool:
    """Whether the word at `at` can be the last one of a declaration's type."""
    if _is_plain_type(code, at) or at == 0:
        return True
    before = code[at - 1]
    return before.text in (b";", b"{", b"}", b")") or (
        before.kind is Kind.WORD and before.text not in _BEFORE_EXPRESSION
    )


def _is_in_block(code: Sequence[Lexeme], at: int) -> bool:
    """Whether the token at `at` is not in parentheses, but in braces or at file level."""
    return _text(code, opening(code, at)) in (b"", b"{")


def _is_header(code: Sequence[Lexeme], at: int) -> bool:
    """Whether the word at `at` is in the parameters of a function definition or declaration."""
    around = opening(code, at)
    name = around - 1
    if _text(code, around) != b"(" or name < 0 or code[name].kind is not Kind.WORD:
        return False
    if code[name].text in _BEFORE_EXPRESSION or not _is_type(code, _before_stars(code, name - 1)):
        return False
    return _text(code, closing(code, around) + 1) in (b"{", b";")


def _are_parameters(inside: Sequence[Lexeme]) -> bool:
    """Whether these tokens look like parameters of a declaration rather than arguments of a
    call.
    """
    if not inside:
        return True
    words = [token for token in inside if token.kind is Kind.WORD]
    if any(token.text in BUILTIN | SPECIFIER | TAGGED for token in words):
        return True
    for first, second in pairwise(inside):
        if first.kind is Kind.WORD and second.kind is Kind.WORD:
            return first.text not in OPERATOR
        if first.text == b"*" and second.text == b",":
            return True
    return inside[-1].text == b"*" or any(
        first.kind is Kind.WORD and star.text == b"*" and last.kind is Kind.WORD
        for first, star, last in zip(inside, inside[1:], inside[2:], strict=False)
    )
