# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers of thousands of digits, which Python does not parse: no input causes a traceback
by one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.build.compile_commands import read_compile_commands
from qemu_xen_codemod.c.known import read_number
from qemu_xen_codemod.errors import BuildError, RuleError, TreeError
from qemu_xen_codemod.rule.version import VersionRange
from qemu_xen_codemod.series.mail import read_series
from qemu_xen_codemod.smpl import parse_semantic_patch
from qemu_xen_codemod.verify.diagnostics import read_diagnostics
from qemu_xen_codemod.verify.xen_tree import lay_out
from tests.verify.test_header_sets import PACK, header_sets

LONG = "9" * 5000


def test_a_patch_number(tmp_path: Path) -> None:
    """It is treated as a patch without a number."""
    diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    (tmp_path / "x.patch").write_text(f"Subject: [PATCH {LONG}/{LONG}] hw: x\n\n---\n{diff}")
    (mail,) = read_series(tmp_path / "x.patch")
    assert mail.number is None


def test_a_compile_command(tmp_path: Path) -> None:
    """No traceback of Python's json, which parses any number."""
    (tmp_path / "compile_commands.json").write_text(f"[{LONG}]")
    with pytest.raises(BuildError, match="cannot be read: Exceeds the limit"):
        read_compile_commands(tmp_path)


@pytest.mark.parametrize("length", [LONG, "x", "9" * 10])
def test_the_length_of_a_list(length: str) -> None:
    """Of a metavariable."""
    with pytest.raises(RuleError):
        parse_semantic_patch(f"@@ expression list[{length}] E; @@\n- f(E)\n", "r.cocci")


def test_a_version() -> None:
    """It is in no range."""
    wanted = VersionRange(">=5", ((">=", (5,)),))
    assert wanted.holds("5.2")
    assert not wanted.holds(LONG)


def test_a_number_of_c() -> None:
    """Nothing is known about it."""
    assert read_number(LONG) is None


def test_a_release_macro(tmp_path: Path) -> None:
    """The build does not say the release."""
    assert header_sets(tmp_path, PACK, f"#define RELEASE {LONG}\n").missing


def test_what_a_compiler_says() -> None:
    """It repeats source lines, which may look like a diagnostic."""
    assert read_diagnostics(f"a.c:{LONG}:1: error: x\n", ()) == ()


def test_a_xen_tree(tmp_path: Path) -> None:
    """It does not say which Xen it is."""
    (tmp_path / "xen/include/public").mkdir(parents=True)
    (tmp_path / "xen/Makefile").write_text(f"export XEN_VERSION = {LONG}\n")
    with pytest.raises(TreeError, match="does not give its Xen version"):
        lay_out(tmp_path, tmp_path / "out")
