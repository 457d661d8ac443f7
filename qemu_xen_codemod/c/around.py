"""The function around a token, told from tokens: for files that the parser of C cannot read."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.c.declarator import Lexeme, opening
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.words import ATTRIBUTE, OPERATOR, STATEMENT

#: What may stand between the parameters of a C++ function and its body.
_BEHIND = frozenset(b"const volatile noexcept override final mutable try".split())
_NO_FUNCTION = STATEMENT | OPERATOR | frozenset((b"catch",))
_IN_TYPE = (b"*", b"&", b":", b"<", b">", b",")


def function_around(code: Sequence[Lexeme], index: int) -> bytes:
    """The name of the outermost function whose body holds the token, b"" for none."""
    name = b""
    at = opening(code, index)
    while at >= 0:
        if code[at].text == b"{":
            name = _function_before(code, at) or name
        at = opening(code, at)
    return name


def _function_before(code: Sequence[Lexeme], brace: int) -> bytes:
    """The function whose body the brace opens, b"" where it opens something else."""
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
            # `T() : a(1), b(2) {`: what a constructor initialises.
            at = name - 2
        elif code[at].text == b"}" or code[name].text in _NO_FUNCTION:
            return b""
        else:
            return code[name].text
    return b""


def _before_result(code: Sequence[Lexeme], at: int) -> int:
    """Before a result that is written behind, `-> T *`."""
    last = at
    while last >= 0 and (code[last].kind is Kind.WORD or code[last].text in _IN_TYPE):
        last -= 1
    return last - 1 if last > 0 and code[last].text == b"->" else at
