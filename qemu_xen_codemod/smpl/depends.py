"""`depends on`: which rules have to have matched (or not) in this file for a rule to run.

`r` and `ever r`: r matched; `!r` and `never r`: it did not; `&&`, `||` and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from qemu_xen_codemod.smpl.text import SmplText


@dataclass(frozen=True, slots=True)
class Dependency:
    """A tree of conditions on rule names."""

    #: "rule", "not", "and" or "or".
    kind: str
    #: The rule's name, for "rule".
    name: str = ""
    parts: tuple[Dependency, ...] = ()
    #: Byte offset of the name in the text.
    offset: int = 0

    def holds(self, matched: Set[str]) -> bool:
        if self.kind == "rule":
            return self.name in matched
        if self.kind == "not":
            return not self.parts[0].holds(matched)
        answers = (part.holds(matched) for part in self.parts)
        return all(answers) if self.kind == "and" else any(answers)

    def rules(self) -> tuple[Dependency, ...]:
        """Its "rule" leaves."""
        if self.kind == "rule":
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.rules())


_TOKEN = re.compile(rb"\s*(&&|\|\||[!()]|[A-Za-z_][A-Za-z0-9_]*|\S)")
_NOT_PART = {b"extends", b"using", b"disable", b"expression"}
_OUTSIDE = {b"file", b"exists", b"forall"}


def parse_dependency(text: SmplText, start: int, end: int) -> tuple[Dependency, int]:
    """The condition that begins at `start`, and the offset after it. Raises RuleError."""

    def peek(at: int) -> tuple[bytes, int, int]:
        found = _TOKEN.match(text.data, at, end)
        return (found.group(1), found.start(1), found.end()) if found else (b"", end, end)

    def alternatives(at: int) -> tuple[Dependency, int]:
        part, at = conjunction(at)
        parts = [part]
        while peek(at)[0] == b"||":
            part, at = conjunction(peek(at)[2])
            parts.append(part)
        return (parts[0] if len(parts) == 1 else Dependency("or", parts=tuple(parts))), at

    def conjunction(at: int) -> tuple[Dependency, int]:
        part, at = condition(at)
        parts = [part]
        while peek(at)[0] == b"&&":
            part, at = condition(peek(at)[2])
            parts.append(part)
        return (parts[0] if len(parts) == 1 else Dependency("and", parts=tuple(parts))), at

    def condition(at: int) -> tuple[Dependency, int]:
        word, begin, after = peek(at)
        if word == b"!" or word == b"never":
            part, at = condition(after)
            return Dependency("not", parts=(part,)), at
        if word == b"ever":
            return condition(after)
        if word == b"(":
            part, at = alternatives(after)
            close, begin, after = peek(at)
            if close != b")":
                raise text.error(begin, "`)` is missing in `depends on`")
            return part, after
        if word in _OUTSIDE:
            raise text.outside(begin, f"depends on {word.decode()}")
        if not word or not (word[:1].isalpha() or word[:1] == b"_") or word in _NOT_PART:
            raise text.error(begin, "`depends on` wants a rule's name")
        return Dependency("rule", word.decode(), offset=begin), after

    return alternatives(start)
