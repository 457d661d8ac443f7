# SPDX-License-Identifier: GPL-2.0-or-later
"""Items of a slice -> the ends of expressions among statements that have no `;`.

Such an expression is next to dots, a nest or the end of the code: `x = f(...)` with `...` on the
next line. C's grammar needs the `;`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.smpl.read.body_items import BodyToken, DotsItem, Item, NestItem
from qemu_xen_codemod.smpl.read.metavariable import WHOLE_KINDS, Metavariable

_DOTS = b"..."


def unended_expressions(
    items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> frozenset[int]:
    """The indices of the items before which an expression without `;` ends; the number of items
    for one at the end.
    """
    reader = _Reader(metavariables)
    for at, item in enumerate(items):
        if isinstance(item, BodyToken):
            reader.token(at, item)
        elif item.statements:
            reader.statements(at, is_dots=isinstance(item, DotsItem | NestItem))
        else:
            reader.has_code = True
    if reader.is_open and not reader.around:
        reader.found.add(len(items))
    return frozenset(reader.found)


class _Reader:
    def __init__(self, metavariables: Mapping[bytes, Metavariable]) -> None:
        self.metavariables = metavariables
        self.found: set[int] = set()
        #: The last statement end or bracket.
        self.previous = b""
        #: Whether code follows it.
        self.has_code = False
        #: The same for the code around each open bracket.
        self.around: list[tuple[bytes, bool]] = []

    @property
    def is_open(self) -> bool:
        return self.has_code and self.previous == _DOTS

    def statements(self, at: int, *, is_dots: bool) -> None:
        if is_dots and self.has_code and self.previous not in (b"{", b":"):
            self.found.add(at)
        self._begin(_DOTS if is_dots else b";")

    def token(self, at: int, item: BodyToken) -> None:
        text = item.token.text
        if item.token.kind is Kind.COMMENT:
            return
        if text in (b"(", b"[", b"{"):
            self.around.append((self.previous, self.has_code))
            self._begin(text)
        elif text in (b")", b"]", b"}") and self.around:
            self._close(at, text)
        elif self._ends_statement(item):
            self._begin(text if text == b":" else b";")
        else:
            self.has_code = True

    def _close(self, at: int, text: bytes) -> None:
        if text == b"}" and self.is_open:
            self.found.add(at)
        self.previous, _ = self.around.pop()
        self.has_code = True
        if text == b"}":
            self._begin(text)

    def _ends_statement(self, item: BodyToken) -> bool:
        text = item.token.text
        declared = self.metavariables.get(text)
        is_statement = declared is not None and declared.kind in WHOLE_KINDS
        return text in (b";", b":") or item.token.kind is Kind.DIRECTIVE or is_statement

    def _begin(self, previous: bytes) -> None:
        self.previous, self.has_code = previous, False
