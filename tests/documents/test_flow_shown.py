# SPDX-License-Identifier: GPL-2.0-or-later
"""The control flow in docs/smpl.md is that of the command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.documents.session import ROOT

_SECTION = "## The control flow that dots use"


def _section() -> str:
    text = (ROOT / "docs/smpl.md").read_text(encoding="utf-8")
    return text.partition(_SECTION)[2].partition("\n## ")[0]


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section's C file, in the working directory."""
    blocks = dict(re.findall(r"^```(\w+)\n(.*?)^```$", _section(), re.MULTILINE | re.DOTALL))
    (tmp_path / "dev.c").write_text(blocks["c"])
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("sample")
def test_the_documented_flow(capsys: pytest.CaptureFixture[str]) -> None:
    """The command of the section, with its output, word for word."""
    found = re.search(r"^\$ codemod (.*)\n((?:.*\n)*?)^```$", _section(), re.MULTILINE)
    assert found
    assert cli.main(shlex.split(found.group(1))) == 0
    assert capsys.readouterr().out == found.group(2)


@pytest.mark.usefixtures("sample")
def test_the_documented_graph(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--dot` the same nodes and edges, for graphviz."""
    command = re.search(r"`codemod ([^|`]*--dot [^|`]*) \|", _section())
    assert command
    assert cli.main(["rules", "flow", "dev.c:start"]) == 0
    shown = [re.split(r"\s{2,}", line.strip()) for line in capsys.readouterr().out.splitlines()]
    edges = {
        (row[0], to)
        for row in shown
        if row[-1].startswith("-> ")
        for to in row[-1].removeprefix("-> ").split()
    }
    assert cli.main(shlex.split(command.group(1))) == 0
    printed = capsys.readouterr().out
    assert set(re.findall(r"^    (\d+) -> (\d+);$", printed, re.MULTILINE)) == edges
    labels = dict(re.findall(r"^    (\d+) \[label=\"(.*?)\"", printed, re.MULTILINE))
    assert len(labels) == len(shown)
    assert labels["2"] == "4: if (!d->ready)"
    assert printed.startswith('digraph "start" {\n')
    assert printed.endswith("}\n")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("place", "message"),
    [
        pytest.param("dev.c:stop", "dev.c has no function stop", id="no such function"),
        pytest.param("dev.c", "dev.c names no function", id="a file alone"),
        pytest.param("other.c:f", "other.c cannot be read", id="no such file"),
    ],
)
def test_what_cannot_be_shown(place: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An error that says what is missing."""
    assert cli.main(["rules", "flow", place]) == 2
    assert message in capsys.readouterr().err
