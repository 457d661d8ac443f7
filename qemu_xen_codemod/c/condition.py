# SPDX-License-Identifier: GPL-2.0-or-later
"""The condition of an `#if`, and what is left of it when macros are known.

    defined(A) && VERSION < 40900      VERSION >= 41000: false
    A || (VERSION >= 40900)            true
    A && (B || VERSION < 40900)        A && B

Only `&&`, `||`, `!`, parentheses, `defined`, and comparisons of a macro and a number are taken
apart; all else stays as it is written, and is neither true nor false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.declarator import closing
from qemu_xen_codemod.c.known import Known, Range, read_number
from qemu_xen_codemod.c.lexer import Kind, Token

#: The precedence of the parts of a condition.
_LOOSE, _OR, _AND, _COMPARED, _UNARY = range(5)
_COMPARISONS = frozenset((b"<", b"<=", b">", b">=", b"==", b"!="))


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a condition."""

    #: None if it depends on unknown macros.
    truth: bool | None
    #: As written in the source, if it depends.
    text: bytes = b""
    is_changed: bool = False
    binding: int = _LOOSE


def left_of(code: Sequence[Token], data: bytes, known: Mapping[bytes, Known]) -> Left:
    """What is left of a condition. `code`: its tokens without comments; offsets are into `data`."""
    reader = _Reader(data, known)
    return reader.whole(code) if _is_balanced(code) else reader.as_written(code, _LOOSE)


@dataclass(frozen=True, slots=True)
class _Reader:
    data: bytes
    known: Mapping[bytes, Known]

    def whole(self, code: Sequence[Token]) -> Left:
        return self._left(code, _LOOSE)

    def _left(self, code: Sequence[Token], need: int) -> Left:
        """`need`: the precedence that it must have to need no parentheses."""
        if not code or _find(code, frozenset((b"?", b":", b","))):
            return self.as_written(code, _LOOSE)
        for operator, binding in ((b"||", _OR), (b"&&", _AND)):
            places = _find(code, frozenset((operator,)))
            if places:
                return self._joined(code, places, binding)
        first = code[0].text
        if first == b"!" and _is_operand(code[1:]):
            return self._negated(code)
        if first == b"(" and closing(code, 0) == len(code) - 1:
            return self._bracketed(code, need)
        truth = self._truth(code)
        if truth is not None:
            return Left(truth)
        return self.as_written(code, _UNARY if _is_operand(code) else _COMPARED)

    def as_written(self, code: Sequence[Token], binding: int) -> Left:
        text = self.data[code[0].start : code[-1].end] if code else b""
        return Left(None, text, binding=binding)

    def _joined(self, code: Sequence[Token], places: Sequence[int], binding: int) -> Left:
        """The unknown parts of `a && b && c`, joined as in the source."""
        decides = binding == _OR
        starts, ends = (0, *(at + 1 for at in places)), (*places, len(code))
        parts = [code[a:b] for a, b in zip(starts, ends, strict=True)]
        if not all(parts):
            return self.as_written(code, binding)
        lefts = [self._left(part, _COMPARED) for part in parts]
        if any(left.truth is decides for left in lefts):
            return Left(decides)
        kept = [number for number, left in enumerate(lefts) if left.truth is None]
        if not kept:
            return Left(not decides)
        if len(kept) == 1:
            only = lefts[kept[0]]
            return Left(None, only.text, is_changed=True, binding=only.binding)
        is_changed = len(kept) < len(parts) or any(left.is_changed for left in lefts)
        text = lefts[kept[0]].text
        for upper, lower in pairwise(kept):
            # A comment after a part belongs to that part, up to the operator.
            behind = self.data[parts[upper][-1].end : code[places[upper]].start]
            text += behind + self.data[code[places[lower - 1]].start : parts[lower][0].start]
            text += lefts[lower].text
        return Left(None, text, is_changed=is_changed, binding=binding)

    def _negated(self, code: Sequence[Token]) -> Left:
        inner = self._left(code[1:], _UNARY)
        if inner.truth is not None:
            return Left(not inner.truth)
        if not inner.is_changed:
            return self.as_written(code, _UNARY)
        return Left(None, b"!" + inner.text, is_changed=True, binding=_UNARY)

    def _bracketed(self, code: Sequence[Token], need: int) -> Left:
        inner = self._left(code[1:-1], _LOOSE)
        if inner.truth is not None:
            return Left(inner.truth)
        if not inner.is_changed:
            return self.as_written(code, _UNARY)
        if inner.binding >= need:
            return inner
        return Left(None, b"(" + inner.text + b")", is_changed=True, binding=_UNARY)

    def _truth(self, code: Sequence[Token]) -> bool | None:
        """The truth of code without any of the operators above."""
        name = _defined(code)
        if name is not None:
            return self.known[name].is_defined if name in self.known else None
        places = _find(code, _COMPARISONS)
        if len(places) == 1:
            left, right = self._value(code[: places[0]]), self._value(code[places[0] + 1 :])
            is_about = any(token.text in self.known for token in code)
            return _compared(code[places[0]].text, left, right) if is_about else None
        if len(code) == 1 and code[0].text in self.known:
            value = self._value(code)
            return value.truth if value is not None else None
        return None

    def _value(self, code: Sequence[Token]) -> Range | None:
        while len(code) > 2 and code[0].text == b"(" and closing(code, 0) == len(code) - 1:
            code = code[1:-1]
        if len(code) != 1:
            return None
        token = code[0]
        if token.kind is Kind.NUMBER:
            return read_number(token.text.decode("ascii", "replace"))
        return self.known[token.text].value if token.text in self.known else None


def _compared(operator: bytes, left: Range | None, right: Range | None) -> bool | None:
    if left is None or right is None or not left.can_be_compared(right):
        return None
    less, more = left.is_below(right), right.is_below(left)
    match operator:
        case b"<":
            return less
        case b">":
            return more
        case b"<=":
            return None if more is None else not more
        case b">=":
            return None if less is None else not less
        case _:
            is_equal = False if less or more else None
            if less is False and more is False:
                is_equal = True
            return is_equal if operator == b"==" or is_equal is None else not is_equal


def _find(code: Sequence[Token], texts: frozenset[bytes]) -> list[int]:
    """Where one of the texts occurs outside of parentheses."""
    found, depth = [], 0
    for at, token in enumerate(code):
        depth += (token.text == b"(") - (token.text == b")")
        if depth == 0 and token.text in texts:
            found.append(at)
    return found


def _is_balanced(code: Sequence[Token]) -> bool:
    depth = 0
    for token in code:
        depth += (token.text == b"(") - (token.text == b")")
        if depth < 0:
            return False
    return depth == 0


def _defined(code: Sequence[Token]) -> bytes | None:
    """The X of `defined X` and `defined(X)`."""
    if not code or code[0].text != b"defined":
        return None
    inner = code[1:]
    if len(inner) == 3 and inner[0].text == b"(" and inner[2].text == b")":
        inner = inner[1:2]
    return inner[0].text if len(inner) == 1 and inner[0].kind is Kind.WORD else None


def _is_operand(code: Sequence[Token]) -> bool:
    """Whether a `!` before it would negate all of it."""
    while code and code[0].text == b"!":
        code = code[1:]
    if not code:
        return False
    if code[0].text == b"(":
        return closing(code, 0) == len(code) - 1
    if code[0].kind is not Kind.WORD:
        return len(code) == 1
    if _defined(code) is not None or len(code) == 1:
        return True
    return code[1].text == b"(" and closing(code, 1) == len(code) - 1
