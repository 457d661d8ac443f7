# SPDX-License-Identifier: GPL-2.0-or-later
"""The next command that `codemod apply` names works as it is printed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from tests.conftest import MakeCheckout

#: Enough for a second digit.
NAMES = [f"f{number}" for number in range(12)]


def calls(prefix: str, end: str = "\n") -> bytes:
    body = "".join(f"    {prefix}{name}(1);{end}" for name in NAMES)
    return f"void h(void){end}{{{end}{body}}}{end}".encode()


@pytest.fixture
def rules(tmp_path: Path) -> list[str]:
    """A semantic patch, and so a commit, for each name."""
    arguments = []
    for name in NAMES:
        path = tmp_path / f"{name}.cocci"
        path.write_text(f"@@\nexpression A;\n@@\n- {name}(A)\n+ g{name}(A)\n")
        arguments += ["--rules", str(path)]
    return arguments


def next_command(capsys: pytest.CaptureFixture[str]) -> str:
    """The command in the printed report."""
    lines = capsys.readouterr().out.splitlines()
    return next((line[6:] for line in lines if line.startswith("Next: ")), "")


def run_elsewhere(command: str, folder: Path) -> None:
    folder.mkdir()
    done = subprocess.run(["sh", "-ec", command], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "commits"),
    [
        pytest.param([], 13, id="more patches than one digit counts"),
        pytest.param(["-v", "2"], 13, id="a second version"),
        pytest.param(["--only", "f0"], 2, id="one patch"),
    ],
)
def test_all_patches_are_applied(
    make_checkout: MakeCheckout,
    git: Callable[..., bytes],
    rules: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    commits: int,
) -> None:
    """From any folder, each patch and not the cover letter; then there is nothing to change."""
    tree = make_checkout({"a.c": calls("")})
    monkeypatch.chdir(tree)
    command = ["apply", "--tree", ".", *rules, *arguments]
    assert main([*command, "--out", str(tmp_path / "out put")]) == 0
    run_elsewhere(next_command(capsys), tmp_path / "elsewhere")
    assert git(tree, "rev-list", "--count", "HEAD").decode() == f"{commits}\n"
    assert main([*command, "--check"]) == 0
    assert next_command(capsys) == ""


def test_line_ends_are_kept(
    make_checkout: MakeCheckout,
    rules: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Also in a file with CRLF line ends, which a note mentions."""
    tree = make_checkout({"a.c": calls("", "\r\n")})
    assert main(["apply", "--tree", str(tree), *rules, "--out", str(tmp_path / "out")]) == 0
    run_elsewhere(next_command(capsys), tmp_path / "elsewhere")
    assert (tree / "a.c").read_bytes() == calls("g", "\r\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plain folder, in which git has no repository."""
    path = tmp_path / "plain"
    path.mkdir()
    (path / "a.c").write_bytes(calls(""))
    return path


@pytest.mark.usefixtures("git")
def test_a_plain_folder(
    folder: Path, rules: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The patches go into a folder without git."""
    assert main(["apply", "--tree", str(folder), *rules, "--out", str(tmp_path / "out")]) == 0
    run_elsewhere(next_command(capsys), tmp_path / "elsewhere")
    assert (folder / "a.c").read_bytes() == calls("g")


def test_files_edited_in_place(
    make_checkout: MakeCheckout,
    folder: Path,
    rules: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Git shows the changes in a checkout; for a plain folder there is no command."""
    assert main(["apply", "--tree", str(folder), *rules, "--in-place"]) == 0
    assert next_command(capsys) == ""
    tree = make_checkout({"a.c": calls("")})
    assert main(["apply", "--tree", str(tree), *rules, "--in-place"]) == 0
    run_elsewhere(f"{next_command(capsys)} --exit-code && exit 1 || exit 0", tmp_path / "elsewhere")
