# SPDX-License-Identifier: GPL-2.0-or-later
"""Pieces: the parts of a file between whole declarations and functions, and which of them to mask.

A declaration or function that parses without an error ends the piece before it and is a piece by
itself. Only pieces with an error, or with code that is misread without one, need a mask; most of a
file does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain

from tree_sitter import Node, Tree

from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.words import SPECIFIER, STATEMENT
from qemu_xen_codemod.edit.edit import Span

_WHOLE = frozenset(
    [
        "function_definition",
        "declaration",
        "type_definition",
        "struct_specifier",
        "union_specifier",
        "enum_specifier",
    ]
)
_MACRO_LINE = (
    rb"[ \t]*+(?!(?:if|for|while|switch)\b)[A-Za-z_]\w*\([^\n;{}]*\)[ \t\r]*\n\s*[A-Za-z_]"
)
_BARE_MACRO_LINE = rb"[ \t]*+[A-Z_][A-Z0-9_]+[ \t\r]*\n\s*[A-Za-z_]\w*[ \t]*\("
#: Code that tree-sitter parses without an error, but as something else: `FOREACH(x) {` in a
#: function (as a nested function), `MACRO(x)` alone on a line before a word and `MACRO` before a
#: call (as a type before a name), an expression in a `typeof` (as a type). Each alternative begins
#: with one byte, for which the search is three times as fast.
_MISREAD = re.compile(
    rb"\n[ \t]+(?!(?:if|for|while|switch)\b)[A-Za-z_]\w* ?\([^\n;{}]*\)[ \t]*\{"
    rb"|\n" + _MACRO_LINE + rb"|\n" + _BARE_MACRO_LINE + rb"|\}" + _BARE_MACRO_LINE
)
_MISREAD_AT_START = re.compile(_MACRO_LINE + rb"|" + _BARE_MACRO_LINE)
_MISREAD_TYPE = re.compile(rb"typeof(?:__)?\s*\([^()]*[-(.\[]")
_DIRECTIVE = rb"#[ \t]*(?:define|undef|include|pragma|line|error|warning)\b"
_BELOW = rb"[ \t\r]*(?:/\*[^\n*]*\*/[ \t\r]*|//[^\n/]*)?\n\s*" + _DIRECTIVE
#: Code that causes no error, but is masked: attributes and GNU C's spellings, a word after a
#: parameter list, two strings with a macro between them, a directive between a head and its body or
#: before an `else`. These begin with few bytes, too.
_MASKABLE = tuple(
    re.compile(expression)
    for expression in (
        rb"__(?:attribute|declspec|const|volatile|inline|signed|alignof|stdcall|cdecl)",
        rb"_(?:Alignas|Pragma)\b",
        rb"\.\.\.\)\s*[A-Za-z_]",
        rb'"[ \t]+[a-z_]\w*\(',
        rb'\)[ \t]+"',
        rb",(?<=[\w) \t],)\s*\w+\([^()\n]*\"[^()\n]*\),",
        rb"/\*[^\n/]*(?:/(?!\*)[^\n/]*)*\\\r?\n",
        rb"\)" + _BELOW,
        rb"else" + _BELOW,
        rb"do" + _BELOW,
        _DIRECTIVE + rb"[^\n#]*\n\s*else\b",
        rb" (?<=\w )(unsigned|signed|long|short|struct|union|enum)\b",
        rb"\t(?<=\w\t)(unsigned|signed|long|short|struct|union|enum)\b",
    )
)
#: What is needed to find a statement's brackets: literals may contain some.
_BRACKETS = re.compile(rb'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[()]')
_HEAD = re.compile(rb"\b(?:if|for|while|switch)[ \t]*\Z")
_TYPES = frozenset(b"unsigned signed long short struct union enum".split())
_BEFORE_TYPES = SPECIFIER | STATEMENT | _TYPES | {b"sizeof"}
_LAST_WORD = re.compile(rb"(\w+)[ \t]+\Z")
_LONGEST_WORD = 64


def pieces(data: bytes, tree: Tree, marks: Iterable[int]) -> tuple[Span, ...]:
    """The pieces that contain one of the marks, in order. Adjacent pieces are joined."""
    places = sorted(marks)
    found: list[Span] = []
    at = 0
    for whole in [*_wholes(data, tree), Span(len(data), len(data))]:
        for start, end in ((at, whole.start), (whole.start, whole.end)):
            index = bisect_left(places, start)
            is_last = end == len(data)
            if index < len(places) and (places[index] < end or (is_last and places[index] == end)):
                if found and found[-1].end == start:
                    start = found.pop().start
                found.append(Span(start, end))
        at = whole.end
    return tuple(span for span in found if span.start < span.end)


def maskable(data: bytes, start: int) -> Iterator[int]:
    """Where there is such code from an offset on; in no order."""
    for match in chain.from_iterable(each.finditer(data, start) for each in _MASKABLE):
        at = match.start(match.lastindex or 0)
        if match.lastindex:
            before = _LAST_WORD.search(data[max(0, at - _LONGEST_WORD) : at])
            if before is None or before.group(1) in _BEFORE_TYPES:
                continue
        yield at


def misread(data: bytes, spans: Iterable[Span]) -> Iterator[int]:
    """Where in the spans C may be misread without an error; in no order."""
    for span in spans:
        start = max(0, span.start - 1)
        at_start = None if start else _MISREAD_AT_START.match(data, 0, span.end)
        lines = chain([at_start] if at_start else [], _MISREAD.finditer(data, start, span.end))
        for match in lines:
            is_call = match.group().endswith(b"(")
            if is_call or not _ends_head(data, match.start(), match.end()):
                yield match.end() - 1
        for match in _MISREAD_TYPE.finditer(data, start, span.end):
            yield match.end() - 1


def _ends_head(data: bytes, start: int, end: int) -> bool:
    """Whether the last parenthesis before `end` closes an `if (` on a line before `start`."""
    first = 1 + max(data.rfind(ends, 0, start) for ends in (b";", b"{", b"}"))
    opened: list[int] = []
    closed = -1
    for bracket in _BRACKETS.finditer(data, first, end):
        if bracket.group() == b"(":
            opened.append(bracket.start())
        elif bracket.group() == b")":
            closed = opened.pop() if opened else -1
    return closed >= 0 and _HEAD.search(data, first, closed) is not None


def _wholes(data: bytes, tree: Tree) -> list[Span]:
    """The declarations and functions without an error that begin and end their lines."""
    found: list[Span] = []
    todo: list[Node] = [tree.root_node]
    while todo:
        for node in todo.pop().children:
            if node.has_error:
                if node.type in ARMS:
                    todo.append(node)
                continue
            if node.type not in _WHOLE:
                continue
            start, end = node.start_byte, node.end_byte
            end += data[end : end + 1] == b";"
            begins = not start or data[start - 1 : start] == b"\n"
            if begins and data[end - 1 : end] in (b"}", b";") and data[end : end + 1] == b"\n":
                found.append(Span(start, end))
    return sorted(found)
