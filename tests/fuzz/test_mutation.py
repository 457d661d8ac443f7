# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken text."""

from __future__ import annotations

from random import Random

from tests.fuzz.mutation import mutated_text


def test_text_does_not_grow_without_end() -> None:
    """Text that is repeated again and again is still read in a second."""
    made = (
        mutated_text(Random(seed), b"one two\n", (), (b"word " * 100,))  # noqa: S311 (no secret)
        for seed in range(300)
    )
    assert max(map(len, made)) == 50_000
