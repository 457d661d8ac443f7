# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes of C -> the tree-sitter tree, and its errors."""

from __future__ import annotations

from collections.abc import Iterable

import tree_sitter_c
from tree_sitter import Language, Parser, Range, Tree

from qemu_xen_codemod.edit.edit import Span

_LANGUAGE = Language(tree_sitter_c.language())
#: So many blanks are worth a range.
_MANY = 100
#: For tree-sitter the end of any text, in bytes, lines or columns.
_END = 2**32 - 1


def parse(data: bytes) -> Tree:
    """The tree-sitter tree of these bytes, as they are."""
    return _parser(data).parse(data)


def _parser(data: bytes) -> Parser:
    """One that does not read the blanks before the first line's code."""
    blanks = first_code(data)
    if blanks < _MANY:
        return Parser(_LANGUAGE)
    code = Range((0, blanks), (_END, _END), blanks, _END)
    return Parser(_LANGUAGE, included_ranges=[code])


def first_code(data: bytes) -> int:
    """The blanks at the beginning, of which a fragment of a file has thousands."""
    return len(data) - len(data.lstrip(b" "))


def parse_again(data: bytes, before: bytes, tree: Tree, spans: Iterable[Span]) -> Tree:
    """The tree of bytes that differ from those of another tree only in the spans, with the same
    length.

    Unchanged text is not parsed again. The other tree is used up: tree-sitter 0.23 cannot copy one,
    and a copy by 0.24 crashes.
    """
    starts = _Lines(data)
    for span in spans:
        if data[span.start : span.end] != before[span.start : span.end]:
            first, last = starts.point(span.start), starts.point(span.end)
            tree.edit(span.start, span.end, span.end, first, last, last)
    return _parser(data).parse(data, tree)


class _Lines:
    """The lines of a text, for queries with rising offsets."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._line = self._start = 0

    def point(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, from 0."""
        self._line += self._data.count(b"\n", self._start, offset)
        self._start = max(self._start, self._data.rfind(b"\n", self._start, offset) + 1)
        return self._line, offset - self._start


def errors_of(tree: Tree) -> tuple[Span, ...]:
    """The spans of the outermost ERROR nodes and of MISSING tokens (empty spans), in order."""
    spans: list[Span] = []
    todo = [tree.root_node] if tree.root_node.has_error else []
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            spans.append(Span(node.start_byte, node.end_byte))
        elif node.has_error:
            todo.extend(node.children)
    return tuple(sorted(spans))
