# SPDX-License-Identifier: GPL-2.0-or-later
"""`double complex`: C's grammar has no such type, so the tree shows a `double`."""

from __future__ import annotations

import re

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import code_tokens
from qemu_xen_codemod.c.source import SourceFile

_REALS = (b"float", b"double")
_WORDS = (b"complex", b"_Complex")
_BEFORE = re.compile(rb"\b(?:complex|_Complex)\s+\Z")


def is_complex(source: SourceFile, node: Node) -> bool:
    """Whether a node is the `float`, `double` or `long double` of a complex type."""
    if not source.text(node).endswith(_REALS):
        return False
    behind = next(code_tokens(source.data, node.end_byte), None)
    if behind is not None and behind.text in _WORDS:
        return True
    return begins_complex(source, node.start_byte)


def begins_complex(source: SourceFile, start: int) -> bool:
    """Whether the word before a type makes it complex."""
    # Nobody puts more than this between the two words.
    return _BEFORE.search(source.data, max(start - 40, 0), start) is not None
