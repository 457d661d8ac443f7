# SPDX-License-Identifier: GPL-2.0-or-later
"""SeenMacros: the macros that a file of the tree sees, through the headers that it includes.

Headers are searched where builds search: next to the file, below include/, from the top of the
tree; a header in none of these places is any file of the tree whose path ends so. They are read as
text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from qemu_xen_codemod.c.known_macros import KnownMacros, defines_in, macros_from
from qemu_xen_codemod.c.macro_definition import Macro
from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.errors import TreeError

_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)


class Headers(Protocol):
    """What is needed of a workspace."""

    def exists(self, path: str) -> bool: ...
    def named(self, name: str) -> list[str]: ...
    def peek(self, path: str) -> bytes: ...


class SeenMacros:
    """What is known of each file's macros."""

    def __init__(self, files: Headers, said: Mapping[bytes, MacroKind]) -> None:
        self._files = files
        self._said = said
        #: By name and header: the texts of the `#define`s.
        self._texts: dict[bytes, dict[str, list[bytes]]] = {}
        #: By header: its includes.
        self._leads: dict[str, tuple[str, ...]] = {}

    def of(self, path: str, data: bytes) -> KnownMacros:
        """What is known about the macros in a file with these bytes."""
        closure: set[str] = set()

        def seen(name: bytes) -> Sequence[Macro]:
            if not closure:
                closure.update(self._closure(path, data))
            found = self._texts.get(name)
            if not found:
                return ()
            texts = (text for at in found if at in closure for text in found[at])
            return macros_from(tuple(dict.fromkeys(texts)))

        return KnownMacros(self._said, seen, data)

    def forget(self, path: str) -> None:
        """The file has changed."""
        if self._leads.pop(path, None) is not None:
            for found in self._texts.values():
                found.pop(path, None)

    def _closure(self, path: str, data: bytes) -> set[str]:
        """The file, the headers that it includes, and those that they include."""
        done = {path}
        todo = [*self._included(path, data)]
        while todo:
            at = todo.pop()
            if at not in done:
                done.add(at)
                todo += self._leads[at] if at in self._leads else self._read(at)
        # A file's own definitions are read from its bytes.
        return done - {path} | {""}

    def _read(self, path: str) -> tuple[str, ...]:
        """Record a header's definitions; return the headers that it includes."""
        try:
            data = self._files.peek(path)
        except TreeError:
            data = b""
        for name, texts in defines_in(data).items():
            self._texts.setdefault(name, {})[path] = texts
        leads = self._leads[path] = tuple(self._included(path, data))
        return leads

    def _included(self, path: str, data: bytes) -> Iterator[str]:
        for quoted, angled in _INCLUDE.findall(data):
            name = (quoted or angled).decode("utf-8", "replace")
            neighbour = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            places = (neighbour, f"include/{name}", name) if quoted else (f"include/{name}", name)
            header = next(filter(self._files.exists, places), None)
            if header is not None:
                yield header
            elif quoted:
                end = "/" + name.lstrip("./")
                same = self._files.named(posixpath.basename(name))
                yield from (word for word in same if word.endswith(end))
