# SPDX-License-Identifier: GPL-2.0-or-later
"""SpanIndex: whether one of many spans contains or touches another span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from qemu_xen_codemod.edit.edit import Span


class SpanIndex:
    """Spans in any order, which may nest and overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        known = sorted(spans)
        self._starts = [span.start for span in known]
        #: The largest end among the spans up to each one.
        self._reached = list(accumulate((span.end for span in known), max))

    def has_around(self, span: Span) -> bool:
        """Whether one of the spans contains this one."""
        index = bisect_right(self._starts, span.start) - 1
        return index >= 0 and self._reached[index] >= span.end

    def has_overlapping(self, span: Span) -> bool:
        """Whether one of the spans overlaps this one."""
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and self._reached[index] > span.start
