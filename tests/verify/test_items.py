# SPDX-License-Identifier: GPL-2.0-or-later
"""What a compiler sees of a file, and which changes do not affect files that do not mention
a name.
"""

from __future__ import annotations

import pytest

from qemu_xen_codemod.verify.items import Condition, compare_items, declared_name, read_items

OLD = Condition("RELEASE", 41700)
NEW = Condition("RELEASE", 42300)
WRAPPER = b"#if RELEASE < 42300\nstatic inline int f(int a)\n{\n    return g(a);\n}\n#endif\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"int a;\n", b"/* why */\nint a; // x\n", id="comments"),
        pytest.param(b"int f(int a)\n{\n}\n", b"int f(int a) { }\n", id="white space"),
        pytest.param(b"int a;\n", b'#line 7 "x.c"\nint a;\n', id="line markers"),
    ],
)
def test_what_no_compiler_reads(before: bytes, after: bytes) -> None:
    """The items are the same."""
    assert not compare_items(read_items("a.c", before, OLD), read_items("a.c", after, OLD))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"int f(void);\n", b"int f(int a);\n", id="a prototype"),
        pytest.param(b"struct s { int a; };\n", b"struct s { long a; };\n", id="a type"),
        pytest.param(b"", b"#include <a.h>\n", id="an include"),
        pytest.param(b"", b"int f(void)\n{\n}\n", id="a function that others may call"),
        pytest.param(b"", b"static int f(void)\n{\n}\n", id="one that would be unused"),
        pytest.param(b"", b"#if A\n#endif\n", id="a condition"),
        pytest.param(b"int a;\nint b;\n", b"int b;\nint a;\n", id="an order"),
        pytest.param(b"", b"static int a, b;\n", id="two names"),
    ],
)
def test_what_may_concern_every_reader(before: bytes, after: bytes) -> None:
    """The difference has no names to decide by."""
    found = compare_items(read_items("a.h", before, OLD), read_items("a.h", after, OLD))
    assert found
    assert found.names is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"static inline int f(int a)\n{\n    return g(a);\n}\n", b"f"),
        (b"static bool is_on;\n", b"is_on"),
        (b"static int a = 3;\n", b"a"),
        (b"extern int state;\n", b"state"),
        (b"#define LIMIT(x) ((x) + 1)\n", b"LIMIT"),
    ],
)
def test_what_concerns_those_who_say_its_name(text: bytes, name: bytes) -> None:
    """Added, removed or changed, it has the name."""
    before, after = (
        read_items("a.h", b"int a0;\n", OLD),
        read_items("a.h", b"int a0;\n" + text, OLD),
    )
    assert compare_items(before, after).names == frozenset((name,))
    assert compare_items(after, before).names == frozenset((name,))


def test_a_wrapper_is_only_there_in_its_header_set() -> None:
    """A block that compares the release macro with a number is evaluated."""
    assert read_items("a.h", WRAPPER, NEW) == ()
    assert [item[3] for item in read_items("a.h", WRAPPER, OLD)] == [b"f"]


@pytest.mark.parametrize(
    "directive",
    [
        pytest.param(b"#ifdef OTHER", id="another macro"),
        pytest.param(b"#ifdef HAVE_F_TOO", id="a longer name"),
        pytest.param(b"#if HAVE_F", id="its value"),
        pytest.param(b"#if defined(HAVE_F) && defined(OTHER)", id="and another"),
        pytest.param(b"#ifdef RELEASE", id="whether there is a release"),
    ],
)
def test_a_condition_that_is_not_only_about_a_probe(directive: bytes) -> None:
    """The compiler decides it."""
    text = directive + b"\nint a;\n#endif\n"
    for defined, undefined in (({"HAVE_F"}, set[str]()), (set[str](), {"HAVE_F"})):
        header_set = Condition("RELEASE", 41700, frozenset(defined), frozenset(undefined))
        assert len(read_items("a.c", text, header_set)) == 3


@pytest.mark.parametrize(
    ("directive", "is_asked"),
    [
        (b"#ifdef HAVE_F", True),
        (b"# ifdef HAVE_F /* why */", True),
        (b"#if defined(HAVE_F)", True),
        (b"#if defined HAVE_F", True),
        (b"#ifndef HAVE_F", False),
        (b"#if !defined(HAVE_F)", False),
        (b"#if ! defined ( HAVE_F )", False),
    ],
)
def test_a_probe_decides_its_block(directive: bytes, *, is_asked: bool) -> None:
    """The arm of the header set is read, and no directive."""
    text = directive + b"\nint yes;\n#else\nint no;\n#endif\n"
    there = Condition("", 0, frozenset(("HAVE_F",)))
    lacking = Condition("", 0, undefined=frozenset(("HAVE_F",)))
    yes, no = ((b"int", b"yes", b";"),), ((b"int", b"no", b";"),)
    assert read_items("a.c", text, there) == (yes if is_asked else no)
    assert read_items("a.c", text, lacking) == (no if is_asked else yes)


def test_a_file_that_defines_the_macro_is_read_whole() -> None:
    """Its own blocks cannot be evaluated from outside."""
    text = b"#define RELEASE 1\n" + WRAPPER
    assert len(read_items("a.h", text, NEW)) == 4


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(b"enum { A, B };\n", b"", id="an enum"),
        pytest.param(b"struct a { int b; };\n", b"", id="a tag"),
        pytest.param(b"typedef struct a { int b; } a_t;\n", b"", id="a tag and a type"),
        pytest.param(b"typedef struct { struct b { int c; } d; } a_t;\n", b"", id="a tag inside"),
        pytest.param(b"int f(int (*g)(void));\n", b"", id="a pointer to a function"),
        pytest.param(b"static inline int f(void) { return 1; }\n", b"", id="a function"),
        pytest.param(b"int a, b;\n", b"", id="variables"),
        pytest.param(b"typedef int a_t;\n", b"", id="another type"),
        pytest.param(b"int f(int a,\n      const void *b);\n", b"f", id="a prototype"),
        pytest.param(b"typedef struct {\n    int a;\n} a_t;\n", b"a_t", id="a type"),
        pytest.param(b"#define A(b) \\\n    (b)\n", b"A", id="a macro"),
    ],
)
def test_what_a_header_declares(text: bytes, name: bytes) -> None:
    """Forms that may define more than one name are not read."""
    assert [declared_name(item) for item in read_items("a.h", text, None)] == [name]
