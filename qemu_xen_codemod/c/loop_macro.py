# SPDX-License-Identifier: GPL-2.0-or-later
"""LoopMacro: how a macro with a body, `FOREACH(x) { .. }`, is written for tree-sitter.

Its name is written over with `while`. One that is too short for that gets an `if` with a mark
after it, and is a loop all the same for who asks `statement_kind`.
"""

from __future__ import annotations

from tree_sitter import Node

#: A vertical tab, which nobody puts after an `if`.
_MARKED = b"if\v"
_SPELLINGS = (b"while", _MARKED)


def loop_spelling(room: int) -> bytes:
    """What a name of so many bytes is written over with; b"" for one that is too short."""
    return next((data for data in _SPELLINGS if len(data) <= room), b"")


def statement_kind(node: Node) -> str:
    """The node's type; "while_statement" for a macro's loop, however it is written."""
    kind: str = node.type
    if kind != "if_statement":
        return kind
    text = node.text
    return "while_statement" if text is not None and text.startswith(_MARKED) else kind
