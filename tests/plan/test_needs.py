# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that need others: what is included, what is left out, what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, Settings, make_plan
from qemu_xen_codemod.rule.order import series_order
from qemu_xen_codemod.rule.pack import Library, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.selection import select_rules
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

PACK = Pack("test", libraries=(Library("libxc", None, None, ("xc_f", "xc_g")),))
USER = """
  - patch: |
      @@ expression N; @@
      - xc_f(xch, N)
      + new_f(handle, N)
"""
HANDLE = """
  - insert:
      into: [h.h]
      unless: handle
      after: {declaration: first}
      text: extern int handle;
"""
OPENED = """
  - patch: |
      @@ @@
      start();
      + handle = new_open();
"""
HEADER = "extern int first;\n"
CODE = '#include "h.h"\nvoid f(void)\n{\n    start();\n    xc_f(xch, 1);\n}\n'


def prepared(folder: Path, steps: str = HANDLE, **fields: str) -> Rule:
    rule = make_rule(folder, steps, "handle", outcome="prepared", symbols="[]", **fields)
    assert rule.names == ()
    return rule


def user(folder: Path, name: str = "user", steps: str = USER, **fields: str) -> Rule:
    return make_rule(folder, steps, name, **{"needs": "[handle]", **fields})


def plan_of(
    rules: Sequence[Rule], files: Mapping[str, str] = {}, settings: Settings | None = None
) -> Plan:
    files = {"h.h": HEADER, "a.c": CODE, **files}
    data = {name: text.encode() for name, text in files.items()}
    return make_plan(FilesInMemory(data), PACK, series_order(rules), settings)


def commits(plan: Plan) -> list[str]:
    return [name for commit in plan.commits for name in commit.rules]


def skipped(plan: Plan) -> dict[str, str]:
    return {result.rule.id: result.skipped for result in plan.results if result.skipped}


def reasons(plan: Plan) -> list[tuple[str, str]]:
    return [(reference.outcome.value, reference.reason) for reference in plan.references]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.c": "int a;\n"}, id="nothing to rewrite"),
        pytest.param({"a.c": "int a;\n", "h.h": "int b;\n"}, id="nor a place for the handle"),
    ],
)
def test_a_prepared_rule_is_never_alone(tmp_path: Path, files: dict[str, str]) -> None:
    """If no rule that needs it changes anything, it is left out, which is not an error."""
    plan = plan_of([user(tmp_path), prepared(tmp_path)], files)
    assert commits(plan) == []
    assert skipped(plan) == {"handle": "no rule that needs it changes anything"}
    assert plan.is_clean


def test_a_prepared_rule_without_any_that_needs_it(tmp_path: Path) -> None:
    """Nor alone in a series."""
    plan = plan_of([prepared(tmp_path)])
    assert commits(plan) == []
    assert skipped(plan) == {"handle": "no rule that needs it changes anything"}


def test_a_needed_rule_comes_first(tmp_path: Path) -> None:
    """Its commit comes before that of the rule that needs it, whatever order was given."""
    plan = plan_of([user(tmp_path), prepared(tmp_path)])
    assert commits(plan) == ["handle", "user"]
    assert plan.is_clean
    assert reasons(plan) == [("rewritten", "")]


def test_the_tree_has_what_is_needed(tmp_path: Path) -> None:
    """What another rule added before is there: by its text, or by a condition of `applies`."""
    has = {"h.h": f"{HEADER}extern int handle;\n"}
    assert commits(plan_of([user(tmp_path), prepared(tmp_path)], has)) == ["user"]
    opened = prepared(tmp_path, OPENED, applies="{absent: [handle]}")
    assert commits(plan_of([user(tmp_path), opened], has)) == ["user"]
    assert commits(plan_of([user(tmp_path), prepared(tmp_path, OPENED + HANDLE)], has)) == [
        "handle",
        "user",
    ]
    done = {**has, "a.c": CODE.replace("start", "begin")}
    assert commits(plan_of([user(tmp_path), prepared(tmp_path, OPENED + HANDLE)], done)) == ["user"]


@pytest.mark.parametrize(
    ("rule", "files", "why"),
    [
        pytest.param(
            {},
            {"h.h": "int b;\n"},
            "could not be applied: h.h has none of the anchors for the text",
            id="the place is missing",
        ),
        pytest.param(
            {"steps": OPENED},
            {"a.c": CODE.replace("start", "begin")},
            "changes nothing in this tree",
            id="the code that it changes is missing",
        ),
        pytest.param(
            {"applies": "{declares: [new_open]}"},
            {},
            "is not for this tree: the tree's code has no new_open",
            id="it is for other trees",
        ),
        pytest.param(
            {"steps": OPENED},
            {"b.c": "#define BEGIN start();\nvoid g(void)\n{\n    BEGIN\n}\n"},
            "could not be applied: b.c:1:15: the edit would put a line break into a macro's body",
            id="one of its two places is refused",
        ),
    ],
)
def test_a_need_that_is_not_met(
    tmp_path: Path, rule: dict[str, str], files: dict[str, str], why: str
) -> None:
    """The rule that needs it is refused as a whole, at each place, with that reason."""
    plan = plan_of([user(tmp_path), prepared(tmp_path, **rule)], files)
    assert commits(plan) == []
    assert reasons(plan) == [("refused", f"it needs handle, which {why}")]
    assert skipped(plan)["user"] == f"it needs handle, which {why}"
    assert not plan.is_clean


