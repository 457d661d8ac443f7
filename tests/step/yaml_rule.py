# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules for tests, written like rule files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qemu_xen_codemod.plan import try_rule
from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.rule.pack import NEUTRAL, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.smpl import parse_semantic_patch

_TAIL = """
subject: "x: change f"
why: Because.
examples: [{name: none, before: "a", after: "b"}]
unchanged: [{name: none, code: "a"}]
"""


def make_rule(folder: Path, text: str, name: str = "one", **fields: str) -> Rule:
    """The rule that these steps make; `symbols` and `outcome` have defaults."""
    fields = {"symbols": "[xc_f]", "outcome": "rewritten", **fields}
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    path = folder / f"{name}.yml"
    path.write_text(f"id: {name}\n{head}steps:\n{text}{_TAIL}")
    return load_rule(path, {}, parse_semantic_patch)


def run_rule(rule: Rule, files: Mapping[str, bytes], pack: Pack = NEUTRAL) -> Mapping[str, bytes]:
    """The files as the rule leaves them."""
    return try_rule(rule, files, pack).files
