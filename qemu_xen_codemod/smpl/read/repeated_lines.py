# SPDX-License-Identifier: GPL-2.0-or-later
"""`++` lines of a body, and the metavariables that they take from other code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    is_marked,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_ENDS = (b";", b"{", b"}")


def words_from_other_code(items: Sequence[Item]) -> Iterator[bytes]:
    """The words of each `++` line that the statement next to it does not have. Their bindings are
    settled before the path to or from that statement is followed.
    """
    at = 0
    while at < len(items):
        run = at
        while run < len(items) and _is_repeated(items[run]):
            run += 1
        if run > at:
            beside = _statement_before(items[:at]) or _statement_after(items[run:])
            yield from _words_of(items[at:run]) - _words_of(beside)
        at = max(run, at + 1)
    for item in items:
        if isinstance(item, DisjunctionItem):
            for branch in item.branches:
                yield from words_from_other_code(branch)
        elif isinstance(item, NestItem):
            yield from words_from_other_code(item.items)


def names_bound_later(
    text: SmplText, items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> frozenset[bytes]:
    """The identifiers that `++` lines name before the dots after which they are bound: each name is
    searched for. Raises RuleError for other metavariables, and where dots precede the line.
    """
    names: set[bytes] = set()
    has_dots = False
    bound = {
        word
        for word, metavariable in declared.items()
        if metavariable.inherited or metavariable.fresh is not None
    }
    free: dict[bytes, int] = {}
    named_before_dots: dict[bytes, int] = {}
    for token in _in_order(items):
        if token is None:
            has_dots = True
            named_before_dots.update(free)
            free.clear()
        elif token.is_repeated and token.token.text in declared.keys() - bound:
            word = token.token.text
            if has_dots or declared[word].kind is not MetaKind.IDENTIFIER:
                free.setdefault(word, token.token.start)
            else:
                names.add(word)
        elif token.mark is not LineMark.PLUS:
            word = token.token.text
            bound.add(word)
            free.pop(word, None)
            if word in named_before_dots:
                raise text.outside(
                    named_before_dots[word],
                    f"++ lines with a metavariable that is bound after dots ({word.decode()})",
                    "bind it in an earlier rule, and inherit it: `expression r.E;`",
                )
    return frozenset(names)


def _in_order(items: Sequence[Item]) -> Iterator[BodyToken | None]:
    """The tokens in order, with None for dots and nests of statements."""
    for item in items:
        match item:
            case BodyToken():
                yield item
            case DisjunctionItem():
                for branch in item.branches:
                    yield from _in_order(branch)
            case DotsItem():
                yield from [None] * item.statements
            case NestItem():
                yield from [None] * item.statements
                yield from _in_order(item.items)
                yield from [None] * item.statements
            case _:
                assert_never(item)


def _is_repeated(item: Item) -> bool:
    return isinstance(item, BodyToken) and item.is_repeated


def _statement_before(items: Sequence[Item]) -> list[Item]:
    """The statement that ends there; none at the beginning of a block or after dots."""
    statement: list[Item] = []
    for item in reversed([element for element in items if not is_marked(element, LineMark.PLUS)]):
        if not isinstance(item, BodyToken) or (statement and item.token.text in _ENDS):
            break
        if item.token.text == b"{":
            break
        statement.append(item)
    return statement


def _statement_after(items: Sequence[Item]) -> list[Item]:
    statement: list[Item] = []
    for item in items:
        if is_marked(item, LineMark.PLUS):
            continue
        if not isinstance(item, BodyToken):
            break
        statement.append(item)
        if item.token.text in _ENDS:
            break
    return statement


def _words_of(items: Sequence[Item]) -> set[bytes]:
    return {item.token.text for item in items if isinstance(item, BodyToken)}
