# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of a tree that are not read are reported."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from qemu_xen_codemod.tree.tree import open_tree
from tests.conftest import MakeCheckout


def test_links_inside_the_tree_are_nothing_to_tell(tmp_path: Path) -> None:
    """Their targets are read, or there is nothing to read."""
    (tmp_path / "a.c").write_text("int n;\n")
    (tmp_path / "b.c").symlink_to("a.c")
    (tmp_path / "gone.c").symlink_to("none.c")
    (tmp_path / "passwd").symlink_to("/etc/passwd")
    assert open_tree(tmp_path).notes == ()


def test_links_that_lead_out(tmp_path: Path, make_checkout: MakeCheckout) -> None:
    """A source, or a folder: in a checkout and in a plain folder."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/x.c").write_text("int n;\n")
    root = make_checkout({"a.c": b"int n;\n"})
    (root / "x.c").symlink_to(tmp_path / "out/x.c")
    (root / "more").symlink_to(tmp_path / "out")
    notes = ("links that lead out of the tree are not followed: more, x.c",)
    for command in (
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    assert open_tree(root).notes == notes
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.c").write_text("int n;\n")
    (plain / "x.c").symlink_to(tmp_path / "out/x.c")
    (plain / "more").symlink_to(tmp_path / "out")
    assert open_tree(plain).notes == notes


def test_submodules_that_are_there(make_checkout: MakeCheckout) -> None:
    """A submodule that was not fetched is empty."""
    root = make_checkout({"a.c": b"int n;\n"})
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    for name in ("here", "absent"):
        (root / name).mkdir()
        entry = f"160000,{head},{name}"
        subprocess.run(["git", "update-index", "--add", "--cacheinfo", entry], cwd=root, check=True)
    (root / "here/x.c").write_text("int n;\n")
    commit = ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    subprocess.run(["git", *commit], cwd=root, check=True)
    (note,) = open_tree(root).notes
    assert note == "submodules are separate trees and were not read: here"


def test_files_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that this user may not open is named."""
    (tmp_path / "a.c").write_text("int n;\n")
    (tmp_path / "b.c").write_text("int n;\n")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "access", lambda path, _: path.name != "b.c")
    assert open_tree(tmp_path).notes == ("files without read permission: b.c",)
