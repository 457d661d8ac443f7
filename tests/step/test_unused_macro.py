# SPDX-License-Identifier: GPL-2.0-or-later
"""The sweep of macros: what a commit left unused is removed, what was unused before stays."""

from __future__ import annotations

from pathlib import Path

from tests.step.yaml_rule import make_rule, run_rule

_STEPS = """
  - patch: |
      @@
      expression E;
      @@
      - old(E);
      + new();
  - sweep: [macros]
"""


def _run(folder: Path, **files: str) -> str:
    rule = make_rule(folder, _STEPS)
    given = {name.replace("_c", ".c"): text.encode() for name, text in files.items()}
    return run_rule(rule, given)["a.c"].decode()


def _function(call: str) -> str:
    return f"\nvoid f(void)\n{{\n    {call}\n}}\n"


def test_macro_that_was_unused_before_stays(tmp_path: Path) -> None:
    """Nobody used it before the commit either: the commit must not remove it."""
    text = "#define SPARE 1\n"
    assert _run(tmp_path, a_c=text + _function("old(2);")) == text + _function("new();")


def test_macro_that_another_macro_or_file_uses_stays(tmp_path: Path) -> None:
    """A use in another macro's body, in a directive or in another file counts."""
    text = "#define ONE 1\n\n#define TWO 2\n\n#define THREE (ONE + 2)\n\n#if TWO > 1\n#endif\n"
    call = "old(ONE + TWO + FOUR);"
    after = text + "int three = THREE;\n\n#define FOUR 4\n" + _function("new();")
    before = text + "int three = THREE;\n\n#define FOUR 4\n" + _function(call)
    assert _run(tmp_path, a_c=before, b_c='#include "a.c"\nint four = FOUR;\n') == after


def test_macros_of_a_list_go_one_by_one(tmp_path: Path) -> None:
    """Macros used by the rest of the list stay, with the list's comment."""
    text = "/* bits */\n#define ONE 1 /* first */\n#define TWO 2\n\nint two = TWO;\n"
    after = text.replace("#define ONE 1 /* first */\n", "")
    assert _run(tmp_path, a_c=text + _function("old(ONE);")) == after + _function("new();")


def test_list_that_nothing_uses_any_more_goes_as_a_whole(tmp_path: Path) -> None:
    """With its comment, and with members that were never used."""
    text = "int x;\n\n/* bits */\n#define ONE 1\n#define \\\n  SPARE 2\n"
    assert _run(tmp_path, a_c=text + _function("old(ONE);")) == "int x;\n" + _function("new();")
