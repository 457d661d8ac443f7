# SPDX-License-Identifier: GPL-2.0-or-later
"""`position p != r.p;`, `position p : script:python() { .. };` -> position metavariables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.smpl.read.formula import AllOf, Formula
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.place_test import NotRead, PlaceTest, read_place_test
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.token_reader import TokenReader


def parse_positions(
    text: SmplText, head: Token, declared: Sequence[Sequence[Token]]
) -> Iterator[Metavariable]:
    """The metavariables that `position` declares, with their constraints. Raises RuleError."""
    for tokens in declared:
        if len(tokens) > 1 and tokens[0].text == b"any" and tokens[1].kind is Kind.WORD:
            raise text.outside(tokens[0].start, "position any")
        yield _PositionReader(text, head, tokens).read()


class _PositionReader(TokenReader):
    """Reads one name and its constraint."""

    def __init__(self, text: SmplText, head: Token, tokens: Sequence[Token]) -> None:
        super().__init__(text, tokens)
        self.head = head

    def read(self) -> Metavariable:
        inherited: str | None = None
        name = self._word()
        if self.take(b"."):
            inherited, name = name.text.decode(), self._word()
        avoids: list[tuple[str, str]] = []
        tests: list[Formula[PlaceTest]] = []
        while self.at < len(self.tokens):
            if self.take(b"!="):
                avoids += self._avoided()
            elif self.take(b":"):
                tests.append(self._script(name.text.decode()))
            else:
                raise self._outside()
            if self.at < len(self.tokens) and not self.take(b"&&"):
                raise self._outside()
        return Metavariable(
            name.text.decode(),
            MetaKind.POSITION,
            name.start,
            inherited,
            avoids=tuple(avoids),
            place_test=AllOf(tuple(tests)) if tests else None,
        )

    def _outside(self) -> Exception:
        where, shown = self.tokens[self.at].start, self.shown_from(self.at)
        return self.text.outside(where, f"constraint on a position ({shown})")

    def _avoided(self) -> Iterator[tuple[str, str]]:
        """`r.p`, or several in braces."""
        if not self.take(b"{"):
            yield self._inherited()
            return
        yield self._inherited()
        while self.take(b","):
            yield self._inherited()
        if not self.take(b"}"):
            raise self._missing("`}`")

    def _inherited(self) -> tuple[str, str]:
        rule = self._word()
        if not self.take(b"."):
            raise self.text.outside(
                rule.start, "a position that must differ from another position of the same rule"
            )
        return rule.text.decode(), self._word().text.decode()

    def _script(self, name: str) -> Formula[PlaceTest]:
        """`script:python() { .. }`; the script is not run."""
        script = self._word()
        if script.text != b"script" or not self.take(b":"):
            raise self.text.error(
                script.start, "`:` of a position must be followed by `script:python() { .. }`"
            )
        language = self._word()
        if language.text != b"python":
            shown = language.text.decode("utf-8", "replace")
            raise self.text.outside(script.start, f"script constraints (script:{shown})")
        if not self.take(b"(") or not self.take(b")"):
            raise self.text.outside(script.start, "script constraints with arguments")
        opening = self.at
        if not self.take(b"{"):
            raise self._missing("`{`")
        depth = 1
        while depth and self.at < len(self.tokens):
            token = self.tokens[self.at].text
            depth += (token == b"{") - (token == b"}")
            self.at += 1
        if depth:
            raise self._missing("`}`")
        start, end = self.tokens[opening].end, self.tokens[self.at - 1].start
        try:
            return read_place_test(self.text.data[start:end].decode("utf-8", "replace"), name)
        except NotRead as fault:
            what = f"script constraints: {fault.what}"
            raise self.text.outside(start, what, fault.help) from None

    def _word(self) -> Token:
        if self.at == len(self.tokens) or self.tokens[self.at].kind is not Kind.WORD:
            raise self._missing("a name")
        self.at += 1
        return self.tokens[self.at - 1]

    def _missing(self, what: str) -> Exception:
        last = self.tokens[self.at] if self.at < len(self.tokens) else None
        where = last.start if last else (self.tokens[-1] if self.tokens else self.head).end - 1
        return self.text.error(where, f"{what} is missing in the declaration of a position")
