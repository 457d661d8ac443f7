# SPDX-License-Identifier: GPL-2.0-or-later
"""An `#if` inside the expression or the statement that a match changes."""

from __future__ import annotations

import pytest

from tests.smpl.refusals import refused_in

_PATCH = """\
@@ expression H, D, P; symbol handle; @@
- old(H, D, P)
+ new(handle, D, P)
"""
_WHY = "there is an #if inside the code that it changes"

REFUSED = {
    "an argument in two branches": "return old(\n#ifdef A\n  own,\n#else\n  h,\n#endif\n  1, 2);\n",
    "an argument that stays": "return old(h, 1,\n#ifdef A\n  2\n#else\n  3\n#endif\n  );\n",
    "an argument in one branch": "return old(h, 1, x\n#if A\n  + 2\n#endif\n  );\n",
    "two adjacent `#if`s": "x =\n#if A\n old(h,\n#else\n g(\n#endif\n#if B\n 1, 2\n#endif\n);\n",
    "a call in a call": "return g(old(h,\n#if A\n  1,\n#else\n  2,\n#endif\n  3));\n",
}
CHANGED = {
    "a call beside it": "return old(h, 1, 2)\n#if A\n  + 2\n#endif\n  ;\n",
    "a call in a condition": "if (a\n#if A\n  && b\n#endif\n  && old(h, 1, 2)) {\n    }\n",
    "the body after a split condition": (
        "if (a\n#if A\n  && b\n#endif\n  ) {\n        old(h, 1, 2);\n    }\n"
    ),
    "all in one branch": "x =\n#if A\n  old(h, 1,\n#else\n  g(\n#endif\n  2);\n",
    "elements": "T x = {\n#if A\n .a = old(h, 1, 2),\n#else\n .b = 1,\n#endif\n .c = 2,\n    };\n",
    "statements": "#if A\n    old(h, 1, 2);\n#else\n    g();\n#endif\n",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_code_split_by_an_if_is_refused(body: str) -> None:
    """The pattern has seen only one branch of the `#if`."""
    code = f"int f(void)\n{{\n    {body}}}\n"
    after, reasons = refused_in(_PATCH, code)
    assert after == code
    assert [reason.partition(": ")[2].partition(",")[0] for reason in reasons] == [_WHY]


@pytest.mark.parametrize("body", CHANGED.values(), ids=CHANGED)
def test_if_outside_the_changes_is_accepted(body: str) -> None:
    """All changes are in one branch, or the #if is outside the matched code."""
    code = f"int f(void)\n{{\n    {body}}}\n"
    assert refused_in(_PATCH, code) == (code.replace("old(h", "new(handle"), [])


def test_statement_split_by_an_if_is_refused() -> None:
    """The same for a declaration whose value depends on an #if: it is not removed."""
    patch = "@@ expression E; @@\n- int v = E;\n  ...\n- use(v);\n"
    value = "int v =\n#if A\n        1;\n#else\n        2;\n#endif\n"
    code = f"int f(void)\n{{\n    {value}    use(v);\n}}\n"
    after, reasons = refused_in(patch, code)
    assert after == code
    assert reasons
