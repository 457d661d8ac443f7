# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules explain`, as a user sees it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod import cli

COCCI = """\
@first@
expression E;
@@
- old(E)
+ new(E)

@second depends on first@
struct dev *D;
@@
- reset(D)
+ restart(D)
"""
YAML = """\
id: swap
symbols: [old]
outcome: rewritten
subject: use new
why: old is old.
steps:
  - patch: |
      @@ expression E; @@
      - old(E)
      + new(E)
    files: ["hw/**"]
examples:
  - {name: one, before: {hw/b.c: "int a = old(1);"}, after: {hw/b.c: "int a = new(1);"}}
unchanged:
  - {name: two, code: "int a;"}
"""
TODO = """\
id: note
symbols: [old]
outcome: annotated
subject: say it
why: it is so.
steps:
  - todo:
      match: |
        @@ @@
          old(...)
      function: ^init
      text: This is old.
  - todo:
      match: |
        @@ @@
          old(...)
      text: This is old, too.
examples:
  - name: one
    before: |
      void go(void)
      {
          old(1);
      }
    after: |
      void go(void)
      {
          /* TODO: This is old, too. */
          old(1);
      }
unchanged:
  - {name: two, code: "int a;"}
"""
CODE = """\
#include "dev.h"
void init(struct dev *d)
{
    old(1);
    reset(d->next);
    /* nothing */
}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which is not a checkout."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name, text in {"r.cocci": COCCI, "swap.yml": YAML, "note.yml": TODO, "a.c": CODE}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def tree(here: Path, git: Callable[..., bytes]) -> Path:
    """A checkout with the header that shows a type."""
    root = here / "tree"
    files = {
        "hw/a.c": CODE,
        "util/a.c": CODE,
        "hw/dev.h": "struct dev { struct dev *next; };\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "all")
    return root


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code = cli.main(["rules", "explain", *words])
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, "")
    return shown.out


def fault(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["rules", "explain", *words]) == 2
    return capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_each_rule_of_a_patch(capsys: pytest.CaptureFixture[str]) -> None:
    """A match with its change; where the next rule stops, and the header that was not found."""
    assert (
        told(capsys, "r.cocci", "a.c")
        == """\
r.cocci:4: rule first matches 1 place

a.c:4:5: matches
    where E is 1
    -    old(1);
    +    new(1);

r.cocci:10: rule second matches nothing

a.c:5:11: D is of type struct dev *, and the type of `d->next` is not known
    rule 10 | - reset(D)
            |         ^
    code 5  |     reset(d->next);
            |           ^
note: headers not found, so their types are unknown: dev.h
"""
    )


@pytest.mark.usefixtures("here")
def test_one_rule_of_several(capsys: pytest.CaptureFixture[str]) -> None:
    """Its name follows the file's; the others are still run."""
    shown = told(capsys, "r.cocci:second", "a.c:5")
    assert "rule first" not in shown
    assert shown.startswith("r.cocci:10: rule second matches nothing on line 5\n")


@pytest.mark.usefixtures("tree")
def test_a_file_of_a_checkout(capsys: pytest.CaptureFixture[str]) -> None:
    """Its headers show types, and it is named as in the tree."""
    shown = told(capsys, "r.cocci:second", "tree/hw/a.c:5")
    assert "hw/a.c:5:5: matches\n    where D is d->next\n" in shown
    assert shown == told(capsys, "r.cocci:second", "hw/a.c:5", "--tree", "tree")


@pytest.mark.usefixtures("tree")
def test_a_file_that_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """The globs of a step, and that the code would match."""
    shown = told(capsys, "swap.yml", "tree/util/a.c")
    assert shown.startswith("left out: `files` of the step excludes util/a.c: hw/**\n")
    assert "util/a.c:4:5: matches" in shown
    assert "left out" not in told(capsys, "swap.yml", "tree/hw/a.c")


@pytest.mark.usefixtures("tree")
def test_a_rule_that_is_not_for_the_tree(capsys: pytest.CaptureFixture[str]) -> None:
    """The conditions of `applies` that are not met."""
    text = YAML.replace("steps:", "applies: {declares: [no_such_thing]}\nsteps:")
    Path("swap.yml").write_text(text)
    why = "swap does not apply to this tree: the tree's code has no no_such_thing\n"
    assert told(capsys, "swap.yml", "tree/hw/a.c").startswith(why)
    assert "not run" not in told(capsys, "swap.yml", "a.c")


