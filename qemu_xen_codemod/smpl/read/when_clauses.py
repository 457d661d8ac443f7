# SPDX-License-Identifier: GPL-2.0-or-later
"""When clauses: what the code that dots pass must not contain, and on how many paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from qemu_xen_codemod.smpl.read.body_cursor import BodyCursor
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    Item,
    LineMark,
    WhenModifier,
    WhenNot,
    Whens,
)

_MODIFIERS = {modifier.value.encode(): modifier for modifier in WhenModifier}
WHEN = frozenset((b"when", b"WHEN"))
#: Reads the code of a clause that has dots of its own.
ItemsIn = Callable[[list[BodyToken]], tuple[Item, ...]]


def read_whens(reader: BodyCursor, items_in: ItemsIn, *, statements: bool) -> Whens:
    """The when clauses after dots, or after the opening bracket of a nest."""
    modifiers: list[WhenModifier] = []
    forbidden: list[WhenNot] = []
    while reader.at < len(reader.tokens) and reader.tokens[reader.at].token.text in WHEN:
        if reader.tokens[reader.at].mark is LineMark.PLUS:
            break
        item = _read_when(reader, items_in, statements=statements)
        match item:
            case WhenModifier():
                modifiers.append(item)
            case WhenNot():
                forbidden.append(item)
            case _:
                assert_never(item)
    return Whens(frozenset(modifiers), tuple(forbidden))


def _read_when(
    reader: BodyCursor, items_in: ItemsIn, *, statements: bool
) -> WhenModifier | WhenNot:
    opening = reader.tokens[reader.at]
    where = opening.token.start
    if not statements:
        raise reader.text.outside(where, "when on dots that do not match statements")
    stop = reader.clean.find(b"\n", where)
    stop = len(reader.clean) if stop < 0 else stop
    reader.at += 1
    clause: list[BodyToken] = []
    while reader.at < len(reader.tokens) and reader.tokens[reader.at].token.start < stop:
        clause.append(reader.tokens[reader.at])
        reader.at += 1
    words = [token.token.text for token in clause]
    for body_token in (opening, *clause):
        if any(not position.inherited for position in body_token.positions):
            raise reader.text.outside(body_token.token.start, "a position in a when clause")
    shown = reader.text.data[where:stop].decode("utf-8", "replace").strip()
    if len(words) == 1 and words[0] in _MODIFIERS:
        return _MODIFIERS[words[0]]
    if words[:1] == [b"!="] and len(words) > 1 and words[1] not in (b"true", b"false"):
        if any(word == b"..." for word in words):
            return WhenNot(items_in(clause[1:]))
        return WhenNot(tuple(clause[1:]))
    raise reader.text.outside(where, f"this when clause ({shown})")
