# SPDX-License-Identifier: GPL-2.0-or-later
"""Declarations that a rule puts inside an #if."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

_STEPS = """
  - patch: |
      @@ @@
      - old()
      + new()
  - insert:
      into: [x.h]
      before: {function: only_old}
      text: |
        /* For old ones. */
        #if VERSION < 3
  - insert:
      into: [x.h]
      after: {function: only_old}
      text: |
        #endif /* VERSION < 3 */
"""
_HEADER = """\
#ifndef X_H
#define X_H
static inline int only_old(void)
{
    return 1;
}
#if VERSION < 3
static inline int f(void)
{
    return only_old();
}
#endif
#endif
"""


def _done(folder: Path, code: str) -> tuple[int, str]:
    code = f'#include "x.h"\n{code}int g(void)\n{{\n    return old();\n}}\n'
    tree = FilesInMemory({"x.h": _HEADER.encode(), "a.c": code.encode()})
    plan = make_plan(tree, NEUTRAL, [make_rule(folder, _STEPS)])
    return len(plan.commits), plan.results[0].skipped


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("", id="none"),
        pytest.param(
            "#if VERSION < 3\nint h(void)\n{\n    return only_old();\n}\n#endif\n", id="inside"
        ),
        pytest.param("/* only_old() */\n", id="a comment"),
    ],
)
def test_uses_under_the_same_condition(tmp_path: Path, use: str) -> None:
    """What is compiled only with the declaration may use it."""
    assert _done(tmp_path, use) == (1, "")


@pytest.mark.parametrize(
    ("use", "place"),
    [
        pytest.param("int h(void)\n{\n    return only_old();\n}\n", "a.c:4:12", id="a call"),
        pytest.param("#define H only_old()\n", "a.c:2:11", id="a macro"),
        pytest.param(
            "#if VERSION >= 3\nint h(void)\n{\n    return only_old();\n}\n#endif\n",
            "a.c:5:12",
            id="the other condition",
        ),
    ],
)
def test_use_outside_refuses_the_rule(tmp_path: Path, use: str, place: str) -> None:
    """It would not compile if the condition is false."""
    why = f"only_old, which would be inside #if VERSION < 3, is used outside ({place})"
    assert _done(tmp_path, use) == (0, why)
