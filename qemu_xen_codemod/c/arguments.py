"""Macro arguments that are no expressions, macros between strings, ranges: masked by their shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.attributes import assign, read_head
from qemu_xen_codemod.c.brackets import Role
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.paper import Paper
from qemu_xen_codemod.c.words import ATTRIBUTE, BUILTIN, RESERVED, SPECIFIER, STATEMENT, TAGGED

_OPERATORS = frozenset(b"< > <= >= == != + - * / % & | ^ << >> && || = += -= |= &=".split())
_TYPE_START = TAGGED | BUILTIN | SPECIFIER


class Arguments:
    """One walk over a line of tokens that masks inside expressions."""

    def __init__(
        self,
        paper: Paper,
        line: Sequence[Token],
        partner: Sequence[int],
        place: Sequence[Role],
        parameters: set[int],
    ) -> None:
        self._paper = paper
        self._line = line
        self._partner = partner
        self._place = place
        self._parameters = parameters

    def mask(self) -> None:
        line = self._line
        for at, token in enumerate(line):
            if token.text == b"(" and self._partner[at] > 0 and at not in self._parameters:
                self._parenthesis(at)
            elif token.text == b"..." and self._place[at] is Role.BLOCK:
                # `case A ... B:`
                self._paper.write(token.start, token.end, b"+")
            elif token.text == b"*" and at and line[at - 1].text == b"goto":
                self._paper.blank(token.start, token.end)

    def _parenthesis(self, opener: int) -> None:
        line, closer = self._line, self._partner[opener]
        before = line[opener - 1] if opener else None
        if before is not None and before.kind is Kind.WORD and before.text not in RESERVED:
            if self._beside_string(opener - 1, closer):
                self._blank(opener - 1, closer + 1)
                return
            offset = before.text in (b"offsetof", b"__builtin_offsetof")
            for order, (start, end) in enumerate(self._arguments(opener)):
                if offset:
                    if order and end - start > 1:
                        self._blank(start + 1, end)
                else:
                    self._argument(opener, start, end)
        elif before is not None and before.text in ATTRIBUTE:
            self._blank(opener - 1, closer + 1)
        elif before is None or before.text not in (b"if", b"for", b"while", b"switch"):
            self._cast(opener)

    def _beside_string(self, name: int, closer: int) -> bool:
        """`"a" NAME(x) "b"`: the strings around it are one string without it."""
        line = self._line
        after = line[closer + 1] if closer + 1 < len(line) else None
        before = line[name - 1] if name else None
        return any(token is not None and token.kind is Kind.STRING for token in (before, after))

    def _arguments(self, opener: int) -> Iterator[tuple[int, int]]:
        """The ranges of tokens between the commas of a parenthesis."""
        closer = self._partner[opener]
        start = at = opener + 1
        while at < closer:
            if self._line[at].text == b",":
                yield start, at
                start = at + 1
            elif self._partner[at] > at:
                at = self._partner[at]
            at += 1
        yield start, closer

    def _argument(self, opener: int, start: int, end: int) -> None:
        line, paper = self._line, self._paper
        tokens = line[start:end]
        if not tokens:
            if start - 1 != opener:
                paper.blank(line[start - 1].start, line[start - 1].end)
            elif end < self._partner[opener]:
                paper.blank(line[end].start, line[end].end)
            return
        first = tokens[0]
        if len(tokens) == 1:
            if first.text in _OPERATORS:
                paper.write(first.start, first.end, b"_" * (first.end - first.start))
            return
        if first.text == b"{":
            self._values(start, end)
            return
        if all(t.kind is Kind.WORD or t.text == b"*" for t in tokens):
            self._type(start, end)

    def _type(self, start: int, end: int) -> None:
        """`struct foo *`, `unsigned long`, `T *`: its last word stands for it."""
        tokens = self._line[start:end]
        words = [t for t in tokens if t.kind is Kind.WORD]
        if not words or words[0].text in RESERVED - _TYPE_START or tokens[0].text == b"*":
            return
        if not self._adjacent(tokens) and tokens[-1].text != b"*" and words[0].text not in _TYPE_START:
            return
        for token in tokens:
            if token is not words[-1]:
                self._paper.blank(token.start, token.end)

    def _adjacent(self, tokens: Sequence[Token]) -> bool:
        """Do two words stand side by side, as in no expression?"""
        pairs = zip(tokens, tokens[1:], strict=False)
        return any(a.kind is Kind.WORD and b.kind is Kind.WORD for a, b in pairs)

    def _values(self, start: int, end: int) -> None:
        """`({ .a = 1, .b = 2 })` as an argument: assignments without braces and dots."""
        line = self._line
        closer = self._partner[start]
        if closer != end - 1 or line[start + 1].text != b".":
            return
        self._paper.blank(line[start].start, line[start].end)
        self._paper.blank(line[closer].start, line[closer].end)
        for at in range(start + 1, closer):
            if line[at].text == b"." and line[at - 1].text in (b"{", b","):
                self._paper.blank(line[at].start, line[at].end)
        if line[closer - 1].text == b",":
            self._paper.blank(line[closer - 1].start, line[closer - 1].end)

    def _cast(self, opener: int) -> None:
        """`(u32 __iomem *)p`: the words that are no part of the type."""
        line, closer = self._line, self._partner[opener]
        inner = line[opener + 1 : closer]
        if len(inner) < 2 or not all(t.kind is Kind.WORD or t.text == b"*" for t in inner):
            return
        if inner[0].kind is not Kind.WORD or inner[0].text in STATEMENT:
            return
        if not (self._adjacent(inner) or inner[-1].text == b"*"):
            return
        head = read_head(line, self._partner, opener + 1, closer)
        assign(line, head, named=False)
        for unit in head.surplus:
            self._blank(unit.start, unit.end)

    def _blank(self, start: int, end: int) -> None:
        for token in self._line[start:end]:
            self._paper.blank(token.start, token.end)
