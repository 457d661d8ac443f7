# SPDX-License-Identifier: GPL-2.0-or-later
"""A type as the whole pattern, where we differ from Coccinelle."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

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
