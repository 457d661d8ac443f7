# SPDX-License-Identifier: GPL-2.0-or-later
"""The reader of the documents."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.session import ROOT


@pytest.fixture
def home(tmp_path: Path, git: Callable[..., bytes]) -> Path:
    """A user's folder: in ~/qemu a small tree like QEMU, with a commit before the last."""
    folder = tmp_path / "home"
    tree = folder / "qemu"
    shutil.copytree(ROOT / "examples/mini-qemu", tree)
    git(tree, "init", "-q", "-b", "master")
    git(tree, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "a tree")
    (folder / "my.cocci").write_text("@@\nexpression A;\n@@\n- g_free(A)\n+ g_release(A)\n")
    return folder
