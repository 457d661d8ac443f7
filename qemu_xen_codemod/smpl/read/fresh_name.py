# SPDX-License-Identifier: GPL-2.0-or-later
"""`fresh identifier x = "v";`, `= "pre" ## y ## "post"`: a new name that a rule creates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.token_reader import TokenReader

_LITERAL = re.compile(rb"[A-Za-z0-9_]*")
_DIGIT = re.compile(rb"[0-9]")


@dataclass(frozen=True, slots=True)
class NameOf:
    """The name that an identifier metavariable stands for."""

    #: The rule that binds it, None for this rule.
    inherited: str | None
    name: str
    #: Byte offset of its name in the declarations.
    offset: int


@dataclass(frozen=True, slots=True)
class FreshName:
    """The parts of a fresh identifier; none where the user would have to choose the name."""

    parts: tuple[bytes | NameOf, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether a number makes it unique: it is a single string."""
        return len(self.parts) == 1 and isinstance(self.parts[0], bytes)

    @property
    def names(self) -> Iterator[NameOf]:
        """The metavariables among its parts."""
        for part in self.parts:
            if isinstance(part, NameOf):
                yield part


def read_fresh_name(text: SmplText, tokens: Sequence[Token]) -> FreshName:
    """The initial value, after the name of a fresh identifier. Raises RuleError."""
    return _FreshNameReader(text, tokens).read() if tokens else FreshName(())


class _FreshNameReader(TokenReader):
    """Reads a name's parts from left to right."""

    def read(self) -> FreshName:
        if not self.take(b"="):
            raise self.outside()
        parts = [self._part()]
        while self.take(b"##"):
            parts.append(self._part())
        if self.at < len(self.tokens):
            raise self.outside()
        first = parts[0]
        is_numbered = len(parts) == 1
        if isinstance(first, bytes) and (_DIGIT.match(first) or (is_numbered and not first)):
            what = "a fresh identifier begins with a letter or `_`"
            raise self.text.error(self.tokens[1].start, what)
        return FreshName(tuple(parts))

    def _part(self) -> bytes | NameOf:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None:
            self.at -= 1
            raise self.outside()
        self.at += 1
        if token.kind is Kind.STRING and token.text[:1] == b'"':
            literal = token.text[1:-1]
            if not _LITERAL.fullmatch(literal):
                what = "a fresh identifier with characters that no name has"
                raise self.text.outside(token.start, what, "use letters, digits and `_`")
            return literal
        if token.kind is not Kind.WORD or token.text == b"script":
            self.at -= 1
            raise self.outside()
        if not self.take(b"."):
            return NameOf(None, token.text.decode(), token.start)
        name = self.tokens[self.at] if self.at < len(self.tokens) else token
        if name.kind is not Kind.WORD:
            raise self.outside()
        self.at += 1
        return NameOf(token.text.decode(), name.text.decode(), name.start)

    def outside(self) -> Exception:
        """The error for the token at the current position."""
        at = min(self.at, len(self.tokens) - 1)
        return self.text.outside(
            self.tokens[at].start, f"fresh identifier by `{self.shown_from(at)}`"
        )
