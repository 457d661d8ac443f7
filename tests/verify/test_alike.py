# SPDX-License-Identifier: GPL-2.0-or-later
"""Which header sets make no difference for a unit."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from qemu_xen_codemod.verify.alike import Alike
from qemu_xen_codemod.verify.header_set import HeaderSet
from qemu_xen_codemod.verify.items import Condition, read_items
from qemu_xen_codemod.verify.schedule import mentions_in

HEAD = b"int base(int);\n"
STAND_IN = b"#ifndef HAVE_MAP\nstatic inline int map(int a)\n{\n    return base(a);\n}\n#endif\n"
MAIN = b'#include "a.h"\nint main(void)\n{\n    return base(1);\n}\n'


def condition(*defined: str, release: int = 41700) -> Condition:
    return Condition("RELEASE", release, frozenset(defined), frozenset({"HAVE_MAP"} - {*defined}))


#: Without the function, and with it.
OLD = HeaderSet("today", condition())
NEW = HeaderSet("newer", condition("HAVE_MAP"), declares=frozenset({"map"}))


def is_alike(
    header: bytes,
    main: bytes = MAIN,
    other: bytes = b"",
    *,
    sets: tuple[HeaderSet, HeaderSet] = (OLD, NEW),
    reads: Collection[str] = ("main.c", "a.h", "other.h"),
) -> bool:
    """Whether the second set shows no more than the first. `other` is an unchanged header."""
    touched = {"main.c": main, "a.h": header}
    return Alike(
        sets,
        touched,
        lambda _, path, known: read_items(path, touched[path], known),
        lambda paths, names: "other.h" in paths and mentions_in((other,), names),
    ).is_alike("main.c", frozenset(reads), 1, 1, 0)


@pytest.mark.parametrize(
    ("header", "main", "other"),
    [
        pytest.param(HEAD + STAND_IN, MAIN.replace(b"base", b"map"), b"", id="the source calls it"),
        pytest.param(
            HEAD + STAND_IN + b"static inline int f(int a)\n{\n    return map(a);\n}\n",
            MAIN,
            b"",
            id="a function calls it that nobody calls",
        ),
        pytest.param(HEAD + STAND_IN, MAIN, b"#define F map(1)\n", id="another header says it"),
        pytest.param(HEAD, MAIN, b"#ifdef HAVE_MAP\nint f;\n#endif\n", id="another header asks"),
        pytest.param(HEAD + STAND_IN, MAIN + STAND_IN, b"", id="the source has one of its own"),
        pytest.param(
            HEAD + STAND_IN.replace(b"#endif", b"#else\nint more;\n#endif"),
            MAIN,
            b"",
            id="there is more with the function",
        ),
        pytest.param(
            HEAD + STAND_IN.replace(b"static inline ", b""), MAIN, b"", id="an object has it"
        ),
        pytest.param(
            HEAD + b"static int only(int a)\n{\n    return base(a);\n}\n"
            b"#ifndef HAVE_MAP\nstatic inline int map(int a)\n{\n    return only(a);\n}\n#endif\n",
            MAIN,
            b"",
            id="what it alone uses is unused then",
        ),
        pytest.param(
            HEAD + b"#if HAVE_MAP + 0\nint f;\n#endif\n", MAIN, b"", id="an #if that is not decided"
        ),
        pytest.param(HEAD + b"#define F(a) m ## a (1)\n", MAIN, b"", id="a macro may make it"),
        pytest.param(HEAD + b"#define F(a, b) a##b(1)\n", MAIN, b"", id="a macro makes all names"),
        pytest.param(HEAD, MAIN + b"int f = XGLUE(m, ap)(1);\n", b"", id="a macro of elsewhere"),
        pytest.param(HEAD + b"int f(int map);\n", MAIN, b"", id="a parameter of that name"),
    ],
)
def test_what_a_compiler_can_tell_apart(header: bytes, main: bytes, other: bytes) -> None:
    """It is compiled with both."""
    assert not is_alike(header, main, other)


def test_a_release_that_is_asked_for() -> None:
    """The same files, and another release number."""
    sets = (OLD, HeaderSet("released", condition(release=42300)))
    assert is_alike(HEAD + STAND_IN, sets=sets)
    for asks in (b"#if RELEASE >= 42000\nint f;\n#endif\n", b"int f = RELEASE;\n"):
        assert not is_alike(HEAD + asks, sets=sets)


def test_headers_of_which_nothing_is_known() -> None:
    """Those of a Xen tree are completely different headers."""
    unknown = HeaderSet("Xen 4.20", NEW.condition, declares=None)
    assert not is_alike(HEAD, sets=(OLD, unknown))
    assert not is_alike(HEAD, sets=(HeaderSet("today"), NEW))


def test_a_stand_in_that_nobody_calls() -> None:
    """It is shown to compile where it is compiled."""
    assert is_alike(HEAD + STAND_IN)
    assert is_alike(HEAD + STAND_IN + b"#define LOG(f, a...) log(f, ##a)\n#define L(a) L_##a\n")
    assert not is_alike(HEAD + STAND_IN, sets=(NEW, OLD))


def test_a_source_that_is_not_read() -> None:
    """Calls in another source do not matter for this one; a header may be read without being
    reported.
    """
    calls = MAIN.replace(b"base", b"map")
    touched = {"main.c": MAIN, "a.h": HEAD, "new.h": STAND_IN, "b.c": calls}
    alike = Alike(
        (OLD, NEW),
        touched,
        lambda _, path, known: read_items(path, touched[path], known),
        lambda *_: False,
    )
    assert alike.is_alike("main.c", frozenset(("main.c", "a.h")), 1, 1, 0)
    assert not alike.is_alike("b.c", frozenset(("b.c", "a.h")), 1, 1, 0)
