# SPDX-License-Identifier: GPL-2.0-or-later
"""Continuation lines follow their bracket, or keep their bytes."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.style import Style

_STYLE = Style()


def replaced(data: bytes, old: bytes, *pieces: Piece, style: Style = _STYLE) -> bytes:
    """`data` with the first `old` replaced."""
    start = data.index(old)
    return apply_edits(data, [Edit(Span(start, start + len(old)), pieces)], style).data


@pytest.mark.parametrize(
    "lines",
    [
        b"old(a,\n        b);\n",
        b"old(\n    a, b);\n",
        b"old(a,\n\n);\n",
        b'old("a\\\n    b");\n',
        b"old(a, /* one\n     two */ b);\n",
        b"old(a,\n    #if X\n    #endif\n0);\n",
        b"old ? 1 :\n    2;\n",
        b"if (old)\n    b();\n",
        b"x(old, ({\n    b();\n}));\n",
    ],
    ids=[
        "hanging",
        "bracket ends its line",
        "blank",
        "string",
        "comment behind an argument",
        "directive",
        "no bracket",
        "body",
        "statement expression",
    ],
)
def test_lines_that_do_not_follow_keep_their_bytes(lines: bytes) -> None:
    """Only the edited word changes."""
    assert replaced(lines, b"old", b"longer") == lines.replace(b"old", b"longer")


def test_macro_definition_is_never_changed() -> None:
    """Lines continued by a backslash in a directive stay."""
    data = b"#define X(a) old(a, \\\n                 b)\n"
    assert replaced(data, b"old", b"longer") == data.replace(b"old", b"longer")


def test_block_after_an_if_is_not_an_expression() -> None:
    """A statement in a block that happens to be below the brace is not moved."""
    data = b"if (x) { old(); y();\n         z();\n}\n"
    assert replaced(data, b"x", b"longer") == data.replace(b"x", b"longer")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"old(a,\n    b);\n", b"longer(a,\n       b);\n"),
        (b"old(a,\n   b);\n", b"longer(a,\n       b);\n"),
        (b"old(a,\n     b);\n", b"longer(a,\n       b);\n"),
        (b"\told(a,\n\t    b);\n", b"\tlonger(a,\n\t       b);\n"),
        (b"\tx = old(a,\n\t        b);\n", b"\tx = longer(a,\n\t           b);\n"),
        (b"\told__(a,\n\t\tb);\n", b"\tlonger__(a,\n\t\t\tb);\n"),
        (b"\t\told(a,\n\t\t\tb);\n", b"\t\tlonger(a,\n\t\t\tb);\n"),
        (b"\t  old(a,\n\t      b,\n\t      c);\n", b"\t  longer(a,\n\t\t b,\n\t\t c);\n"),
        (b"old(/* one */ a,\n    b);\n", b"longer(/* one */ a,\n       b);\n"),
        (b"old(a,\r\n    b);\r\n", b"longer(a,\r\n       b);\r\n"),
        (b"\xc3\xa4(old, x(a,\n         b));\n", b"\xc3\xa4(longer, x(a,\n            b));\n"),
        (b"\xff(old, x(a,\n         b));\n", b"\xff(longer, x(a,\n            b));\n"),
        (b"old(x(a,\n      b),\n    c)", b"longer(x(a,\n         b),\n       c)"),
        (b"old(y(a,\n        b),\n    c)", b"longer(y(a,\n        b),\n       c)"),
        (
            b"old(a,\n    /* b\n     * c */\n    d);",
            b"longer(a,\n       /* b\n        * c */\n       d);",
        ),
        (
            b"int old[] = { 1,\n              2 };\n",
            b"int longer[] = { 1,\n                 2 };\n",
        ),
        (b"old->x = f(a,\n           b);\n", b"longer->x = f(a,\n              b);\n"),
        (b"if (old &&\n    x(a,\n      b)) {\n", b"if (longer &&\n    x(a,\n      b)) {\n"),
        (
            b"old(a,\n#if X\n    b,\n#endif\n    c)",
            b"longer(a,\n#if X\n       b,\n#endif\n       c)",
        ),
    ],
    ids=[
        "aligned",
        "one column short",
        "one column far",
        "tabs then spaces",
        "tabs to the level, then spaces",
        "tabs only past the column",
        "tabs only that still are nearest",
        "spaces become a tab",
        "comment before an argument",
        "crlf",
        "utf-8 is one column",
        "other bytes are one column",
        "cascade",
        "hanging inside aligned",
        "block comment",
        "initializer",
        "left side of an assignment",
        "bracket that did not move",
        "directives stay",
    ],
)
def test_aligned_lines_follow_their_bracket(before: bytes, after: bytes) -> None:
    """Each line moves to its own bracket's column, in its own style."""
    assert replaced(before, b"old", b"longer") == after


