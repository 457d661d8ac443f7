# SPDX-License-Identifier: GPL-2.0-or-later
"""The header of a rule, `@name extends r depends on s disable iso exists@` -> RuleHeader.

The parts come in this order, as in Coccinelle. Scripts are refused here by name; none is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.smpl.read.depends import Dependency, parse_dependency
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


class Paths(Enum):
    """On how many paths through a function a rule's statements must occur."""

    #: One is enough.
    EXISTS = "exists"
    #: All of them.
    FORALL = "forall"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a header and its byte offset."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class RuleHeader:
    """The header of a rule, between its `@`s."""

    #: The rule's name, None for an anonymous rule.
    name: str | None = None
    #: The rule whose metavariables it inherits.
    extends: Named | None = None
    depends: Dependency | None = None
    #: The isomorphisms that are disabled for it.
    disabled: tuple[Named, ...] = ()
    #: None where the header does not say: all paths, or one in a patch with `*` lines.
    paths: Paths | None = None
    #: Whether it declares that the body is an expression.
    is_expression: bool = False
    #: For a script, what it is: `script rules (script:python)`.
    script: Named | None = None


_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_BLANK = re.compile(rb"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
_SCRIPTS = re.compile(rb"\s*(script|initialize|finalize)\b\s*:?\s*(\w*)")
_KEYWORDS = frozenset(
    b"extends depends using disable exists forall expression identifier type".split()
)


def skip_blank(data: bytes, at: int) -> int:
    """The offset of the next word or sign, past blanks and comments."""
    while blank := _BLANK.match(data, at):
        at = blank.end()
    return at


def read_header(text: SmplText, start: int, end: int) -> RuleHeader:
    """The header `text.data[start:end]`, between its `@`s. Raises RuleError."""
    script = _SCRIPTS.match(text.data[start:end])
    if script:
        kind, language = script.group(1).decode(), script.group(2).decode()
        named = Named(f"{kind} rules ({kind}:{language})", start + script.start(1))
        return _HeaderReader(text, start + script.end(), end).read_script(named)
    return _HeaderReader(text, start, end).read()


class _HeaderReader:
    """Reads the parts of one header from left to right."""

    def __init__(self, text: SmplText, start: int, end: int) -> None:
        self.text = text
        self.at = skip_blank(text.data, start)
        self.end = end

    def read(self) -> RuleHeader:
        name = self._name()
        extends = self._word() if self._take(b"extends") else None
        depends = self._depends() if self._take(b"depends") else None
        if self._peek() == b"using":
            raise self.text.outside(self.at, "using in a rule header")
        disabled = tuple(self._names()) if self._take(b"disable") else ()
        paths = self._paths()
        is_expression = self._take(b"expression")
        kind = self._peek()
        if kind in (b"identifier", b"type"):
            raise self.text.outside(self.at, f"{kind.decode()} in a rule header")
        if self.at < self.end:
            raise self.text.error(
                self.at,
                "invalid rule header",
                "write `@name extends r depends on s disable i exists@`, every part optional, in "
                "this order",
            )
        return RuleHeader(name, extends, depends, disabled, paths, is_expression)

    def read_script(self, script: Named) -> RuleHeader:
        """The name and the condition of a script; what else it has does not matter, as no script is
        run.
        """
        name = self._name()
        depends = self._depends() if self._take(b"depends") else None
        return RuleHeader(name, depends=depends, script=script)

    def _name(self) -> str | None:
        word = self._peek()
        return self._word().text if word and word not in _KEYWORDS else None

    def _paths(self) -> Paths | None:
        word = self._peek()
        if word not in (b"exists", b"forall"):
            return None
        return Paths(self._word().text)

    def _depends(self) -> Dependency:
        start = self.at
        if not self._take(b"on"):
            raise self.text.error(start, "`depends` without `on`", "write `depends on other_rule`")
        depends, at = parse_dependency(self.text, self.at, self.end)
        self.at = skip_blank(self.text.data, at)
        return depends

    def _names(self) -> list[Named]:
        names = [self._word()]
        while self.text.data[self.at : self.at + 1] == b",":
            self.at = skip_blank(self.text.data, self.at + 1)
            names.append(self._word())
        return names

    def _peek(self) -> bytes:
        """The next word, b"" if there is none."""
        word = _NAME.match(self.text.data, self.at, self.end)
        return word.group() if word else b""

    def _take(self, word: bytes) -> bool:
        """Consume the next word if it is this one, and say whether it was."""
        if self._peek() != word:
            return False
        self._word()
        return True

    def _word(self) -> Named:
        name = _NAME.match(self.text.data, self.at, self.end)
        if name is None:
            raise self.text.error(self.at, "a name is missing in the rule header")
        self.at = skip_blank(self.text.data, name.end())
        return Named(name.group().decode(), name.start())
