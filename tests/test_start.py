# SPDX-License-Identifier: GPL-2.0-or-later
"""What is imported before a command has something to do: help and version are fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: Packages, others' and ours, that take a while to import.
HEAVY = {"clang", "elftools", "jinja2", "pydantic", "pygments", "tree_sitter", "unidiff", "yaml"}
OWN = {
    "audit",
    "build",
    "c",
    "edit",
    "objects",
    "plan",
    "report",
    "prove",
    "review",
    "rule",
    "smpl",
    "step",
    "tree",
}
COMMANDS = (
    "apply",
    "audit",
    "verify",
    "prove",
    "review",
    "rules",
    "rules list",
    "rules show",
    "rules test",
    "rules explain",
    "rules new",
    "rules schema",
)


def loaded_by(*words: str) -> set[str]:
    """The modules in memory when the command ends."""
    code = (
        "import sys; from qemu_xen_codemod.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def heavy_of(modules: set[str]) -> set[str]:
    ours = {name for name in OWN for module in modules if module == f"qemu_xen_codemod.{name}"}
    return ours | (HEAVY & modules)


@pytest.mark.parametrize(
    "words", ["--version", "--help", *(f"{command} --help" for command in COMMANDS)]
)
def test_help_loads_nothing_heavy(words: str) -> None:
    """The parser of the command line is made of light modules."""
    assert heavy_of(loaded_by(*words.split())) == set()


def test_what_a_command_loads_is_seen() -> None:
    """A command that reads rules does import heavy modules."""
    assert heavy_of(loaded_by("rules", "list")) >= {"pydantic", "yaml", "rule"}


def test_a_dry_run_of_a_semantic_patch_loads_only_what_it_needs(tmp_path: Path) -> None:
    """No letter is written and, in a tree without a built-in pack, no YAML is checked."""
    (tmp_path / "a.c").write_text("void f(void)\n{\n    old();\n}\n")
    (tmp_path / "new.cocci").write_text("@@ @@\n- old()\n+ new()\n")
    words = ("apply", "--tree", str(tmp_path), "--rules", str(tmp_path / "new.cocci"), "--dry-run")
    assert not {"jinja2", "unidiff", "clang", "pydantic"} & loaded_by(*words)


def test_no_garbage_is_looked_for_at_the_end() -> None:
    """With a large tree in memory that takes a tenth of a run."""
    code = (
        "import gc, sys; from qemu_xen_codemod.__main__ import main\n"
        "sys.argv[1:] = ['completion', 'bash']\n"
        "assert main() == 0 and gc.get_freeze_count()"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
