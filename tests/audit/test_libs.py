# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --libs`: a real library's exports in place of the tables."""

from __future__ import annotations

from pathlib import Path

from tests.audit.conftest import Audit


def test_no_library(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """With nothing to look for nothing is listed."""
    text = tmp_path / "libx.so"
    text.write_text("GROUP ( libx.so.1 )\n")
    code, out, err = audit(tree, "--libs", text)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {text} is a linker script")
    code, out, err = audit(tree, "--libs", tmp_path / "none.so")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {tmp_path / 'none.so'} does not exist\nhelp: ")
