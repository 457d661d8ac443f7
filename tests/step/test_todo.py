# SPDX-License-Identifier: GPL-2.0-or-later
"""The todo step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL, Library
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule, run_rule

STEPS = """
  - todo:
      match: |
        @@ @@
        xc_f(...)
      text: "TODO: let the toolstack do it."
"""
COMMENT = "/* TODO: let the toolstack do it. */\n"


def run(folder: Path, code: str, steps: str = STEPS) -> str:
    rule = make_rule(folder, steps, outcome="annotated")
    return run_rule(rule, {"a.c": code.encode()})["a.c"].decode()


@pytest.mark.parametrize(
    "code",
    [
        "int g(void)\n{\n    return h();\n}\n",
        "#define CALL(x) \\\n    xc_f(x)\n",
        "int xc_f(int a);\n",
        f"void g(void)\n{{\n    {COMMENT}    xc_f(1);\n}}\n",
        "void g(void)\n{\n    // TODO: let the toolstack\n    /* x */\n    xc_f(1);\n}\n".replace(
            "// TODO: let the toolstack",
            "/*\n     * TODO: let the\n     * toolstack do it.\n     */",
        ),
    ],
)
def test_nothing_to_comment(tmp_path: Path, code: str) -> None:
    """No match, a macro's definition, a prototype, or the comment is there already."""
    assert run(tmp_path, code) == code


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    xc_f(1);\n", f"    {COMMENT}    xc_f(1);\n"),
        ("    int rc = xc_f(1);\n", f"    {COMMENT}    int rc = xc_f(1);\n"),
        ("    if (a)\n        xc_f(1);\n", f"    {COMMENT}    if (a)\n        xc_f(1);\n"),
        (
            "    if (a) {\n        xc_f(1);\n    }\n",
            f"    if (a) {{\n        {COMMENT}        xc_f(1);\n    }}\n",
        ),
        (
            "    if (a) {\n    } else if (xc_f(1)) {\n    }\n",
            f"    {COMMENT}    if (a) {{\n    }} else if (xc_f(1)) {{\n    }}\n",
        ),
        ("    a = xc_f(1) + xc_f(2);\n", f"    {COMMENT}    a = xc_f(1) + xc_f(2);\n"),
        ("    b(); xc_f(1);\n", f"    {COMMENT}    b(); xc_f(1);\n"),
        ("    if (a) { xc_f(1); }\n", f"    {COMMENT}    if (a) {{ xc_f(1); }}\n"),
        ("out:\n    xc_f(1);\n", f"out:\n    {COMMENT}    xc_f(1);\n"),
        ("out: xc_f(1);\n", f"{COMMENT}out: xc_f(1);\n"),
        (
            "    switch (a) {\n    case 1:\n        xc_f(1);\n        break;\n    }\n",
            f"    switch (a) {{\n    case 1:\n        {COMMENT}        xc_f(1);\n"
            "        break;\n    }\n",
        ),
        ("\twhile (xc_f(1))\n\t\t;\n", f"\t{COMMENT}\twhile (xc_f(1))\n\t\t;\n"),
        (
            "    for (;;)\n        if (xc_f(1))\n            g();\n",
            f"    {COMMENT}    for (;;)\n        if (xc_f(1))\n            g();\n",
        ),
        ("#ifdef A\n    xc_f(1);\n#endif\n", f"#ifdef A\n    {COMMENT}    xc_f(1);\n#endif\n"),
    ],
)  # fmt: skip
def test_comment_goes_above_the_statement(tmp_path: Path, before: str, after: str) -> None:
    """The whole statement, the first `if` of a chain, once for two matches; never inside a line."""
    frame = "void g(void)\n{{\n{}}}\n"
    assert run(tmp_path, frame.format(before)) == frame.format(after)
    assert run(tmp_path, frame.format(after)) == frame.format(after)


def test_line_ends_are_the_files(tmp_path: Path) -> None:
    """CRLF stays CRLF."""
    code = "void g(void)\r\n{\r\n    xc_f(1);\r\n}\r\n"
    rule = make_rule(tmp_path, STEPS, outcome="annotated")
    after = run_rule(rule, {"a.c": code.encode()})["a.c"].decode()
    assert after == code.replace("    xc_f", "    " + COMMENT.replace("\n", "\r\n") + "    xc_f")


def test_first_step_that_holds_wins(tmp_path: Path) -> None:
    """A step for a function comes before one for all functions, and each place gets one comment."""
    steps = """
  - todo: {match: "@@ @@\\nxc_f(...)\\n", function: "^vga_", text: "TODO: vga"}
  - todo: {match: "@@ @@\\nxc_f(...)\\n", text: "TODO: other"}
"""
    code = "void vga_a(void)\n{\n    xc_f(1);\n}\nvoid b(void)\n{\n    xc_f(1);\n}\n"
    after = (
        "void vga_a(void)\n{\n    /* TODO: vga */\n    xc_f(1);\n}\n"
        "void b(void)\n{\n    /* TODO: other */\n    xc_f(1);\n}\n"
    )
    assert run(tmp_path, code, steps) == after
    assert run(tmp_path, after, steps) == after


def test_list_of_remaining_functions_is_kept_up_to_date(tmp_path: Path) -> None:
    """A later run with other remaining functions rewrites the comment, but not the user's text in
    it.
    """
    step = '  - todo: {match: "@@ @@\\nxc_f(...)\\n", text: "TODO: goes with {remaining}, all."}'
    rule = make_rule(tmp_path, step, outcome="annotated")
    pack = replace(NEUTRAL, libraries=(Library("x", None, None, ("xc_f", "xc_g", "xc_h")),))
    code = "void a(void)\n{\n    /* Why. */\n%s    xc_f(1);\n    xc_g();\n%s}\n"
    g = "    /* TODO: goes with xc_g(), all. */\n"
    g_and_h = "    /* TODO: goes with xc_g() and xc_h(), all. */\n"
    for before, after in [
        (code % ("", ""), code % (g, "")),
        (code % (g, ""), code % (g, "")),
        (code % (g, "    xc_h();\n"), code % (g_and_h, "    xc_h();\n")),
        (code % (g_and_h, ""), code % (g, "")),
    ]:
        plan = make_plan(FilesInMemory({"a.c": before.encode()}), pack, [rule])
        changes = {
            change.path: change.after for commit in plan.commits for change in commit.changes
        }
        assert changes.get("a.c", before.encode()).decode() == after
