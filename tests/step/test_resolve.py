# SPDX-License-Identifier: GPL-2.0-or-later
"""The resolve step: which files, definitions of macros, and the outcomes of references."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.report.rule_page import rule_page
from qemu_xen_codemod.rule.pack import KeepBlock, KeepFiles, Library, Pack
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.conftest import MakeCheckout
from tests.step.yaml_rule import make_rule, run_rule

STEPS = """
  - resolve:
      macros: {VERSION: '>=41000', COMPAT: undefined}
"""
PACK = Pack(
    "test",
    libraries=(Library("libxc", None, None, ("xc_f", "xc_g", "xc_h")),),
    keep=(
        KeepBlock(re.compile(r"VERSION < \d"), "compat"),
        KeepFiles(("probe/*.c",), "a probe"),
    ),
)
HEADER = """\
#if VERSION < 40900
static inline int new_f(int n)
{
    return xc_f(n);
}
#endif
"""


def run(folder: Path, steps: str, files: dict[str, str]) -> dict[str, str]:
    given = {path: text.encode() for path, text in files.items()}
    found = run_rule(make_rule(folder, steps), given, PACK)
    return {path: data.decode() for path, data in found.items()}


def plan_of(folder: Path, steps: str, files: dict[str, str], **fields: str) -> Plan:
    given = {path: text.encode() for path, text in files.items()}
    rule = make_rule(folder, steps, **{"outcome": "retired", **fields})
    return make_plan(FilesInMemory(given), PACK, [rule])


def why_not(plan: Plan) -> str:
    assert plan.results[0].is_broken
    assert plan.commits == ()
    return plan.results[0].skipped


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "#if VERSION < 3\n#endif\n"}, id="no C"),
        pytest.param({"probe/a.c": "#if VERSION < 3\n#endif\n"}, id="what the pack keeps"),
        pytest.param({"a.c": "#if VERSION < 42000\n#endif\n"}, id="nothing decided"),
        pytest.param({"a.c": "int VERSION;\n#else\n"}, id="no condition"),
    ],
)
def test_other_files_stay(tmp_path: Path, files: dict[str, str]) -> None:
    """Byte for byte."""
    assert run(tmp_path, STEPS, files) == files


def test_files_choose(tmp_path: Path) -> None:
    """Globs; the others stay as they are."""
    text = "#if VERSION < 3\nint a;\n#endif\n"
    found = run(tmp_path, STEPS + "      files: ['hw/**/*.c']\n", {"hw/x/a.c": text, "a.c": text})
    assert found == {"hw/x/a.c": "", "a.c": text}


def test_definition_that_goes_is_none(tmp_path: Path) -> None:
    """A macro that is said to be undefined may be defined in an arm that is never compiled."""
    files = {
        "a.h": "#if VERSION < 41000\n#define COMPAT\n#endif\nint a;\n",
        "a.c": '#include "a.h"\n#ifdef COMPAT\nint b;\n#endif\n',
    }
    assert run(tmp_path, STEPS, files) == {"a.h": "int a;\n", "a.c": '#include "a.h"\n'}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(
            {"a.c": "int a;\n#define COMPAT\n#ifdef COMPAT\n#endif\n"},
            "COMPAT is set by the tree itself (a.c:2:9), for a.c too",
            id="in the file",
        ),
        pytest.param(
            {"a.c": "#ifdef COMPAT\nint a;\n#endif\n\n#undef COMPAT\n"},
            "COMPAT is set by the tree itself (a.c:5:8), for a.c too",
            id="undef, and behind it",
        ),
        pytest.param(
            {
                "include/b.h": "#ifdef A\n#define COMPAT 1\n#endif\n",
                "a.c": '#include "b.h"\n#ifdef COMPAT\n#endif\n',
            },
            "COMPAT is set by the tree itself (include/b.h:2:9), for a.c too",
            id="in a header",
        ),
        pytest.param(
            {"a.c": "#if VERSION < 3\n#endif\n", "b.c": "#if VERSION > 3\n"},
            "#if without an #endif (b.c:1:1)",
            id="no endif: none of the files is edited",
        ),
        pytest.param(
            {"b.c": "#if VERSION > 3\n"}, "#if without an #endif (b.c:1:1)", id="nothing else to do"
        ),
        pytest.param(
            {"a.c": "#if VERSION > 3\n#error a\n#endif\n"},
            "an #error that would be compiled (a.c:2:1)",
            id="error",
        ),
        pytest.param(
            {
                "a.h": "#if VERSION < 3\nstatic inline int f(void)\n{\n}\n#endif\n",
                "a.c": '#include "a.h"\n#ifdef A\nint x = f();\n#endif\n',
            },
            "",
            id="uses of what was never compiled are none of ours",
        ),
    ],
)
def test_refused_as_a_whole(tmp_path: Path, files: dict[str, str], why: str) -> None:
    """With the place of the obstacle."""
    plan = plan_of(tmp_path, STEPS, files)
    if why:
        assert why_not(plan) == why
    else:
        assert plan.results[0].changed == ("a.h",)


def test_definition_that_a_file_does_not_see_is_none(tmp_path: Path) -> None:
    """Nor one in #if 0."""
    files = {
        "b.c": "#define COMPAT\n",
        "a.c": "#if 0\n#define COMPAT\n#endif\n#ifdef COMPAT\nint b;\n#endif\n",
    }
    assert run(tmp_path, STEPS, files) == {**files, "a.c": "#if 0\n#define COMPAT\n#endif\n"}


