# SPDX-License-Identifier: GPL-2.0-or-later
"""Arguments that are not expressions, macros between strings, ranges: masked by their form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.mask.attributes import are_adjacent, assign, read_head
from qemu_xen_codemod.c.mask.brackets import Role, argument_ranges
from qemu_xen_codemod.c.mask.buffer import MaskBuffer
from qemu_xen_codemod.c.mask.macros import Items
from qemu_xen_codemod.c.words import (
    ATTRIBUTE,
    BUILTIN,
    PLAIN,
    RESERVED,
    SPECIFIER,
    STATEMENT,
    TAGGED,
    TYPE_OF,
)

_OPERATORS = frozenset(b"< > <= >= == != + - * / % & | ^ << >> && || = += -= |= &=".split())
#: The token before a statement.
_BEFORE = frozenset((b";", b"{", b"}", b")", b":", b"else", b"do"))
_NUMBER = re.compile(
    rb"(?:0[xX][0-9a-fA-F.]+(?:[pP][+-]?[0-9]+)?|0[bB][01]+|[0-9.]+(?:[eE][+-]?[0-9]+)?)"
    rb"[uUlLfFiIjJzZ]*\Z"
)
_ASM = frozenset((b"asm", b"__asm", b"__asm__"))
_HANDLED = frozenset((b"(", b"...", b"*", b"#", b"##"))
_NO_DIRECTIVE = frozenset((Role.PAREN, Role.VALUES, Role.ENUM))
_TYPE_START = TAGGED | BUILTIN | SPECIFIER


class Arguments:
    """One pass over a line of tokens that masks inside expressions."""

    def __init__(self, buffer: MaskBuffer, items: Items) -> None:
        self._buffer = buffer
        self._line = items.line
        self._partner = items.partner
        self._place = items.place
        self._parameters = items.parameters
        self._kinds = items.kinds
        #: The end of the last line that was blanked as a whole.
        self._blanked_to = 0

    def mask(self) -> None:
        for at, token in enumerate(self._line):
            kind, _, _, text = token
            if kind is Kind.WORD:
                self._word(at, token)
            elif kind is Kind.PUNCTUATION:
                if text in _HANDLED:
                    self._punctuation(at, token)
            elif kind is Kind.NUMBER:
                if not _NUMBER.match(text):
                    # `8533_E`, an argument that is pasted to something
                    self._buffer.write(token.start, token.end, b"0")
            elif kind is Kind.DIRECTIVE:
                self._directive(at, token)

    def _punctuation(self, at: int, token: Token) -> None:
        text = token.text
        if text == b"(":
            if self._partner[at] > 0 and at not in self._parameters:
                self._parenthesis(at)
        elif text == b"...":
            if self._place[at] is Role.BLOCK:
                # `case A ... B:`
                self._buffer.write(token.start, token.end, b"+")
        elif text == b"*":
            if at and self._line[at - 1].text == b"goto":
                self._buffer.blank(token.start, token.end)
        else:
            self._row(at)

    def _word(self, at: int, token: Token) -> None:
        before = self._line[at - 1] if at else None
        plain = PLAIN.get(token.text)
        if plain is not None and (before is None or before.text not in _ASM):
            self._buffer.write(token.start, token.end, plain)
        if token.text in TYPE_OF and self._partner[at + 1] > 0:
            self._type_operand(at + 1)
        if before is None:
            return
        if self._between_names(at, before):
            return
        if before.kind is Kind.NUMBER and token.text not in RESERVED:
            # `64 KB`, and `x : 5 ATTRIBUTE`
            self._buffer.blank(token.start, token.end)
        elif token.text in _ASM and self._partner[at + 1] > 0:
            if before.text == b"]" or before.kind is Kind.WORD and before.text not in STATEMENT:
                self._blank(at, self._partner[at + 1] + 1)
        elif before.text == b"]" and self._place[at] is not Role.VALUES:
            self._behind_array(at)

    def _type_operand(self, opener: int) -> None:
        """`typeof(f(a)->b) x;`: an expression that no type specifier can contain."""
        line, end = self._line, self._partner[opener] + 1
        inner = line[opener + 1 : end - 1]
        if any(token.kind is Kind.PUNCTUATION and token.text != b"*" for token in inner):
            stop = end
            while stop < len(line) and line[stop].text == b"*":
                stop += 1
            is_argument = stop < len(line) and line[stop].text in (b",", b")")
            self._blank(opener, stop if is_argument else end)

    def _between_names(self, at: int, before: Token) -> bool:
        """A word next to another; True if it has been handled."""
        line, token = self._line, self._line[at]
        if before.text in TAGGED:
            # `struct PACKED tag {`
            if [t.text for t in line[at + 2 : at + 3]] == [b"{"] and line[at + 1].kind is Kind.WORD:
                self._buffer.blank(token.start, token.end)
            return True
        if self._place[at] is Role.VALUES and before.kind is Kind.WORD:
            # `{ PREFIX "name" }` with names for both strings
            if before.text not in RESERVED and token.text not in RESERVED:
                self._buffer.blank(before.start, before.end)
            return True
        return False

    def _behind_array(self, at: int) -> None:
        """`int a[4] ALIGNED(16) PACKED;`: the words after the array."""
        line = self._line
        while at < len(line) and line[at].kind is Kind.WORD:
            if line[at].text in RESERVED - ATTRIBUTE:
                break
            end = max(at, self._partner[at + 1])
            self._blank(at, end + 1)
            at = end + 1

    def _row(self, at: int) -> None:
        """Text for another preprocessor: its line is blanked."""
        data, token = self._buffer.data, self._line[at]
        if token.start < self._blanked_to:
            return
        start = data.rfind(b"\n", 0, token.start) + 1
        end = data.find(b"\n", token.end)
        self._blanked_to = end if end >= 0 else len(data)
        self._buffer.blank(start, self._blanked_to)

    def _directive(self, at: int, token: Token) -> None:
        if token.text in (b"#", b"##"):
            self._row(at)
            return
        if self._place[at] not in _NO_DIRECTIVE:
            return
        name = token.text.lstrip(b" \t#")
        if self._place[at] is not Role.ENUM or name.startswith((b"def", b"undef", b"inc")):
            self._buffer.blank(token.start, token.end)

    def _parenthesis(self, opener: int) -> None:
        line, closer = self._line, self._partner[opener]
        before = line[opener - 1] if opener else None
        if before is not None and before.kind is Kind.WORD and before.text not in RESERVED:
            if self._beside_string(opener - 1, closer):
                self._blank(opener - 1, closer + 1)
                return
            if opener > 1 and line[opener - 2].text == b"(" and self._in_asm(opener - 2):
                name = line[opener - 1]
                self._buffer.write(name.start, line[opener].end, b'""')
                self._blank(opener + 1, closer + 1)
                return
            offset = before.text in (b"offsetof", b"__builtin_offsetof")
            for order, (start, end) in enumerate(argument_ranges(line, self._partner, opener)):
                if offset:
                    if order and end - start > 1:
                        self._blank(start + 1, end)
                    elif line[start].text in TYPE_OF:
                        words = [at for at in range(start, end) if line[at].kind is Kind.WORD]
                        self._blank(start, words[-1])
                        self._blank(words[-1] + 1, end)
                else:
                    self._argument(opener, start, end)
        elif before is not None and before.text in ATTRIBUTE:
            self._blank(opener - 1, closer + 1)
        elif before is None or before.text not in (b"if", b"for", b"while", b"switch"):
            self._cast(opener)

    def _in_asm(self, opener: int) -> bool:
        return any(token.text in _ASM for token in self._line[max(0, opener - 3) : opener])

    def _beside_string(self, name: int, closer: int) -> bool:
        """`"a" NAME(x) "b"`: the strings around it become one string without it."""
        neighbours = self._line[max(0, name - 1) : name] + self._line[closer + 1 : closer + 2]
        return any(token.kind is Kind.STRING for token in neighbours)

    def _argument(self, opener: int, start: int, end: int) -> None:
        line, buffer = self._line, self._buffer
        tokens = line[start:end]
        if not tokens:
            if start - 1 != opener:
                buffer.blank(line[start - 1].start, line[start - 1].end)
            elif end < self._partner[opener]:
                buffer.blank(line[end].start, line[end].end)
            return
        first, last = tokens[0], tokens[-1]
        if first.text == b"{":
            self._values(start, end)
            return
        if last.text in _OPERATORS and last.text != b"*" and len(tokens) > 1:
            # `OP(a, +b+)`
            buffer.blank(last.start, last.end)
            return
        if first.text in STATEMENT and first.text not in _ASM:
            if start == opener + 1:
                self._body(opener)
            else:
                self._statement(tokens)
            return
        if any(t.kind is Kind.STRING for t in tokens):
            self._strings(tokens)
            return
        if len(tokens) == 1:
            if first.text in _OPERATORS or first.text in STATEMENT:
                buffer.write(first.start, first.end, b"_" * (first.end - first.start))
            return
        if all(t.kind is Kind.WORD or t.text == b"*" for t in tokens):
            self._type(start, end)

    def _body(self, opener: int) -> None:
        """`DEBUG(if (a) b;);`: the statements become a block."""
        line, closer = self._line, self._partner[opener]
        if self._place[opener] is not Role.BLOCK or line[opener - 2].text not in _BEFORE:
            return
        buffer = self._buffer
        buffer.blank(line[opener - 1].start, line[opener - 1].end)
        buffer.write(line[opener].start, line[opener].end, b"{")
        if line[closer - 1].text in (b";", b"}"):
            buffer.write(line[closer].start, line[closer].end, b"}")
        elif closer + 1 < len(line) and line[closer + 1].text == b";":
            buffer.write(line[closer].start, line[closer].end, b";")
            buffer.write(line[closer + 1].start, line[closer + 1].end, b"}")

    def _statement(self, tokens: Sequence[Token]) -> None:
        """`if (a) break`, `return -1` as an argument: only the expression in it is kept."""
        depth, seen = 0, False
        for token in tokens:
            keyword = token.text in STATEMENT
            if keyword or seen and not depth:
                self._buffer.blank(token.start, token.end)
            depth += (token.text == b"(") - (token.text == b")")
            seen = seen or token.text == b"("

    def _strings(self, tokens: Sequence[Token]) -> None:
        """`A B "c"`: of two adjacent words among strings the first is blanked."""
        if all(t.kind in (Kind.WORD, Kind.STRING) for t in tokens):
            for pair, other in pairwise(tokens):
                if pair.kind is Kind.WORD and other.kind is Kind.WORD:
                    self._buffer.blank(pair.start, pair.end)

    def _type(self, start: int, end: int) -> None:
        """`struct foo *`, `unsigned long`, `T *`: only the last word is kept."""
        tokens = self._line[start:end]
        words = [t for t in tokens if t.kind is Kind.WORD]
        if not words or words[0].text in RESERVED - _TYPE_START or tokens[0].text == b"*":
            return
        if (
            not are_adjacent(tokens)
            and tokens[-1].text != b"*"
            and words[0].text not in _TYPE_START
        ):
            return
        for token in tokens:
            if token is not words[-1]:
                self._buffer.blank(token.start, token.end)

    def _values(self, start: int, end: int) -> None:
        """`({ .a = 1, .b = 2 })` as an argument: assignments without braces and dots."""
        line = self._line
        closer = self._partner[start]
        if closer != end - 1 or line[start + 1].text != b".":
            return
        self._buffer.blank(line[start].start, line[start].end)
        self._buffer.blank(line[closer].start, line[closer].end)
        for at in range(start + 1, closer):
            token = line[at]
            if token.text == b"." and line[at - 1].text in (b"{", b","):
                self._buffer.blank(token.start, token.end)
            elif token.text in (b"{", b"}"):
                self._buffer.write(token.start, token.end, b"(" if token.text == b"{" else b")")
        if line[closer - 1].text == b",":
            self._buffer.blank(line[closer - 1].start, line[closer - 1].end)

    def _cast(self, opener: int) -> None:
        """`(u32 __iomem *)p`: the words that are not part of the type."""
        line, closer = self._line, self._partner[opener]
        inner = line[opener + 1 : closer]
        if len(inner) < 2 or not all(t.kind is Kind.WORD or t.text == b"*" for t in inner):
            return
        if inner[0].kind is not Kind.WORD or inner[0].text in STATEMENT:
            return
        starred = inner[-1].text == b"*"
        if not starred and any(t.text == b"*" for t in inner):
            return
        if (
            not starred
            and opener
            and (line[opener - 1].text in (b")", b"]") or not are_adjacent(inner))
        ):
            return
        head = read_head(line, self._partner, opener + 1, closer, self._kinds)
        assign(line, head, named=False)
        for unit in head.surplus:
            self._blank(unit.start, unit.end)

    def _blank(self, start: int, end: int) -> None:
        self._buffer.blank_tokens(self._line[start:end])
