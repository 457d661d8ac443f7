# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of string literals: adjacent ones are one string, as in `"xc_" "version"`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.declarator import Lexeme
from qemu_xen_codemod.c.lexer import Kind


def strings(code: Sequence[Lexeme]) -> Iterator[tuple[int, int, bytes]]:
    """For each string in the code: the index of its first token, of the one after its last, and its
    text.

    Escapes are left as they are written: no C name has one.
    """
    at = 0
    while at < len(code):
        if code[at].kind is not Kind.STRING:
            at += 1
            continue
        first, text = at, b""
        while at < len(code) and code[at].kind is Kind.STRING:
            text += content(code[at])
            at += 1
        yield first, at, text


def content(literal: Lexeme) -> bytes:
    """The text between the quotes of one literal, without a raw string's delimiters."""
    _, _, text = literal.text.partition(b'"')
    return text.removesuffix(b'"')
