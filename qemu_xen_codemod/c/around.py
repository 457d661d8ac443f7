# SPDX-License-Identifier: GPL-2.0-or-later
"""The function around a token, determined from tokens: for files that the C parser cannot read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from qemu_xen_codemod.c.declarator import Lexeme, opening
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.words import ATTRIBUTE, OPERATOR, STATEMENT

#: What may be between the parameters of a C++ function and its body.
_BEHIND = frozenset(b"const volatile noexcept override final mutable try".split())
_NO_FUNCTION = STATEMENT | OPERATOR | frozenset((b"catch",))
_IN_TYPE = (b"*", b"&", b":", b"<", b">", b",")


class Functions:
    """The functions of a file that are not inside another function."""

    def __init__(self, code: Sequence[Token]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._names: list[bytes] = []
        #: For each open brace: its offset, and the function whose body it opens.
        braces: list[tuple[int, bytes]] = []
        inside = 0
        for at, token in enumerate(code):
            if token.text == b"{":
                name = b"" if inside else _function_before(code, at)
                braces.append((token.start, name))
                inside += bool(name)
            elif token.text == b"}" and braces:
                start, name = braces.pop()
                inside -= bool(name)
                if name:
                    self._note(start, token.end, name)
        end = code[-1].end if code else 0
        for start, name in braces:
            if name:
                self._note(start, end, name)

    def around(self, offset: int) -> str:
        """The name of the function whose body contains the byte, "" for none."""
        at = bisect_right(self._starts, offset) - 1
        is_inside = at >= 0 and offset < self._ends[at]
        return self._names[at].decode("utf-8", "replace") if is_inside else ""

    def _note(self, start: int, end: int, name: bytes) -> None:
        self._starts.append(start)
        self._ends.append(end)
        self._names.append(name)


def _function_before(code: Sequence[Lexeme], brace: int) -> bytes:
    """The function whose body the brace opens, b"" if it opens something else."""
    at = _before_result(code, brace - 1)
    while at >= 0:
        if code[at].text in _BEHIND:
            at -= 1
            continue
        if code[at].text not in (b")", b"}"):
            return b""
        name = opening(code, at) - 1
        if name < 0 or code[name].kind is not Kind.WORD:
            return b""
        if code[name].text in ATTRIBUTE or code[name].text == b"noexcept":
            at = name - 1
        elif name > 1 and code[name - 1].text in (b",", b":") and code[name - 2].text != b":":
            # `T() : a(1), b(2) {`: the initialisers of a constructor.
            at = name - 2
        elif code[at].text == b"}" or code[name].text in _NO_FUNCTION:
            return b""
        else:
            return code[name].text
    return b""


def _before_result(code: Sequence[Lexeme], at: int) -> int:
    """Before a return type that follows the parameters, `-> T *`."""
    last = at
    while last >= 0 and (code[last].kind is Kind.WORD or code[last].text in _IN_TYPE):
        last -= 1
    return last - 1 if last > 0 and code[last].text == b"->" else at
