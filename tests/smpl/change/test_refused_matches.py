# SPDX-License-Identifier: GPL-2.0-or-later
"""Matches that are not edited, each with its reason and the other place."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch
from tests.smpl.refusals import refused_in


def applied(patch: str, data: bytes) -> Patched:
    source = SourceFile("a.c", data)
    return apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())


_TWO_WAYS = b"""void t(int a)
{
    f();
    if (a) {
        g();
    } else {
        g();
    }
}
"""
_EITHER_WAY = b"""void t(int a)
{
    if (a) {
        f();
    }
    g();
}
"""
_EITHER_GET = b"""void t(int a)
{
    if (a)
        get(1);
    else
        get(2);
    put();
}
"""
_EITHER_START = _EITHER_GET.replace(b"    if", b"    start();\n    if")
_CASES = b"""int t(int a)
{
    switch (a) {
    case 1:
        get(1);
        break;
    default:
        get(a);
    }
    return 0;
}
"""
_LOOP = b"""void t(int a)
{
    do {
        f();
    } while (a);
    f();
}
"""
_MORE = b"""void t(int a)
{
    f();
    while (a) {
        a--;
    }
    g();
    if (a) {
        g();
    }
}
"""
_NO_RETURN = b"""void t(void)
{
    f();
}
"""
REFUSED = {
    "reached without the first part": (
        "@@ @@\n- f();\n  ...\n- g();\n",
        _EITHER_WAY,
        _EITHER_WAY,
        ("the code that it changes can also be reached by a path that does not match", set()),
    ),
    "one statement for two of the pattern": (
        "@@ @@\n- f();\n  ...\n- f();\n+ g();\n",
        _LOOP,
        _LOOP,
        ("a statement in it would be changed in two different ways", set()),
    ),
    "when any over a loop": (
        "@@ @@\n  f();\n  ... when any\n- g();\n",
        _MORE,
        _MORE,
        ("not every path reaches every match", set()),
    ),
    "a return that is not there": (
        "@@ @@\n  f();\n- return ...;\n+ exit(0);\n",
        _NO_RETURN,
        _NO_RETURN,
        (
            "the function ends without the `return` that is replaced "
            "(matched by isomorphism missing_return)",
            set(),
        ),
    ),
    "overlap": (
        "@@ expression A, B; @@\n- f(A);\n- f(B);\n+ g(A, B);\n",
        b"void t(void)\n{\n    f(1);\n    f(2);\n    f(3);\n}\n",
        b"void t(void)\n{\n    f(1);\n    f(2);\n    f(3);\n}\n",
        ("its edits overlap those of another match", {3, 4}),
    ),
    "overlap of two bindings": (
        "@@ expression E; @@\n  get(E);\n  ...\n- put();\n+ put(E);\n",
        _EITHER_GET,
        _EITHER_GET,
        ("its edits overlap those of another match", {4, 6}),
    ),
    "bound differently on another path": (
        "@@ expression E; @@\n  start();\n  ...\n  get(E);\n  ...\n- put();\n+ put(E);\n",
        _EITHER_START,
        _EITHER_START,
        ("E matches different code on different paths", set()),
    ),
    "bound differently in another case": (
        "@@ identifier f; expression E; @@\n  f(...)\n  {\n  ...\n  get(E);\n  ...\n"
        "- return 0;\n+ return E;\n  }\n",
        _CASES,
        _CASES,
        ("E matches different code on different paths", set()),
    ),
    "code before a branch that is no C": (
        "@@ expression E; @@\n- f(E);\n+ g(E);\n+ h(E);\n",
        b"void t(void)\n{\n    for (;;)\n    = #\n        f(1);\n}\n",
        b"void t(void)\n{\n    for (;;)\n    = #\n        f(1);\n}\n",
        ("the code before it could not be parsed", {3}),
    ),
    "attributes before a branch": (
        "@@ expression E; @@\n- f(E);\n",
        b"void t(void)\n{\n    if (a) __attribute__((x)) f(1);\n    f(2);\n    b();\n}\n",
        b"void t(void)\n{\n    if (a) __attribute__((x)) f(1);\n    b();\n}\n",
        ("the code before it could not be parsed", {3}),
    ),
    "attributes before a statement that gets a neighbour": (
        "@@ expression E; @@\n+ g();\n  f(E);\n",
        b"void t(void)\n{\n    if (a)\n        __attribute__((x)) f(1);\n    b();\n}\n",
        b"void t(void)\n{\n    if (a)\n        __attribute__((x)) f(1);\n    b();\n}\n",
        ("the code before it could not be parsed", {4}),
    ),
    "a number sign after the code": (
        "@@ expression E; @@\n- f(E);\n+ g(E);\n+ h(E);\n",
        b"void t(void)\n{\n    f(1);#x\n}\n",
        b"void t(void)\n{\n    f(1);#x\n}\n",
        ("there is a `#` in its line", {3}),
    ),
    "a missing argument": (
        "@@ type T; expression E; @@\n- cast(T, E, ...)\n+ E\n",
        b"void t(void)\n{\n    box_t *a = cast(box_t, b, return);\n    a = cast(box_t, b, );\n}\n",
        b"void t(void)\n{\n    box_t *a = b;\n    a = cast(box_t, b, );\n}\n",
        ("it is in code that could not be parsed", {4}),
    ),
    "a second storage class": (
        "@@ identifier f; @@\n+ static\n  int f(void)\n  { ... }\n",
        b"extern int a(void)\n{\n}\n\ninline int b(void)\n{\n}\n",
        b"extern int a(void)\n{\n}\n\ninline static int b(void)\n{\n}\n",
        (
            "the declaration has a storage class already (matched by isomorphism optional_storage)",
            {1},
        ),
    ),
    "line break in a macro": (
        "@@ expression E; @@\n- f(E);\n+ g(E);\n+ h(E);\n",
        b"#define M(x) do { f(x); } while (0)\n",
        b"#define M(x) do { f(x); } while (0)\n",
        ("the edit would put a line break into a macro's body", set()),
    ),
    "two names declared": (
        "@@ identifier i; @@\n  int i;\n+ int more;\n",
        b"void t(void)\n{\n    int a, b;\n}\n",
        b"void t(void)\n{\n    int a, b;\n}\n",
        (
            "the declaration next to it also declares other names "
            "(matched by isomorphism several_declarators)",
            set(),
        ),
    ),
    "a line after a function's braces": (
        "@@ statement S; @@\n  {\n  S\n  }\n+ g();\n",
        b"void t(int a)\n{\n    switch (a) {\n    }\n}\n",
        b"void t(int a)\n{\n    switch (a) {\n    }\n    g();\n}\n",
        ("lines cannot be added next to the braces of a function", set()),
    ),
    "a line after a label with its statement": (
        "@@ statement S; @@\n  f();\n  S\n+ g();\n",
        b"void t(int a)\n{\n    f();\nout:\n    h();\n}\n",
        b"void t(int a)\n{\n    f();\nout:\n    h();\n}\n",
        ("lines cannot be added next to a label and its statement", set()),
    ),
    "removed dots in two branches": (
        "@@ @@\n- f();\n- ...\n- g();\n",
        _TWO_WAYS,
        _TWO_WAYS,
        ("the code that `...` matches is not contiguous", set()),
    ),
}


@pytest.mark.parametrize(("patch", "before", "after", "refusal"), REFUSED.values(), ids=REFUSED)
def test_refused_with_reason(
    patch: str, before: bytes, after: bytes, refusal: tuple[str, set[int]]
) -> None:
    """Code that cannot be edited safely stays unchanged, with a reason."""
    result = applied(patch, before)
    why, lines = refusal
    assert result.data == after
    assert {refusal.why for refusal in result.refusals} == {why}
    assert {refusal.other.line for refusal in result.refusals if refusal.other} == lines


def test_no_match_without_the_changed_part() -> None:
    """`!f(1)` has no NULL to replace with NIL: as in Coccinelle, it does not match."""
    data = b"void t(void)\n{\n    x(!f(1));\n}\n"
    result = applied("@@ expression E; @@\n  f(E) ==\n- NULL\n+ NIL\n", data)
    assert (result.data, result.matches) == (data, ())


def test_long_functions_and_many_branches_end() -> None:
    """The walk over dots visits each statement once, however many paths lead to it."""
    branches = b"    if (c()) {\n        d();\n    }\n" * 400
    data = b"void t(void)\n{\n    a();\n" + branches + b"    b();\n}\n"
    result = applied("@@ @@\n- a();\n  ...\n  b();\n", data)
    assert len(result.matches) == 1
    assert b"a();" not in result.data


def test_several_names_of_a_type_with_a_star() -> None:
    """`T a, b;` with a star in T would not make b a pointer."""
    patch = "@@ type T; identifier x; @@\n- T x;\n+ T other, x;\n"
    code, refused = refused_in(patch, "void f(void)\n{\n    int *p;\n    int n;\n}\n")
    assert code == "void f(void)\n{\n    int *p;\n    int other, n;\n}\n"
    assert refused == ["3: T has a `*`, which would apply only to the first name of the added code"]


@pytest.mark.parametrize(
    ("pattern", "declaration", "word"),
    [
        ("int x;", "static int x;", "static"),
        ("int x;", "const int x;", "const"),
        ("int x;", "int volatile x;", "volatile"),
        ("T x;", "static int x;", "static"),
    ],
)
def test_a_specifier_that_the_pattern_does_not_have(
    pattern: str, declaration: str, word: str
) -> None:
    """A macro in place of the declaration would not have it."""
    code = f"void t(void)\n{{\n    {declaration}\n}}\n".encode()
    result = applied(f"@@ type T; @@\n- {pattern}\n+ DECL(x);\n", code)
    (refusal,) = result.refusals
    assert (result.data, refusal.why.partition(" (")[0]) == (
        code,
        f"the `{word}` of the declaration would go",
    )


@pytest.mark.parametrize(
    ("pattern", "declaration"),
    [
        ("static int x;", "static int x;"),
        ("T x;", "const int x;"),
        ("int x;", "int x;"),
        ("d", "static int x;"),
    ],
)
def test_a_specifier_that_the_pattern_has(pattern: str, declaration: str) -> None:
    code = f"void t(void)\n{{\n    {declaration}\n}}\n".encode()
    result = applied(f"@@ type T; declaration d; @@\n- {pattern}\n+ DECL(x);\n", code)
    assert (result.data, result.refusals) == (b"void t(void)\n{\n    DECL(x);\n}\n", ())
