# SPDX-License-Identifier: GPL-2.0-or-later
"""Display columns and indentation: a tab reaches the next stop, a UTF-8 character takes one
column.
"""

from __future__ import annotations

from enum import Enum


class Manner(Enum):
    """How an indentation is written."""

    SPACES = "spaces"
    TABS = "tabs"
    TABS_THEN_SPACES = "tabs then spaces"


def end_column(text: bytes, tab: int, column: int = 0) -> int:
    """The 0-based display column after `text`, which begins at `column`.

    A byte that is not UTF-8 counts as one column.
    """
    first, *rest = text.split(b"\t")
    column += _characters(first)
    for part in rest:
        column += tab - column % tab + _characters(part)
    return column


def _characters(text: bytes) -> int:
    return len(text) if text.isascii() else len(text.decode("utf-8", "surrogateescape"))


def manner_of(indent: bytes) -> Manner:
    """How this indentation is written; an empty one counts as spaces."""
    if b"\t" not in indent:
        return Manner.SPACES
    return Manner.TABS_THEN_SPACES if b" " in indent else Manner.TABS


def written(column: int, manner: Manner, tab: int) -> bytes:
    """The indentation that reaches exactly `column`: with spaces after the tabs if tabs alone do
    not reach it.
    """
    column = max(column, 0)
    if manner is Manner.SPACES:
        return b" " * column
    return b"\t" * (column // tab) + b" " * (column % tab)
