# SPDX-License-Identifier: GPL-2.0-or-later
"""Changed lines of a commit: those that the result has, those it lacks, and those only the result
has.
"""

from __future__ import annotations

import pytest

from tools.replaying.compare import Comparison, compare
from tools.replaying.history import Hunk

_BEFORE = [b"a\n", b"b\n", b"c\n", b"d\n"]


def compared(theirs: list[Hunk], ours: list[Hunk]) -> tuple[int, int, int, int]:
    """Changed, had, missing, only ours."""
    comparison: Comparison = compare("f.c", _BEFORE, theirs, ours)
    return comparison.changed, comparison.had, comparison.missing, comparison.extra


@pytest.mark.parametrize(
    ("theirs", "ours", "figures"),
    [
        ([], [], (0, 0, 0, 0)),
        ([Hunk(0, 1, (b"x\n",))], [], (2, 0, 2, 0)),
        ([], [Hunk(0, 1, (b"x\n",))], (0, 0, 0, 2)),
        ([Hunk(0, 1, (b"x\n",))], [Hunk(0, 1, (b"x\n",))], (2, 2, 0, 0)),
        ([Hunk(0, 1, (b"x\n",))], [Hunk(0, 1, (b"x \n",))], (2, 1, 1, 1)),
        ([Hunk(0, 1, (b"x\n",))], [Hunk(3, 4, (b"x\n",))], (2, 0, 2, 2)),
        ([Hunk(0, 1, (b"x\n", b"y\n"))], [Hunk(0, 1, (b"y\n", b"x\n"))], (3, 2, 1, 1)),
        ([Hunk(0, 2, (b"x\n",))], [Hunk(0, 1, ()), Hunk(2, 2, (b"x\n",))], (3, 2, 1, 0)),
        ([Hunk(3, 4, (b"d",))], [Hunk(3, 4, (b"d\n",))], (2, 1, 1, 1)),
    ],
    ids=[
        "nothing",
        "all missing",
        "all ours",
        "the same",
        "a blank at the end",
        "elsewhere",
        "other order",
        "hunks that touch",
        "no newline at the end",
    ],
)
def test_counts(theirs: list[Hunk], ours: list[Hunk], figures: tuple[int, int, int, int]) -> None:
    """Byte for byte, at the same place and in the same order."""
    assert compared(theirs, ours) == figures


def test_long_changes_with_common_ends() -> None:
    """The common beginning and end cost nothing."""
    head, tail = (tuple(b"%d\n" % at for at in range(start, start + 4000)) for start in (0, 9000))
    theirs = [Hunk(0, 1, (*head, b"x\n", *tail))]
    ours = [Hunk(0, 1, (*head, b"y\n", *tail))]
    assert compared(theirs, ours) == (8002, 8001, 1, 1)
