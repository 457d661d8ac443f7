# SPDX-License-Identifier: GPL-2.0-or-later
"""Which bracket closes which, and what a brace contains, from the tokens alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.words import ATTRIBUTE, TAGGED

CLOSERS = frozenset((b")", b"]", b"}"))
BRACKETS = CLOSERS | {b"(", b"[", b"{"}
_CLOSER = {b"(": b")", b"[": b"]", b"{": b"}"}


class Role(Enum):
    """What is between two brackets."""

    #: Declarations at file level, also inside `extern "C" {`.
    FILE = "file"
    #: Statements.
    BLOCK = "block"
    #: Members of a struct or union.
    MEMBERS = "members"
    #: Enumerators.
    ENUM = "enum"
    #: Values of an initialiser or compound literal.
    VALUES = "values"
    #: Anything in `(` or `[`.
    PAREN = "paren"


@dataclass(frozen=True, slots=True)
class Open:
    """An opened bracket."""

    index: int
    closer: bytes
    role: Role


class Stack:
    """The open brackets, while one walks along a growing list of tokens."""

    def __init__(self, line: Sequence[Token]) -> None:
        self._line = line
        self.open: list[Open] = []
        #: How many of them each closer would close.
        self._wanted = dict.fromkeys(CLOSERS, 0)
        #: The index of the opener that the last closer closed, -1 for none.
        self.closed = -1
        #: The role of that pair.
        self.closed_role = Role.FILE

    def restore(self, brackets: Sequence[Open]) -> None:
        """Continue where these were open."""
        self.open[:] = brackets
        self._wanted = dict.fromkeys(CLOSERS, 0)
        for bracket in brackets:
            self._wanted[bracket.closer] += 1
        self.closed = -1

    @property
    def role(self) -> Role:
        return self.open[-1].role if self.open else Role.FILE

    def step(self, index: int) -> None:
        """Process the token at `index`. A closer that closes nothing is ignored."""
        token = self._line[index]
        if token.kind is not Kind.PUNCTUATION:
            return
        text = token.text
        if text in _CLOSER:
            role = self._brace_role(index) if text == b"{" else Role.PAREN
            self.open.append(Open(index, _CLOSER[text], role))
            self._wanted[_CLOSER[text]] += 1
        elif text in CLOSERS:
            self.closed = -1
            while self._wanted[text]:
                last = self.open.pop()
                self._wanted[last.closer] -= 1
                if last.closer == text:
                    self.closed, self.closed_role = last.index, last.role
                    break

    def _brace_role(self, index: int) -> Role:
        before = self._code(index - 1)
        if before is None:
            return Role.BLOCK
        token = self._line[before]
        if token.kind is Kind.STRING:
            return Role.FILE
        if self.role is Role.VALUES or token.text in (b"=", b"return"):
            return Role.VALUES
        if self.role is Role.ENUM:
            return Role.ENUM
        if self.role is Role.PAREN:
            return Role.BLOCK if token.text in (b"(", b",") else self._value_or_block(before)
        if token.text == b")" and self._is_value():
            return Role.VALUES
        return self._tagged(before)

    def _value_or_block(self, before: int) -> Role:
        if self._line[before].text in (b";", b"}", b"{", b"else", b"do"):
            return Role.BLOCK
        tagged = self._tagged(before)
        return Role.VALUES if tagged is Role.BLOCK else tagged

    def _is_value(self) -> bool:
        """Whether the parenthesis that was closed last is the type of a compound literal."""
        before = self._code(self.closed - 1) if self.closed > 0 else None
        return before is not None and self._line[before].text in (
            b"=", b"return", b",", b"?", b":", b"&", b"+", b"-", b"==", b"!=",
        )  # fmt: skip

    def _tagged(self, index: int | None) -> Role:
        """The role of a brace after the token at `index`, by the words before it."""
        for _ in range(6):
            if index is None:
                break
            token = self._line[index]
            if token.text in TAGGED:
                return Role.ENUM if token.text == b"enum" else Role.MEMBERS
            if token.text == b")":
                opener = self._opener(index)
                name = self._code(opener - 1)
                if name is None or self._line[name].text not in ATTRIBUTE:
                    break
                index = self._code(name - 1)
            elif token.kind is Kind.WORD and token.text not in (b"else", b"do"):
                index = self._code(index - 1)
            else:
                break
        return Role.BLOCK

    def _opener(self, index: int) -> int:
        depth = 0
        for at in range(index, max(-1, index - 40), -1):
            text = self._line[at].text
            depth += (text == b")") - (text == b"(")
            if not depth:
                return at
        return 0

    def _code(self, index: int) -> int | None:
        """The nearest token at or before `index` that is not a directive."""
        while index >= 0 and self._line[index].kind is Kind.DIRECTIVE:
            index -= 1
        return index if index >= 0 else None


def pair_up(line: Sequence[Token]) -> tuple[list[int], list[Role]]:
    """Each bracket's partner (-1 for none, and for other tokens), and the role of the brackets
    around each token.
    """
    partner = [-1] * (len(line) + 1)
    place: list[Role] = []
    stack = Stack(line)
    role = stack.role
    add = place.append
    for at, (kind, _, _, text) in enumerate(line):
        add(role)
        if kind is Kind.PUNCTUATION and text in BRACKETS:
            stack.step(at)
            role = stack.role
            if text in CLOSERS and stack.closed >= 0:
                partner[stack.closed], partner[at] = at, stack.closed
    place.append(role)
    return partner, place


def argument_ranges(
    line: Sequence[Token], partner: Sequence[int], opener: int
) -> Iterator[tuple[int, int]]:
    """The ranges of tokens between the commas of a parenthesis."""
    closer = partner[opener]
    start = at = opener + 1
    while at < closer:
        if line[at].text == b",":
            yield start, at
            start = at + 1
        elif partner[at] > at:
            at = partner[at]
        at += 1
    yield start, closer
