# SPDX-License-Identifier: GPL-2.0-or-later
"""Style: how a tree's authors lay out C, as far as edits need to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Style:
    """All measures in display columns. The defaults suit QEMU."""

    #: The widest line that the tree's authors accept.
    width: int = 80
    #: One level of indentation.
    indent: int = 4
    #: The distance between tab stops.
    tab: int = 8
    #: Whether the tree's authors accept tabs; if not, the indentation of edited lines loses them,
    #: except in a file that is indented with tabs.
    tabs: bool = True
    #: Whether width and indentation are taken from the file's own lines if they show them
    #: (`file_style`).
    follows_file: bool = False
    #: Whether a list that gets elements, or whose elements change places, is filled again, as
    #: spatch does; if not, its line breaks stay before their slots, as people do by hand.
    fills_lists: bool = True
    #: The form of a TODO comment: "c" is a block comment.
    todo_comment: Literal["c"] = "c"


@lru_cache(maxsize=4)
def uses_tabs(data: bytes) -> bool:
    """Whether more lines of a file are indented with tabs than with spaces."""
    counts = [data.count(b"\n" + item) + data.startswith(item) for item in (b"\t", b"    ")]
    return counts[0] > counts[1]
