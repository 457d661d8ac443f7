# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user's own rules leave of the names that they remove from the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, Settings, make_plan
from qemu_xen_codemod.rule.catalogue import load_rules
from qemu_xen_codemod.step.workspace import FilesInMemory

RENAME = "@@ expression list L; @@\n- log_msg(L)\n+ log_at(LOG_INFO, L)\n"
BESIDE = "@@ expression E; @@\n- if (E)\n-     log_msg(E);\n+ log_at(LOG_INFO, E);\n"
YAML = """\
id: own
symbols: [log_msg]
outcome: rewritten
subject: Rename
why: For a reason.
steps:
  - patch: |
      @@ expression list L; @@
      - log_msg(L)
      + log_at(LOG_INFO, L)
examples:
  - name: it does
    before: "void f(void)\\n{\\n    log_msg(1);\\n}\\n"
    after: "void f(void)\\n{\\n    log_at(LOG_INFO, 1);\\n}\\n"
unchanged:
  - name: others
    code: "void f(void)\\n{\\n    log(1);\\n}\\n"
"""


def plan_of(tmp_path: Path, rule: str, **files: str) -> Plan:
    path = tmp_path / ("own.yml" if rule.startswith("id:") else "own.cocci")
    path.write_text(rule)
    pack = load_rules([path])
    data = {name.replace("_", ".", 1): text.encode() for name, text in files.items()}
    chosen = frozenset(symbol for rule in pack.rules for symbol in rule.symbols)
    return make_plan(FilesInMemory(data), pack, pack.rules, Settings(symbols=chosen))


def told(plan: Plan) -> list[str]:
    return [
        f"{reference.place.path}:{reference.place.line}"
        f" {reference.outcome.value}: {reference.reason}"
        for reference in plan.references
    ]


@pytest.mark.parametrize(
    "code",
    [
        "void log_msg(const char *f);",
        "void log_msg(const char *f)\n{\n}\n",
        '/* log_msg(1) */ const char *s = "log_msg";',
        "void f(struct s *p) { p->log_msg(1); }",
        "struct s { void (*log_msg)(int); };",
        "#define log_msg(x) other(x)",
        "void f(void) { my_log_msg(1); log_msgs(2); }",
    ],
)
def test_no_use_is_left(tmp_path: Path, code: str) -> None:
    """Declarations, text, members and other names are not uses."""
    plan = plan_of(tmp_path, RENAME, a_c=code)
    assert told(plan) == []
    assert plan.is_clean


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("void *hook = log_msg;", "own does not handle this form of use"),
        ("struct s o = { .log = log_msg };", "own does not handle this form of use"),
        (
            "#define PUT(x) if (log_msg(x)) {",
            "the body of this macro could not be parsed",
        ),
        ("#define LOG(k) log_##k(1)\nvoid f(void) { LOG(msg); }", "the macro LOG forms its name"),
        ("#ifdef log_msg\n#endif", "it is in a preprocessor condition"),
        ("#undef log_msg", "it is in a preprocessor condition"),
        ('void f(void) { p = dlsym(h, "log_msg"); }', "dlsym() looks it up at run time"),
    ],
)
@pytest.mark.parametrize("rule", [RENAME, YAML], ids=["cocci", "yaml"])
def test_a_use_that_is_left(tmp_path: Path, rule: str, code: str, reason: str) -> None:
    """It is refused or unanswered, with its reason, and the other uses are changed."""
    call = "void g(void)\n{\n    log_msg(1);\n}\n"
    plan = plan_of(tmp_path, rule, a_c=code, b_c=call)
    left = [reference for reference in plan.references if reference.place.path == "a.c"]
    assert [reference.reason for reference in left] == [reason]
    assert told(plan)[-1] == "b.c:3 rewritten: "
    assert not plan.is_clean
    assert [change.path for commit in plan.commits for change in commit.changes] == ["b.c"]


def test_a_use_in_cpp(tmp_path: Path) -> None:
    """C++ is not rewritten, and reported as such."""
    assert told(plan_of(tmp_path, RENAME, a_cc="void f() { log_msg(1); }\n", b_c="int n;\n")) == [
        "a.cc:1 unanswered: C++ is not rewritten"
    ]


