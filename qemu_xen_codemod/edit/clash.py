# SPDX-License-Identifier: GPL-2.0-or-later
"""Groups of edits -> those that conflict with another group's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.splice import are_neighbours, order_of


def clashes(groups: Sequence[Sequence[Edit]]) -> Mapping[int, int]:
    """The groups, by index, that clash with another, and for each the first such group.

    Two edits clash if they partly overlap, if they replace one span by different text, or if one is
    in text that the other removes: done together, it would be lost silently. An edit that both
    groups have is not a clash, nor is one inside a range that the other copies.
    """
    owners: dict[Edit, list[int]] = {}
    for index, group in enumerate(groups):
        for edit in group:
            owners.setdefault(edit, []).append(index)
    found: dict[int, int] = {}
    around: list[Edit] = []
    for edit in sorted(owners, key=order_of):
        span = edit.span
        around = [item for item in around if item.span.end > span.start or item.span == span]
        for other in around:
            if not _go_together(other, edit):
                _note(owners[other], owners[edit], found)
        around.append(edit)
    return found


def _go_together(outer: Edit, inner: Edit) -> bool:
    """Whether both can be done; `outer` comes first in order."""
    if outer.span == inner.span:
        return are_neighbours(outer, inner)
    if not outer.span.contains(inner.span):
        return outer.span.end <= inner.span.start
    kept = (piece for piece in outer.pieces if isinstance(piece, Span))
    return any(piece.contains(inner.span) for piece in kept)


def _note(some: Sequence[int], others: Sequence[int], found: dict[int, int]) -> None:
    """Given the groups of two edits: those that have only one of the two clash."""
    if len(some) == len(others) == 1:
        # The usual case: each edit belongs to one group.
        first, second = some[0], others[0]
        if first != second:
            found[first] = min(second, found.get(first, second))
            found[second] = min(first, found.get(second, first))
        return
    for mine, theirs in ((some, others), (others, some)):
        for index in mine:
            other = next((their for their in theirs if their not in mine), None)
            if other is not None and index not in theirs:
                found[index] = min(other, found.get(index, other))
