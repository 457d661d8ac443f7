# SPDX-License-Identifier: GPL-2.0-or-later
"""OffsetMap: where the bytes of a file are after its edits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from qemu_xen_codemod.edit.edit import Span


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """The bytes `old` to `end` (exclusive) of the old file are at `new` in the new file."""

    old: int
    end: int
    new: int


def _by_old(kept: Kept) -> int:
    return kept.old


def _by_new(kept: Kept) -> int:
    return kept.new


@dataclass(frozen=True)
class OffsetMap:
    """Maps byte offsets through one or several passes. Without a pass nothing has moved."""

    #: The passes in order; each pass has its kept ranges in order, without overlaps.
    passes: tuple[tuple[Kept, ...], ...] = ()

    def new(self, offset: int) -> int | None:
        """Where a byte of the old file is now, None if it is gone.

        The offset just after the last byte maps to the one after the new last byte. For a byte that
        was copied to several places this is the place in its own edit, or the first.
        """
        at = offset
        for kept_ranges in self.passes:
            index = bisect_right(kept_ranges, at, key=_by_old) - 1
            if index < 0 or at >= kept_ranges[index].end:
                return None
            at += kept_ranges[index].new - kept_ranges[index].old
        return at

    def old(self, offset: int) -> int:
        """Where a byte of the new file was; for an inserted byte, the old byte that it follows."""
        at = offset
        for by_new in self._by_new:
            index = max(bisect_right(by_new, at, key=_by_new) - 1, 0)
            kept = by_new[index] if by_new else Kept(0, 0, 0)
            at = kept.old + min(max(at - kept.new, 0), kept.end - kept.old)
        return at

    def old_span(self, span: Span) -> Span:
        """Where a span of the new file was."""
        if not self.passes:
            return span
        start = self.old(span.start)
        last = self.old(max(span.end - 1, span.start))
        return Span(start, max(last + (span.end > span.start), start))

    @cached_property
    def _by_new(self) -> tuple[tuple[Kept, ...], ...]:
        """The passes, last first, each with its ranges in the order of the text after it."""
        return tuple(tuple(sorted(ranges, key=_by_new)) for ranges in reversed(self.passes))

    def then(self, later: OffsetMap) -> OffsetMap:
        """Go through this map first, then through the other."""
        return OffsetMap(self.passes + later.passes)


def first_claims(ranges: Iterable[Kept]) -> list[Kept]:
    """The ranges in order, each clipped to what no earlier range contains."""
    result: list[Kept] = []
    reached = -1
    for kept in sorted(ranges):
        skip = max(reached - kept.old, 0)
        if kept.old + skip < kept.end:
            result.append(Kept(kept.old + skip, kept.end, kept.new + skip))
            reached = kept.end
    return result
