# SPDX-License-Identifier: GPL-2.0-or-later
"""What a macro stands for, read from its body."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.macro_kind import MacroKind


def kind(defines: str, name: str = "M") -> str | None:
    found = KnownMacros({}, data=defines.encode())(name.encode())
    return found.value if found is not None else None


@pytest.mark.parametrize(
    "body",
    ["M N", "M(x) x", "M(x) x##_t", "M M"],
    ids=["a name", "its argument", "a pasted name", "itself"],
)
def test_a_body_that_may_be_anything_says_nothing(body: str) -> None:
    """A name alone is a type, a value or an attribute: the look of the macro decides."""
    assert kind(f"#define {body}\n") is None


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ("attribute", "M"),
        ("attribute", "M(x)"),
        ("attribute", "M __attribute__((packed))"),
        ("attribute", "M(n) __attribute__((aligned(n))) static inline"),
        ("attribute", "M [[nodiscard]]"),
        ("attribute", "M __declspec(noreturn) /* for others */"),
        ("iterator", "M for (;;)"),
        ("iterator", "M(l, e) \\\n    for (e = (l)->first; e != NULL; \\\n         e = e->next)"),
        ("iterator", "M(l, e) for (e = l; e; e = e->next) if (e->skip) { } else"),
        ("iterator", "M(x) while ((x) = next(x))"),
        ("iterator", "M(x) if ((x) != NULL)"),
        ("statement", "M(x) do { f(x); } while (0)"),
        ("statement", "M(x) f(x);"),
        ("statement", "M(x) { f(x); g(x); }"),
        ("statement", "M(x) if (x) { f(x); }"),
        ("statement", "M return"),
        ("statement", "M(x) for (i = 0; i < x; i++) { f(i); }"),
        ("statement", "M(x) case x: f(x); break;"),
        ("declaration", "M(n) struct foo n = { 0 }"),
        ("declaration", "M(n) static Foo foo_##n;"),
        ("declaration", "M(n) unsigned long n[4]"),
        ("declaration", "M(n) Foo *n = NULL"),
        ("declaration", "M(n) Foo foo_##n"),
        ("type", "M unsigned long"),
        ("type", "M(T) struct { T *first; }"),
        ("type", "M struct foo *"),
        ("type", "M(x) typeof(x)"),
        ("expression", "M 1"),
        ("expression", "M(x) ((x) + 1)"),
        ("expression", "M(x) f(x)"),
        ("expression", "M(x) ({ f(x); 1; })"),
        ("expression", "M { 0, 1 }"),
        ("expression", "M(a, b) a * b"),
        ("expression", 'M "text"'),
    ],
)
def test_the_body_tells_the_kind(wanted: str, body: str) -> None:
    """Empty or attribute, head of a loop, statement, declaration, type; anything else is a
    value.
    """
    assert kind(f"#define {body}\n") == wanted


def test_a_macro_is_what_the_macros_in_it_are() -> None:
    """`#define A B` is what B is, however deep."""
    assert kind("#define M N\n#define N(x) O(x) P\n#define N O\n") is None
    assert kind("#define M N\n#define N O P\n#define O __attribute__((x))\n#define P\n") == (
        "attribute"
    )
    assert kind("#define M(x) N(x, 1)\n#define N(x, y) do { } while (0)\n") == "statement"
    assert kind("#define M N\n#define N M\n") is None


def test_definitions_that_disagree_leave_it_to_the_look() -> None:
    """Which one is active depends on the configuration."""
    known = KnownMacros({}, data=b"#if A\n#define M for (;;)\n#else\n#define M f();\n#endif\n")
    assert known(b"M") is None


def test_a_statement_that_is_switched_off_stays_one() -> None:
    """An empty macro with parentheses next to a statement is a statement."""
    assert kind("#ifdef D\n#define M(x) do { } while (0)\n#else\n#define M(x)\n#endif\n") == (
        "statement"
    )


def test_what_a_user_says_wins() -> None:
    """Over the definitions, in any macro that contains it."""
    known = KnownMacros({b"N": MacroKind.ITERATOR}, data=b"#define N f()\n#define M N\n")
    assert known(b"N") is MacroKind.ITERATOR
    assert known(b"M") is MacroKind.ITERATOR
