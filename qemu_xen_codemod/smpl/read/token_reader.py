# SPDX-License-Identifier: GPL-2.0-or-later
"""TokenReader: reads the tokens of a part of a declaration from left to right."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.smpl.read.smpl_text import SmplText, shortened


class TokenReader:
    """Holds the place."""

    def __init__(self, text: SmplText, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    def take(self, sign: bytes) -> bool:
        """Whether the next token is this one, which is then passed."""
        is_next = self.at < len(self.tokens) and self.tokens[self.at].text == sign
        self.at += is_next
        return is_next

    def shown_from(self, at: int) -> str:
        """The code from a token on."""
        code = self.text.data[self.tokens[at].start : self.tokens[-1].end]
        return shortened(code.decode("utf-8", "replace"))
