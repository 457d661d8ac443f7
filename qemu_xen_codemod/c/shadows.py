# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a function declares more than once, and which of the declarations a use means."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from tree_sitter import Node

from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.locals import Local, locals_of
from qemu_xen_codemod.c.source import SourceFile

_MEMBER = (b".", b"->")


class Shadows:
    """Answers for one file."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        #: By function, the locals with names that it declares more than once.
        self._shadowed: dict[int, Mapping[bytes, list[Local]]] = {}

    def declared_in(self, start: int, end: int) -> tuple[int, ...]:
        """The declarations of the shadowed names in the code between two offsets, in order."""
        functions = functions_in(self._source)
        at = bisect_right(functions, start, key=_start) - 1
        if at < 0 or functions[at][1].end_byte < end:
            return ()
        if at not in self._shadowed:
            self._shadowed[at] = _shadowed(self._source, functions[at][1])
        shadowed = self._shadowed[at]
        if not shadowed:
            return ()
        declared: list[int] = []
        before = b""
        for token in self._source.code_in(start, end):
            if before not in _MEMBER and token.text in shadowed:
                seen = [item for item in shadowed[token.text] if item.is_seen_at(token.start)]
                # The innermost one is declared last.
                declared.append(max((local.start for local in seen), default=-1))
            before = token.text
        return tuple(declared)


def _start(function: tuple[bytes, Node]) -> int:
    return function[1].start_byte


def _shadowed(source: SourceFile, function: Node) -> Mapping[bytes, list[Local]]:
    found: dict[bytes, list[Local]] = {}
    for local in locals_of(source, function):
        found.setdefault(local.name, []).append(local)
    return {name: declarations for name, declarations in found.items() if len(declarations) > 1}
