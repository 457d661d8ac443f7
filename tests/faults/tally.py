# SPDX-License-Identifier: GPL-2.0-or-later
"""Tally: how often each result was seen, and whether one of them is an error."""

from __future__ import annotations

import sys
from collections import Counter


class Tally:
    """Counts of results, and whether one of them is an error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: Counter[str] = Counter()
        self.bad = 0

    def add(self, what: str, *, bad: bool = False) -> None:
        self.seen[f"{what}!" if bad else what] += 1
        self.bad += bad

    def tell(self) -> int:
        counts = ", ".join(f"{what} {number}" for what, number in sorted(self.seen.items()))
        sys.stdout.write(f"{self.name}: {counts}\n")
        sys.stdout.flush()
        return self.bad
