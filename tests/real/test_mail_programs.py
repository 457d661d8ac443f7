# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs with which people send and apply a series: git send-email, b4, git am."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

pytestmark = pytest.mark.real
MINI = Path(__file__).parents[2] / "examples/mini-qemu"
REVIEW = "Reviewed-by: Bo <bo@example.org>"


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert done.returncode == 0, done.stdout.decode()
    return done.stdout.decode()


def test_a_second_version_goes_out_and_comes_back(
    tmp_path: Path, git: Callable[..., bytes]
) -> None:
    """As one thread with its ids; `git am` of b4's output gives the commits, with the review."""
    tree, out = tmp_path / "qemu", tmp_path / "out"
    shutil.copytree(MINI, tree)
    git(tree, "init", "-q", "-b", "main")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "base")
    arguments = ["apply", "--tree", str(tree), "--out", str(out), "--to", "q@example.org"]
    assert main(arguments) == 0
    first = out / "0001-xen-drop-support-for-Xen-versions-below-4.10.patch"
    first.write_text(first.read_text().replace("\n---\n", f"\n{REVIEW}\n---\n", 1))
    file = tree / "hw/xen/xen-hvm-common.c"
    file.write_text(file.read_text().replace("nr_pfn, 0, 0, pfn_list", "nr_pfn, 0, 0,  pfn_list"))
    git(tree, "commit", "-q", "-a", "-m", "newer")
    assert main([*arguments, "-v2"]) == 0
    files = sorted(map(str, out.glob("v2-*.patch")))

    sent = run(tree, "git", "send-email", "--dry-run", "--confirm=never", *files).splitlines()
    ids = [line.split("<")[1].strip(">") for line in sent if line.startswith("Message-I")]
    assert len(ids) == len(files)
    assert sent.count(f"In-Reply-To: <{ids[0]}>") == len(files) - 1

    mbox = tmp_path / "thread"
    mbox.write_bytes(b"".join(Path(name).read_bytes() + b"\n" for name in files))
    b4 = shutil.which("b4", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert b4 is not None, "b4 is missing: pip install '.[mail]'"
    taken = tmp_path / "taken"
    said = run(tree, b4, "--offline-mode", "am", "-m", str(mbox), "-o", str(taken), ids[0])
    assert f"Total patches: {len(files) - 1}\n" in said
    git(tree, "am", "-q", *map(str, taken.glob("*.mbx")))
    assert git(tree, "rev-list", "--count", "HEAD") == f"{len(files) + 1}\n".encode()
    assert REVIEW in git(tree, "log", "--format=%B").decode()
