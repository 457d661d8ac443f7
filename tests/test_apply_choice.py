# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply --only` and `--outcome`: which rules run, and what is reported about the
others.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

RULE = """\
id: {id}
symbols: {symbols}
outcome: {outcome}
{needs}subject: "x: {id}"
why: Because.
steps:
  - {step}
examples:
  - name: one
    before: {{a.h: "int first;\\n", a.c: "#include \\"a.h\\"\\nint a = {old};\\n"}}
    after: {after}
unchanged:
  - name: other
    code: "int a = other(1);\\n"
"""
KNOWN = "help: known outcomes: rewritten, wrapped, retired, annotated"
PATCH = "patch: |\n      @@ expression E; @@\n      - {old}(E)\n      + {new}(E)"
INSERT = "insert: {into: [a.h], after: {declaration: first}, text: 'int handle;', unless: handle}"


def write_rule(folder: Path, name: str, symbol: str, outcome: str, needs: str = "") -> None:
    after = '{{a.h: "int first;\\n", a.c: "#include \\"a.h\\"\\nint a = {new}(1);\\n"}}'
    text = RULE.format(
        id=name,
        symbols=f"[{symbol}]",
        outcome=outcome,
        needs=needs,
        step=PATCH.format(old=symbol, new=f"new_{symbol}"),
        old=f"{symbol}(1)",
        after=after.format(new=f"new_{symbol}"),
    )
    (folder / f"{name}.yml").write_text(text)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree that calls f, g and h, and rules for each; that for g needs a handle."""
    rules = tmp_path / "rules"
    rules.mkdir()
    write_rule(rules, "for-f", "f", "rewritten")
    write_rule(rules, "for-g", "g", "wrapped", "needs: [handle]\n")
    write_rule(rules, "for-h", "h", "retired")
    text = RULE.format(
        id="handle",
        symbols="[]",
        outcome="prepared",
        needs="",
        step=INSERT,
        old="0",
        after='{a.h: "int first;\\n\\nint handle;\\n", a.c: "#include \\"a.h\\"\\nint a = 0;\\n"}',
    )
    (rules / "handle.yml").write_text(text)
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "a.h").write_text("int first;\n")
    (folder / "a.c").write_text('#include "a.h"\nint a = f(1), b = g(1), c = h(1);\n')
    return folder


def apply(tree: Path, *args: str) -> int:
    return main(["apply", "--tree", str(tree), "--rules", str(tree.parent / "rules"), *args])


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (
            ["--outcome", "rewriten"],
            "unknown outcome rewriten\nhelp: did you mean rewritten?",
        ),
        (
            ["--outcome", "prepared"],
            "unknown outcome prepared\nhelp: did you mean retired?",
        ),
        (
            ["--outcome", ","],
            f"--outcome is empty\n{KNOWN}",
        ),
        (
            ["--outcome", "annotated"],
            "none of the rules is annotated\nhelp: they are rewritten, wrapped, retired, prepared",
        ),
        (
            ["--only", "for-f,for-h", "--outcome", "annotated,wrapped"],
            "none of the named rules is wrapped or annotated\nhelp: they are rewritten, retired",
        ),
    ],
)
def test_wrong_choices(
    tree: Path, args: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage, exit 2: the message lists the valid names."""
    assert apply(tree, "--check", *args) == 2
    assert capsys.readouterr().err == f"error: {error}\n"


@pytest.mark.parametrize(
    ("args", "rules"),
    [
        ([], ["for-f", "for-h", "handle", "for-g"]),
        (["--outcome", "rewritten, retired"], ["for-f", "for-h"]),
        (["--outcome", "wrapped"], ["handle", "for-g"]),
        (["--only", "for-g"], ["handle", "for-g"]),
        (["--only", "for-g,for-h", "--outcome", "retired,rewritten"], ["for-h"]),
        (["--only", "for-h,for-g", "--outcome", "wrapped"], ["handle", "for-g"]),
    ],
)
def test_rules_that_run(
    tree: Path, args: list[str], rules: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule must satisfy --only and --outcome; rules that it needs are included, and come
    first.
    """
    assert apply(tree, "--dry-run", "--format", "json", *args) == 0
    data = json.loads(capsys.readouterr().out)
    assert [rule["id"] for rule in data["rules"]] == rules
    assert all(rule["changed"] for rule in data["rules"])
    assert "prepared" not in data["outcomes"]


def test_a_rule_that_only_prepares_is_not_done_alone(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It can be named, and the report says why it was left out."""
    assert apply(tree, "--check", "--only", "handle,for-f") == 1
    out = capsys.readouterr().out
    assert "handle: not run: no rule that needs it changes anything\n" in out
    assert apply(tree, "--check", "--only", "handle") == 0
    assert apply(tree, "--check", "--only", "for-g") == 1
    assert "handle (prepared)        0      1        0\n" in capsys.readouterr().out


def test_what_is_left_for_other_rules(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A use that an unchosen rule handles is left on purpose: exit 0."""
    both = tree.parent / "rules" / "for-f-too.yml"
    write_rule(both.parent, "for-f-too", "f", "annotated")
    (tree / "a.c").write_text('#include "a.h"\nint a = g(1);\nvoid *hook = f;\n')
    assert apply(tree, "--dry-run", "--format", "json", "--only", "for-f") == 0
    (reference,) = json.loads(capsys.readouterr().out)["references"]
    assert (reference["symbol"], reference["outcome"]) == ("f", "kept")
    assert (reference["rule"], reference["reason"]) == ("for-f-too", "not chosen: for-f-too")
    assert apply(tree, "--check") == 1
