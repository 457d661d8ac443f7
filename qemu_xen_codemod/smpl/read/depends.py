"""`depends on`: which rules have to have matched (or not) in this file for a rule to run.

`r` and `ever r`: r matched; `!r` and `never r`: it did not; `&&`, `||` and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import assert_never

from qemu_xen_codemod.smpl.read.smpl_text import SmplText


@dataclass(frozen=True, slots=True)
class RuleMatched:
    """A rule has matched."""

    name: str
    #: Byte offset of the name in the text.
    offset: int


@dataclass(frozen=True, slots=True)
class Not:
    part: Dependency


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Dependency, ...]


Dependency = RuleMatched | Not | AllOf | AnyOf


def holds(dependency: Dependency, matched: Set[str]) -> bool:
    """Whether a condition holds where rules of these names have matched."""
    match dependency:
        case RuleMatched():
            return dependency.name in matched
        case Not():
            return not holds(dependency.part, matched)
        case AllOf():
            return all(holds(part, matched) for part in dependency.parts)
        case AnyOf():
            return any(holds(part, matched) for part in dependency.parts)
        case _:
            assert_never(dependency)


def rules_of(dependency: Dependency) -> Iterator[RuleMatched]:
    """The rules that a condition names."""
    match dependency:
        case RuleMatched():
            yield dependency
        case Not():
            yield from rules_of(dependency.part)
        case AllOf() | AnyOf():
            for part in dependency.parts:
                yield from rules_of(part)
        case _:
            assert_never(dependency)


_TOKEN = re.compile(rb"\s*(&&|\|\||[!()]|[A-Za-z_][A-Za-z0-9_]*|\S)")
_NAME = re.compile(rb"[A-Za-z_]")
_NOT_PART = {b"extends", b"using", b"disable", b"expression"}
_OUTSIDE = {b"file", b"exists", b"forall"}


def parse_dependency(text: SmplText, start: int, end: int) -> tuple[Dependency, int]:
    """The condition that begins at `start`, and the offset after it. Raises RuleError."""
    reader = _DependencyReader(text, start, end)
    return reader.alternatives(), reader.at


class _DependencyReader:
    def __init__(self, text: SmplText, start: int, end: int) -> None:
        self.text = text
        self.at = start
        self.end = end

    def alternatives(self) -> Dependency:
        return self._joined(AnyOf, b"||", self._conjunction)

    def _conjunction(self) -> Dependency:
        return self._joined(AllOf, b"&&", self._condition)

    def _joined(
        self, kind: type[AllOf | AnyOf], sign: bytes, part: Callable[[], Dependency]
    ) -> Dependency:
        parts = [part()]
        while self._peek()[0] == sign:
            self._next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _condition(self) -> Dependency:
        word, begin = self._next()
        if word in (b"!", b"never"):
            return Not(self._condition())
        if word == b"ever":
            return self._condition()
        if word == b"(":
            part = self.alternatives()
            close, begin = self._next()
            if close != b")":
                raise self.text.error(begin, "`)` is missing in `depends on`")
            return part
        if word in _OUTSIDE:
            raise self.text.outside(begin, f"depends on {word.decode()}")
        if not _NAME.match(word) or word in _NOT_PART:
            raise self.text.error(begin, "`depends on` wants a rule's name")
        return RuleMatched(word.decode(), begin)

    def _peek(self) -> tuple[bytes, int, int]:
        """The next token, where it begins, and where the one after it may."""
        found = _TOKEN.match(self.text.data, self.at, self.end)
        if found is None:
            return b"", self.end, self.end
        return found.group(1), found.start(1), found.end()

    def _next(self) -> tuple[bytes, int]:
        word, begin, self.at = self._peek()
        return word, begin
