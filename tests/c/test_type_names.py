# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a name is a type, as a file's tokens show it."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.type_names import TypeNames


def asked(code: str) -> bool | None:
    """Whether `n` is a type in a file."""
    source = SourceFile("a.c", code.encode())
    return TypeNames(source.code, source.word_places).is_type(b"n")


@pytest.mark.parametrize(
    "code",
    [
        "int n;",
        "static unsigned n = 3, m;",
        "struct s *n;",
        "int f(int n);",
        "enum { n, m };",
        "struct s { int n; } x;",
        "struct { int a; } n;",
        "int f(void) { return n; }",
        "int f(void) { n = 1; }",
        "int f(void) { g(n + 1); }",
        "int f(void) { x = a * n; }",
        "void n(int a) { }",
        "void f(void) { n(1); }",
    ],
)
def test_a_name_with_a_value_is_no_type(code: str) -> None:
    assert asked(code) is False


@pytest.mark.parametrize(
    "code",
    [
        "typedef int n;",
        "typedef struct s { int a; } n;",
        "typedef struct s *n, *m;",
        "typedef int (*n)(void);",
        "typedef int n[3];",
        "n x;",
        "static n *x;",
        "void f(n x);",
        "void f(void) { n *x; }",
        "int x = sizeof(n *);",
        "int x = g((n *)y);",
        "const n x;",
        "n const x;",
    ],
)
def test_a_name_before_another_one_is_a_type(code: str) -> None:
    assert asked(code) is True


@pytest.mark.parametrize(
    "code",
    [
        "",
        "int x = (n)-1;",
        "int x = sizeof(n);",
        "struct n { int a; } x;",
        "int x = a->n + b.n;",
        "int x = g(n, 1);",
        "n (*x)(void);",
        "void f(const n);",
        # Both.
        "n x; void f(int n);",
        "int x = g(n * y);",
        "void f(int a, n *x);",
        "/* the n is */ // n is",
    ],
)
def test_other_places_show_nothing(code: str) -> None:
    assert asked(code) is None


def test_some_names_are_types_by_their_look() -> None:
    """Unless they are shown as something else."""
    source = SourceFile("a.c", b"int size_of_t; int x = (my_t)-1 + (u32)-1;")
    names = TypeNames(source.code, source.word_places)
    shown = {name: names.is_type(name) for name in (b"my_t", b"u32", b"size_of_t", b"U32")}
    assert shown == {b"my_t": True, b"u32": True, b"size_of_t": False, b"U32": None}


def test_a_parameter_of_the_macro_is_no_type() -> None:
    """Also where the file has a type of this name."""
    source = SourceFile("a.c", b"typedef int n;\n#define A(n) ((n) - 1)\n#define B(m) ((n) - 1)\n")
    first, second = source.directives
    names = TypeNames(source.code, source.word_places)
    assert names.is_type(b"n", first) is False
    assert names.is_type(b"n", second) is True
