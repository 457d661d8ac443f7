# SPDX-License-Identifier: GPL-2.0-or-later
"""Number: a number that a tree's file counts up, of which a rule's texts take the next.

In insert and text steps:

    {next_NAME}     one more than the largest that the file has when the step runs
    {first_NAME}    one more than the largest that it had before all rules
    {tree_NAME}     the largest that it had before all rules

What is free today other patches may have taken tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The beginnings of names in texts.
_SIDES = ("next", "first", "tree")
#: No number is longer: a longer match is something else.
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Number:
    """Where the numbers of one kind are."""

    name: str
    #: A path in the tree.
    file: str
    #: Each match has a number as its only group.
    pattern: re.Pattern[str]

    def last(self, data: bytes) -> int | None:
        """The largest number in the file's bytes, None if there is none."""
        found = (match[1] or "" for match in self.pattern.finditer(data.decode("utf-8", "replace")))
        digits = (item for item in found if item.isdecimal() and len(item) <= _MOST_DIGITS)
        return max(map(int, digits), default=None)

    def is_in(self, text: str) -> bool:
        """Whether the text uses one of them."""
        return any(_in_braces(side, self) in text for side in _SIDES)

    def fill(self, text: str, before: int, now: int) -> str:
        """The text with the numbers filled in: the largest was `before` all rules, and is `now`."""
        for side, value in zip(_SIDES, (now + 1, before + 1, before), strict=True):
            text = text.replace(_in_braces(side, self), str(value))
        return text


def number_variables(numbers: Iterable[Number]) -> Mapping[str, str]:
    """The names of the numbers in texts, each standing for itself until a step runs."""
    names = [_in_braces(side, number) for number in numbers for side in _SIDES]
    return {name[1:-1]: name for name in names}


def _in_braces(side: str, number: Number) -> str:
    return f"{{{side}_{number.name}}}"
