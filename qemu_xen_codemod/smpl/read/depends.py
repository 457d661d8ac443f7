# SPDX-License-Identifier: GPL-2.0-or-later
"""`depends on`: the condition for a rule to run on a file: which rules matched, and its path.

`r`: it matched; `!r`: it did not; `ever r` and `never r`: the same for any inherited values; `file
in "folder"` and `!(file in "folder")`: where the file is; `&&`, `||` and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import assert_never

from qemu_xen_codemod.smpl.read.formula import (
    AllOf,
    AnyOf,
    Formula,
    Leaf,
    Not,
    conditions_of,
    holds,
    read_formula,
)
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


@dataclass(frozen=True, slots=True)
class RuleMatched:
    """A rule has matched with the inherited values."""

    name: str
    #: Byte offset of the name in the text.
    offset: int


@dataclass(frozen=True, slots=True)
class RuleEverMatched:
    """A rule has matched in the file, with any values."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class FileIn:
    """The file has this path in the tree, or is below it."""

    path: str
    #: Byte offset of the path in the text.
    offset: int

    def holds(self, path: str) -> bool:
        """Whether a file at this path of the tree meets the condition."""
        return path == self.path or path.startswith(f"{self.path}/")


Dependency = Formula[RuleMatched | RuleEverMatched | FileIn]
_TOKEN = re.compile(rb'\s*(&&|\|\||[!()]|[A-Za-z_][A-Za-z0-9_]*|"[^"\n]*"|\S)')
_NAME = re.compile(rb"[A-Za-z_]")
_NOT_PART = {b"extends", b"using", b"disable", b"expression", b"file"}
_OUTSIDE = {b"exists", b"forall"}


def rules_of(dependency: Dependency) -> Iterator[RuleMatched | RuleEverMatched]:
    """The conditions that name a rule."""
    for condition in conditions_of(dependency):
        if not isinstance(condition, FileIn):
            yield condition


def needed_rules(dependency: Dependency) -> frozenset[str]:
    """The rules that must have matched for it to hold; virtual ones must be set."""
    match dependency:
        case Leaf():
            condition = dependency.condition
            return frozenset(() if isinstance(condition, FileIn) else (condition.name,))
        case Not():
            return frozenset()
        case AllOf():
            return frozenset[str]().union(*map(needed_rules, dependency.parts))
        case AnyOf():
            return frozenset.intersection(*map(needed_rules, dependency.parts))
        case _:
            assert_never(dependency)


def holds_for(dependency: Dependency, matched: Set[str], path: str) -> bool:
    """Whether it holds in a file of the tree where these rules matched with inherited values."""

    def is_met(condition: RuleMatched | RuleEverMatched | FileIn) -> bool:
        return condition.holds(path) if isinstance(condition, FileIn) else condition.name in matched

    return holds(dependency, is_met)


def dependency_text(dependency: Dependency, matched: Set[str], path: str) -> str:
    """What a rule depends on, and for each condition whether it holds in this file."""
    parts: dict[str, None] = {}
    for condition in conditions_of(dependency):
        if isinstance(condition, FileIn):
            is_in = "is in" if condition.holds(path) else "is not in"
            parts[f"the file's path, which {is_in} {condition.path}"] = None
        else:
            what = "matched" if condition.name in matched else "did not match"
            parts[f"{condition.name}, which {what}"] = None
    return " and ".join(parts)


def parse_dependency(text: SmplText, start: int, end: int) -> tuple[Dependency, int]:
    """The condition that begins at `start`, and the offset after it. Raises RuleError."""
    reader = _DependencyReader(text, start, end)
    dependency = reader.formula()
    for alternative in _alternatives(dependency):
        conditions = list(conditions_of(alternative))
        file = next((part for part in conditions if isinstance(part, FileIn)), None)
        if file is not None and not all(isinstance(part, FileIn) for part in conditions):
            # Coccinelle takes such a condition as always true.
            what = "depends on a rule or on file in .."
            raise text.outside(file.offset, what, "write two rules, one for each condition")
    return dependency, reader.at


def _alternatives(dependency: Dependency, *, is_negated: bool = False) -> Iterator[Dependency]:
    """The parts of which one condition is enough: `||`, or `&&` under a negation."""
    match dependency:
        case Leaf():
            return
        case Not():
            yield from _alternatives(dependency.part, is_negated=not is_negated)
        case AllOf() | AnyOf():
            if isinstance(dependency, AnyOf) is not is_negated:
                yield dependency
            for part in dependency.parts:
                yield from _alternatives(part, is_negated=is_negated)
        case _:
            assert_never(dependency)


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
            if self._peek()[0] in (b"!", b"file"):
                what = "`!` in `depends on` must be before a rule name or a parenthesis"
                raise self.text.error(begin, what, 'write `!(file in "folder")`')
            return Not(self._condition())
        if word == b"file":
            return Leaf(self._file())
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

    def _file(self) -> FileIn:
        """The condition after the word `file`."""
        word, begin = self._next()
        path, start = self._next() if word == b"in" else (word, begin)
        if word != b"in" or path[:1] != b'"':
            what = "`file` in `depends on` must be followed by `in` and a path in double quotes"
            raise self.text.error(begin, what, 'write `file in "hw/xen"`')
        parts = path[1:-1].split(b"/")
        if not {b"", b".", b".."}.isdisjoint(parts) or b"*" in path or b"?" in path:
            what = f"no file is in {path.decode('utf-8', 'replace')}"
            help = "write the path from the top of the tree, `hw/xen`, without a last `/`"
            raise self.text.error(start, what, help)
        return FileIn(path[1:-1].decode("utf-8", "surrogateescape"), start)

    def _rule(self, word: bytes, begin: int) -> tuple[str, int]:
        """The name of a rule, and where it is."""
        if not _NAME.match(word) or word in _NOT_PART:
            raise self.text.error(begin, "`depends on` requires a rule name")
        return word.decode(), begin

    def _take(self, sign: bytes) -> bool:
        if self._peek()[0] != sign:
            return False
        self._next()
        return True

    def _peek(self) -> tuple[bytes, int, int]:
        """The next token, its start, and the offset after it."""
        token = _TOKEN.match(self.text.data, self.at, self.end)
        if token is None:
            return b"", self.end, self.end
        return token.group(1), token.start(1), token.end()

    def _next(self) -> tuple[bytes, int]:
        word, begin, self.at = self._peek()
        return word, begin
