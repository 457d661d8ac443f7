# SPDX-License-Identifier: GPL-2.0-or-later
"""Constraints of metavariables: `=~ "re"`, `!~ "re"`, `= a`, `!= {a, 1}`, joined by `&&` and `||`.

A constraint tests one token: a name, a number, a string or a character. Longer code equals no
token and contains no expression. The constraint of a type tests the whole type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.words import TYPE_WORDS
from qemu_xen_codemod.smpl.read.automaton import Automaton
from qemu_xen_codemod.smpl.read.formula import (
    AllOf,
    AnyOf,
    Formula,
    Leaf,
    Not,
    holds,
    read_formula,
)
from qemu_xen_codemod.smpl.read.regex import RegexError
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.token_reader import TokenReader


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """One token, out of these."""

    words: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Finds:
    """One token in which the regular expression is found."""

    pattern: Automaton


@dataclass(frozen=True, slots=True)
class IsType:
    """A type, whatever its qualifiers."""

    words: tuple[bytes, ...]


class Subject(Enum):
    """The kind of code that a constraint tests."""

    WORD = "one token"
    TYPE = "a type"
    OPERATOR = "an operator"


Constraint = Formula[IsOneOf | Finds | IsType]

_QUALIFIERS = frozenset((b"const", b"volatile", b"restrict"))


def passes(constraint: Constraint | None, tokens: Sequence[bytes]) -> bool:
    """Whether code of these tokens satisfies a constraint."""
    if constraint is None:
        return True
    word = tokens[0] if len(tokens) == 1 else None

    def is_met(condition: IsOneOf | Finds | IsType) -> bool:
        match condition:
            case IsOneOf():
                return word in condition.words
            case Finds():
                return word is not None and condition.pattern.finds(word)
            case IsType():
                return plain_type(tokens) == condition.words

    return holds(constraint, is_met)


def words_allowed(constraint: Constraint | None) -> frozenset[bytes] | None:
    """The only words that a constraint allows, if it lists them."""
    match constraint:
        case Leaf(condition=IsOneOf(words=words)):
            return words
        case AllOf():
            listed = [words_allowed(part) for part in constraint.parts]
            return next((words for words in listed if words is not None), None)
        case AnyOf():
            allowed = [words_allowed(part) for part in constraint.parts]
            known = [words for words in allowed if words is not None]
            return frozenset().union(*known) if len(known) == len(allowed) else None
    return None


def pattern_wanted(constraint: Constraint | None) -> Automaton | None:
    """A regular expression that is found in every word that a constraint allows."""
    match constraint:
        case Leaf(condition=Finds(pattern=pattern)):
            return pattern
        case AllOf():
            wanted = [pattern_wanted(part) for part in constraint.parts]
            return next((automaton for automaton in wanted if automaton is not None), None)
    return None


def plain_type(tokens: Sequence[bytes]) -> tuple[bytes, ...]:
    """A type without qualifiers."""
    return tuple(token for token in tokens if token not in _QUALIFIERS)


def parse_constraint(text: SmplText, tokens: Sequence[Token], subject: Subject) -> Constraint:
    """The constraint that the tokens form. Raises RuleError."""
    reader = _ConstraintReader(text, tokens, subject)
    constraint = reader.formula()
    if reader.at < len(tokens):
        raise reader.outside()
    return constraint


class _ConstraintReader(TokenReader):
    """Reads a constraint."""

    def __init__(self, text: SmplText, tokens: Sequence[Token], subject: Subject) -> None:
        super().__init__(text, tokens)
        self.subject = subject

    def formula(self) -> Constraint:
        return read_formula(self._condition, self.take)

    def _condition(self) -> Constraint:
        if self.take(b"("):
            inner = self.formula()
            if not self.take(b")"):
                raise self.outside()
            return inner
        start = self.tokens[self.at].start if self.at < len(self.tokens) else -1
        operator = self.text.data[start : start + 2] if start >= 0 else b""
        if operator in (b"=~", b"!~") and self.subject is Subject.TYPE:
            raise self.outside()
        if operator in (b"=~", b"!~"):
            # C's lexer may read it as two tokens.
            self.at += 1 if self.tokens[self.at].text == operator else 2
            finds: Constraint = Leaf(Finds(self._regex(operator)))
            return finds if operator == b"=~" else Not(finds)
        if self.take(b"!="):
            return Not(self._listed())
        if self.take(b"="):
            return self._listed()
        if self.take(b"!"):
            return Not(self._condition())
        raise self.outside()

    def outside(self) -> Exception:
        """The error for the token at the current position."""
        at = min(self.at, len(self.tokens) - 1)
        what = "script constraints" if self.tokens[at].text == b":" else "this constraint"
        return self.text.outside(self.tokens[at].start, f"{what} ({self.shown_from(at)})")

    def _listed(self) -> Constraint:
        start = self.at
        elements: list[list[Token]] = [[]]
        if self.take(b"{"):
            while self.at < len(self.tokens) and self.tokens[self.at].text != b"}":
                token = self.tokens[self.at]
                if token.text == b",":
                    elements.append([])
                else:
                    elements[-1].append(token)
                self.at += 1
            if not self.take(b"}"):
                raise self.outside()
        elif self.subject is Subject.OPERATOR:
            # `&&` is an operator, too.
            elements[-1] += self.tokens[self.at : self.at + 1]
            self.at += 1
        else:
            while self.at < len(self.tokens) and self.tokens[self.at].text not in _BEHIND:
                elements[-1].append(self.tokens[self.at])
                self.at += 1
        if not all(elements):
            self.at = start
            raise self.outside()
        if self.subject is Subject.TYPE:
            return self._types(elements, start)
        is_operator = self.subject is Subject.OPERATOR
        kinds = (Kind.PUNCTUATION,) if is_operator else (Kind.WORD, Kind.NUMBER)
        if any(
            len(element) > 1 or element[0].kind not in kinds or b".." in element[0].text
            for element in elements
        ):
            self.at = start
            raise self.outside()
        return Leaf(IsOneOf(frozenset(element[0].text for element in elements)))

    def _types(self, elements: Sequence[Sequence[Token]], start: int) -> Constraint:
        types = [tuple(token.text for token in element) for element in elements]
        is_read = all(
            token.kind is Kind.WORD or token.text == b"*"
            for element in elements
            for token in element
        )
        several = (sum(word in TYPE_WORDS for word in words) > 1 for words in types)
        if not is_read or any(several) or any(not _QUALIFIERS.isdisjoint(words) for words in types):
            self.at = start
            raise self.outside()
        return AnyOf(tuple(Leaf(IsType(plain_type(words))) for words in types))

    def _regex(self, operator: bytes) -> Automaton:
        string = self.tokens[self.at] if self.at < len(self.tokens) else self.tokens[-1]
        if string.kind is not Kind.STRING or string.text[-1:] != b'"':
            start = self.tokens[0].start
            what = f"`{operator.decode()}` requires a regular expression in double quotes"
            raise self.text.error(start, what)
        self.at += 1
        return _automaton(self.text, string)


_BEHIND = frozenset((b"&&", b"||", b")"))


def _automaton(text: SmplText, string: Token) -> Automaton:
    """Compile a regular expression. Coccinelle uses PCRE or, when built without it, OCaml's Str.
    Str writes groups and alternatives with backslashes, which means something else here.
    """
    body = string.text[1:-1]
    if re.search(rb"\\[(|)]", body):
        raise text.outside(
            string.start,
            "OCaml Str syntax in a regular expression",
            "write ( | ) without backslash",
        )
    try:
        return Automaton(body)
    except RegexError as fault:
        if fault.is_outside:
            what = f"{fault.what} in a regular expression"
            raise text.outside(string.start, what, fault.help) from fault
        what = f"invalid regular expression: {fault.what}"
        raise text.error(string.start, what, fault.help) from fault
