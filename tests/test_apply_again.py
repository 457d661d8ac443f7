# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply --check` in the CI of a QEMU that has the series."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

ROOT = Path(__file__).parents[1]
NEW = {
    "close": "void g(void)\n{\n    xc_interface_close(xen_xc);\n}\n",
    "open": "void g(void)\n{\n    xen_xc = xc_interface_open(0, 0, 0);\n}\n",
    "iomem": "void g(void)\n{\n    xc_domain_iomem_permission(xen_xc, 1, 2, 3, 1);\n}\n",
    "pause": "void g(void)\n{\n    xc_domain_pause(xen_xc, 1);\n}\n",
}


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("again") / "qemu"
    shutil.copytree(ROOT / "examples/mini-qemu", tree)
    assert main(["apply", "--tree", str(tree), "--in-place", "-q"]) == 0
    return tree


def test_nothing_is_left_to_do(applied: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each remaining use has its comment, including the one that closes the handle."""
    assert main(["apply", "--tree", str(applied), "--check"]) == 0
    out = capfd.readouterr().out
    assert out.endswith("\n\nNothing to change.\n")
    assert "unanswered" not in out


@pytest.mark.parametrize("name", NEW)
def test_a_new_use_is_reported(applied: Path, tmp_path: Path, name: str) -> None:
    """In the same file, wherever its function is."""
    tree = tmp_path / "qemu"
    shutil.copytree(applied, tree)
    with (tree / "hw/xen/xen_pt.c").open("a") as file:
        file.write(f"\n{NEW[name]}")
    assert main(["apply", "--tree", str(tree), "--check", "-q"]) == 1
