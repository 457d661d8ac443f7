# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits of several matches: which of them do not go together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qemu_xen_codemod.edit.clash import clashes
from qemu_xen_codemod.edit.edit import Edit, Span


@pytest.mark.parametrize(
    ("groups", "wanted"),
    [
        pytest.param([[Edit(Span(0, 2), (b"x",))], [Edit(Span(2, 4), (b"y",))]], {}, id="beside"),
        pytest.param([[Edit(Span(0, 2), (b"x",))]] * 2, {}, id="the same edit"),
        pytest.param(
            [[Edit(Span(0, 9), (b"x", Span(2, 8)))], [Edit(Span(3, 4), (b"y",))]],
            {},
            id="in a copy",
        ),
        pytest.param(
            [[Edit(Span(4, 4), (b"x",), beside=1)], [Edit(Span(4, 4), (b"y",), beside=5)]],
            {},
            id="insertions beside two statements",
        ),
        pytest.param(
            [[Edit(Span(4, 4), (b"x",), beside=1)], [Edit(Span(4, 4), (b"y",), beside=1)]],
            {0: 1, 1: 0},
            id="insertions beside one statement",
        ),
        pytest.param(
            [[Edit(Span(0, 2), (b"x",))], [Edit(Span(0, 2), (b"y",))]], {0: 1, 1: 0}, id="one span"
        ),
        pytest.param(
            [[Edit(Span(0, 3), (b"x",))], [Edit(Span(2, 4), (b"y",))]], {0: 1, 1: 0}, id="in part"
        ),
        pytest.param(
            [[Edit(Span(0, 9), (b"x",))], [Edit(Span(3, 4), (b"y",))]],
            {0: 1, 1: 0},
            id="taken away",
        ),
        pytest.param(
            [[Edit(Span(0, 2), (b"x",))], [Edit(Span(1, 4), (b"y",))], [Edit(Span(3, 5), (b"z",))]],
            {0: 1, 1: 0, 2: 1},
            id="a chain",
        ),
        pytest.param(
            [
                [Edit(Span(0, 2), (b"x",))],
                [Edit(Span(0, 2), (b"x",)), Edit(Span(4, 6), (b"y",))],
                [Edit(Span(4, 6), (b"z",))],
            ],
            {1: 2, 2: 1},
            id="only one of those that share an edit",
        ),
    ],
)
def test_groups_that_do_not_go_together(
    groups: Sequence[Sequence[Edit]], wanted: dict[int, int]
) -> None:
    """Both sides of a clash are told, each with the first of the others."""
    assert clashes(groups) == wanted


def test_one_clash_among_many_is_found_at_once() -> None:
    """The time does not grow with the square of the matches."""
    groups = [[Edit(Span(at * 10, at * 10 + 5), (b"x",))] for at in range(50_000)]
    groups.append([Edit(Span(3, 8), (b"y",))])
    assert clashes(groups) == {0: 50_000, 50_000: 0}