def test_a_file_that_is_not_c(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name says so."""
    (tree / "hw/a.txt").write_text(CODE)
    assert told(capsys, "r.cocci", "tree/hw/a.txt").startswith(
        "left out: tree/hw/a.txt is not a C file by its name\n"
    )


@pytest.mark.usefixtures("here")
def test_a_todo_for_other_functions(capsys: pytest.CaptureFixture[str]) -> None:
    """Matches that a step's conditions exclude, and those that an earlier step took."""
    Path("a.c").write_text(CODE + "void go(void)\n{\n    old(2);\n}\n")
    shown = told(capsys, "note.yml", "a.c")
    over = "matches, and is passed over"
    assert f"a.c:10:5: {over}: the step is for functions `^init`, this is go\n" in shown
    assert f"a.c:4:5: {over}: an earlier step comments it\n" in shown
    assert shown.count(over) == 2


def test_what_apply_refuses(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole rule may refuse a match that the patch alone would change."""
    text = "@@ @@\n- int x = 1;\n"
    Path("drop.cocci").write_text(text)
    (tree / "hw/a.c").write_text("int f(void)\n{\n    int x = 1;\n    return x;\n}\n")
    shown = told(capsys, "drop.cocci", "tree/hw/a.c")
    assert "hw/a.c:3:5: matches" in shown
    assert "apply refuses this: " in shown


@pytest.mark.usefixtures("here")
def test_a_long_line_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is wider than the terminal, and the caret is below its column."""
    Path("a.c").write_text("int x = " + "1 + " * 40 + "f(3) + " + "2 + " * 40 + "4;\n")
    Path("r.cocci").write_text("@@ @@\n- f(5)\n+ g()\n")
    lines = told(capsys, "r.cocci", "a.c").split("\n")
    assert max(map(len, lines)) <= 80
    at = next(number for number, line in enumerate(lines) if "code 1" in line)
    assert lines[at][lines[at + 1].index("^")] == "3"


@pytest.mark.usefixtures("here")
def test_a_rule_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `apply --rules -` reads it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(COCCI.encode())))
    assert "a.c:4:5: matches\n" in told(capsys, "-", "a.c")


@pytest.mark.usefixtures("here")
def test_control_characters_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """An untrusted file does not control the terminal."""
    Path("a.c").write_bytes(b'int x = f("\x1b[2J");\n')
    Path("r.cocci").write_text("@@ @@\n- f(5)\n+ g()\n")
    assert "\x1b" not in told(capsys, "r.cocci", "a.c")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["xen-interfac", "a.c"],
            "error: unknown rule xen-interfac\n"
            "help: did you mean xen-interface?; your own is named by its file\n",
        ),
        (["none.cocci", "a.c"], "error: no such rule file: none.cocci\n"),
        (
            ["r.cocci:secnd", "a.c"],
            "error: r.cocci has no rule secnd\nhelp: did you mean second?\n",
        ),
        (
            ["r.cocci", "b.c"],
            "error: there is no file b.c\nhelp: name a C file and, if wanted, a line: FILE:LINE\n",
        ),
        (
            ["r.cocci", "."],
            "error: . is a folder\nhelp: name a C file and, if wanted, a line: FILE:LINE\n",
        ),
        (["r.cocci", "a.c:8"], "error: a.c has no line 8\nhelp: it has 7 lines\n"),
        (["r.cocci", "a.c:0"], "error: a.c has no line 0\nhelp: it has 7 lines\n"),
        (
            ["r.cocci", "a.c:6"],
            "error: a.c:6 has no code\nhelp: name the line on which the code begins\n",
        ),
    ],
    ids=["rule", "rule file", "name", "file", "folder", "line", "zero", "comment"],
)
@pytest.mark.usefixtures("here")
def test_wrong_usage(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    """What is wrong, and what to write instead."""
    assert fault(capsys, *words) == said


@pytest.mark.usefixtures("tree")
def test_a_file_outside_of_the_tree(capsys: pytest.CaptureFixture[str]) -> None:
    """--tree is the tree of the file."""
    assert fault(capsys, "r.cocci", "a.c", "--tree", "tree") == (
        "error: a.c is not in tree\nhelp: name the tree of the file\n"
    )
