# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply`: modes, output streams, exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.rule.outcome import OUTCOMES

COCCI = "@@\nexpression A;\n@@\n- f(A)\n+ g(A)\n"
BEFORE = "void h(void)\n{\n    f(1);\n}\n"
AFTER = BEFORE.replace("f(1)", "g(1)")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A plain folder with one C file."""
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "a.c").write_text(BEFORE)
    (tmp_path / "x.cocci").write_text(COCCI)
    return folder


def apply(tree: Path, *args: str) -> int:
    return main(["apply", "--tree", str(tree), "--rules", str(tree.parent / "x.cocci"), *args])


def test_dry_run_prints_the_diff_alone(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The diff on standard output applies; the report is on standard error; nothing is written."""
    assert apply(tree, "--dry-run") == 0
    out, err = capfd.readouterr()
    assert (tree / "a.c").read_text() == BEFORE
    assert out.startswith("diff --git a/a.c b/a.c\n")
    assert out.endswith(" }\n")
    assert "1 file, 1 line added and 1 removed, would be 1 commit." in err
    subprocess.run(["git", "apply"], input=out.encode(), cwd=tree, check=True)
    assert (tree / "a.c").read_text() == AFTER


def test_check_exits_1_when_there_is_a_change(
    tree: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And 0 when there is none."""
    assert apply(tree, "--check") == 1
    assert (tree / "a.c").read_text() == BEFORE
    (tree / "a.c").write_text(AFTER)
    assert apply(tree, "--check") == 0
    assert "Nothing to change." in capfd.readouterr().out


def test_in_place_edits_the_files(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Also a plain folder; a second run has nothing to change."""
    assert apply(tree, "--in-place") == 0
    assert (tree / "a.c").read_text() == AFTER
    assert apply(tree, "--in-place") == 0
    assert "Nothing to change." in capfd.readouterr().out


def test_json_says_all(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The report as data, including the diff; nothing on standard error."""
    assert apply(tree, "--dry-run", "--format", "json") == 0
    out, err = capfd.readouterr()
    data = json.loads(out)
    assert err == ""
    assert data["format"] == 1
    assert data["mode"] == "dry-run"
    assert data["rules"][0]["matched"] == 1
    assert data["rules"][0]["changed"] == ["a.c"]
    assert (data["changes"], data["added"], data["removed"]) == (1, 1, 1)
    assert data["diff"].startswith("diff --git")


def test_lists_what_star_lines_match(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each place with its code, in both formats; nothing changes, and --check finds some."""
    (tree.parent / "x.cocci").write_text("@@\nexpression A;\n@@\n* f(A)\n")
    assert apply(tree) == 0
    out = capfd.readouterr().out
    assert "x lists:\n  a.c:3:5: f(1)\n" in out
    assert "1 place listed, nothing to change.\n" in out
    assert apply(tree, "--check") == 1
    assert "a.c:3:5: f(1)" in capfd.readouterr().out
    assert apply(tree, "--format", "json") == 0
    (rule,) = json.loads(capfd.readouterr().out)["rules"]
    assert rule["listed"] == [{"path": "a.c", "line": 3, "column": 5, "code": "f(1)"}]
    assert (rule["matched"], rule["changed"]) == (1, [])
    (tree / "a.c").write_text(AFTER)
    assert apply(tree, "--check") == 0
    assert "Nothing to change." in capfd.readouterr().out


def test_color(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Never when piped, except on request."""
    apply(tree, "--dry-run")
    assert "\x1b" not in "".join(capfd.readouterr())
    apply(tree, "--dry-run", "--color", "always")
    assert "\x1b[32m+    g(1);" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--only", "nope"], "unknown rule nope\nhelp: known rules: x\n"),
        (["--only", ""], "--only is empty\nhelp: known rules: x\n"),
        (["--in-place", "--committed"], "--committed and --in-place do not go together\n"),
        (["--set", "a=1"], "--set a=1: unknown variable a\n"),
    ],
)
def test_wrong_usage(
    tree: Path, capsys: pytest.CaptureFixture[str], args: list[str], message: str
) -> None:
    """Exit 2, a message that says what to do, and no change."""
    assert apply(tree, *args) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")
    assert (tree / "a.c").read_text() == BEFORE


FAILING = """\
id: y
symbols: [xc_foo]
outcome: rewritten
subject: "x: y"
why: because
steps:
  - patch: |
      @@ expression E; @@
      - xc_foo(E)
      + xd_foo(E)
examples:
  - name: wrong
    before: |
      int a = xc_foo(1);
    after: |
      int a = xd_foo(2);
unchanged:
  - name: other
    code: |
      int a = xc_food(1);
"""


def test_a_rule_whose_example_fails_edits_nothing(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message shows the example's place and the difference; exit 2."""
    rule = tmp_path / "y.yml"
    rule.write_text(FAILING)
    assert main(["apply", "--tree", str(tree), "--rules", str(rule), "--in-place"]) == 2
    assert capsys.readouterr().err == (
        f"{rule}:12:11: error: wrong: before does not become after\n"
        "--- sample.c (expected)\n+++ sample.c (found)\n@@ -1 +1 @@\n"
        "-int a = xd_foo(2);\n+int a = xd_foo(1);\n"
        "      - name: wrong\n              ^\n"
        "help: codemod rules test shows the same; fix the rule or its example\n"
    )
    assert (tree / "a.c").read_text() == BEFORE


def test_modes_exclude_each_other(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two modes are wrong usage."""
    assert apply(tree, "--dry-run", "--in-place") == 2
    assert "--dry-run writes nothing, --in-place does" in capsys.readouterr().err


def test_tree_that_no_pack_is_for(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --rules such a tree has no rules."""
    assert main(["apply", "--tree", str(tree)]) == 2
    assert "no built-in rules apply to" in capsys.readouterr().err


def test_what_is_left_is_told(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Uses that the rule cannot rewrite are counted and located, in text and JSON; exit 1."""
    (tree / "b.c").write_text("void *hook = f;\n")
    assert apply(tree, "--dry-run") == 1
    report = capfd.readouterr().err
    assert "rewritten            1\nunanswered           1\nall                  2\n" in report
    assert "unanswered:\n  b.c:1:14: f: x does not handle this form of use\n" in report
    assert apply(tree, "--dry-run", "--format", "json") == 1
    data = json.loads(capfd.readouterr().out)
    assert data["outcomes"]["unanswered"] == 1
    # All of them, whatever the rules are: a program need not ask which are there.
    assert list(data["outcomes"]) == [outcome.value for outcome in OUTCOMES]
    assert [reference["path"] for reference in data["references"]] == ["a.c", "b.c"]


def test_uses_that_are_left_on_purpose(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A rule that handles a call only with other code leaves the others: ten places are shown."""
    (tree.parent / "x.cocci").write_text("@@ @@\n- f(1);\n- f(2);\n+ g();\n")
    calls = "".join(f"    f({number});\n" for number in range(20))
    (tree / "b.c").write_text(f"void k(void)\n{{\n{calls}}}\n")
    assert apply(tree, "--in-place") == 0
    report = capfd.readouterr().out
    assert "rewritten           2\nkept               19\n" in report
    assert report.count("x replaces it only together with other code\n") == 10
    assert "  and 9 more of f; --format json lists all\n" in report


MACRO_CALL = (
    "void h(int a)\n{\n    if (a) {\n        begin(a)\n            f(1);\n        f(2);\n    }\n}\n"
)
ONLY_ALWAYS = "@@ expression A, B; @@\n- f(A);\n  ...\n- f(B);\n"


def test_a_tree_says_how_its_macros_are_read(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In a plain folder with a bare .cocci file; without it, `begin` looks like a macro with a
    body.
    """
    (tree.parent / "x.cocci").write_text(ONLY_ALWAYS)
    (tree / "a.c").write_text('#include "m.h"\n' + MACRO_CALL)
    (tree / "m.h").write_text("\n")
    apply(tree, "--dry-run")
    assert "-        f(2);" not in capfd.readouterr().out
    (tree / "m.h").write_text("#define begin(x) do { start(x); } while (0);\n")
    apply(tree, "--dry-run")
    assert "-            f(1);\n-        f(2);" in capfd.readouterr().out


def test_a_macro_file_wins(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Over the tree's definitions; of two files the last."""
    (tree.parent / "x.cocci").write_text(ONLY_ALWAYS)
    (tree / "a.c").write_text("#define begin(x) for (;;)\n" + MACRO_CALL)
    apply(tree, "--dry-run")
    assert "-        f(2);" not in capfd.readouterr().out
    for name, text in (("1.h", "#define begin(x) for (;;)\n"), ("2.h", "#define begin(x) x;\n")):
        (tree.parent / name).write_text(text)
    files = [f"--macro-file={tree.parent / name}" for name in ("1.h", "2.h")]
    apply(tree, "--dry-run", *files)
    assert "-            f(1);\n-        f(2);" in capfd.readouterr().out


def test_a_bad_macro_file_is_an_error(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With its place and help; nothing is read."""
    (tree.parent / "m.h").write_text("#define A\nint a;\n")
    assert apply(tree, "--dry-run", f"--macro-file={tree.parent / 'm.h'}") == 2
    err = capfd.readouterr().err
    assert f"{tree.parent / 'm.h'}:2:1: error: this is not a #define" in err
    assert "help: a file of macros has #define lines" in err


VIRTUAL = "virtual patch\n\n@depends on patch@\nexpression A;\nidentifier virtual.to;\n@@\n"


def test_a_virtual_rule_is_chosen(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With -D, as in spatch; without it nothing is changed."""
    (tree.parent / "x.cocci").write_text(VIRTUAL + "- f(A)\n+ to(A)\n")
    assert apply(tree, "--check") == 0
    assert apply(tree, "--check", "-D", "patch") == 0
    capfd.readouterr()
    assert apply(tree, "--dry-run", "-D", "patch", "-D", "to=g") == 0
    assert "+    g(1);" in capfd.readouterr().out


def test_scripts_of_other_modes_are_left_out(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """They are refused only where they could run; a mode without rules changes nothing."""
    script = "@script:python depends on report@\n@@\nprint(1)\n"
    rule = "@depends on patch@\nexpression A;\n@@\n- f(A)\n+ g(A)\n"
    (tree.parent / "x.cocci").write_text(f"virtual patch, report, other\n\n{script}\n{rule}")
    assert apply(tree, "--dry-run") == 2
    assert (
        "help: scripts are not run; `codemod apply -D patch` leaves them out"
        in capfd.readouterr().err
    )
    assert apply(tree, "--dry-run", "-D", "report") == 2
    capfd.readouterr()
    assert apply(tree, "--dry-run", "-D", "other") == 0
    assert apply(tree, "--dry-run", "-D", "patch") == 0
    out = capfd.readouterr().out
    assert out.count("+    g(1);") == 1


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("context", "-D context: no rule declares `virtual context`"),
        ("patch=f", "-D patch=..: no rule uses `virtual.patch`"),
        ("to", "-D to: no rule declares `virtual to`"),
        ("to=1", "-D to=1"),
        ("", "-D "),
    ],
)
def test_what_no_rule_declares_is_an_error(
    tree: Path, capfd: pytest.CaptureFixture[str], option: str, what: str
) -> None:
    """Nothing is read; the help lists the known names."""
    (tree.parent / "x.cocci").write_text(VIRTUAL + "- f(A)\n+ to(A)\n")
    assert apply(tree, "--dry-run", "-D", option) == 2
    err = capfd.readouterr().err
    assert f"error: {what}" in err
    assert "help: " in err
