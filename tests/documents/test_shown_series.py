# SPDX-License-Identifier: GPL-2.0-or-later
"""patches_out/mini-qemu, the series for visitors, is what `make demo` makes today."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.documents.session import ROOT, make_checkout

SHOWN = "patches_out/mini-qemu"


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_it_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte, on any machine and day; a series of the user's own next to it stays."""
    checkout = make_checkout(tmp_path)
    shutil.rmtree(checkout / SHOWN)
    own = checkout / "patches_out/0001-own.patch"
    own.write_text("mine\n")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    command = ["tools/demo", ".venv/bin/codemod", str(tmp_path / "demo")]
    subprocess.run(command, cwd=checkout, stdout=subprocess.DEVNULL, check=True)
    made, shown = files_in(checkout / SHOWN), files_in(ROOT / SHOWN)
    assert sorted(made) == sorted(shown), "run make demo, and commit patches_out"
    differing = [name for name in made if made[name] != shown[name]]
    assert differing == [], "run make demo, and commit patches_out"
    assert own.read_text() == "mine\n"