def test_references_in_arms_that_go_are_the_rules(tmp_path: Path) -> None:
    """They get its outcome, those of other symbols are retired; remaining ones are as before."""
    files = {
        "a.h": HEADER,
        "a.c": """\
#if VERSION < 3
int a = xc_g(1);
#else
int a = xc_h(1);
#endif
int b = xc_f(2);
#if VERSION < 41500
int c = xc_f(3);
#endif
""",
    }
    plan = plan_of(tmp_path, STEPS, files, symbols="[xc_f]", outcome="rewritten")
    found = [
        (
            reference.place.path,
            reference.place.line,
            reference.symbol,
            reference.outcome.value,
            reference.rule,
        )
        for reference in plan.references
    ]
    assert found == [
        ("a.c", 2, "xc_g", "retired", "one"),
        ("a.c", 4, "xc_h", "unanswered", ""),
        ("a.c", 6, "xc_f", "unanswered", ""),
        ("a.c", 8, "xc_f", "kept", ""),
        ("a.h", 4, "xc_f", "rewritten", "one"),
    ]
    assert plan.results[0].matched == 2


def test_other_steps_work_on_what_is_left(tmp_path: Path) -> None:
    """Patches see the file without the arms; what they leave unused is swept; an insert supports
    them.
    """
    steps = (
        STEPS
        + """
  - sweep: [functions]
  - create: {file: new.h, text: "int z;\\n"}
"""
    )
    text = (
        "static int f(void)\n{\n    return 1;\n}\n\n#if VERSION < 3\nint x = f();\n#endif\nint y;\n"
    )
    assert run(tmp_path, steps, {"a.c": text}) == {"a.c": "int y;\n", "new.h": "int z;\n"}
    assert run(tmp_path, steps, {"a.c": "int y;\n"}) == {"a.c": "int y;\n"}


@pytest.mark.parametrize(
    ("macros", "message"),
    [
        pytest.param("{A: 'yes'}", "not a value that a macro can have: yes", id="a word"),
        pytest.param("{A: '>3,<4'}", "not a value that a macro can have: >3,<4", id="no number"),
        pytest.param("{A: 3}", "expected text, found a number", id="not in quotes"),
        pytest.param("{}", "macros is empty", id="nothing"),
        pytest.param("{'A-B': defined}", "expected a C identifier", id="no name"),
    ],
)
def test_faults(tmp_path: Path, macros: str, message: str) -> None:
    """They are reported when the rule is read."""
    with pytest.raises(RuleError, match=re.escape(message)):
        make_rule(tmp_path, f"  - resolve: {{macros: {macros}}}\n")


def test_page_says_what_is_known(tmp_path: Path) -> None:
    """`codemod rules show` describes it in words."""
    page = rule_page(make_rule(tmp_path, STEPS + "      files: [a.c]\n"))
    said = ["resolve conditions in a.c, knowing:", "  VERSION >=41000", "  COMPAT undefined"]
    assert [line for line in said if line not in page] == []


def test_series(tmp_path: Path, make_checkout: MakeCheckout, git: Callable[..., bytes]) -> None:
    """The rule's example passes, `git am` applies the patch, and then there is nothing left
    to do.
    """
    rule = tmp_path / "one.yml"
    rule.write_text(
        f"""\
id: one
symbols: [xc_f]
outcome: retired
subject: "xen: drop support for Xen before 4.10"
why: Because.
steps:{STEPS}
examples:
  - name: an arm goes
    before: |
      #if VERSION < 3
      int a;
      #else
      int b;
      #endif
    after: |
      int b;
unchanged: [{{name: another macro, code: "#if A\\n#endif\\n"}}]
"""
    )
    assert main(["rules", "test", str(rule)]) == 0
    tree = make_checkout({"a.h": b"int f;\n\n" + HEADER.encode(), "b.c": b""})
    arguments = ["apply", "--tree", str(tree), "--rules", str(rule)]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 0
    git(tree, "am", "-q", str(next((tmp_path / "out").glob("0001*"))))
    assert (tree / "a.h").read_bytes() == b"int f;\n"
    assert main([*arguments, "--check"]) == 0