def test_a_shorter_name_moves_lines_back() -> None:
    """Lines also move left, but not past column 0."""
    assert replaced(b"longer(a,\n       b);\n", b"longer", b"g") == b"g(a,\n  b);\n"


def test_line_break_copied_to_another_argument_slot_is_the_old_line() -> None:
    """Arguments change places; the line break stays where it was and follows the new bracket."""
    data = b"old(a, b,\n    c);\n"
    pieces = (b"longer(", Span(14, 15), b", ", Span(4, 5), Span(8, 14), Span(7, 8), b")")
    assert replaced(data, data[:16], *pieces) == b"longer(c, a,\n       b);\n"


def test_argument_of_several_lines_moves_with_its_own_bracket() -> None:
    """A nested call that moves to another slot stays aligned to itself."""
    data = b"old(a, x(b,\n         c));\n"
    pieces = (b"new(", Span(7, 23), b", ", Span(4, 5), b")")
    assert replaced(data, data[:24], *pieces) == b"new(x(b,\n      c), a);\n"


def test_a_call_written_out_by_an_edit_keeps_the_old_lines_at_its_end_aligned() -> None:
    """Lines that a literal replacement has in common with the old text are realigned."""
    assert replaced(b"old(a,\n    b);\n", b"old(a,\n    b)", b"longer(z,\n    b)") == (
        b"longer(z,\n       b);\n"
    )


def test_line_after_removed_lines_follows_its_bracket() -> None:
    """An argument's line is removed; the next one is still the same old line."""
    data = b"old(a,\n    b,\n    c);\n"
    edits = [Edit(Span(0, 3), (b"longer",)), Edit(Span(7, 14), ())]
    assert apply_edits(data, edits, Style()).data == b"longer(a,\n       c);\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\tp = f(a,\n\t      b, old);\n", b"\tp = f(a,\n\t      b, new);\n"),
        (b"    p = f(a,\n\t  b, old);\n", b"    p = f(a,\n          b, new);\n"),
        (b"    p = f(a,\n           b, old);\n", b"    p = f(a,\n          b, new);\n"),
    ],
    ids=["tabs as on the first line", "spaces as on the first line", "one column far"],
)
def test_an_edited_line_is_written_as_its_call_begins(before: bytes, after: bytes) -> None:
    """Corrected tabs and columns: what QEMU's authors did to lines that they changed."""
    assert replaced(before, b"old", b"new") == after


def test_lines_beside_a_removed_one_keep_their_tabs() -> None:
    """A line that only moves up to the place of another is not an edited line."""
    before = b"\ta();\n\told();\n\tb();\n"
    assert replaced(before, b"\told();\n", b"", style=Style(tabs=False)) == b"\ta();\n\tb();\n"


_SPACES = b"    a();\n    b();\n    c();\n"


def test_no_tabs_where_the_tree_has_none() -> None:
    """An edited line loses its tabs, a line next to it keeps them."""
    before = _SPACES + b"\tf(old);\n\tg(1);\n"
    after = _SPACES + b"        f(new);\n\tg(1);\n"
    assert replaced(before, b"old", b"new", style=Style(tabs=False)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\tf(old);\n\tg(1);\n", b"\tf(longer);\n\tg(1);\n"),
        (b"\tif (a) {\n\t\told();\n\t}\n", b"\tif (a) {\n\t\tlonger();\n\t}\n"),
        (b"\tp = old(a,\n\t\tb);\n", b"\tp = longer(a,\n\t\tb);\n"),
        (b"\told(a,\n\t    b);\n    x();\n", b"\tlonger(a,\n\t       b);\n    x();\n"),
        (b"\tx();\n\ty();\n    old(a,\n        b);\n",
         b"\tx();\n\ty();\n    longer(a,\n           b);\n"),
    ],
    ids=["a line", "two levels", "tabs to a bracket", "spaces behind tabs", "spaces among tabs"],
)  # fmt: skip
def test_a_file_that_is_indented_with_tabs_keeps_them(before: bytes, after: bytes) -> None:
    """Whatever the tree's other files do: each line is indented like its neighbours."""
    assert replaced(before, b"old", b"longer", style=Style(tabs=False)) == after
