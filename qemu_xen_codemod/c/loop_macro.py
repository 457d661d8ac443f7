# SPDX-License-Identifier: GPL-2.0-or-later
"""LoopMacro: how a macro with a body, `FOREACH(x) { .. }`, is written for tree-sitter.

Its name is replaced by `while`. A name that is too short gets an `if` with a mark after it;
`statement_kind` recognises it as a loop.
"""

from __future__ import annotations

from tree_sitter import Node

#: A vertical tab, which nobody writes after an `if`.
_MARKED = b"if\v"
_SPELLINGS = (b"while", _MARKED)


def loop_spelling(room: int) -> bytes:
    """The replacement for a name of this length; b"" if it is too short."""
    return next((data for data in _SPELLINGS if len(data) <= room), b"")


def statement_kind(node: Node) -> str:
    """The node's type; "while_statement" for a macro's loop, however it is written."""
    kind: str = node.type
    if kind != "if_statement":
        return kind
    text = node.text
    return "while_statement" if text is not None and text.startswith(_MARKED) else kind
