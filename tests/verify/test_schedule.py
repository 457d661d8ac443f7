# SPDX-License-Identifier: GPL-2.0-or-later
"""What is compiled after which patch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from qemu_xen_codemod.verify.schedule import Changes, Reader, Schedule, Step, mentions_in, schedule

SAME, CHECK, COVERED, COMPILE = Step.NOTHING, Step.CHECK, Step.COVERED, Step.COMPILE
HEAD = b"int base(int);\n"
F = b"static inline int f(int a)\n{\n    return base(a);\n}\n"
G = b"static inline int g(int a)\n{\n    return base(a);\n}\n"


def steps(states: Sequence[dict[str, bytes]], other: bytes = b"") -> tuple[Step, ...]:
    return scheduled(states, other).steps


def scheduled(
    states: Sequence[dict[str, bytes]],
    other: bytes = b"",
    reads_after: Mapping[int, frozenset[str]] | None = None,
) -> Schedule:
    """The schedule of main.c, which includes a.h, and `other`, a header that no patch touches."""
    touched = [
        [path for path in before if before[path] != after[path]]
        for before, after in pairwise(states)
    ]
    changes = Changes(touched, lambda state, path: states[state][path], None)
    changed = {path for paths in touched for path in paths}
    others = [other, *(data for path, data in states[0].items() if path not in changed)]
    reader = Reader(
        "main.c", frozenset(("main.c", "a.h")), lambda n: mentions_in(others, n), reads_after or {}
    )
    return schedule(reader, changes)


def states(*files: tuple[bytes, bytes]) -> list[dict[str, bytes]]:
    return [{"a.h": header, "main.c": main} for header, main in files]


def test_comments_need_no_compiler() -> None:
    """Nor does a file that is not read."""
    assert steps(states((HEAD, b"int x;\n"), (b"/* */" + HEAD, b"int x; /* */\n"))) == (SAME,)


def test_a_change_of_the_source_is_compiled() -> None:
    """The object may differ."""
    assert steps(states((HEAD, b"int x;\n"), (HEAD, b"int y;\n"))) == (COMPILE,)


def test_a_function_that_is_used_is_compiled() -> None:
    """In the source, or in a header that no patch touches."""
    used = b"int x(void)\n{\n    return f(1);\n}\n"
    assert steps(states((HEAD, used), (HEAD + F, used))) == (COMPILE,)
    assert steps(states((HEAD, b""), (HEAD + F, b"")), b"#define F f(1)\n") == (COMPILE,)


def test_a_name_in_a_string_is_no_use() -> None:
    """Nor is one in a comment."""
    assert steps(states((HEAD, b""), (HEAD + F, b"")), b'char *s = "f"; /* f */\n') == (CHECK,)


def test_one_check_covers_patches_in_a_row() -> None:
    """Their text is still there at the last of them."""
    row = states((HEAD, b""), (HEAD + F, b""), (HEAD + F + G, b""))
    assert steps(row) == (COVERED, CHECK)


def test_what_a_later_patch_takes_away_is_checked_before() -> None:
    """A later state cannot show it."""
    row = states((HEAD, b""), (HEAD + F, b""), (HEAD + G, b""))
    assert steps(row) == (CHECK, CHECK)


def test_what_leans_on_a_later_patch_is_checked_before() -> None:
    """A patch that builds only with its successor must not be hidden by it."""
    leaning = F.replace(b"base(a)", b"g(a)")
    row = states((HEAD, b""), (HEAD + leaning, b""), (HEAD + G + leaning, b""))
    assert steps(row) == (CHECK, CHECK)


def test_a_new_declaration_ends_the_row() -> None:
    """The header before it may have lacked it."""
    row = states((HEAD, b""), (HEAD + F, b""), (HEAD + F + b"int more(int);\n", b""))
    assert steps(row) == (CHECK, COMPILE)


def test_a_compiled_source_covers_its_headers() -> None:
    """Unless its directives changed, which may change what a header means."""
    row = states((HEAD, b"int x;\n"), (HEAD + F, b"int x;\n"), (HEAD + F, b"int y;\n"))
    assert steps(row) == (COVERED, COMPILE)
    row[2]["main.c"] = b"#define A\nint x;\n"
    assert steps(row) == (CHECK, COMPILE)


def test_what_a_new_include_reads_is_asked() -> None:
    """Until a compiler has reported it, it may be any file that patches touch."""
    included = b'#include "b.h"\n'
    row = [
        {"a.h": HEAD, "b.h": b"", "c.h": b"", "main.c": b""},
        {"a.h": HEAD + included, "b.h": b"", "c.h": b"", "main.c": b""},
        {"a.h": HEAD + included, "b.h": b"", "c.h": b"int c;\n", "main.c": b""},
        {"a.h": HEAD + included, "b.h": b"int b;\n", "c.h": b"int c;\n", "main.c": b""},
    ]
    assert scheduled(row) == Schedule((COMPILE, COMPILE, COMPILE), 0)
    reads_after = {0: frozenset(("main.c", "a.h", "b.h"))}
    assert scheduled(row, reads_after=reads_after) == Schedule((COMPILE, SAME, COMPILE))


def test_an_include_that_a_condition_lets_in_is_asked() -> None:
    """What `#define` or `#if` include counts like what `#include` includes."""
    conditional = b'#ifdef A\n#include "b.h"\n#endif\n'
    row = [
        {"a.h": conditional, "b.h": b"int a;\n", "main.c": b""},
        {"a.h": b"#define A\n" + conditional, "b.h": b"int a;\n", "main.c": b""},
        {"a.h": b"#define A\n" + conditional, "b.h": b"int b;\n", "main.c": b""},
    ]
    assert scheduled(row) == Schedule((COMPILE, COMPILE), 0)
