# SPDX-License-Identifier: GPL-2.0-or-later
"""The code of an edited file is compared with what its edits require."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.proof import code_difference


def difference(before: bytes, old: bytes, new: tuple[Piece, ...], after: bytes) -> str:
    """The difference between `after` and the text with `new` instead of `old`; "" for none."""
    start = before.rindex(old)
    edit = Edit(Span(start, start + len(old)), new)
    found = code_difference(before, [edit], after, OffsetMap())
    return str(found) if found else ""


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        pytest.param(b"f(a);", b"f", (b"g",), b"g(a);", id="as asked"),
        pytest.param(b"f(a,  b);", b"f", (b"g",), b"g(a,\n  b);", id="another line break"),
        pytest.param(b"f(a /* x */);", b"f", (b"g",), b"/* x */ g(a); // y", id="comments move"),
        pytest.param(b"if (a) foo();", b"foo", (b"g",), b"if (a) {\n g();\n}", id="braces around"),
        pytest.param(b"2 * f(a)", b"f(a)", (b"a + 1",), b"2 * (a + 1)", id="parentheses around"),
        pytest.param(
            b"#define A foo(1)\n", b"foo", (b"g",), b"#define A g(1)\n", id="in a directive"
        ),
        pytest.param(b'#if A /*\n*/ > 1\nf("x");', b"A", (b"B",), b'#if B > 1\nf("x");', id="#if"),
        pytest.param(b"/* foo() */ f();", b"foo", (b"gg",), b"/* gg() */ f();", id="in a comment"),
        pytest.param(b'p("f: %d");', b"f", (b"g",), b'p("g: %d");', id="in a string"),
        pytest.param(
            b'#define S "foo"\n', b"foo", (b"g",), b'#define S "g"\n', id="string, directive"
        ),
        pytest.param(b"xc_f();", b"xc_", (b"xd_",), b"xd_f();", id="in a word"),
        pytest.param(
            b'#include "a" // why\nint x;\n',
            b'#include "a"',
            (b'#include "b"',),
            b'#include "b" // why\nint x;\n',
            id="an include before a comment",
        ),
    ],
)
def test_what_layout_may_do(before: bytes, old: bytes, new: tuple[bytes], after: bytes) -> None:
    """White space, comments and pairs of brackets around code are free."""
    assert difference(before, old, new, after) == ""


@pytest.mark.parametrize(
    ("before", "old", "new", "after", "said"),
    [
        pytest.param(
            b"f(a // x\n);", b"a", (b"a", b",0"), b"f(a // x,0\n);",
            "`)` instead of `,`", id="swallowed by a line comment",
        ),
        pytest.param(
            b"f(a);", b"a", (b"a", b",", b"0"), b"f(a);",
            "`)` instead of `,`", id="lost",
        ),
        pytest.param(
            b"f(a); g();", b"f(a);", (), b"g(); g();", "unexpected `g`", id="twice",
        ),
        pytest.param(
            b"x - y", b"y", (b"-", b"z"), b"x --z", "`--` instead of `-`", id="grown",
        ),
        pytest.param(
            b"return(a);", b"(a)", (b"b",), b"returnb;",
            "`returnb` instead of `return`", id="a word grown",
        ),
        pytest.param(
            b"if (a) foo();", b"foo", (b"g",), b"if (a) { g();", "unexpected `{`", id="left open",
        ),
        pytest.param(
            b"if (a) foo();", b"foo", (b"g",), b"if (a) } g();",
            "`}` instead of `g`", id="closed",
        ),
        pytest.param(
            b"#define A foo(1)\nint x;", b"foo", (b"g",), b"#define A g\n(1)\nint x;",
            "a line end instead of `(`", id="a line break in a directive",
        ),
        pytest.param(
            b"#define A foo(1)\nint x;", b"foo", (b"g",), b"#define A g(1) int x;",
            "`int` instead of a line end", id="a directive that swallows",
        ),
        pytest.param(
            b"f(1);\nh();", b"f", (b"g",), b"g(1); /*\nh();", "`h` is missing", id="unclosed",
        ),
        pytest.param(
            b'p("f");', b"f", (b"g",), b'p("h");', '`"h"` instead of `"g"`', id="string",
        ),
    ],
)  # fmt: skip
def test_other_code_is_told(
    before: bytes, old: bytes, new: tuple[bytes], after: bytes, said: str
) -> None:
    """Code that differs from what the edits require is reported by its first token."""
    assert difference(before, old, new, after) == said


_LINES = b"".join(b"    call_%d(a, b); /* %d */\n" % (at, at) for at in range(400))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param(b"g(1);\n" + _LINES + b"g(2);\n", "", id="as asked"),
        pytest.param(
            b"g(1); /*\n" + _LINES + b"g(2);\n",
            "`call_1` instead of `call_0`", id="swallows what follows",
        ),
        pytest.param(
            b"g(1);\n" + _LINES.replace(b"call_200", b"call_x") + b"g(2);\n",
            "`call_x` instead of `call_200`", id="changed in the middle",
        ),
        pytest.param(b"g(1);\n" + _LINES + b"// g(2);\n", "`g` is missing", id="at the end"),
    ],
)  # fmt: skip
def test_long_text_between_edits(after: bytes, said: str) -> None:
    """Unchanged old text between edits is compared byte by byte."""
    before = b"f(1);\n" + _LINES + b"f(2);\n"
    spans = [Span(0, 1), Span(before.rindex(b"f"), before.rindex(b"f") + 1)]
    found = code_difference(before, [Edit(span, (b"g",)) for span in spans], after, OffsetMap())
    assert (str(found) if found else "") == said
