# SPDX-License-Identifier: GPL-2.0-or-later
"""A range of versions, `>=5.2,<12`, as in `applies: version:`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.text import Text

_NUMBERS = tuple[int, ...]
_CONDITION = re.compile(r"\s*(>=|<=|==|<|>)\s*([0-9]{1,9}(?:\.[0-9]{1,9})*)\s*")
_OPERATORS: dict[str, Callable[[_NUMBERS, _NUMBERS], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class VersionRange:
    """All conditions must be true."""

    text: str
    conditions: tuple[tuple[str, tuple[int, ...]], ...]

    def holds(self, version: str) -> bool:
        """Whether a version ("7.2.22", "10.0.0-rc1") is in the range.

        Only as many numbers count as the condition has: 5.2.1 is `==5.2` and not `>5.2`. A text
        that does not begin with a number is in no range.
        """
        found = re.match(r"\s*([0-9]{1,18}(?:\.[0-9]{1,18})*)(?![0-9])", version)
        if found is None:
            return False
        numbers = tuple(int(part) for part in found.group(1).split("."))
        return all(
            _OPERATORS[sign]((numbers + (0,) * len(limit))[: len(limit)], limit)
            for sign, limit in self.conditions
        )


def parse_version_range(text: Text) -> VersionRange:
    """Raises RuleError at the wrong condition."""
    conditions = []
    at = 0
    for part in text.value.split(","):
        found = _CONDITION.fullmatch(part)
        if found is None:
            raise RuleError(
                f"not a condition on a version: {part.strip() or 'nothing'}",
                place=text.place(at + len(part) - len(part.lstrip())),
                help='write it as ">=5.2,<12"',
            )
        numbers = tuple(int(number) for number in found.group(2).split("."))
        conditions.append((found.group(1), numbers))
        at += len(part) + 1
    return VersionRange(text.value, tuple(conditions))
