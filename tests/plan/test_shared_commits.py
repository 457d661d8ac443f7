# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that share a commit: its message, its changes, and the result of a single rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.pack import Group, Library, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

SUBJECT = "x: {{ rules | length }} of two"
PACK = Pack(
    "test",
    libraries=(Library("libxc", None, None, ("xc_f", "xc_g", "xc_h")),),
    symbols=("xc_h", "xc_g", "xc_f"),
    groups=(Group(("f", "h"), SUBJECT, "Of {{ symbols | listed }} by {{ rules }}."),),
)
TODO = """
  - todo:
      match: |
        @@ @@
        {symbol}(...)
      text: "TODO: ask about {symbol}."
"""
CODE = {
    "a.c": "void a(void)\n{\n    xc_f(1);\n    xc_g(2);\n}\n",
    "b.c": "void b(void)\n{\n    xc_h(1);\n    xc_f(2);\n}\n",
}


def annotating(folder: Path, name: str, **fields: str) -> Rule:
    step = TODO.format(symbol=f"xc_{name}")
    return make_rule(folder, step, name, symbols=f"[xc_{name}]", outcome="annotated", **fields)


@pytest.fixture
def rules(tmp_path: Path) -> dict[str, Rule]:
    """A rule for each of the functions."""
    return {name: annotating(tmp_path, name) for name in "fgh"}


def plan_of(rules: list[Rule], files: dict[str, str] = CODE) -> Plan:
    return make_plan(FilesInMemory({name: files[name].encode() for name in files}), PACK, rules)


def messages(plan: Plan) -> list[str]:
    return [commit.message for commit in plan.commits]


def test_nothing_to_change_is_no_commit(rules: dict[str, Rule]) -> None:
    """Neither for one rule nor for several."""
    assert plan_of(list(rules.values()), {"a.c": "int a;\n"}).commits == ()


def test_one_commit_for_all(rules: dict[str, Rule]) -> None:
    """The message is the pack's; each file changes once; a second run changes nothing."""
    series = [rules["g"], rules["f"], rules["h"]]
    plan = plan_of(series)
    assert [commit.rules for commit in plan.commits] == [("g",), ("f", "h")]
    assert messages(plan) == [
        "x: change f\n\nBecause.\n",
        "x: 2 of two\n\nOf xc_h and xc_f by ['f', 'h'].\n",
    ]
    alone, shared = plan.commits
    assert [change.path for change in shared.changes] == ["a.c", "b.c"]
    assert shared.changes[0].before == alone.changes[0].after
    assert shared.changes[1].after.count(b"TODO") == 2
    assert [result.changed for result in plan.results] == [("a.c",), ("a.c", "b.c"), ("b.c",)]
    again = plan_of(series, {change.path: change.after.decode() for change in shared.changes})
    assert again.commits == ()
    assert again.is_clean


def test_only_some_change_something(rules: dict[str, Rule]) -> None:
    """The message mentions only these: a rule finds nothing, or was not chosen."""
    said = ["x: 1 of two\n\nOf xc_f by ['f'].\n"]
    assert messages(plan_of([rules["f"], rules["h"]], {"a.c": CODE["a.c"]})) == said
    assert messages(plan_of([rules["f"]])) == said


def test_one_is_refused(rules: dict[str, Rule]) -> None:
    """The others are applied, and the remaining uses are listed."""
    plan = plan_of([rules["f"], rules["h"]], {**CODE, "b.c": "#define H() xc_h(1)\n"})
    assert messages(plan) == [
        "x: 1 of two\n\nOf xc_f by ['f'].\n\nLeft as they are:\n\n"
        "- xc_h, H in b.c: no statement to add a comment above\n"
    ]
    assert not plan.is_clean


def test_one_cannot_be_done(rules: dict[str, Rule], tmp_path: Path) -> None:
    """A rule whose need is missing is not part of the commit."""
    plan = plan_of([rules["f"], annotating(tmp_path, "h", needs="[none]")])
    assert plan.commits[0].rules == ("f",)
    assert "- xc_h, b() in b.c: it needs none, which is not among the rules" in messages(plan)[0]
