# SPDX-License-Identifier: GPL-2.0-or-later
"""A name that a rule leaves to a few files: another use refuses the rule, with its place."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL, KeepBlock
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

STEPS = """  - patch: |
      @@ @@
      - handle = xc_f();
      + open_handle();
"""
CONFINES = "{handle: [hw/pt*]}"
INIT = "void init(void)\n{\n    handle = xc_f();\n}\n"
PACK = replace(NEUTRAL, keep=(KeepBlock(re.compile("LIB_HAS"), "for a library that lacks it"),))


def _skipped(folder: Path, **files: str) -> str:
    """Why the rule is not applied to these files, "" if it is."""
    rule = make_rule(folder, STEPS, confines=CONFINES)
    given = {"init.c": INIT} | {name.replace("__", "."): text for name, text in files.items()}
    data = {path: text.encode() for path, text in given.items()}
    plan = make_plan(FilesInMemory(data), PACK, [rule])
    (result,) = plan.results
    assert bool(plan.commits) is not bool(result.skipped)
    return result.skipped


@pytest.mark.parametrize(
    ("code", "place"),
    [
        pytest.param("int f(void)\n{\n    return g(handle);\n}\n", "b.c:3:14", id="a call"),
        pytest.param("#define G(a) g(handle, a)\n", "b.c:1:16", id="a macro"),
        pytest.param(
            "#if OTHER\nint *f(void)\n{\n    return handle;\n}\n#endif\n",
            "b.c:4:12",
            id="code that is not always compiled",
        ),
    ],
)
def test_a_use_elsewhere(tmp_path: Path, code: str, place: str) -> None:
    """It would compile, and find nothing in it."""
    said = _skipped(tmp_path, b__c=code)
    assert said == f"handle, which only hw/pt* may use, is still used elsewhere ({place})"


def test_a_use_left_in_the_file_that_changes(tmp_path: Path) -> None:
    """What the patch itself leaves counts, too."""
    said = _skipped(tmp_path, init__c=f"{INIT}void end(void)\n{{\n    close(handle);\n}}\n")
    assert said == "handle, which only hw/pt* may use, is still used elsewhere (init.c:7:11)"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"hw/pt_msi.c": "int f(void)\n{\n    return g(handle);\n}\n"}, id="its files"),
        pytest.param(
            {"b.c": '/* handle */\nextern int *handle;\nchar *f = "handle";\n'},
            id="a comment, a declaration, a string",
        ),
        pytest.param(
            {"b.c": "#ifndef LIB_HAS\nint f(void)\n{\n    return g(handle);\n}\n#endif\n"},
            id="what the pack keeps",
        ),
    ],
)
def test_what_is_no_use_elsewhere(tmp_path: Path, files: dict[str, str]) -> None:
    """The rule is applied."""
    assert _skipped(tmp_path, **files) == ""
