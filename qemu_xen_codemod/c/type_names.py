# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a name is a type, as far as the tokens of a file show it.

C's grammar does not distinguish `(name) - x`, a subtraction, from a cast.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.macro_definition import read_macro
from qemu_xen_codemod.c.words import OPERATOR, QUALIFIERS, STATEMENT, TAGGED, TYPE_OF

#: Names that C authors give only to types: `hwaddr_t`, `u8`.
_TYPE_NAME = re.compile(rb"(?:[a-z]\w*_t|[us](?:8|16|32|64))\Z")
_BORDERS = frozenset((b";", b"{", b"}"))
_MEMBERS = frozenset((b".", b"->"))
#: The tokens of a declaration, at most.
_LONGEST = 2000
#: Words after which a value comes.
_BEFORE_VALUE = STATEMENT | OPERATOR


class TypeNames:
    """Which names are types in one file."""

    def __init__(self, code: Sequence[Token], places: Mapping[bytes, Sequence[int]]) -> None:
        """`code`: the file's tokens without comments and directives. `places`: their indices by
        word.
        """
        self._code = code
        self._places = places
        self._known: dict[bytes, bool | None] = {}

    def is_type(self, name: bytes, directive: Token | None = None) -> bool | None:
        """Whether a name is a type; None if that is not certain. `directive`: the one that the
        question is about, if any.
        """
        macro = read_macro(directive) if directive is not None else None
        if macro is not None and name in (macro.parameters or ()):
            return False
        if name not in self._known:
            seen = {_shown(self._code, index) for index in self._places.get(name, ())} - {None}
            by_look = True if _TYPE_NAME.match(name) else None
            self._known[name] = (seen.pop() if len(seen) == 1 else None) if seen else by_look
        return self._known[name]


def _shown(code: Sequence[Token], index: int) -> bool | None:
    """Whether one place shows a type; None if it shows nothing."""
    before = code[index - 1] if index else None
    after = code[index + 1] if index + 1 < len(code) else None
    opens = before is not None and before.text in (b"(", b",")
    if after is None or (before is not None and before.text in TAGGED | _MEMBERS):
        return None
    if _is_word(after) and after.text not in STATEMENT:
        return True
    if after.text == b"*":
        return _before_star(code, index)
    if before is not None and (_ends_type(before) or before.text in (b"*", b"}")):
        if before.text in QUALIFIERS and after.text in (b")", b","):
            return None
        return _is_in_typedef(code, index)
    # An argument, and the beginning of `T (*x)(void)` or `(T[]){0}`, may be both.
    if opens and after.text in (b")", b",", b"["):
        return None
    is_pointer = after.text == b"(" and _text(code, index + 2) == b"*"
    return None if is_pointer else False


def _text(code: Sequence[Token], index: int) -> bytes:
    return code[index].text if index < len(code) else b""


def _is_word(token: Token) -> bool:
    return token.kind is Kind.WORD


def _ends_type(token: Token) -> bool:
    """Whether a name after the token is declared."""
    return _is_word(token) and token.text not in _BEFORE_VALUE | TYPE_OF


def _before_star(code: Sequence[Token], index: int) -> bool | None:
    """`T *)`, `T **` and, at the beginning of a statement, `T *x`; a product shows nothing."""
    before = code[index - 1] if index else None
    at = index + 1
    while at < len(code) and code[at].text in (b"*", b"const"):
        at += 1
    if at == len(code):
        return None
    if code[at].text in (b")", b","):
        return True
    begins = before is None or before.text in _BORDERS or _ends_type(before)
    return True if begins and _is_word(code[at]) else None


def _is_in_typedef(code: Sequence[Token], index: int) -> bool | None:
    depth = 0
    for at in range(index - 1, max(-1, index - _LONGEST), -1):
        text = code[at].text
        if text == b"}":
            depth += 1
        elif text == b"{":
            depth -= 1
        if depth < 0 or (not depth and text == b";"):
            return False
        if not depth and text == b"typedef":
            return True
    return False if index <= _LONGEST else None
