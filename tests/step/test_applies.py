# SPDX-License-Identifier: GPL-2.0-or-later
"""Steps that are for some trees only."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.report.rule_page import rule_page
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule, run_rule

STEPS = """
  - patch: |
      @@ @@
      - old_call();
      + new_call();
    applies: {version: '<8'}
  - patch: |
      @@ @@
      - old_call();
      + newer_call(ctx);
    applies: {version: '>=8', declares: [ctx], absent: [no_ctx]}
"""
CODE = "void f(void)\n{\n    old_call();\n}\n"


@pytest.mark.parametrize(
    ("files", "call"),
    [
        pytest.param({}, "old_call();", id="no version: none is for it"),
        pytest.param({"VERSION": "10.2.0\n"}, "old_call();", id="a word is missing"),
        pytest.param(
            {"VERSION": "10.2.0\n", "b.c": "int ctx, no_ctx;\n"},
            "old_call();",
            id="a word too many",
        ),
        pytest.param({"VERSION": "7.2.0\n", "b.c": "int ctx;\n"}, "new_call();", id="the first"),
        pytest.param(
            {"VERSION": "8.0\n", "b.c": "int ctx;\n"}, "newer_call(ctx);", id="the second"
        ),
    ],
)
def test_step_is_left_out_where_it_is_not_for_the_tree(
    tmp_path: Path, files: dict[str, str], call: str
) -> None:
    """One rule serves several versions; the files of its examples are the tree."""
    rule = make_rule(tmp_path, STEPS)
    given = {path: text.encode() for path, text in {"a.c": CODE, **files}.items()}
    found = run_rule(rule, given)
    assert found == {**given, "a.c": CODE.replace("old_call();", call).encode()}


def test_rule_without_a_step_for_the_tree_says_why(tmp_path: Path) -> None:
    """It is not run, and the reason names what each step lacks."""
    rule = make_rule(tmp_path, STEPS)
    files = {"a.c": CODE.encode(), "VERSION": b"9.0\n"}
    result = make_plan(FilesInMemory(files), Pack("test"), [rule]).results[0]
    assert result.skipped == (
        "none of its steps applies to the tree: it is for version <8, the tree is 9.0; "
        "the tree's code has no ctx"
    )
    assert not result.is_broken


def test_page_says_for_which_trees_a_step_is(tmp_path: Path) -> None:
    """`codemod rules show` says so above the step."""
    page = rule_page(make_rule(tmp_path, STEPS))
    assert "where the tree is version <8:" in page
    assert "where the tree has ctx and has no no_ctx and is version >=8:" in page


def test_step_for_files_that_lack_a_word(tmp_path: Path) -> None:
    """In the named file, as code: another file's use and a comment do not count."""
    rule = make_rule(
        tmp_path,
        """
  - patch: |
      @@ @@
      - old_call();
      + new_call();
    applies: {lacks: {a.c: [no_ctx]}}
""",
    )
    others = {"b.c": b"int no_ctx;\n"}
    commented = CODE.replace("old", "/* no_ctx */ old").encode()
    found = run_rule(rule, {"a.c": commented, **others})
    assert found == {"a.c": commented.replace(b"old_call", b"new_call"), **others}
    used = {"a.c": f"int no_ctx;\n{CODE}".encode()}
    assert run_rule(rule, used) == used
    result = make_plan(FilesInMemory(used), Pack("test"), [rule]).results[0]
    assert result.skipped == "none of its steps applies to the tree: a.c already has no_ctx"
    assert "where the tree has no no_ctx in a.c:" in rule_page(rule)
