# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions in which a patch step changes nothing."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

_STEPS = """
  - patch: |
      @@ expression E; @@
      - first(E);
      - second(E);
      + both(E);
  - patch: |
      @@ expression E; @@
      - second(E)
      + later(E)
"""


def _done(folder: Path, code: str) -> tuple[str, list[str]]:
    plan = make_plan(FilesInMemory({"a.c": code.encode()}), NEUTRAL, [make_rule(folder, _STEPS)])
    after = [change.after.decode() for commit in plan.commits for change in commit.changes]
    said = [f"{refusal.place.line}: {refusal.why}" for refusal in plan.results[0].refused]
    return (after or [code])[0], said


def test_code_that_an_earlier_step_refused(tmp_path: Path) -> None:
    """A later step does not change it there, but does elsewhere."""
    refused = "void f(int both)\n{\n    first(1);\n    second(1);\n}\n"
    head = "void g(int a)\n{\n    first(2);\n    second(2);\n}\n"
    code = f"{head}{refused}void h(void)\n{{\n    second(3);\n}}\n"
    after, said = _done(tmp_path, code)
    assert after == code.replace("first(2);\n    second(2)", "both(2)").replace(
        "second(3)", "later(3)"
    )
    why = "both, which the added code names, is a local name here (a.c:6:12)"
    assert said == [f"8: {why}", f"9: {why}"]
