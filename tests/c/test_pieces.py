# SPDX-License-Identifier: GPL-2.0-or-later
"""Which pieces of a file are masked, and that the rest is left alone."""

from __future__ import annotations

from qemu_xen_codemod.c.mask.pieces import maskable, misread, pieces
from qemu_xen_codemod.c.parse import errors_of, parse, parse_again
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span

GOOD = b"int good(void)\n{\n    return f(g(0));\n}\n"
BAD = b"static void co_fn bad(void)\n{\n}\n"


def texts(data: bytes) -> list[bytes]:
    tree = parse(data)
    marks = [span.start for span in errors_of(tree)] + [*misread(data, [Span(0, len(data))])]
    return [data[mark.start : mark.end] for mark in pieces(data, tree, marks)]


def test_what_is_read_without_errors_is_no_piece() -> None:
    """Nor is it masked, whatever it looks like, next to an error elsewhere."""
    assert texts(GOOD + GOOD) == []
    code = b"typedef int (f_fn)(T *, const U *);\n"
    source = SourceFile("a.c", GOOD + BAD + code)
    assert source.masked == (GOOD + BAD + code).replace(b"co_fn", b"     ")


def test_a_piece_ends_at_whole_functions() -> None:
    """Also inside an #if that is open around them."""
    data = b"#ifndef A_H\n#define A_H\n\n" + GOOD + BAD + GOOD + BAD + GOOD + b"\n#endif\n"
    assert [piece.strip(b"\n") for piece in texts(data)] == [BAD.strip(), BAD.strip()]
    assert SourceFile("a.h", data).masked == data.replace(b"co_fn", b"     ")


def test_brackets_that_an_if_leaves_open_have_the_whole_file_masked() -> None:
    """If a piece is incomplete by itself, the file is masked as a whole."""
    data = b"#ifdef A\nint a(void) {\n    if (x) {\n#else\nint b(void) {\n    {\n#endif\n"
    data += b"    co_fn y z;\n    }\n}\n" + GOOD + BAD
    source = SourceFile("a.c", data)
    assert not source.root.has_error
    assert b"co_fn bad" not in source.masked


def test_attributes_are_masked_beside_an_error_as_ever() -> None:
    """No error shows them, and a word before `unsigned` is one."""
    for code in (
        b"static __attribute__((cold)) int a(void)\n{\n}\n",
        b"int a(void)\n{\n    auto_free unsigned long *p = x;\n}\n",
        b"int a(const char *s, ...) PRINTF_LIKE(1, 2);\n",
    ):
        assert list(maskable(code, 0))
        assert SourceFile("a.c", BAD + code).masked[len(BAD) :] != code
    assert not list(maskable(b"static unsigned long a; return (struct s) { const int b; };", 0))


def test_a_tree_that_is_parsed_again_is_that_of_the_text() -> None:
    """Only the span differs, in two lines of three."""
    before = b"int a;\n" + BAD + GOOD
    after = before.replace(b"co_fn", b"     ").replace(b"bad", b"b  ")
    tree = parse(before)
    again = parse_again(after, before, tree, [Span(7, 7 + len(BAD))])
    assert str(again.root_node) == str(parse(after).root_node)
    assert str(tree.root_node) == str(parse(before).root_node)


def test_the_last_line_of_a_condition_is_not_misread() -> None:
    """As a macro with a body or a macro alone on its line; a loop of two lines may be one."""
    for code in (
        b'\n    if (a &&\n        begins(s, "fd:(", NULL)) {\n        b();\n    }',
        b"\n    while (a\n           || odd(s)) {\n        b();\n    }",
        b"\n    if (a &&\n        odd(s))\n        return;\n",
    ):
        assert not list(misread(code, [Span(0, len(code))]))
    for code in (
        b"\n    FOREACH(a,\n            next(a)) {\n        b();\n    }",
        b"\n    if (a) {\n        b();\n    }\n    FOREACH(a, b) {\n    }",
        b"\n    TRACE(s)\n    return;\n",
        b"TRACE(s)\nint a;\n",
    ):
        assert list(misread(code, [Span(0, len(code))]))
