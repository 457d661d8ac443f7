# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits that would change only white space are not done."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.needed import needed_edits


@pytest.mark.parametrize(
    ("before", "pieces", "after"),
    [
        pytest.param(b"f(a, b)", (b"f(a,b)",), b"f(a, b)", id="blanks"),
        pytest.param(b"f(a,\n  b)", (b"f(a, b)",), b"f(a,\n  b)", id="a line break"),
        pytest.param(b"f(a)", (b"f(", Span(2, 3), b" )"), b"f(a)", id="copied parts"),
        pytest.param(b"(f(a,\n  b))", (b"f(a, b)",), b"f(a,\n  b)", id="a part stays as written"),
        pytest.param(b"f(a)", (b"f(a /* x */)",), b"f(a /* x */)", id="a comment is no blank"),
        pytest.param(b"f(a)", (b"f(b)",), b"f(b)", id="another token"),
        pytest.param(b"f(a)", (), b"", id="nothing left"),
    ],
)
def test_code_that_stays_keeps_its_layout(
    before: bytes, pieces: tuple[Piece, ...], after: bytes
) -> None:
    """An edit is done where it changes a token, and no further than that."""
    done = before
    for edit in needed_edits(before, [Edit(Span(0, len(before)), pieces)]):
        done = b"".join(
            before[piece.start : piece.end] if isinstance(piece, Span) else piece
            for piece in edit.pieces
        )
    assert done == after


def test_words_stay_apart() -> None:
    """`return(a)` that becomes `return a` gets a blank."""
    edit = needed_edits(b"return(a);", [Edit(Span(6, 9), (b" a",))])[0]
    assert edit.pieces == (b" ", Span(7, 8))
