# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the insert step puts its text, and when it does not insert it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.step.yaml_rule import make_rule, run_rule

WRAPPER = "static inline int g_f(int n)\n{\n    return xc_f(xch, n);\n}\n"


def run(
    folder: Path, files: dict[str, str], place: str, text: str = "int new;\n"
) -> dict[str, str]:
    """The files after the step; `place` has its keys separated by `|`."""
    keys = place.replace("|", "\n      ")
    lines = "".join(f"        {line}\n" for line in text.splitlines())
    rule = make_rule(folder, f"  - insert:\n      {keys}\n      text: |\n{lines}")
    after = run_rule(rule, {path: data.encode() for path, data in files.items()})
    assert run_rule(rule, after) == after
    return {path: data.decode() for path, data in after.items()}


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("into: [b.h]|after: {line: int a;}", "int a;\n"),
        ("into: [a.h]|declares: zz|after: {line: int a;}", "int a;\n"),
        ("into: [a.h]|unless: a|after: {line: int a;}", "int a;\n"),
        ("into: [a.h]|after: {line: int b;}", "int a;\n"),
        ("into: [a.h]|after: {line: int a;}", "/*\nint a;\n*/\n"),
        ("into: [a.h]|after: {block_of: a}", "#ifndef A_H\n#define A_H\nint a;\n#endif\n"),
        ("into: [a.h]|after: {function: a}", "int a(void);\n"),
        ("into: [a.h]|after: {line: int a;}", "int new;\nint a;\n"),
    ],
)
def test_no_place_or_nothing_to_do(tmp_path: Path, place: str, code: str) -> None:
    """No such file, word or anchor; an include guard is no block; the text is there already."""
    assert run(tmp_path, {"a.h": code}, place)["a.h"] == code


@pytest.mark.parametrize(
    ("anchor", "before", "after"),
    [
        ("after: {line: int a;}", "int a;\nint b;\n", "int a;\n\nint new;\n\nint b;\n"),
        ("after: {line: int a;}", "int a;\n\nint b;\n", "int a;\n\nint new;\n\nint b;\n"),
        ("after: {line: int a;}", "int a;", "int a;\n\nint new;\n"),
        ("before: {line: int a;}", "int a;\n", "int new;\n\nint a;\n"),
        (
            "after: [{line: int b;}, {function: f}]",
            "int f(void)\n{\n}\n",
            "int f(void)\n{\n}\n\nint new;\n",
        ),
        (
            "before: {function: f}",
            "int a;\n\n/* f */\nint f(void)\n{\n}\n",
            "int a;\n\nint new;\n\n/* f */\nint f(void)\n{\n}\n",
        ),
        ("after: {declaration: d}", "extern int *d;\n", "extern int *d;\n\nint new;\n"),
        (
            "after: {block_of: w}",
            "#ifndef A_H\n#define A_H\n#if X\n#ifdef Y\nint w;\n#endif\n#endif\nint a;\n#endif\n",
            "#ifndef A_H\n#define A_H\n#if X\n#ifdef Y\nint w;\n#endif\n#endif\n\nint new;\n\n"
            "int a;\n#endif\n",
        ),
    ],
)
def test_one_blank_line_on_both_sides(tmp_path: Path, anchor: str, before: str, after: str) -> None:
    """The text is inserted as whole lines after or before its anchor, separated from its
    neighbours, once.
    """
    assert run(tmp_path, {"a.h": before}, f"into: [a.h]|{anchor}")["a.h"] == after


def test_includes_stay_together(tmp_path: Path) -> None:
    """No blank line between two #include lines."""
    place = "into: [a.h]|after: {directive: '#include <x.h>'}"
    files = {"a.h": "#include  <x.h> /* x */\n#include <z.h>\n"}
    assert run(tmp_path, files, place, "#include <y.h>\n")["a.h"] == (
        "#include  <x.h> /* x */\n#include <y.h>\n#include <z.h>\n"
    )


def test_first_file_that_declares_wins(tmp_path: Path) -> None:
    """A comment does not declare; globs are tried in order."""
    files = {"i/a.h": "/* w */\nint a;\n", "i/b.h": "int w;\nint a;\n"}
    files["i/c.h"] = files["i/b.h"]
    place = "into: [z.h, 'i/*.h']|declares: w|after: {line: int a;}"
    after = run(tmp_path, files, place)
    assert [path for path in files if after[path] != files[path]] == ["i/b.h"]


STEPS = """
  - patch: |
      @@
      expression N;
      @@
      - xc_f(xch, N)
      + g_f(N)
  - insert:
      into: [a.h]
      after: {line: int a;}
      text: |
        static inline int g_f(int n)
        {
            return xc_f(xch, n);
        }
"""


def test_wrapper_comes_with_a_use_only(tmp_path: Path) -> None:
    """Nothing is inserted into a tree in which the patch matches nothing."""
    files = {"a.h": b"int a;\n", "b.c": b"int b;\n"}
    assert run_rule(make_rule(tmp_path, STEPS), files) == files


def test_wrapper_is_not_rewritten_into_itself(tmp_path: Path) -> None:
    """The wrapper's own call of the unstable function stays, in the first run and in the second."""
    rule = make_rule(tmp_path, STEPS)
    after = run_rule(rule, {"a.h": b"int a;\n", "b.c": b'#include "a.h"\nint b = xc_f(xch, 1);\n'})
    assert after == {
        "a.h": b"int a;\n\n" + WRAPPER.encode(),
        "b.c": b'#include "a.h"\nint b = g_f(1);\n',
    }
    assert run_rule(rule, after) == after


def test_patch_without_its_wrapper_is_not_done(tmp_path: Path) -> None:
    """Calls are not rewritten if there is no place for the wrapper that they need."""
    files = {"a.h": b"int z;\n", "b.c": b'#include "a.h"\nint b = xc_f(xch, 1);\n'}
    assert run_rule(make_rule(tmp_path, STEPS), files) == files
