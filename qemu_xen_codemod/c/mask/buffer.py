# SPDX-License-Identifier: GPL-2.0-or-later
"""MaskBuffer: a file's bytes, to be masked with their length and newlines kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.edit.edit import Span

_NOT_NEWLINE = re.compile(rb"[^\r\n]")
_RUN = re.compile(rb"[^\0]+")
_LETTER = re.compile(rb"[A-Za-z_]")


class MaskBuffer:
    """The bytes of a file, overwritten in place."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.bytes = bytearray(data)

    def indent(self, offset: int) -> int:
        """The column of the first character of an offset's line, tabs every 8."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        text = self.data[start:offset]
        return len(text[: len(text) - len(text.lstrip())].expandtabs(8))

    def blank(self, start: int, end: int) -> None:
        """Spaces from `start` to `end`, line ends kept."""
        self.bytes[start:end] = _NOT_NEWLINE.sub(b" ", self.data[start:end])

    def blank_tokens(self, tokens: Iterable[Token]) -> None:
        """Spaces over each token; comments between them stay."""
        for token in tokens:
            self.blank(token.start, token.end)

    def restore(self, start: int, end: int) -> None:
        """The file's own bytes again."""
        self.bytes[start:end] = self.data[start:end]

    def write(self, start: int, end: int, text: bytes) -> None:
        """`text` at `start`, spaces after it up to `end`; nothing if it does not fit or if
        something was written there before.
        """
        if len(text) <= end - start and self.bytes[start:end] == self.data[start:end]:
            self.blank(start, end)
            self.bytes[start : start + len(text)] = text

    def end_statement(self, start: int, end: int) -> bool:
        """A `;` on the first blank between two tokens, False if there is none."""
        for at in range(start, end):
            if self.bytes[at] in b" \t":
                self.bytes[at : at + 1] = b";"
                return True
            if self.bytes[at] not in b"\r\n":
                return False
        return False


def blanked(data: bytes, masked: bytes) -> tuple[Span, ...]:
    """The spans of `data` that were overwritten and contain a letter, in order.

    Two spans with only blanks between them are joined.
    """
    if data == masked:
        return ()
    length = len(data)
    differs = (int.from_bytes(data) ^ int.from_bytes(masked)).to_bytes(length)
    spans: list[Span] = []
    for found in _RUN.finditer(differs):
        start, end = found.span()
        if spans and not data[spans[-1].end : start].strip():
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(span for span in spans if _LETTER.search(data, span.start, span.end))
