# SPDX-License-Identifier: GPL-2.0-or-later
"""TokenReader: reads part of a declaration, token by token."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.smpl.read.smpl_text import SmplText, shortened


class TokenReader:
    """Tracks the position among the tokens."""

    def __init__(self, text: SmplText, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    def take(self, sign: bytes) -> bool:
        """Consume the next token if it is this one, and say whether it was."""
        is_next = self.at < len(self.tokens) and self.tokens[self.at].text == sign
        self.at += is_next
        return is_next

    def shown_from(self, at: int) -> str:
        """The code from a token on, for a message."""
        code = self.text.data[self.tokens[at].start : self.tokens[-1].end]
        return shortened(code.decode("utf-8", "replace"))
