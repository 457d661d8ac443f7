# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses of a word in code, found from tokens."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses

WORDS = frozenset((b"xc_f", b"xc_open"))


def found(code: str) -> list[str]:
    return [
        f"{use.macro.decode()}:{use.span.start}"
        for use in uses(SourceFile("a.c", code.encode()), WORDS)
    ]


@pytest.mark.parametrize(
    "code",
    [
        "/* xc_f(1) */",
        "// xc_f(1)",
        'log("xc_f(1)");',
        "int xc_f(xc_interface *xch, int n);",
        "int xc_f(void);",
        "int xc_f();",
        "int xc_f(domid_t, int);",
        "xc_interface *xc_open(xentoollog_logger *l, unsigned flags);",
        "extern xc_interface *\nxc_open(xentoollog_logger *l);",
        "static int xc_f(a, b)\n{\n}",
        "int xc_f(handle h) {",
        "x->xc_f(1);",
        "ops = { .xc_f = g };",
        "struct xc_f *p;",
        "int (*xc_f)(int);",
        "#ifdef xc_f",
        "#if defined(xc_f)",
        "#undef xc_f",
        "#define xc_f(x) other(x)",
        "#define OTHER(xc_f) 1",
        "xc_fx(1); my_xc_f(2);",
        "int xc_f;",
        "struct w { T *(*xc_f)(void *l, unsigned flags); };",
        "struct w { T *(*xc_f)(l *); };",
        "struct w { const T *const *(*const xc_f)(l, m); int n; };",
        "struct w { int (*xc_f[4])(int); };",
        "struct w { struct t *(*xc_f)(l); };",
        "struct w { unsigned char *(* xc_f)(l); };",
        "struct w { T *(WINAPI *xc_f)(l *); };",
        "static T *(*xc_f)(l *);",
        "static T *(*xc_f)(l *) = NULL;",
        "T **(*xc_f)(l, int);",
        "typedef T *(*xc_f)(l);",
        "typedef T *xc_f(l *);",
        "typedef int (xc_f)(int);",
        "void g(T *(*xc_f)(l *));",
        "void g(int n, T *(*xc_f)(int)) { }",
        "void g(T *(*xc_f)(void), int n);",
        "void *(*xc_f(int n))(l *) { }",
        "int (*xc_f)[4];",
        "typeof(x) *(*xc_f)(l);",
        "struct w { T *a, *xc_f; };",
        "void g(T *xc_f) { }",
        "void g(T *xc_f, int n);",
        "void g(const T *xc_f, int n)",
        "struct w { union { T *(*xc_f)(l); } u; };",
    ],
)
def test_no_use(code: str) -> None:
    """Comments, strings, declarations, members and tags are not uses."""
    assert found(code) == []


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("xc_f(1);", 0),
        ("rc = xc_f(1);", 5),
        ("return xc_f(1);", 7),
        ("if (a) xc_f(1);", 7),
        ("else xc_f(1);", 5),
        ("n = a * xc_f(b);", 8),
        ("n = *xc_open(b * 2);", 5),
        ("(*xc_f)(1);", 2),
        ("{ (*xc_f)(1); }", 4),
        ("ops = { .f = xc_f };", 13),
        ("ops.f = &xc_f;", 9),
        ("(void)xc_f(1);", 6),
        ("a = (int)xc_f(1);", 9),
        ("G_UNUSED xc_f(a, b);", 9),
        ("int rc = xc_f(xch, (void *)p);", 9),
        ("while (xc_f(1)) ;", 7),
        ("case 1: xc_f(1);", 8),
        ("sizeof xc_f(1)", 7),
        ("n = a * (*xc_f)(b);", 10),
        ("g(a * (*xc_f)(b), 1);", 8),
        ("n = (int)(*xc_f)(b);", 11),
        ("return *(*xc_open)(b);", 10),
        ("g(*xc_f);", 3),
        ("n = a * xc_f(b) + (*c)(d);", 8),
        ("if (a * xc_f(b)) { }", 8),
        ("{ g(a * xc_f(b)); }", 8),
        ("{ T *p = xc_f(b); }", 9),
        ("{ f = a ? xc_f : g; }", 10),
        ("T *(*p)(l) = xc_f;", 13),
        ("struct w x = { xc_f, 1 };", 15),
        ("T *t[] = { a, xc_f };", 14),
        ("g(xc_f);", 2),
        ("g(a, xc_f, b);", 5),
    ],
)
def test_use(code: str, at: int) -> None:
    """Calls and values are uses, wherever they are."""
    assert found(code) == [f":{at}"]


def test_use_in_a_macro_names_the_macro() -> None:
    """The body of a #define is code; continuation lines too."""
    assert found("#define CALL(x) \\\n    xc_f(x)\n#define XC_F xc_f\n") == ["CALL:22", "XC_F:43"]


def test_uses_are_in_order() -> None:
    """Uses in macros and in code come in the order of the file."""
    code = "a = xc_f(1);\n#define M xc_f(2)\nb = xc_f(3);\n"
    assert found(code) == [":4", "M:23", ":35"]
