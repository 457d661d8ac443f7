# SPDX-License-Identifier: GPL-2.0-or-later
"""Groups of edits -> those that conflict with another group's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.splice import are_neighbours, order_of


class _Around(NamedTuple):
    """An edit that later ones may be inside."""

    edit: Edit
    #: The groups that it belongs to.
    owners: Sequence[int]
    #: The index of the nearest edit around it that clashes with it, -1 for none.
    nearest: int


def clashes(groups: Sequence[Sequence[Edit]]) -> Mapping[int, int]:
    """The groups, by index, that clash with another, and for each one such group.

    Two edits clash if they partly overlap, if they replace one span by different text, or if one is
    in text that the other removes: done together, it would be lost silently. An edit that both
    groups have is not a clash, nor is one inside a range that the other copies.
    """
    owners: dict[Edit, list[int]] = {}
    for index, group in enumerate(groups):
        for edit in group:
            owners.setdefault(edit, []).append(index)
    found: dict[int, int] = {}
    around: list[_Around] = []
    for edit in sorted(owners, key=order_of):
        while around and _is_over(around[-1].edit.span, edit.span):
            around.pop()
        nearest = _look_around(around, edit, owners[edit], found)
        around.append(_Around(edit, owners[edit], nearest))
    return found


def _is_over(span: Span, later: Span) -> bool:
    """Whether nothing from the later span on is in this one."""
    return span.end <= later.start and span != later


def _look_around(
    around: Sequence[_Around], edit: Edit, owners: Sequence[int], found: dict[int, int]
) -> int:
    """Note the clashes of an edit with those around it; the nearest of them.

    Not with each: edits can be nested in thousands of levels. What holds for an edit holds for
    what is inside it, so much is known from those around.
    """
    nearest = -1
    at = len(around) - 1
    while at >= 0:
        outer, mine, beyond = around[at]
        is_inside = outer.span != edit.span and outer.span.contains(edit.span)
        if _is_over(outer.span, edit.span) or _go_together(outer, edit):
            # What copies the outer one copies this one with it.
            at = beyond if is_inside else at - 1
            continue
        nearest = max(nearest, at)
        _note(mine, owners, found)
        if is_inside and len(mine) == len(owners) == 1 and mine != owners:
            # Further out, the outer one has the clashes that this one would have.
            break
        at -= 1
    return nearest


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
    for mine, theirs in ((some, others), (others, some)):
        for index in mine:
            other = next((their for their in theirs if their not in mine), None)
            if other is not None and index not in theirs:
                found.setdefault(index, other)
