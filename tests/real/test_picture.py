# SPDX-License-Identifier: GPL-2.0-or-later
"""The picture of the README: the tool draws it, for the series of a released QEMU."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.shipped import shipped
from tests.real.run import codemod, fetch_tree

pytestmark = pytest.mark.real


def test_the_committed_picture_is_what_the_tool_makes(tmp_path: Path) -> None:
    """`codemod apply --tree qemu-10.0` and `codemod review -o docs/before-and-after.svg`."""
    codemod("apply", "--tree", fetch_tree("10.0"), "--out", tmp_path / "series")
    codemod("review", tmp_path / "series", "-o", tmp_path / "made.svg")
    committed = shipped("docs") / "before-and-after.svg"
    assert committed.read_bytes() == (tmp_path / "made.svg").read_bytes()
