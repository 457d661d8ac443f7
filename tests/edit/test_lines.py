# SPDX-License-Identifier: GPL-2.0-or-later
"""Statements are removed with their lines, text is inserted in the file's style."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.lines import (
    insert_lines_after,
    insert_lines_before,
    remove_lines,
)
from qemu_xen_codemod.edit.style import Style

STYLE = Style()


def span(data: bytes, text: bytes) -> Span:
    start = data.index(text)
    return Span(start, start + len(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a();\n    X();\nb();\n", b"a();\nb();\n"),
        (b"a();\r\n\tX();\r\nb();\r\n", b"a();\r\nb();\r\n"),
        (b"a();\nX(); /* why\n * so */\nb();\n", b"a();\nb();\n"),
        (b"a();\nX(); // why\nb();\n", b"a();\nb();\n"),
        (b"  X(); b();\n", b"  b();\n"),
        (b"  X(); /* b */ b();\n", b"  /* b */ b();\n"),
        (b"  a(); X();\n", b"  a();\n"),
        (b"  a(); X();\r\n", b"  a();\r\n"),
        (b"  a(); X(); b();\n", b"  a(); b();\n"),
        (b"a();\n\nX();\n\nb();\n", b"a();\n\nb();\n"),
        (b"a();\n\nX();\nb();\n", b"a();\n\nb();\n"),
        (b"f() {\n    X();\n\n    b();\n}\n", b"f() {\n    b();\n}\n"),
        (b"f() { /* c */\n    X();\n \n    b();\n}\n", b"f() { /* c */\n    b();\n}\n"),
        (b"{\n    a();\n\n    X();\n}\n", b"{\n    a();\n}\n"),
        (b"{\n    a();\n\n    X();\n\n}\n", b"{\n    a();\n\n}\n"),
        (b"{\n\n    X();\n\n    b();\n}\n", b"{\n\n    b();\n}\n"),
        (b"{\n    X();\n}\n", b"{\n}\n"),
        (b"a();\n\f\nX();\n\nb();\n", b"a();\n\f\n\nb();\n"),
        (b"a();\nX();", b"a();\n"),
        (b"a();\n\nX();\n", b"a();\n"),
        (b"X();\n\nb();\n", b"b();\n"),
        (b"X();\n", b""),
    ],
)
def test_remove_lines(before: bytes, after: bytes) -> None:
    """The statement `X();` is removed, with exactly what belongs to it."""
    edit = remove_lines(before, span(before, b"X();"), "rule")
    assert edit.rule == "rule"
    assert apply_edits(before, [edit], STYLE).data == after


@pytest.mark.parametrize(
    ("data", "text", "lines"),
    [
        (b"    X();\n", b"y();\n", b"    y();\n"),
        (b"    X();\n", b"y();", b"    y();\n"),
        (b"    X();\n", b"if (y) {\n    z();\n}\n", b"    if (y) {\n        z();\n    }\n"),
        (b"    X();\n", b"if (y) {\n\tz();\n}\n", b"    if (y) {\n        z();\n    }\n"),
        (b"\tX();\n", b"if (y) {\n    z();\n}\n", b"\tif (y) {\n\t\tz();\n\t}\n"),
        (
            b"    a();\n\tX();\n",
            b"if (y) {\n    z();\n}\n",
            b"\tif (y) {\n\t    z();\n\t}\n",
        ),
        (b"\tX();\n", b"if (y)\n    f(y,\n      z);\n", b"\tif (y)\n\t\tf(y,\n\t\t  z);\n"),
        (b"  X();\n", b"/* y\n * z */\n", b"  /* y\n   * z */\n"),
        (b"    X();\r\n", b"y();\n\nz();\n", b"    y();\r\n\r\n    z();\r\n"),
        (b"    X();\n", b"#if Y\ny();\n# endif\n", b"#if Y\n    y();\n# endif\n"),
        (b"    X();\n", b"out:\ny();\n", b"out:\n    y();\n"),
        (b"    X();\n", b"default:\n    y();\n", b"    default:\n        y();\n"),
        (b"X();\n", b"#define Y(a) \\\n    a\n", b"#define Y(a) \\\n    a\n"),
        (b"f()\n{\n\ta();\n}\nX();\n", b"g() {\n    y();\n}\n", b"g() {\n\ty();\n}\n"),
    ],
)
def test_inserted_lines_are_written_as_the_file_is(data: bytes, text: bytes, lines: bytes) -> None:
    """The same lines are added before and after an anchor."""
    anchor = span(data, b"X();")
    begin = data.rindex(b"\n", 0, anchor.start) + 1 if b"\n" in data[: anchor.start] else 0
    before = apply_edits(data, [insert_lines_before(data, anchor, text, STYLE)], STYLE).data
    assert before == data[:begin] + lines + data[begin:]
    after = apply_edits(data, [insert_lines_after(data, anchor, text, STYLE)], STYLE).data
    assert after == data + lines


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (b"  X();", b"  X();\n  y();"),
        (b"a();\r\n  X();", b"a();\r\n  X();\r\n  y();"),
        (b"  X(); /* a\n   * b */\nc();\n", b"  X(); /* a\n   * b */\n  y();\nc();\n"),
        (b"  X(); c(d,\n    e);\n", b"  X();\n  y();\n  c(d,\n    e);\n"),
    ],
    ids=["no final newline", "no final newline, crlf", "comment behind", "code behind"],
)
def test_insert_lines_after(data: bytes, after: bytes) -> None:
    """Text goes below what belongs to the anchor's line."""
    edit = insert_lines_after(data, span(data, b"X();"), b"y();\n", STYLE)
    assert apply_edits(data, [edit], STYLE).data == after


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (b"f()\n{\n  a();\n}\n", b"f()\n{\n  y();\n  a();\n}\n"),
        (b"f()\n  {\n    a();\n  }\n", b"f()\n  {\n    y();\n    a();\n  }\n"),
        (b"f() { /* a */\n\n\ta();\n}\n", b"f() { /* a */\n\ty();\n\n\ta();\n}\n"),
        (b"f() {\n#if A\na();\n#endif\n}\n", b"f() {\n    y();\n#if A\na();\n#endif\n}\n"),
        (b"f() { return 1; }\n", b"f() {\n    y();\n    return 1; }\n"),
        (b"f() {}\n", b"f() {\n    y();\n}\n"),
        (b"f()\n{\n}\n", b"f()\n{\n    y();\n}\n"),
    ],
    ids=["narrow", "deep brace", "blank line", "#if", "one line", "empty line", "empty"],
)
def test_insert_lines_below_a_brace(data: bytes, after: bytes) -> None:
    """Text gets the indentation of the code in the braces."""
    edit = insert_lines_after(data, span(data, b"{"), b"y();\n", STYLE)
    assert apply_edits(data, [edit], STYLE).data == after


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (b"f()\n{\n    a();\n}\n", b"f()\n{\n    a();\n    y();\n}\n"),
        (b"f()\n{\n\ta();\n}\n", b"f()\n{\n\ta();\n\ty();\n}\n"),
        (b"f() {}\n", b"f() {\n    y();\n}\n"),
        (b"f() { a(); }\n", b"f() { a();\n    y();\n}\n"),
        (b"f()\n{\n    a(); }\n", b"f()\n{\n    a();\n    y();\n}\n"),
        (
            b"f()\n{\n\tif (a) {\n\t\tb(); }}\n",
            b"f()\n{\n\tif (a) {\n\t\tb(); }\n\ty();\n}\n",
        ),
    ],
    ids=["own line", "tab", "empty", "one line", "code before", "brace before"],
)
def test_insert_lines_above_a_closing_brace(data: bytes, after: bytes) -> None:
    """Text gets the indentation of the code in the braces."""
    last = data.rindex(b"}")
    edit = insert_lines_before(data, Span(last, last + 1), b"y();\n", STYLE)
    assert apply_edits(data, [edit], STYLE).data == after


def test_directives_above_a_closing_brace_are_not_indented() -> None:
    """They stay where the text has them."""
    data = b"f()\n{\n    a();\n}\n"
    last = data.rindex(b"}")
    edit = insert_lines_before(data, Span(last, last + 1), b"#ifdef A\ny();\n#endif\n", STYLE)
    assert apply_edits(data, [edit], STYLE).data == (
        b"f()\n{\n    a();\n#ifdef A\n    y();\n#endif\n}\n"
    )


def test_anchor_with_its_newline_is_a_whole_line() -> None:
    """A directive's span may include its newline."""
    data = b"#include <a.h>\n#include <c.h>\n"
    edit = insert_lines_after(data, Span(0, 15), b"#include <b.h>\n", STYLE)
    assert apply_edits(data, [edit], STYLE).data == (
        b"#include <a.h>\n#include <b.h>\n#include <c.h>\n"
    )
