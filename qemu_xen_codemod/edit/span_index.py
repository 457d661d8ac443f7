# SPDX-License-Identifier: GPL-2.0-or-later
"""SpanIndex: whether one of many spans contains or touches another span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from qemu_xen_codemod.edit.edit import Span


class SpanIndex:
    """Spans in any order, which may nest and overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        #: In the order of the file, each with its number in the order given.
        self._known = sorted((span, number) for number, span in enumerate(spans))
        self._starts = [span.start for span, _ in self._known]
        #: The largest end among the spans up to each one.
        self._reached = list(accumulate((span.end for span, _ in self._known), max))

    def has_around(self, span: Span) -> bool:
        """Whether one of the spans contains this one."""
        index = bisect_right(self._starts, span.start) - 1
        return index >= 0 and self._reached[index] >= span.end

    def has_overlapping(self, span: Span) -> bool:
        """Whether one of the spans overlaps this one."""
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and self._reached[index] > span.start

    def overlapping(self, span: Span) -> Iterator[int]:
        """The numbers, in the order given, of the spans that overlap this one, the last first."""
        index = bisect_left(self._starts, span.end) - 1
        while index >= 0 and self._reached[index] > span.start:
            known, number = self._known[index]
            if known.overlaps(span):
                yield number
            index -= 1
