# SPDX-License-Identifier: GPL-2.0-or-later
"""Declarations of one and of several names are removed as by Coccinelle."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tests.smpl.agreement import assert_agreement

_PATCHES = {
    "two": "- int a;\n- long b;\n",
    "three": "- int a;\n- long b;\n- char c;\n",
    "with dots": "- int a;\n...\n- long b;\n",
    "first": "- int a;\nlong b;\n",
    "second": "int a;\n- long b;\n",
    "before a call": "- int a;\n- long b;\n  g();\n",
    "after a call": "- g();\n- int a;\n",
    "call replaced": "- int a;\n- g();\n+ h();\n",
    "any type": "- T a;\n- T2 b;\n",
    "any name": "- int i;\n- long j;\n",
    "initialised": "- int a = E;\n- long b;\n",
}
_FIRST = (
    "int a;",
    "int a, z;",
    "int z, a;",
    "int z, a, y;",
    "int a = 1;",
    "int a = 1, z = 2;",
    "int a, b;",
    "int *z, a;",
    "int z[2], a;",
    "static int a, z;",
    "const int a, z;",
)
_SECOND = ("long b;", "long b, y;", "long *y, b;", "", "long b; char c;", "long b, y; char c, d;")


@pytest.mark.spatch
@pytest.mark.parametrize("name", _PATCHES)
def test_names_are_removed_as_by_coccinelle(name: str, tmp_path: Path) -> None:
    """In functions, where statements come before and after, and in structs."""
    code = [f"    {first}\n    {second}\n" for first, second in product(_FIRST, _SECOND)]
    sources = {
        f"{at:02}.c": f"void f(void)\n{{\n    g();\n{body}    g();\n}}\n".encode()
        for at, body in enumerate(code)
    }
    names = "type T, T2;\nidentifier i, j;\nexpression E;\n"
    assert_agreement(f"@@\n{names}@@\n{_PATCHES[name]}", sources, tmp_path)
