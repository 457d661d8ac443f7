# SPDX-License-Identifier: GPL-2.0-or-later
"""MacroKind: what a macro stands for in the code that uses it, from its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.words import ATTRIBUTE, BUILTIN, SPECIFIER, STATEMENT, TAGGED, TYPE_OF


class MacroKind(Enum):
    """The names that `macros:` in a pack.yaml uses."""

    #: An attribute of a declaration, or nothing at all.
    ATTRIBUTE = "attribute"
    #: The head of a loop; a statement follows.
    ITERATOR = "iterator"
    STATEMENT = "statement"
    #: A type and what it declares.
    DECLARATION = "declaration"
    TYPE = "type"
    EXPRESSION = "expression"


#: The kind of a name; None if it is not known.
Kinds = Callable[[bytes], MacroKind | None]

_HEADS = frozenset((b"for", b"while", b"if"))
_TYPE_START = TAGGED | BUILTIN | SPECIFIER | TYPE_OF
_CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}


def no_kinds(_: bytes) -> MacroKind | None:
    """For code about whose macros nothing is known."""
    return None


def agreed(kinds: Iterable[MacroKind | None]) -> MacroKind | None:
    """The kind that all definitions of a name have; None if they disagree."""
    found = set(kinds)
    return found.pop() if len(found) == 1 else None


def kind_of(
    parameters: Sequence[bytes], body: Sequence[Token], kinds: Kinds = no_kinds
) -> MacroKind | None:
    """What a macro with this body stands for. `kinds` knows the macros in it.

    None for a body that is one name, or one of the macro's parameters: it may be anything.
    """
    code = _with_pasted_words([token for token in body if token.kind is not Kind.COMMENT])
    if _is_attribute(code, kinds):
        return MacroKind.ATTRIBUTE
    first, last = code[0].text, code[-1].text
    if first in _HEADS and _is_head(code):
        return MacroKind.ITERATOR
    if first in _TYPE_START or _is_declaration(code):
        return _declared(code)
    if first in STATEMENT or last == b";":
        return MacroKind.STATEMENT
    if last == b"}" and first != b"(":
        # Braces without a statement are the value of an initialiser.
        is_block = any(token.text == b";" for token in code)
        return MacroKind.STATEMENT if is_block else MacroKind.EXPRESSION
    if code[0].kind is Kind.WORD and _skip(code, 1) == len(code):
        if first in parameters:
            return None
        return kinds(first) if len(code) == 1 else kinds(first) or MacroKind.EXPRESSION
    return MacroKind.EXPRESSION


def _with_pasted_words(code: Sequence[Token]) -> list[Token]:
    """`a ## b` as one word."""
    found: list[Token] = []
    is_pasted = False
    for token in code:
        if token.text == b"##":
            is_pasted = bool(found)
        elif is_pasted:
            before = found.pop()
            found.append(before._replace(end=token.end, text=before.text + token.text))
            is_pasted = False
        else:
            found.append(token)
    return found


def _skip(code: Sequence[Token], at: int) -> int:
    """The index after the closing bracket; the index itself if no bracket opens there."""
    if at >= len(code) or code[at].text not in _CLOSERS:
        return at
    opener, closer = code[at].text, _CLOSERS[code[at].text]
    depth = 0
    for end in range(at, len(code)):
        depth += (code[end].text == opener) - (code[end].text == closer)
        if not depth:
            return end + 1
    return len(code)


def _is_attribute(code: Sequence[Token], kinds: Kinds) -> bool:
    """Whether it is empty, or only words that qualify a declaration."""
    at = 0
    while at < len(code):
        text = code[at].text
        if text == b"[" and code[at + 1 : at + 2] and code[at + 1].text == b"[":
            at = _skip(code, at)
        elif text in ATTRIBUTE or text == b"_Pragma" or text.startswith(b"__declspec"):
            at = _skip(code, at + 1)
        elif text in SPECIFIER:
            at += 1
        elif code[at].kind is Kind.WORD and kinds(text) is MacroKind.ATTRIBUTE:
            at = _skip(code, at + 1)
        else:
            return False
    return True


def _is_head(code: Sequence[Token]) -> bool:
    """Whether it is `for (..)`, or several such heads in sequence, with no statement after them."""
    at = 0
    while at < len(code) and code[at].text in _HEADS:
        at = _skip(code, at + 1)
        if [token.text for token in code[at : at + 3]] in ([b"{", b"}", b"else"],):
            # `if (a) { } else`
            at += 3
    return at == len(code)


def _is_declaration(code: Sequence[Token]) -> bool:
    """Whether it begins with a type's name, followed by a name, or stars and a name."""
    at = 1
    while at < len(code) and code[at].text == b"*":
        at += 1
    words = [code[0], *code[at : at + 1]]
    if len(words) < 2 or any(
        word.kind is not Kind.WORD or word.text in STATEMENT for word in words
    ):
        return False
    following = code[at + 1].text if at + 1 < len(code) else b";"
    # `a * b` may be a product.
    return at == 1 or following in (b"=", b";", b"[") and len(code) > at + 1


def _declared(code: Sequence[Token]) -> MacroKind:
    """A type alone, or a declaration."""
    at, named = 0, False
    while at < len(code):
        token = code[at]
        if token.text in TAGGED:
            at += 1
            if at < len(code) and code[at].kind is Kind.WORD:
                at += 1
            at = _skip(code, at) if at < len(code) and code[at].text == b"{" else at
            named = True
        elif token.text in TYPE_OF:
            at, named = _skip(code, at + 1), True
        elif token.text in BUILTIN:
            at, named = at + 1, True
        elif token.text in SPECIFIER or token.text == b"*":
            at += 1
        elif token.kind is Kind.WORD and not named:
            at, named = _skip(code, at + 1), True
        else:
            return MacroKind.DECLARATION
    return MacroKind.TYPE
