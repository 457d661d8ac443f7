# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses of macros that are read by the macros' meaning, not by their look."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.c.source import SourceFile

HEAD, TAIL = "int v(void)\n{\n", "    h();\n}\n"


def masked(define: str, code: str) -> str:
    """The body as it is parsed, below the `#define`."""
    head = f"#define {define}\n" + HEAD
    source = SourceFile("a.c", (head + code + TAIL).encode())
    assert not source.root.has_error
    return source.masked.decode()[len(head) :].removesuffix(TAIL)


@pytest.mark.parametrize(
    ("define", "code"),
    [
        ("get(x) ((x)->a)", "    get(x)\n    = f(1);\n    get(x)[2] = 1;\n"),
        ("value(x) ((x) + 1)", "    return value(x);\n"),
        ("go(x) do { f(x); } while (0)", "    go(1);\n    if (go(2)) {\n        f(1);\n    }\n"),
        ("each(x) for (;;)", "    each(x);\n"),
        ("quiet", "    quiet;\n    f(quiet);\n"),
    ],
)
def test_c_stays_as_it_is(define: str, code: str) -> None:
    """A macro of any kind that is used as C is not masked."""
    assert masked(define, code) == code


@pytest.mark.parametrize(
    ("define", "code", "wanted"),
    [
        ("each(l) for (;;)", "    each(l)\n    f(1);\n", "    if\v (l)\n    f(1);\n"),
        ("each_of(l) for (;;)", "    each_of(l)\n    f(1);\n", "    while  (l)\n    f(1);\n"),
        ("each_of(l) for (;;)", "    each_of(l) f(1);\n", "    while  (l) f(1);\n"),
        ("forever for (;;)", "    forever {\n    }\n", "    for(;;) {\n    }\n"),
        ("go(l) do { } while (0)", "    go(l)\n        f(1);\n", "    go(l)\n;       f(1);\n"),
        ("go(l) a(l);", "    go(l) f(1);\n", "    go(l);f(1);\n"),
        ("begin a();", "    begin\n    f(1);\n", "    begin\n;   f(1);\n"),
        ("var(n) struct s n", "    var(n)\n    f(1);\n", "    var(n)\n;   f(1);\n"),
        ("quiet __attribute__((x))", "    quiet t x = f(1);\n", "          t x = f(1);\n"),
        ("get(x) ((x)->a)", "    get(x)\n        f(1);\n", "    get(x)\n;       f(1);\n"),
    ],
)
def test_the_definition_decides(define: str, code: str, wanted: str) -> None:
    """Indentation, capitals and line ends do not matter if the kind is known."""
    assert masked(define, code) == wanted


def test_attributes_and_types_of_declarations() -> None:
    """Lower-case words that a `#define` makes an attribute are masked, those that it makes a type
    stay.
    """
    code = "static my_unit SIZE quick f(int a);\nM(1)\n"
    defines = "#define my_unit\n#define SIZE unsigned long\n#define quick inline\n"
    source = SourceFile("a.c", (defines + code).encode())
    assert source.masked.decode()[len(defines) :] == "static         SIZE       f(int a);\n    \n"


def test_what_a_user_says_is_read_in_c_without_errors_too() -> None:
    """C that parses may have another meaning: a statement, not a type before a name."""
    code = (HEAD + "    begin  \n    f(x);\n" + TAIL).encode()
    known = KnownMacros({b"begin": MacroKind.STATEMENT})
    source = SourceFile("a.c", code, macros=known)
    assert source.masked == code.replace(b"begin  \n", b"begin; \n")
    assert SourceFile("a.c", code).masked == code
