# SPDX-License-Identifier: GPL-2.0-or-later
"""`position p : script:python() { .. }`: comparisons of a position with strings."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

CODE = b"""\
void first(void)
{
    f(1);
    f(2
     );
}
int second = f(3);
"""
PATCH = """\
@@
expression E;
position p : script:python() { %s };
@@
- f@p(E)
+ g(E)
"""
CALLS = {1: b"f(1)", 2: b"f(2", 3: b"f(3)"}


@pytest.mark.parametrize(
    ("test", "changed"),
    [
        ('p[0].file == "src/a.c"', {1, 2, 3}),
        ('p[0].file != "src/a.c"', set()),
        ('p[0].file == "a.c"', set()),
        ('p[0].file.startswith("src/")', {1, 2, 3}),
        ('p[0].file.startswith(("hw/", "src/"))', {1, 2, 3}),
        ('p[0].file.endswith(".h")', set()),
        ('"src" in p[0].file', {1, 2, 3}),
        ('"src" not in p[0].file', set()),
        ('"second" == p[0].current_element', {3}),
        ('p[0].current_element in ("first", "other")', {1, 2}),
        ('p[0].current_element not in ["first"]', {3}),
        ('p[0].line == "3"', {1}),
        ('p[0].line_end == "4" or p[0].line == "7"', {2, 3}),
        ('not (p[0].line == "3" and p[0].file == "src/a.c")', {2, 3}),
        ("True", {1, 2, 3}),
        ("False", set()),
    ],
)
def test_a_test_selects_positions(test: str, changed: set[int]) -> None:
    """The file is its path in the tree, the element the name in the declaration around it."""
    patch = parse_semantic_patch(PATCH % test, "p.cocci")
    data = apply_semantic_patch(patch, SourceFile("src/a.c", CODE), Style()).data
    assert {at for at, call in CALLS.items() if call not in data} == changed


@pytest.mark.parametrize(
    ("declared", "element"),
    [
        ("int x = f(1);", "x"),
        ("extern int x[f(1)];", "x"),
        ("int x = f(1), y;", "something_else"),
        ("struct s { int a[f(1)]; };", "something_else"),
        ("enum e { A = f(1) } x;", "x"),
        ("typedef struct s { int a[f(1)]; } x;", "x"),
        ("typedef struct s { int a[f(1)]; } x, *y;", "something_else"),
        ("#if A\nint x = f(1);\n#endif", "x"),
        ("#define M f(1)", "something_else"),
        ("static int *x(int a) { return f(1); }", "x"),
        ("int x(int a[f(1)]);", "x"),
        ("enum { A = f(1) };", "something_else"),
    ],
)
def test_elements_are_named_as_in_coccinelle(declared: str, element: str) -> None:
    """As spatch 1.1.1 prints it: a declaration of several names or none is something else."""
    patch = parse_semantic_patch(PATCH % f'p[0].current_element == "{element}"', "p.cocci")
    done = apply_semantic_patch(patch, SourceFile("a.c", declared.encode() + b"\n"), Style())
    assert b"g(1)" in done.data
