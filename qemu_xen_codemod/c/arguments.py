# SPDX-License-Identifier: GPL-2.0-or-later
"""The arguments of a call or a macro's invocation, from tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from qemu_xen_codemod.c.declarator import Lexeme, closing

_L = TypeVar("_L", bound=Lexeme)


def arguments(code: Sequence[_L], bracket: int) -> list[Sequence[_L]]:
    """The arguments after the parenthesis at `bracket`; commas in inner brackets do not separate
    them.
    """
    end = closing(code, bracket)
    found: list[Sequence[_L]] = []
    start, depth = bracket + 1, 0
    for at in range(bracket + 1, end):
        text = code[at].text
        depth += (text in (b"(", b"[", b"{")) - (text in (b")", b"]", b"}"))
        if text == b"," and depth == 0:
            found.append(code[start:at])
            start = at + 1
    found.append(code[start:end])
    return found
