# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known about a macro everywhere: its value, a range of values, or whether it is defined at
all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)")
_BOUND = re.compile(r"(>=|<=|==|>|<)?\s*(\w+)")
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Range:
    """Integers from `low` to `high`, inclusive; None for no bound."""

    low: int | None = None
    high: int | None = None
    #: Its type may be unsigned: values below 0 would become large next to it.
    may_be_unsigned: bool = True

    @property
    def truth(self) -> bool | None:
        """Whether all values are true in C, or all false; None for some of each."""
        if self.low == self.high == 0:
            return False
        is_above = self.low is not None and self.low > 0
        is_below = self.high is not None and self.high < 0
        return True if is_above or is_below else None

    def is_below(self, other: Range) -> bool | None:
        """Whether each value is less than each of the other range; None if it depends."""
        if self.high is not None and other.low is not None and self.high < other.low:
            return True
        if self.low is not None and other.high is not None and self.low >= other.high:
            return False
        return None

    def can_be_compared(self, other: Range) -> bool:
        """Whether the signs of both surely stay the same."""
        has_sign = [item.low is None or item.low < 0 for item in (self, other)]
        return not (
            (has_sign[0] and other.may_be_unsigned) or (has_sign[1] and self.may_be_unsigned)
        )


@dataclass(frozen=True, slots=True)
class Known:
    """One macro."""

    is_defined: bool
    #: Its value in a condition; None if that is not known.
    value: Range | None = None


def read_known(text: str) -> Known | None:
    """From `defined`, `undefined`, a number, or bounds: `>=41000,<41500`. None for anything else,
    and for bounds with no number between them.
    """
    words = text.strip()
    if words == "undefined":
        return Known(False, Range(0, 0, may_be_unsigned=False))
    if words == "defined":
        return Known(True)
    low: int | None = None
    high: int | None = None
    for part in words.split(","):
        found = _BOUND.fullmatch(part.strip())
        number = read_number(found.group(2)) if found else None
        if found is None or number is None or number.low is None:
            return None
        value, sign = number.low, found.group(1) or "=="
        if sign not in ("<", "<="):
            low = max(value + (sign == ">"), low or 0)
        if sign not in (">", ">="):
            high = min(value - (sign == "<"), value if high is None else high)
    if low is not None and high is not None and low > high:
        return None
    return Known(True, Range(low, high))


def read_number(text: str) -> Range | None:
    """The value of a number as C writes it, None if it is not an integer."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    digits, suffix = found.groups()
    is_octal = digits.startswith("0") and digits.isdigit() and len(digits) > 1
    try:
        value = int(digits, 8 if is_octal else 0)
    except ValueError:
        return None
    return Range(value, value, may_be_unsigned="u" in suffix.lower() or value >= _LARGEST)
