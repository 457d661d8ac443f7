"""What a patch step relies on, and trees in which it is otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

_STEPS = """
  - patch: |
      @@ identifier V; expression E, BIT; @@
      - int V = pick(E);
        ...
      - give(V | 1 << BIT);
      + give_all(E);
    relies_on:
      pick(word): (word >> 4 & 0xf) | (word & 1) << 8
      BIT: "{bit}"
"""
_SHIFT = "#define SHIFT 4\n"
_PICK = "int pick(uint32_t x)\n{\n    return (x >> SHIFT & 15) | (x & 1) << 8;\n}\n"
_CALL = "void f(uint32_t a)\n{\n    int v = pick(a);\n    give(v | 1 << SET);\n}\n"
_SET = "#define SET (SHIFT + 1)\n"


def _done(folder: Path, header: str, code: str) -> tuple[bool, list[str]]:
    """Whether the file was changed, and why not."""
    user = f'#include "sub/x.h"\n{code}'.encode()
    tree = FilesInMemory({"a.c": user, "include/sub/x.h": header.encode()})
    plan = make_plan(tree, NEUTRAL, [make_rule(folder, _STEPS.replace("{bit}", "5"))])
    return bool(plan.commits), [one.why for one in plan.results[0].refused]


@pytest.mark.parametrize(
    "pick",
    [
        pytest.param(_PICK, id="as QEMU may write it"),
        pytest.param("#define pick(w) (((w) & 0xf0) >> 4 | ((w) & 1 ? 256 : 0))\n", id="a macro"),
        pytest.param(
            "static int low(int x)\n{\n    return x & 1;\n}\n"
            "static inline uint16_t pick(uint32_t word)\n{\n    uint16_t r = low(word) << 8;\n\n"
            "    r |= (word & 0xff) >> SHIFT;\n    return r;\n}\n",
            id="in steps",
        ),
    ],
)
def test_function_that_computes_what_is_relied_on(tmp_path: Path, pick: str) -> None:
    """However it is written, in the file or in a header that it includes."""
    assert _done(tmp_path, _SHIFT + _SET, pick + _CALL) == (True, [])
    assert _done(tmp_path, _SHIFT + _SET + pick, _CALL) == (True, [])


@pytest.mark.parametrize(
    ("header", "pick", "why"),
    [
        pytest.param(
            _SHIFT + _SET,
            _PICK.replace("(x & 1) << 8", "(x & 1) << 8 | (x >> 9 & 1) << 12"),
            "pick() computes something else than (word >> 4 & 0xf) | (word & 1) << 8 (a.c:2:1)",
            id="one more bit",
        ),
        pytest.param(
            _SHIFT.replace("4", "5") + "#define SET 5\n",
            _PICK,
            "pick() computes something else than (word >> 4 & 0xf) | (word & 1) << 8 (a.c:2:1)",
            id="another shift in a header",
        ),
        pytest.param(
            _SHIFT + _SET,
            _PICK.replace("return", "if (x) {\n        x = 0;\n    }\n    return"),
            "what pick() computes cannot be told (a.c:2:1)",
            id="a branch",
        ),
        pytest.param(_SHIFT + _SET, "", "pick() is not defined in sight", id="nowhere"),
        pytest.param(
            _SHIFT + "#define SET 6\n", _PICK, "SET is not 5", id="another value of a metavariable"
        ),
        pytest.param(_SHIFT, _PICK, "SET is not 5", id="a value that nobody knows"),
    ],
)
def test_code_that_is_otherwise_is_refused(
    tmp_path: Path, header: str, pick: str, why: str
) -> None:
    """The match is refused by that name, and the file stays as it is."""
    assert _done(tmp_path, header, pick + _CALL) == (False, [why])
