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


BESIDE = {
    "an expression that an #if cuts": (
        "+ kept(E);\n  old(E);\n",
        "    old(p\n#ifdef A\n        + 1\n#endif\n        );\n",
        "an #if splits code that the new code repeats",
    ),
    "a value of one branch": (
        "  old(E);\n+ kept(E);\n",
        "    old(\n#ifdef A\n        1\n#else\n        2\n#endif\n        );\n",
        _WHY,
    ),
    "a value of one branch, elsewhere": (
        "  old(E);\n  ...\n- done();\n+ done(E);\n",
        "    old(\n#ifdef A\n        1\n#else\n        2\n#endif\n        );\n    done();\n",
        _WHY,
    ),
    "an `if` with a branch in each": (
        "  if (E) S\n+ kept(E);\n",
        "    if (p)\n#ifdef A\n        old(p);\n#else\n        new(p);\n#endif\n",
        "lines next to it would be in one branch of an #if only",
    ),
    "a loop with two heads": (
        "+ kept(E);\n  while (E) S\n",
        "#ifdef A\n    while (p)\n#else\n    for (;;)\n#endif\n        old(p);\n",
        "lines next to it would be in one branch of an #if only",
    ),
}


@pytest.mark.parametrize(("change", "body", "why"), BESIDE.values(), ids=BESIDE)
def test_lines_beside_code_that_an_if_cuts(change: str, body: str, why: str) -> None:
    """New code would have half of an `#if`, the value of one branch, or be in one branch."""
    code = f"int f(int p)\n{{\n{body}    return p;\n}}\n"
    after, reasons = refused_in(f"@@ expression E; statement S; @@\n{change}", code)
    assert after == code
    assert [why in reason for reason in reasons] == [True]


@pytest.mark.parametrize(
    "patch",
    ["@@ @@\n enum e {\n+ other,\n ...\n };\n", "@@ @@\n enum e {\n- first,\n ...\n };\n"],
    ids=["added", "removed"],
)
def test_elements_of_a_list_that_an_if_cuts(patch: str) -> None:
    """Commas would be in one branch only."""
    code = "enum e {\n    first,\n#ifdef A\n    second\n#endif\n};\n"
    after, reasons = refused_in(patch, code)
    assert after == code
    assert ["an `#if` among the elements" in reason for reason in reasons] == [True]


BEGINNINGS = {
    "a cut `if`": "#ifdef A\n    if (p)\n#endif\n        g(p);\n",
    "two heads": "#ifdef A\n    while (p)\n#else\n    for (;;)\n#endif\n        g(p);\n",
    "statements": "#ifdef A\n    g(p);\n#endif\n",
    "a comment": "    /* It begins here. */\n    g(p);\n",
}


@pytest.mark.parametrize("body", BEGINNINGS.values(), ids=BEGINNINGS)
def test_lines_at_the_beginning_of_a_function(body: str) -> None:
    """They are above an `#if` or a comment at its beginning, in every configuration."""
    patch = "@@ identifier f; @@\n  f(...) {\n+ begin();\n  ...\n  }\n"
    code = f"int f(int p)\n{{\n{body}    return p;\n}}\n"
    assert refused_in(patch, code) == (code.replace("{\n", "{\n    begin();\n", 1), [])
