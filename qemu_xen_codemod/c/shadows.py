"""Names that a function declares more than once, and which of the declarations code means."""

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
        self._functions = [node for _, node in functions_in(source)]
        self._starts = [node.start_byte for node in self._functions]
        #: By function, the locals of names that it declares more than once.
        self._shadowed: dict[int, Mapping[bytes, list[Local]]] = {}

    def declared_in(self, start: int, end: int) -> tuple[int, ...]:
        """Where the shadowed names of the code between two offsets are declared, in order."""
        at = bisect_right(self._starts, start) - 1
        if at < 0 or self._functions[at].end_byte < end:
            return ()
        if at not in self._shadowed:
            self._shadowed[at] = _shadowed(self._source, self._functions[at])
        shadowed = self._shadowed[at]
        if not shadowed:
            return ()
        declared: list[int] = []
        before = b""
        for token in self._source.code_in(start, end):
            if before not in _MEMBER and token.text in shadowed:
                seen = [one for one in shadowed[token.text] if one.is_seen_at(token.start)]
                # The innermost one is declared last.
                declared.append(max((one.start for one in seen), default=-1))
            before = token.text
        return tuple(declared)


def _shadowed(source: SourceFile, function: Node) -> Mapping[bytes, list[Local]]:
    found: dict[bytes, list[Local]] = {}
    for one in locals_of(source, function):
        found.setdefault(one.name, []).append(one)
    return {name: those for name, those in found.items() if len(those) > 1}
