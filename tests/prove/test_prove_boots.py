# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod prove --hypervisor` and `--guest` on the command line: what each of them needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--guest"], "--guest needs a QEMU"),
        (["--guest", "--qemu", "x"], "--guest needs a QEMU"),
        (["--hypervisor"], "--hypervisor needs a Xen"),
    ],
)
def test_a_level_says_which_tree_it_needs(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is built."""
    assert main(["prove", *words]) == 2
    assert message in capsys.readouterr().err


def test_a_folder_that_is_no_xen_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hypervisor level needs no QEMU."""
    assert main(["prove", "--xen", str(tmp_path), "--hypervisor"]) == 2
    assert str(tmp_path) in capsys.readouterr().err
