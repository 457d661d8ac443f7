# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits of several matches: which of them conflict."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qemu_xen_codemod.edit.clash import clashes
from qemu_xen_codemod.edit.edit import Edit, Piece, Span


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
        pytest.param(
            [
                [Edit(Span(0, 9), (b"x",))],
                [Edit(Span(1, 8), (b"y", Span(3, 6)))],
                [Edit(Span(4, 5), (b"z",))],
            ],
            {0: 1, 1: 0, 2: 0},
            id="in a copy that is taken away",
        ),
    ],
)
def test_groups_that_do_not_go_together(
    groups: Sequence[Sequence[Edit]], wanted: dict[int, int]
) -> None:
    """Both sides of a clash are reported, each with one of the others: the nearest around it."""
    assert clashes(groups) == wanted


def test_one_clash_among_many_is_found_at_once() -> None:
    """The time does not grow with the square of the matches."""
    groups = [[Edit(Span(at * 10, at * 10 + 5), (b"x",))] for at in range(50_000)]
    groups.append([Edit(Span(3, 8), (b"y",))])
    assert clashes(groups) == {0: 50_000, 50_000: 0}


@pytest.mark.parametrize("piece", [pytest.param((), id="gone"), pytest.param(None, id="copied")])
def test_edits_inside_each_other_are_looked_at_once(piece: tuple[Piece, ...] | None) -> None:
    """Thousands of levels take no longer than the same number of edits next to each other."""
    spans = [Span(at, 100_000 - at) for at in range(30_000)]
    copies = [(b"(", Span(span.start + 1, span.end - 1), b")") for span in spans]
    groups = [
        [Edit(span, copy if piece is None else piece)]
        for span, copy in zip(spans, copies, strict=True)
    ]
    assert len(clashes(groups)) == (0 if piece is None else len(groups))
