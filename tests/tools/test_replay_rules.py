# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of examples/replay, which replay QEMU's commits, pass their own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

_RULES = Path(__file__).parent.parent.parent / "examples" / "replay"


def test_rules_do_what_their_examples_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Each example becomes what it shows, and unchanged cases stay."""
    assert main(["rules", "test", str(_RULES)]) == 0
    assert " 0 failed" in capsys.readouterr().out
