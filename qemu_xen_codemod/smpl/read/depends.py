"""`depends on`: which rules have to have matched (or not) in this file for a rule to run.

`r`: it matched; `!r`: it did not; `ever r` and `never r`: whatever it was that is inherited; `&&`,
`||` and parentheses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qemu_xen_codemod.smpl.read.formula import Formula, Leaf, Not, read_formula
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


@dataclass(frozen=True, slots=True)
class RuleMatched:
    """A rule has matched, with these values of what is inherited."""

    name: str
    #: Byte offset of the name in the text.
    offset: int


@dataclass(frozen=True, slots=True)
class RuleEverMatched:
    """A rule has matched in the file, with whatever values."""

    name: str
    offset: int


Dependency = Formula[RuleMatched | RuleEverMatched]
_TOKEN = re.compile(rb"\s*(&&|\|\||[!()]|[A-Za-z_][A-Za-z0-9_]*|\S)")
_NAME = re.compile(rb"[A-Za-z_]")
_NOT_PART = {b"extends", b"using", b"disable", b"expression"}
_OUTSIDE = {b"file", b"exists", b"forall"}


def parse_dependency(text: SmplText, start: int, end: int) -> tuple[Dependency, int]:
    """The condition that begins at `start`, and the offset after it. Raises RuleError."""
    reader = _DependencyReader(text, start, end)
    return reader.formula(), reader.at


class _DependencyReader:
    def __init__(self, text: SmplText, start: int, end: int) -> None:
        self.text = text
        self.at = start
        self.end = end

    def formula(self) -> Dependency:
        return read_formula(self._condition, self._take)

    def _condition(self) -> Dependency:
        word, begin = self._next()
        if word == b"!":
            return Not(self._condition())
        if word == b"ever":
            return Leaf(RuleEverMatched(*self._rule(*self._next())))
        if word == b"never":
            return Not(Leaf(RuleEverMatched(*self._rule(*self._next()))))
        if word == b"(":
            part = self.formula()
            close, begin = self._next()
            if close != b")":
                raise self.text.error(begin, "`)` is missing in `depends on`")
            return part
        if word in _OUTSIDE:
            raise self.text.outside(begin, f"depends on {word.decode()}")
        return Leaf(RuleMatched(*self._rule(word, begin)))

    def _rule(self, word: bytes, begin: int) -> tuple[str, int]:
        """The name of a rule, and where it stands."""
        if not _NAME.match(word) or word in _NOT_PART:
            raise self.text.error(begin, "`depends on` wants a rule's name")
        return word.decode(), begin

    def _take(self, sign: bytes) -> bool:
        if self._peek()[0] != sign:
            return False
        self._next()
        return True

    def _peek(self) -> tuple[bytes, int, int]:
        """The next token, where it begins, and where the one after it may."""
        found = _TOKEN.match(self.text.data, self.at, self.end)
        if found is None:
            return b"", self.end, self.end
        return found.group(1), found.start(1), found.end()

    def _next(self) -> tuple[bytes, int]:
        word, begin, self.at = self._peek()
        return word, begin