def test_needs_of_needs(tmp_path: Path) -> None:
    """A chain is included as a whole, left out as a whole, and refused as a whole."""
    first = replace(prepared(tmp_path), id="first")
    second = user(tmp_path, "handle", OPENED, needs="[first]", outcome="prepared", symbols="[]")
    rules = [user(tmp_path), second, first]
    assert commits(plan_of(rules)) == ["first", "handle", "user"]
    assert commits(plan_of(rules, {"a.c": "void f(void)\n{\n    start();\n}\n"})) == []
    broken = plan_of(rules, {"h.h": "int b;\n"})
    assert commits(broken) == []
    assert reasons(broken)[0][1] == (
        "it needs handle, which could not be applied: it needs first, which could not be applied: "
        "h.h has none of the anchors for the text"
    )


def test_what_another_rule_needs_stays(tmp_path: Path) -> None:
    """One of two rules that need it is enough."""
    idle = user(tmp_path, "idle", USER.replace("xc_f", "xc_g"), symbols="[xc_g]")
    plan = plan_of([idle, user(tmp_path), prepared(tmp_path)])
    assert commits(plan) == ["handle", "user"]


def test_what_a_prepared_rule_takes_away_is_retired(tmp_path: Path) -> None:
    """It handles no symbol: a use that is removed with its code is reported as removed."""
    steps = OPENED.replace("start();", "- xc_g();\n      start();")
    code = CODE.replace("start", "xc_g();\n    start")
    plan = plan_of([user(tmp_path), prepared(tmp_path, steps)], {"a.c": code})
    assert [reference.outcome.value for reference in plan.references] == ["retired", "rewritten"]


def test_a_rule_that_was_not_chosen_comes_along(tmp_path: Path) -> None:
    """Also a rule that handles symbols; it is left out again if it serves no rule."""
    other = make_rule(
        tmp_path, USER.replace("xc_f", "xc_g").replace("new_f", "new_g"), "other", symbols="[xc_g]"
    )
    needing = user(tmp_path, needs="[other]")
    rules = series_order([needing, other])
    chosen = select_rules(rules, ["user"])
    assert ([rule.id for rule in chosen.rules], set(chosen.brought)) == (
        ["other", "user"],
        {"other"},
    )
    settings = Settings(brought=chosen.brought, others=chosen.others)
    both = CODE.replace("start()", "xc_g(xch, 2)")
    assert commits(plan_of(chosen.rules, {"a.c": both}, settings)) == ["other", "user"]
    alone = both.replace("xc_f(xch, 1)", "start()")
    plan = plan_of(chosen.rules, {"a.c": alone}, settings)
    assert commits(plan) == []
    assert reasons(plan) == [("kept", "not chosen: other")]
    assert plan.is_clean
    assert commits(plan_of(rules, {"a.c": alone})) == ["other"]


def test_a_need_outside_of_the_rules(tmp_path: Path) -> None:
    """A rule that is tried without what it needs is refused, unless it has nothing to do."""
    rule = user(tmp_path)
    files = FilesInMemory({"a.c": CODE.encode()})
    plan = make_plan(files, PACK, [rule])
    assert reasons(plan) == [("refused", "it needs handle, which is not among the rules")]
    assert make_plan(FilesInMemory({"a.c": b"int a;\n"}), PACK, [rule]).is_clean


@pytest.mark.parametrize(
    ("early", "unnamed", "outcome", "why"),
    [
        pytest.param("other();", True, "rewritten", "", id="done without the other"),
        pytest.param(
            "start();",
            True,
            "kept",
            "late was not run, it follows early, which was not chosen: ",
            id="not done without it",
        ),
        pytest.param("start();", False, "refused", "", id="asked for by name"),
    ],
)
def test_a_rule_that_follows_one_that_was_not_chosen(
    tmp_path: Path, early: str, unnamed: bool, outcome: str, why: str
) -> None:
    """If it cannot be applied alone it is also left out; that is not an error in the tree."""
    first = make_rule(tmp_path, OPENED, "early", symbols="[xc_g]")
    fields = {"follows": "[early]", "confines": "{start: [start.c]}"}
    rule = make_rule(tmp_path, USER, "late", symbols="[xc_f]", **fields)
    settings = Settings(others=(first,), unnamed=unnamed)
    files = {"a.c": CODE.replace("start();", early).encode()}
    plan = make_plan(FilesInMemory(files), PACK, [rule], settings)
    fault = "start, which only start.c may use, is still used elsewhere (a.c:4:5)"
    assert reasons(plan) == [(outcome, f"{why}{fault}" if outcome != "rewritten" else "")]
    assert plan.is_clean == (outcome != "refused")
