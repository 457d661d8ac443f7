# SPDX-License-Identifier: GPL-2.0-or-later
"""Macro: one `#define`, parsed from its directive."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.c.lexer import Kind, Token, words_of


@dataclass(frozen=True, slots=True)
class Macro:
    """One `#define`."""

    name: bytes
    #: None for a macro without parentheses.
    parameters: tuple[bytes, ...] | None
    #: Whether the last parameter takes all remaining arguments.
    is_variadic: bool
    body: tuple[Token, ...]
    #: Of the directive's first byte.
    offset: int

    @property
    def text(self) -> tuple[bytes, ...]:
        """What two definitions have in common that mean the same."""
        parameters = (b"",) if self.parameters is None else (b"(", *self.parameters, b")")
        return *parameters, *(token.text for token in self.body)


def read_macro(directive: Token) -> Macro | None:
    """The macro of a `#define`, None for any other directive."""
    inside = [token for token in words_of(directive) if token.kind is not Kind.COMMENT]
    if len(inside) < 2 or inside[0].text != b"define" or inside[1].kind is not Kind.WORD:
        return None
    name = inside[1]
    if len(inside) < 3 or inside[2].text != b"(" or inside[2].start != name.end:
        return Macro(name.text, None, False, tuple(inside[2:]), directive.start)
    end = next((at for at in range(3, len(inside)) if inside[at].text == b")"), len(inside))
    listed = inside[3:end]
    dots = bool(listed) and listed[-1].text == b"..."
    parameters = [token.text for token in listed if token.kind is Kind.WORD]
    if dots and (len(listed) == 1 or listed[-2].text == b","):
        parameters.append(b"__VA_ARGS__")
    return Macro(name.text, tuple(parameters), dots, tuple(inside[end + 1 :]), directive.start)
