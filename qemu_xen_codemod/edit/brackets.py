# SPDX-License-Identifier: GPL-2.0-or-later
"""Brackets: which bracket is open where, which closes which, and which are in expressions.

Determined from a text's marks, so brackets in comments, strings and directives (macro definitions)
do not count. At the start of each arm of an #if, the brackets are open that were open before the
#if.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qemu_xen_codemod.c.marks import Marks

_DIRECTIVE_NAME = re.compile(rb"\s*#\s*(\w+)")
_PAIRS = {ord(")"): ord("("), ord("]"): ord("["), ord("}"): ord("{")}
_OPENERS = frozenset(_PAIRS.values())
_QUOTES = frozenset(b"\"'/")
_BLOCK = ord("{")
#: After these a `{` begins a value, not a block.
_VALUE_FOLLOWS = frozenset({b"=", b",", b"[", b"return"})

#: The index of an open bracket's mark, and its first byte.
_Opened = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Brackets:
    """Brackets are identified by their offset; -1 is none."""

    marks: Marks
    #: The innermost open bracket after each mark.
    tops: list[int] = field(default_factory=list)
    #: The bracket around each bracket.
    parent: dict[int, int] = field(default_factory=dict)
    #: Those of expressions.
    expressions: set[int] = field(default_factory=set)
    #: Closing bracket -> the open one.
    closes: dict[int, int] = field(default_factory=dict)
    #: Each bracket that an arm closed and an #else opens again, with the offset of the #else.
    reopened: list[tuple[int, int]] = field(default_factory=list)

    def open_at(self, start: int) -> int:
        """The innermost bracket that is open where a line begins; in the middle of a token, the one
        before the token.
        """
        index = self.marks.around(start)
        if index >= 0 and self.marks.ends[index] > start:
            index -= 1
        return self.tops[index] if index >= 0 else -1


def read_brackets(marks: Marks) -> Brackets:
    """All brackets of a text."""
    result = Brackets(marks)
    data, starts = marks.data, marks.starts
    tops, parent = result.tops, result.parent
    stack = _Stack()
    arms: list[list[_Opened]] = []
    #: The mark of the bracket that was closed last.
    closed = -1
    top = -1
    for index, start in enumerate(starts):
        byte = data[start]
        if byte in _OPENERS:
            parent[start] = top
            if byte != _BLOCK or _is_value(result, index, closed, top):
                result.expressions.add(start)
            stack.push(index, byte)
            top = start
        elif byte in _PAIRS:
            partner = stack.close(byte)
            if partner is not None:
                closed = partner
                result.closes[start] = starts[closed]
                top = starts[stack.opened[-1][0]] if stack.opened else -1
        elif byte not in _QUOTES:
            _arm(result, index, stack, arms)
            top = starts[stack.opened[-1][0]] if stack.opened else -1
        tops.append(top)
    return result


def _is_value(brackets: Brackets, index: int, closed: int, around: int) -> bool:
    """Whether a `{` begins an initializer or a compound literal."""
    before = brackets.marks.text_before(index)
    if before in _VALUE_FOLLOWS:
        return True
    if before == b"{":
        return around in brackets.expressions
    if before != b")":
        return False
    # A cast's parenthesis follows an operator; that of an `if` or a function follows a word.
    before_open = brackets.marks.text_before(closed) if closed >= 0 else b""
    is_word = before_open[-1:].isalnum() or before_open[-1:] in (b"_", b")", b"]")
    return before_open == b"return" or not is_word


class _Stack:
    """The open brackets, innermost last; one that is not closed inside a block ends with it."""

    def __init__(self) -> None:
        self.opened: list[_Opened] = []
        #: How many of each kind are open in each open block, the file first.
        self._counts = [dict.fromkeys(_OPENERS, 0)]

    def restore(self, opened: list[_Opened]) -> None:
        """Continue where these were open."""
        self.opened, self._counts = [], [dict.fromkeys(_OPENERS, 0)]
        for index, byte in opened:
            self.push(index, byte)

    def push(self, index: int, byte: int) -> None:
        self.opened.append((index, byte))
        if byte == _BLOCK:
            self._counts.append(dict.fromkeys(_OPENERS, 0))
        else:
            self._counts[-1][byte] += 1

    def close(self, closer: int) -> int | None:
        """The index of the mark that a closing bracket closes, None if there is none."""
        wanted = _PAIRS[closer]
        counts = self._counts[-1]
        if wanted == _BLOCK and len(self._counts) > 1:
            self._counts.pop()
        elif not counts[wanted]:
            return None
        while True:
            index, byte = self.opened.pop()
            counts[byte] -= 1
            if byte == wanted:
                return index


def _arm(brackets: Brackets, index: int, stack: _Stack, arms: list[list[_Opened]]) -> None:
    """Open and close what a directive does."""
    marks = brackets.marks
    found = _DIRECTIVE_NAME.match(marks.data, marks.starts[index], marks.ends[index])
    name = found.group(1) if found else b""
    if name in (b"if", b"ifdef", b"ifndef"):
        arms.append(list(stack.opened))
    elif name in (b"else", b"elif", b"elifdef", b"elifndef") and arms:
        start = marks.starts[index]
        still = set(stack.opened)
        brackets.reopened.extend(
            (start, marks.starts[opened[0]]) for opened in arms[-1] if opened not in still
        )
        stack.restore(arms[-1])
    elif name == b"endif" and arms:
        arms.pop()
