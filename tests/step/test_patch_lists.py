# SPDX-License-Identifier: GPL-2.0-or-later
"""The lists that a patch changes keep their line breaks in a rule, but not in a .cocci file."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.smpl import parse_semantic_patch
from tests.step.yaml_rule import make_rule, run_rule

CODE = b"void f(void)\n{\n    xc_f(first,\n         second, third);\n}\n"
KEPT = CODE.replace(b"third", b"third, 0")
FILLED = CODE.replace(b",\n        ", b",").replace(b"third", b"third, 0")


def test_a_rule_leaves_breaks_before_their_slots(tmp_path: Path) -> None:
    """Only the line with the new argument changes, as people do it by hand."""
    rule = make_rule(
        tmp_path,
        "  - patch: |\n      @@ expression list L; @@\n      - xc_f(L)\n      + xc_f(L, 0)\n",
    )
    assert run_rule(rule, {"a.c": CODE}) == {"a.c": KEPT}


def test_a_bare_semantic_patch_fills_the_list(tmp_path: Path) -> None:
    """As spatch does, whose output is in QEMU's commits."""
    file = tmp_path / "a.cocci"
    file.write_text("@@ expression list L; @@\n- xc_f(L)\n+ xc_f(L, 0)\n")
    rule = load_rule(file, {}, parse_semantic_patch)
    assert run_rule(rule, {"a.c": CODE}) == {"a.c": FILLED}
