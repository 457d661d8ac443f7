# SPDX-License-Identifier: GPL-2.0-or-later
"""`? S` at the end of a body or a branch: the dots before it may reach the end without S."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    first_start,
    is_marked,
    tokens_in,
)
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: A construct outside the subset.
OTHERS = "? lines (optional code) other than the last statement, after `...`"


def with_optional_end(text: SmplText, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items; the last statement dots record whether the code after them is optional.

    Raises RuleError where other code is optional.
    """
    optional = [token for token in tokens_in(items) if token.is_optional]
    if not optional:
        return items
    last = max(at for at, item in enumerate(items) if not is_marked(item, LineMark.PLUS))
    disjunction = items[last]
    if isinstance(disjunction, DisjunctionItem) and disjunction.statements:
        branches = tuple(with_optional_end(text, branch) for branch in disjunction.branches)
        items = (*items[:last], replace(disjunction, branches=branches), *items[last + 1 :])
        inside = tokens_in([disjunction])
        optional = [body_token for body_token in optional if body_token not in inside]
        if not optional:
            return items
    at = max(
        (at for at, part in enumerate(items) if isinstance(part, DotsItem) and part.statements),
        default=-1,
    )
    dots = items[at] if at >= 0 else None
    after = [item for item in items[at + 1 :] if not is_marked(item, LineMark.PLUS)]
    if not isinstance(dots, DotsItem) or not _is_one_statement(after) or not _is_plain(dots):
        raise text.outside(
            optional[0].token.start,
            OTHERS,
            "write one rule with the line and one without it",
        )
    if any(first_start(token) < first_start(after[0]) for token in optional):
        raise text.outside(optional[0].token.start, OTHERS)
    return (*items[:at], replace(dots, may_end=True), *items[at + 1 :])


def _is_plain(dots: DotsItem) -> bool:
    whens = dots.whens
    is_any = whens.any or whens.strict or whens.exists
    return dots.mark is LineMark.CONTEXT and not is_any


def _is_one_statement(items: Sequence[Item]) -> bool:
    """Whether the items are one plain statement or expression that begins on a `?` line."""
    if not items or not isinstance(items[0], BodyToken) or not items[0].is_optional:
        return False
    texts = [item.token.text if isinstance(item, BodyToken) else b"" for item in items]
    return not {b"{", b"}", b";"} & set(texts[:-1]) and texts[0] not in _WORDS


#: First words of statements that are not plain.
_WORDS = (b"if", b"while", b"for", b"do", b"switch", b"return", b"goto", b"break", b"continue")
