# SPDX-License-Identifier: GPL-2.0-or-later
"""A type as the whole pattern, where we differ from Coccinelle."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from tests.smpl.refusals import refused_in

_PATCH = """\
@@ typedef Handle, xen_handle; @@
- Handle
+ xen_handle *
"""


def patched(patch: str, data: bytes) -> bytes:
    parsed = parse_semantic_patch(patch, "p.cocci")
    return apply_semantic_patch(parsed, SourceFile("a.c", data), Style()).data


@pytest.mark.parametrize(
    "data",
    [
        b"typedef int Handle;\n",
        b"struct Handle {\n    int a;\n};\n",
        b"int f(void)\n{\n    return Handle + s.Handle;\n}\n",
        b"int Handle(int);\n",
        b'char *f = "Handle"; /* Handle */\n',
    ],
    ids=["defined", "tag", "value and member", "function", "text"],
)
def test_other_uses_of_the_name_stay(data: bytes) -> None:
    """Other names with the same spelling are not the type."""
    assert patched(_PATCH, data) == data


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Handle a, b[2];\n", b"xen_handle *a, *b[2];\n"),
        (b"Handle *a = g_new(Handle, 2);\n", b"xen_handle **a = g_new(xen_handle *, 2);\n"),
        (b"Handle\nopen_it(void)\n{\n}\n", b"xen_handle *\nopen_it(void)\n{\n}\n"),
        (b"#define IT(x) ((Handle)(x))\n", b"#define IT(x) ((xen_handle *)(x))\n"),
        (b"extern Handle (*all)(Handle);\n", b"extern xen_handle *(*all)(xen_handle *);\n"),
    ],
    ids=["each name", "argument", "line of its own", "macro", "function pointer"],
)
def test_each_name_gets_its_star(before: bytes, after: bytes) -> None:
    """`T a, b;` declares two pointers afterwards; Coccinelle writes `*a, b`."""
    assert patched(_PATCH, before) == after


@pytest.mark.parametrize(
    ("old", "before", "after"),
    [
        ("struct s", "x = g_new(struct s, 1);", "x = g_new(new_t, 1);"),
        ("struct s", "x = va_arg(ap, const struct s *);", "x = va_arg(ap, const new_t *);"),
        ("struct s *", "x = va_arg(ap, struct s *);", "x = va_arg(ap, new_t);"),
        ("struct s *", "x = g_new(struct s, 1);", "x = g_new(struct s, 1);"),
        ("unsigned long", "x = va_arg(ap, unsigned long);", "x = va_arg(ap, new_t);"),
        ("const char *", "const char *x, *y;", "new_t x, y;"),
        (
            "const char *",
            "x = (const char *)y + sizeof(const char *);",
            "x = (new_t)y + sizeof(new_t);",
        ),
        ("const char *", "char *x;", "char *x;"),
        ("const char *", "const void *x;", "const void *x;"),
    ],
)
def test_types_of_several_words(old: str, before: str, after: str) -> None:
    """Also as the argument of a macro, and with a qualifier, which goes with the type."""
    patch = f"@@ typedef new_t; @@\n- {old}\n+ new_t\n"
    code = "void f(void)\n{{\n    {}\n}}\n"
    result = patched(patch, code.format(before).encode())
    assert result.decode() == code.format(after)


@pytest.mark.parametrize(
    ("patch", "code", "why"),
    [
        (
            "@@ typedef foo, new_t; @@\n- foo *\n+ new_t\n",
            "foo *x, y;\n",
            "the declaration also declares names that are no such pointers",
        ),
        (
            "@@ type T; identifier i; @@\n- T *i;\n+ T i;\n",
            "int *const x;\n",
            "the `const` of the declaration would go",
        ),
    ],
)
def test_what_would_change_too_much_is_refused(patch: str, code: str, why: str) -> None:
    """Other names would lose their type, or the pointer its qualifier; Coccinelle edits both."""
    after, reasons = refused_in(patch, code)
    assert after == code
    assert [why in reason for reason in reasons] == [True]


def test_types_in_a_disjunction() -> None:
    """One rule for several types; a struct needs no typedef."""
    patch = """\
@@ typedef Handle, xen_handle, old_t; @@
(
- Handle
+ xen_handle *
|
- struct old *
+ old_t
)
"""
    before = b"void f(Handle a, struct old* b, struct old *c, struct old d);\n"
    after = b"void f(xen_handle *a, old_t b, old_t c, struct old d);\n"
    assert patched(patch, before) == after


def test_a_word_without_typedef_is_an_expression() -> None:
    """`- a` and `+ b` rename a value, as in Coccinelle, unless a typedef declares a type."""
    assert patched("@@ @@\n- a\n+ b\n", b"a x = a;\n") == b"a x = b;\n"
    assert patched("@@ typedef a, b; @@\n- a\n+ b\n", b"a x = y;\n") == b"b x = y;\n"
