# SPDX-License-Identifier: GPL-2.0-or-later
"""The output of `rules explain` in docs/smpl.md is that of the command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.documents.session import ROOT

_SECTION = "## Why a rule does not match"


def blocks() -> dict[str, str]:
    """The section's blocks by their language."""
    text = (ROOT / "docs/smpl.md").read_text(encoding="utf-8")
    section = text.partition(_SECTION)[2].partition("\n## ")[0]
    return dict(re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))


def test_worked_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command of the section, with its output, word for word."""
    found = blocks()
    (tmp_path / "stop.cocci").write_text(found["smpl"])
    (tmp_path / "dev.c").write_text(found["c"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    shown = ""
    for line in found["text"].split("\n"):
        if line.startswith("$ codemod "):
            assert cli.main(shlex.split(line)[2:]) == 0
            shown += f"{line}\n{capsys.readouterr().out}\n"
    assert shown.rstrip() == found["text"].rstrip()
    assert shown.count("$ codemod") > 3
