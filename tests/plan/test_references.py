# SPDX-License-Identifier: GPL-2.0-or-later
"""The outcome of each reference."""

from __future__ import annotations

import re
from pathlib import Path

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import KeepBlock, KeepFiles, Library, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

PATCH = """
  - patch: |
      @@
      expression N;
      @@
      - xc_f(xch, N)
      + g_f(N)
"""
TODO = """
  - todo:
      match: |
        @@ @@
        xc_f(...)
      text: "TODO: ask the toolstack. It knows."
"""
PACK = Pack(
    "test",
    libraries=(Library("libxc", None, None, ("xc_f", "xc_g")),),
    keep=(
        KeepBlock(re.compile(r"VERSION < \d"), "compat"),
        KeepFiles(("probe/*.c",), "a probe"),
    ),
)


def plan_of(rules: list[Rule], **files: str) -> Plan:
    data = {name.replace("_", "/") + ".c": text.encode() for name, text in files.items()}
    return make_plan(FilesInMemory(data), PACK, rules)


def outcomes(plan: Plan) -> list[tuple[str, str, str]]:
    return [
        (str(reference.place), reference.outcome.value, reference.reason)
        for reference in plan.references
    ]


def test_without_rules_all_are_unanswered() -> None:
    """Comments, strings and prototypes are not references; every call is, with its place."""
    code = 'int xc_f(int n);\n/* xc_f */\nint a = xc_f(1), b = xc_f(2);\nchar *s = "xc_g";\n'
    plan = plan_of([], a=code)
    assert outcomes(plan) == [
        ("a.c:3:9", "unanswered", "no rule handles xc_f"),
        ("a.c:3:22", "unanswered", "no rule handles xc_f"),
    ]
    assert plan.commits == ()
    assert not plan.is_clean


def test_kept_code_is_not_changed(tmp_path: Path) -> None:
    """References in compat code and probes are kept, and no patch touches them."""
    files = {
        "a": "#if VERSION < 4\nint a = xc_f(xch, 1);\n#else\nint a = 1;\n#endif\n",
        "probe_b": "int a = xc_f(xch, 1);\n",
    }
    plan = plan_of([make_rule(tmp_path, PATCH)], **files)
    assert [outcome[1:] for outcome in outcomes(plan)] == [("kept", "compat"), ("kept", "a probe")]
    assert plan.commits == ()
    assert plan.is_clean


def test_else_arm_is_not_kept(tmp_path: Path) -> None:
    """The pattern is about the #if's own arm."""
    code = "#if VERSION < 4\nint a = 1;\n#else\nint a = xc_f(xch, 1);\n#endif\n"
    plan = plan_of([make_rule(tmp_path, PATCH)], a=code)
    assert [reference.outcome for reference in plan.references] == [Outcome.REWRITTEN]


def test_rewritten_and_what_no_pattern_fits(tmp_path: Path) -> None:
    """A call with other arguments is unanswered, one in a macro's definition refused."""
    code = "void f(void)\n{\n    xc_f(xch, 1);\n    xc_f(1, 2, 3);\n}\n#define M xc_f\n"
    plan = plan_of([make_rule(tmp_path, PATCH)], a=code)
    assert outcomes(plan) == [
        ("a.c:3:5", "rewritten", ""),
        ("a.c:4:5", "unanswered", "one does not handle this form of use"),
        ("a.c:6:11", "refused", "it is in the definition of the macro M"),
    ]
    assert "- xc_f, M in a.c: it is in the definition" in plan.commits[0].body
    assert not plan.is_clean


def test_annotated_once_and_counted_again(tmp_path: Path) -> None:
    """A second run finds its own comment: the reference is annotated, nothing changes."""
    rule = make_rule(tmp_path, TODO, outcome="annotated")
    first = plan_of([rule], a="void f(void)\n{\n    xc_f(1);\n}\n")
    assert outcomes(first) == [("a.c:3:5", "annotated", "ask the toolstack")]
    second = plan_of([rule], a=first.commits[0].changes[0].after.decode())
    assert outcomes(second) == [("a.c:4:5", "annotated", "ask the toolstack")]
    assert second.commits == ()
    assert second.is_clean


def test_other_symbols_in_removed_code_are_retired(tmp_path: Path) -> None:
    """A reference in code that is removed with others is retired, whatever the rule's own
    outcome.
    """
    steps = """
  - patch: |
      @@
      expression N;
      @@
      - xc_g();
      - xc_f(xch, N);
      + g_f(N);
"""
    plan = plan_of(
        [make_rule(tmp_path, steps)], a="void f(void)\n{\n    xc_g();\n    xc_f(xch, 1);\n}\n"
    )
    assert [reference.outcome for reference in plan.references] == [
        Outcome.RETIRED,
        Outcome.REWRITTEN,
    ]


def test_reference_that_was_only_moved_is_still_there(tmp_path: Path) -> None:
    """A patch that adds the same call again does not handle it."""
    steps = """
  - patch: |
      @@
      @@
      - xc_f(xch, 1);
      + if (on) {
      +     xc_f(xch, 1);
      + }
"""
    plan = plan_of([make_rule(tmp_path, steps)], a="void f(void)\n{\n    xc_f(xch, 1);\n}\n")
    assert [reference.outcome for reference in plan.references] == [Outcome.UNANSWERED]


def test_rules_work_on_each_others_result(tmp_path: Path) -> None:
    """A later rule sees the earlier one's edit, and each commit begins where the one before
    ended.
    """
    rules = [
        make_rule(tmp_path, TODO, "first", outcome="annotated"),
        make_rule(tmp_path, PATCH, "second"),
    ]
    plan = plan_of(rules, a="void f(void)\n{\n    xc_f(xch, 1);\n}\n")
    assert [(reference.outcome, reference.rule) for reference in plan.references] == [
        (Outcome.REWRITTEN, "second")
    ]
    first, second = (commit.changes[0] for commit in plan.commits)
    assert first.after == second.before


def test_rule_that_is_not_for_the_tree_says_why(tmp_path: Path) -> None:
    """A missing word, a word that is there already, a version, and a rule that it follows."""
    for applies, why in (
        ("{declares: [zz]}", "the tree's code has no zz"),
        ("{absent: [f]}", "the tree already has f, in a.c"),
        ("{version: '>=5'}", "it is for version >=5, and the tree has no VERSION file"),
    ):
        rule = make_rule(tmp_path, PATCH, applies=applies)
        plan = plan_of([rule], a="void f(void)\n{\n    xc_f(xch, 1);\n}\n")
        assert plan.results[0].skipped == why
        assert not plan.commits
