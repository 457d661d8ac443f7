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

#: The open brackets, innermost last: the index of each one's mark, and its first byte.
_Stack = list[tuple[int, int]]


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
    stack: _Stack = []
    arms: list[_Stack] = []
    #: The mark of the bracket that was closed last.
    closed = -1
    top = -1
    for index, start in enumerate(starts):
        byte = data[start]
        if byte in _OPENERS:
            parent[start] = top
            if byte != _BLOCK or _is_value(result, index, closed, top):
                result.expressions.add(start)
            stack.append((index, byte))
            top = start
        elif byte in _PAIRS:
            depth = _matching(stack, byte)
            if depth is not None:
                closed = stack[depth][0]
                result.closes[start] = starts[closed]
                del stack[depth:]
                top = starts[stack[-1][0]] if stack else -1
        elif byte not in _QUOTES:
            stack = _arm(result, index, stack, arms)
            top = starts[stack[-1][0]] if stack else -1
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


def _matching(stack: _Stack, closer: int) -> int | None:
    """The index of the bracket that this one closes; one that is not closed inside a block ends
    with the block.
    """
    for index in range(len(stack) - 1, -1, -1):
        if stack[index][1] == _PAIRS[closer]:
            return index
        if stack[index][1] == _BLOCK and closer != ord("}"):
            return None
    return None


def _arm(brackets: Brackets, index: int, stack: _Stack, arms: list[_Stack]) -> _Stack:
    """What is open after a directive."""
    marks = brackets.marks
    found = _DIRECTIVE_NAME.match(marks.data, marks.starts[index], marks.ends[index])
    name = found.group(1) if found else b""
    if name in (b"if", b"ifdef", b"ifndef"):
        arms.append(list(stack))
    elif name in (b"else", b"elif", b"elifdef", b"elifndef") and arms:
        start = marks.starts[index]
        brackets.reopened.extend(
            (start, marks.starts[mark]) for mark, byte in arms[-1] if (mark, byte) not in stack
        )
        return list(arms[-1])
    elif name == b"endif" and arms:
        arms.pop()
    return stack