def test_a_use_that_is_never_compiled(tmp_path: Path) -> None:
    """Patches leave #if 0 alone, and no build compiles it."""
    plan = plan_of(tmp_path, RENAME, a_c="#if 0\nint n = log_msg(1);\n#endif\n")
    assert told(plan) == ["a.c:2 kept: it is in #if 0, which is never compiled"]
    assert plan.is_clean


def test_a_use_in_the_file_that_defines_it(tmp_path: Path) -> None:
    """The function's own file may also use it."""
    code = "void log_msg(int n)\n{\n}\nvoid *hook = log_msg;\n"
    assert told(plan_of(tmp_path, RENAME, log_c=code)) == [
        "log.c:4 unanswered: own does not handle this form of use"
    ]


def test_a_name_beside_other_code(tmp_path: Path) -> None:
    """A rule that handles one form of a call leaves the others on purpose."""
    code = (
        "void f(int n)\n{\n    if (n)\n        log_msg(n);\n    log_msg(1);\n    h = log_msg;\n}\n"
    )
    plan = plan_of(tmp_path, BESIDE, a_c=code)
    aside = "own replaces it only together with other code"
    assert told(plan) == [
        "a.c:4 rewritten: ",
        f"a.c:5 kept: {aside}",
        f"a.c:6 kept: {aside}",
    ]
    assert plan.is_clean
    assert [reference.place.line for reference in plan.set_aside] == [5, 6]


@pytest.mark.parametrize(
    "rule",
    [
        "@@ expression E; @@\n- log_msg(E)\n+ log_msg(0, E)\n",
        "@@ expression E; identifier f; @@\n- f(E)\n+ g(E)\n",
        "@@ expression E; @@\n  log_msg(E)\n",
    ],
)
def test_names_that_are_not_taken_out(tmp_path: Path, rule: str) -> None:
    """A name that is added again, a metavariable, a rule that changes nothing."""
    assert told(plan_of(tmp_path, rule, a_c="void *hook = log_msg;\n")) == []


@pytest.mark.parametrize(
    ("rule", "code", "lines"),
    [
        ("- OLD\n+ NEW", "int a = OLD;\n#ifdef OLD\n#endif\n", [2]),
        ("- E->old\n+ E->new", "int f(struct s t) { return t.old + g(old); }\n", [1]),
        (
            "- struct old\n+ struct new",
            "struct old { int n; };\n#define O(x) x struct old + 1\n",
            [2],
        ),
    ],
)
def test_names_of_other_kinds(tmp_path: Path, rule: str, code: str, lines: list[int]) -> None:
    """Macros, members and tags that a rule removes everywhere."""
    plan = plan_of(tmp_path, f"@@ expression E; @@\n{rule}\n", a_c=code)
    left = ("unanswered", "refused")
    assert [
        reference.place.line for reference in plan.references if reference.outcome.value in left
    ] == lines


def test_a_type(tmp_path: Path) -> None:
    """In C++ it is left; its definition is not a use."""
    rule = "@@ typedef OldT, NewT; @@\n- OldT\n+ NewT\n"
    files = {"a_c": "typedef int OldT;\nOldT f(OldT n);\n", "b_cc": "std::vector<OldT> v;\n"}
    assert [
        file for file in told(plan_of(tmp_path, rule, **files)) if "rewritten:" not in file
    ] == ["b.cc:1 unanswered: C++ is not rewritten"]


def test_a_function_that_nothing_uses_any_more(tmp_path: Path) -> None:
    """Its declarations are named, unless a use is left."""
    files = {
        "log_h": "void log_msg(const char *f);\n",
        "log_c": '#include "log.h"\nvoid log_msg(const char *f)\n{\n}\n',
        "a_c": 'void f(void)\n{\n    log_msg("x");\n}\n',
    }
    plan = plan_of(tmp_path, RENAME, **files)
    note = "nothing uses log_msg any more; it is still declared or defined in log.c:2, log.h:1"
    assert plan.notes == (note,)
    assert plan.is_clean
    assert plan_of(tmp_path, RENAME, **files, b_c="void *p = log_msg;\n").notes == ()
