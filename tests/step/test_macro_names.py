# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a rule adds to a macro."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

_STEPS = """
  - patch: |
      @@ expression H, E; symbol handle; @@
      - old(H, E)
      + new(handle, E)
"""
_HEADER = "#define CALL(x) old(own, x)\n"


def _done(folder: Path, code: str) -> tuple[int, str]:
    files = {"x.h": _HEADER.encode(), "a.c": f'#include "x.h"\n{code}'.encode()}
    plan = make_plan(FilesInMemory(files), NEUTRAL, [make_rule(folder, _STEPS)])
    return len(plan.commits), plan.results[0].skipped


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("int f(int a)\n{\n    return CALL(a);\n}\n", id="another local"),
        pytest.param("int f(int handle)\n{\n    return other(handle);\n}\n", id="no use"),
        pytest.param(
            "int f(void)\n{\n    int a = CALL(1);\n    int handle = a;\n    return handle;\n}\n",
            id="declared behind it",
        ),
    ],
)
def test_macro_whose_users_have_no_such_local(tmp_path: Path, code: str) -> None:
    """The macro is changed."""
    assert _done(tmp_path, code) == (1, "")


def test_macro_whose_user_has_a_local_of_the_name(tmp_path: Path) -> None:
    """The new body would mean that local: the rule is refused with its place."""
    code = "int f(int handle)\n{\n    return CALL(handle);\n}\n"
    why = "handle, which CALL would name, is a local name here (a.c:4:12)"
    assert _done(tmp_path, code) == (0, why)
