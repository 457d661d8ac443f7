# SPDX-License-Identifier: GPL-2.0-or-later
"""KnownMacros: what the macros that one file uses stand for.

The user's settings have priority; then come the definitions that the file sees. If definitions of
one name disagree, the macro is read by its look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from qemu_xen_codemod.c.lexer import Token, tokens
from qemu_xen_codemod.c.macro_definition import Macro, read_macro
from qemu_xen_codemod.c.macro_kind import MacroKind, agreed, kind_of

#: A `#define` with its name, without the lines that continue it.
_DEFINE = re.compile(
    rb"^[ \t\f\v]*#[ \t\f\v]*define[ \t\f\v]+(\w+)(?:[^\\\n]|\\\r?\n|\\.)*", re.MULTILINE
)
#: `word` alone on a line in a function, and a call: C reads this as a declaration.
_ALONE = re.compile(rb"\n[ \t]+([A-Za-z_]\w*)[ \t\r]*\n[ \t]+[A-Za-z_]\w*[ \t]*\(")
#: The depth of macros in macros.
_DEPTH = 6

#: The definitions of a name in other files of the tree.
Definitions = Callable[[bytes], Sequence[Macro]]


def defines_in(data: bytes) -> dict[bytes, list[bytes]]:
    """The texts of a file's `#define`s by name. One in a comment is included, too, which does no
    harm.
    """
    found: dict[bytes, list[bytes]] = {}
    if b"define" in data:
        for define in _DEFINE.finditer(data):
            found.setdefault(define.group(1), []).append(define.group())
    return found


def macros_from(texts: Sequence[bytes]) -> list[Macro]:
    """The macros that the texts of `#define`s define."""
    directives = (next(tokens(text.lstrip()), None) for text in texts)
    read = (read_macro(directive) for directive in directives if isinstance(directive, Token))
    return [macro for macro in read if macro is not None]


def _nothing(_: bytes) -> Sequence[Macro]:
    return ()


class KnownMacros:
    """Gives the kind of a name."""

    def __init__(
        self,
        said: Mapping[bytes, MacroKind],
        seen: Definitions = _nothing,
        data: bytes = b"",
    ) -> None:
        """`said`: by the user. `seen`: in the headers of the file with these bytes."""
        self._said = said
        self._seen = seen
        self._data = data
        #: By name, and by how deep its definitions are followed.
        self._kinds: dict[tuple[bytes, int], MacroKind | None] = {}

    def __call__(self, name: bytes) -> MacroKind | None:
        return self._kind(name, _DEPTH)

    def saying(self, more: Mapping[bytes, MacroKind]) -> KnownMacros:
        """The same with more settings of the user."""
        return KnownMacros({**self._said, **more}, self._seen, self._data)

    def misread_in(self, data: bytes) -> Iterator[int]:
        """Where C that parses without an error may mean something else, given what is known."""
        if self._word is not None:
            yield from (found.start() for found in self._word.finditer(data))
        for found in _ALONE.finditer(data):
            if self(found.group(1)) is not None:
                yield found.start(1)

    def _kind(self, name: bytes, depth: int) -> MacroKind | None:
        if name in self._said:
            return self._said[name]
        if (name, depth) not in self._kinds:
            self._kinds[name, depth] = self._find(name, depth)
        return self._kinds[name, depth]

    def _find(self, name: bytes, depth: int) -> MacroKind | None:
        found = [*self._seen(name), *macros_from(self._own.get(name, ()))]
        if not found or not depth:
            return None
        kinds = {
            kind_of(item.parameters or (), item.body, lambda inner: self._kind(inner, depth - 1))
            for item in found
        }
        if len(kinds) > 1:
            # An empty macro here is a tracing macro that is switched off.
            is_empty = any(not macro.body and macro.parameters is not None for macro in found)
            if is_empty and kinds != {MacroKind.ATTRIBUTE}:
                kinds.discard(MacroKind.ATTRIBUTE)
        return agreed(kinds)

    @cached_property
    def _own(self) -> dict[bytes, list[bytes]]:
        return defines_in(self._data)

    @cached_property
    def _word(self) -> re.Pattern[bytes] | None:
        if not self._said:
            return None
        return re.compile(rb"\b(?:%s)\b" % b"|".join(map(re.escape, sorted(self._said))))
