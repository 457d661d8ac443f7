# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that a tree counts up, in the texts of rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.catalogue import load_pack
from qemu_xen_codemod.step.workspace import FilesInMemory

_PACK = """\
name: sample
numbers:
  op: {file: ops.h, pattern: '^#define OP_[a-z]\\w* (\\d+)$'}
"""
_STEP = """\
  - text:
      file: ops.h
      find: |
        #define OP_END
      insert_before: |
        %s
"""
_RULE = """\
id: {id}
outcome: added
subject: Add ops
why: They are missing.
steps:
{steps}examples: [{{name: one, before: "a", after: "b"}}]
unchanged: [{{name: one, code: "a"}}]
"""
OPS = b"#define OP_open 7\n#define OP_close 3\n#define OP_END\n"


def plan_of(folder: Path, files: Mapping[str, bytes], *rules: list[str], pack: str = _PACK) -> Plan:
    """The plan of rules, each with the lines that its steps insert into ops.h."""
    home = folder / "sample"
    home.mkdir()
    (home / "pack.yaml").write_text(pack)
    for number, lines in enumerate(rules):
        steps = "".join(_STEP % line for line in lines)
        (home / f"rule-{number}.yml").write_text(_RULE.format(id=f"rule-{number}", steps=steps))
    loaded = load_pack(home)
    return make_plan(FilesInMemory(dict(files)), loaded, loaded.rules)


def ops_after(plan: Plan) -> list[str]:
    """The lines that are new."""
    text = plan.commits[-1].changes[0].after.decode()
    return [line for line in text.splitlines() if line.encode() not in OPS.split(b"\n")]


def test_braces_that_are_no_number_stay(tmp_path: Path) -> None:
    """They belong to C."""
    plan = plan_of(tmp_path, {"ops.h": OPS}, ["#define OP_of(x) {x}"])
    assert ops_after(plan) == ["#define OP_of(x) {x}"]


@pytest.mark.parametrize("what", ["#define OP_x 1{}", "#define OP_x 12345678901"])
def test_what_is_no_number_does_not_count(tmp_path: Path, what: str) -> None:
    """Nor a number that is longer than any."""
    files = {"ops.h": OPS + what.encode() + b"\n"}
    plan = plan_of(tmp_path, files, ["#define OP_new {next_op}"])
    assert b"#define OP_new 8\n" in plan.commits[0].changes[0].after


def test_each_step_takes_the_next(tmp_path: Path) -> None:
    """One more than the largest, including those of earlier rules."""
    lines = ["#define OP_a {next_op}", "#define OP_b {next_op}"]
    plan = plan_of(tmp_path, {"ops.h": OPS}, lines, ["#define OP_c {next_op}"])
    assert ops_after(plan) == ["#define OP_a 8", "#define OP_b 9", "#define OP_c 10"]


def test_the_tree_s_own_numbers_stay_the_same(tmp_path: Path) -> None:
    """Whatever numbers the rules take."""
    lines = ["#define OP_a {next_op}"]
    more = ["#define OP_b {next_op}", "#define FIRST {first_op}", "#define BEFORE {tree_op}"]
    plan = plan_of(tmp_path, {"ops.h": OPS}, lines, more)
    assert ops_after(plan)[1:] == ["#define OP_b 9", "#define FIRST 8", "#define BEFORE 7"]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"ops.h": b"#define OP_END\n"}, "ops.h has no number of op"),
        ({"other.h": OPS}, "there is no file other/ops.h, which has the counter op"),
    ],
)
def test_a_rule_without_its_number_is_not_done(
    tmp_path: Path, files: dict[str, bytes], why: str
) -> None:
    """The reason names the file."""
    pack = _PACK if "ops.h" in files else _PACK.replace("ops.h", "other/ops.h")
    plan = plan_of(tmp_path, files, ["#define OP_a {next_op}"], pack=pack)
    assert plan.commits == ()
    assert plan.results[0].skipped == why


def test_a_misspelt_number_is_a_fault(tmp_path: Path) -> None:
    """Like a misspelt variable."""
    with pytest.raises(Exception, match="unknown variable"):
        plan_of(tmp_path, {"ops.h": OPS}, ["#define OP_a {next_opp}"])


def test_a_pattern_has_one_group(tmp_path: Path) -> None:
    """The number."""
    pack = _PACK.replace("(\\d+)", "\\d+")
    with pytest.raises(Exception, match="one group"):
        plan_of(tmp_path, {"ops.h": OPS}, ["#define OP_a {next_op}"], pack=pack)
