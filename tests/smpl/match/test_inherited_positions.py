# SPDX-License-Identifier: GPL-2.0-or-later
"""A search with many inherited positions takes linear, not quadratic time."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

pytestmark = pytest.mark.slow

_FIRST = "@ r @ position p; expression E; @@\n  f@p(E)\n"
_PATCHES = [
    pytest.param("@@ position r.p; expression E; @@\n- f@p(E)\n+ g(E)\n", id="expression"),
    pytest.param("@@ position r.p; expression E, F; @@\n- F@p(E)\n+ g(E)\n", id="any function"),
    pytest.param("@@ position r.p; expression E; @@\n- f@p(E);\n+ g(E);\n", id="statement"),
    pytest.param("@@ position r.p; expression r.E; @@\n- f@p(E)\n+ g(E)\n", id="and an expression"),
    pytest.param(
        "@@ position r.p; expression E; @@\n- f@p(E);\n+ g(E);\n  ... when any\n  c();\n",
        id="before dots",
    ),
]


def _source(count: int, of_each_function: int) -> SourceFile:
    functions = []
    for first in range(0, count, of_each_function):
        uses = b"".join(b"    f(%d);\n" % at for at in range(first, first + of_each_function))
        functions.append(b"void t%d(int p)\n{\n    a();\n%s    c();\n}\n" % (first, uses))
    return SourceFile("a.c", b"".join(functions))


def _calls(patch: str, source: SourceFile) -> int:
    """The number of calls of our functions to apply it."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    smpl = parse_semantic_patch(patch, "p")
    assert source.root is not None
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        result = apply_semantic_patch(smpl, source, Style())
    finally:
        sys.setprofile(before)
    assert result.refusals == ()
    assert result.data == source.data.replace(b"f(", b"g(")
    return calls


@pytest.mark.parametrize("patch", _PATCHES)
def test_twice_the_positions_are_twice_the_calls(patch: str) -> None:
    """In one function: from 50 positions to 100 and to 400."""
    first, second, last = (_calls(_FIRST + patch, _source(n, n)) for n in (50, 100, 400))
    assert second < 2.2 * first
    assert last < 8.8 * first


def test_a_position_after_dots_is_searched_in_its_function_only() -> None:
    """From 50 functions to 100 and to 400."""
    patch = f"{_FIRST}@@ position r.p; expression E; @@\n  a();\n  ...\n- f@p(E);\n+ g(E);\n"
    first, second, last = (_calls(patch, _source(n, 1)) for n in (50, 100, 400))
    assert second < 2.2 * first
    assert last < 8.8 * first
