# SPDX-License-Identifier: GPL-2.0-or-later
"""Which headers a file sees, and patches that leave alone what would not compile."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.workspace import FilesInMemory, Workspace
from tests.step.yaml_rule import make_rule, run_rule

_STEPS = """
  - patch: |
      @@
      expression E;
      @@
      - xc_f(E)
      + new_f(E)
  - insert:
      into: ["**/*.h"]
      declares: handle
      before: {declaration: handle}
      text: |
        int new_f(int);
"""
_CALL = "int g(void)\n{\n    return xc_f(1);\n}\n"
_FILES = {
    "include/lib/compat.h": b"extern int handle;\n",
    "include/all.h": b'#include "lib/compat.h"\n#include "missing.h"\n',
    "other/compat2.h": b"\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", False, id="no include"),
        pytest.param('#include "other/compat2.h"\n', False, id="another header"),
        pytest.param("#include <lib/compat.h>\n", False, id="a header of the system"),
        pytest.param('#include "lib/compat.h"\n', True, id="itself"),
        pytest.param('# include "all.h" /* and more */\n', True, id="through another"),
        pytest.param('#include "compat.h"\n', True, id="in a folder that the build names"),
    ],
)
def test_sees(text: str, expected: bool) -> None:
    """Only quoted includes count, and only headers of the tree are followed."""
    files = FilesInMemory({**_FILES, "src/a.c": text.encode()})
    assert sees("src/a.c", "include/lib/compat.h", Draft(Workspace(files))) is expected


def test_file_that_does_not_see_the_inserted_text_is_refused(tmp_path: Path) -> None:
    """The call stays, even if another file is changed, and also in a second run."""
    rule = make_rule(tmp_path, _STEPS, outcome="wrapped")
    files = {**_FILES, "a.c": _CALL.encode(), "b.c": b'#include "all.h"\n' + _CALL.encode()}
    once = run_rule(rule, files)
    assert once["a.c"] == files["a.c"]
    assert once["b.c"] == files["b.c"].replace(b"xc_f", b"new_f")
    assert once["include/lib/compat.h"] == b"int new_f(int);\n\nextern int handle;\n"
    assert run_rule(rule, once) == once
    result = make_plan(FilesInMemory(once), NEUTRAL, [rule]).results[0]
    assert [(str(refusal.place), refusal.why) for refusal in result.refused] == [
        ("a.c:3:12", "a.c does not include include/lib/compat.h, which the new code needs")
    ]


def test_refused_file_with_code_that_is_not_read(tmp_path: Path) -> None:
    """In a file that is left as it is, a place that could not be parsed is refused next to the
    matches; this does not prevent changes in the other files.
    """
    rule = make_rule(tmp_path, _STEPS, outcome="wrapped")
    broken = _CALL.encode() + b"void ) = xc_f(\n"
    files = {**_FILES, "a.c": broken, "b.c": b'#include "all.h"\n' + _CALL.encode()}
    plan = make_plan(FilesInMemory(files), NEUTRAL, [rule])
    (result,) = plan.results
    assert result.changed == ("b.c", "include/lib/compat.h")
    assert [(refusal.place.path, refusal.place.line) for refusal in result.refused] == [
        ("a.c", 3),
        ("a.c", 5),
    ]
