# SPDX-License-Identifier: GPL-2.0-or-later
"""Colouring never changes the code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.review.colours import Kind, coloured
from tests.review.conftest import pieces

PATHS = ("a.c", "a.c.inc", "meson.build", "Kconfig", "configure", "x.py", "r.cocci", "none")


@given(
    st.sampled_from(PATHS), st.lists(st.text("/*\"'\\#ab1 \t{}()$\u00e4", max_size=12), max_size=6)
)
def test_the_text_stays(path: str, lines: list[str]) -> None:
    """Joined, the pieces are the lines."""
    assert pieces(coloured(path, lines)) == lines


@pytest.mark.parametrize(
    ("path", "lines", "kinds"),
    [
        pytest.param("a.c", ["return 1;"], {("return", Kind.KEYWORD), ("1", Kind.NUMBER)}, id="C"),
        pytest.param("a.h", ['#include "b.h"'], {("#", Kind.DIRECTIVE)}, id="a header"),
        pytest.param("a.c", [" * words", " */ f();"], {(" * words", Kind.COMMENT)}, id="a comment"),
        pytest.param("a.c.inc", ["int a;"], {("int", Kind.TYPE)}, id="an include"),
        pytest.param("unknown.zzz", ["return"], {("return", Kind.PLAIN)}, id="what nobody knows"),
        pytest.param("a.c", ["x" * 3000, "return"], {("return", Kind.PLAIN)}, id="no code"),
    ],
)
def test_kinds(path: str, lines: list[str], kinds: set[tuple[str, Kind]]) -> None:
    """By the file's name; a hunk may begin in the middle of a comment."""
    assert kinds <= {piece for line in coloured(path, lines) for piece in line}
