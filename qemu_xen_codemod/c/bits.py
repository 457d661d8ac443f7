"""Bits: a value of which each bit is 0, 1, or set when one of some bits of inputs is.

Enough for code that picks fields out of words and puts them together. What needs more, a sum that
carries or a choice between two values, raises `Unclear`: nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

#: A bit that is set when one of these bits of inputs is; 1 is `_ONE`, 0 the empty set.
_Bit = frozenset[tuple[str, int]]
_ZERO: _Bit = frozenset()
_ONE: _Bit = frozenset((("", 1),))
WIDEST = 64
INT = 32


class Unclear(Exception):
    """The code does something that is not followed here."""


@dataclass(frozen=True, slots=True)
class Bits:
    """A value; the lowest bit first."""

    bits: tuple[_Bit, ...]
    is_signed: bool = False

    @property
    def constant(self) -> int | None:
        """The value when it hangs on no input."""
        if any(bit not in (_ZERO, _ONE) for bit in self.bits):
            return None
        value = sum(1 << at for at, bit in enumerate(self.bits) if bit == _ONE)
        is_negative = self.is_signed and self.bits[-1] == _ONE
        return value - (1 << len(self.bits)) if is_negative else value

    def resized(self, width: int, is_signed: bool) -> Bits:
        """Converted to another type."""
        sign = self.bits[-1] if self.is_signed else _ZERO
        if width == 1:
            return Bits((self.truth,), is_signed)
        more = max(width - len(self.bits), 0)
        return Bits((*self.bits[:width], *(sign for _ in range(more))), is_signed)

    @property
    def truth(self) -> _Bit:
        """Whether any bit is set."""
        found = frozenset(one for bit in self.bits for one in bit)
        return _ONE if found >= _ONE else found


def number(value: int, width: int = INT, *, is_signed: bool = True) -> Bits:
    """A constant."""
    return Bits(tuple(_ONE if value >> at & 1 else _ZERO for at in range(width)), is_signed)


def argument(name: str) -> Bits:
    """An input of which nothing is known."""
    return Bits(tuple(frozenset(((name, at),)) for at in range(WIDEST)))


def combined(operator: str, left: Bits, right: Bits) -> Bits:
    """`left operator right`. Raises Unclear."""
    if operator in ("<<", ">>"):
        return _shifted(operator, promoted(left), right.constant)
    if operator == "!=" and 0 in (left.constant, right.constant):
        return flag(left.truth if right.constant == 0 else right.truth)
    left, right = common(left, right)
    pairs = list(zip(left.bits, right.bits, strict=True))
    if operator == "|":
        bits = [_ONE if _ONE in (a, b) else a | b for a, b in pairs]
    elif operator == "&":
        bits = [_both(a, b) for a, b in pairs]
    elif operator in ("^", "+") and all(_ZERO in pair for pair in pairs):
        bits = [a | b for a, b in pairs]
    else:
        return _counted(operator, left, right)
    return replace(left, bits=tuple(bits))


def _both(one: _Bit, other: _Bit) -> _Bit:
    if _ZERO in (one, other):
        return _ZERO
    if _ONE in (one, other):
        return one if other == _ONE else other
    if one == other:
        return one
    raise Unclear


def _counted(operator: str, left: Bits, right: Bits) -> Bits:
    """Arithmetic, of constants only."""
    one, other = left.constant, right.constant
    if one is None or other is None:
        raise Unclear
    results = {"+": one + other, "-": one - other, "*": one * other, "^": one ^ other}
    if operator not in results:
        raise Unclear
    return number(results[operator], len(left.bits), is_signed=left.is_signed)


def _shifted(operator: str, value: Bits, by: int | None) -> Bits:
    width = len(value.bits)
    if by is None or not 0 <= by < width:
        raise Unclear
    if operator == "<<":
        return replace(value, bits=(*(_ZERO for _ in range(by)), *value.bits[: width - by]))
    sign = value.bits[-1] if value.is_signed else _ZERO
    return replace(value, bits=(*value.bits[by:], *(sign for _ in range(by))))


def flag(bit: _Bit) -> Bits:
    """The int that tells whether a bit is set."""
    return Bits((bit, *(_ZERO for _ in range(INT - 1))), is_signed=True)


def promoted(value: Bits) -> Bits:
    """What C computes with in place of a value of a small type."""
    return value.resized(INT, True) if len(value.bits) < INT else value


def common(one: Bits, other: Bits) -> tuple[Bits, Bits]:
    """Both in the type that C computes with."""
    one, other = promoted(one), promoted(other)
    width = max(len(one.bits), len(other.bits))
    widest = [value for value in (one, other) if len(value.bits) == width]
    is_signed = all(value.is_signed for value in widest)
    return one.resized(width, is_signed), other.resized(width, is_signed)


def chosen(condition: Bits, yes: Bits, no: Bits) -> Bits:
    """`condition ? yes : no`. Raises Unclear."""
    yes, no = common(yes, no)
    if condition.truth in (_ZERO, _ONE):
        return yes if condition.truth == _ONE else no
    if no.constant != 0 or yes.constant is None:
        raise Unclear
    bits = tuple(condition.truth if bit == _ONE else _ZERO for bit in yes.bits)
    return replace(yes, bits=bits)
