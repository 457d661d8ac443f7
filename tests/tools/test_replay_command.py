# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/replay on a repository of ours: figures, lines side by side, errors, nothing written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Digest
from tools.replaying.command import main

_TOOL = Path(__file__).parent.parent.parent / "tools" / "replay"
_RULE = "@@ expression E; @@\n- old_close(E)\n+ new_close(E, 0)\n"
_BEFORE = b"""\
#include "old.h"

void stop(struct device *one)
{
    old_close(one->first);
    old_close(one->second);
    report("old_close");
}
"""
#: By hand: the second call got another argument, and the message was changed accordingly.
_AFTER = (
    _BEFORE.replace(b"old_close(one->first)", b"new_close(one->first, 0)")
    .replace(b"old_close(one->second)", b"new_close(one->second, FORCE)")
    .replace(b'"old_close"', b'"new_close"')
)
_HEADER = b"void old_close(void *handle);\n"
_NEW_HEADER = b"void new_close(void *handle, int how);\n"


@pytest.fixture
def repository(tmp_path: Path, git: Callable[..., bytes]) -> Path:
    """A repository of two commits; the second switches to new_close()."""
    root = tmp_path / "tree"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for code, header, subject in (
        (_BEFORE, _HEADER, "Close devices"),
        (_AFTER, _NEW_HEADER, "Switch to new_close()"),
    ):
        (root / "stop.c").write_bytes(code)
        (root / "old.h").write_bytes(header)
        (root / "logo.png").write_bytes(b"\0" + subject.encode())
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", subject)
    return root


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    path = tmp_path / "close.cocci"
    path.write_text(_RULE)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The output of the tool."""
    assert main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


def test_figures_by_file_and_in_all(
    repository: Path, rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Added and removed lines count, also in files that the rules do not change."""
    lines = run(capsys, repository, "HEAD", rule, "--width", "80").splitlines()
    assert lines[0].endswith(" Switch to new_close()")
    assert [line.split() for line in lines[4:7]] == [
        ["old.h", "2", "0", "2", "0", "0.0", "%"],
        ["stop.c", "6", "3", "3", "1", "50.0", "%"],
        ["in", "all", "8", "3", "5", "1", "37.5", "%"],
    ]
    assert lines[-1] == "note: logo.png is binary and not compared"


def test_lines_that_differ_stand_side_by_side(
    repository: Path, rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commit's lines are on the left, those of the rules on the right, cut where needed."""
    text = run(capsys, repository, "main", rule, "--exclude", "*.h", "--width", "96")
    assert (
        text[text.index("the commit") : text.index("\n\nnote")]
        == """\
the commit                                       the rules
@@ line 5
-     old_close(one->first);                     -     old_close(one->first);
-     old_close(one->second);                    -     old_close(one->second);
-     report("old_close");                     <
+     new_close(one->first, 0);                  +     new_close(one->first, 0);
+     new_close(one->second, FORCE);           | +     new_close(one->second, 0);
+     report("new_close");                     <"""
    )


def test_no_line_is_wider_than_asked(
    repository: Path, rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 80 columns to 160, and no more on a wider terminal."""
    for width, widest in (("20", 80), ("80", 80), ("120", 120), ("500", 160)):
        text = run(capsys, repository, "HEAD", rule, "--width", width)
        assert max(map(len, text.splitlines())) <= widest


def test_color_only_when_asked(
    repository: Path, rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe gets plain text."""
    plain = run(capsys, repository, "HEAD", rule)
    colored = run(capsys, repository, "HEAD", rule, "--color", "always")
    assert "\033[" not in plain
    assert "\033[31m" in colored


def test_bare_repository_as_data(
    repository: Path,
    rule: Path,
    tmp_path: Path,
    git: Callable[..., bytes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A bare repository gives the same, and --format json has the same figures."""
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    data = json.loads(
        run(capsys, tmp_path / "bare.git", "HEAD", rule, "--exclude", "old.h", "--format", "json")
    )
    assert (data["changed"], data["had"], data["missing"], data["only_ours"]) == (6, 3, 3, 1)
    assert data["files"][0]["regions"][0]["rules"][-1] == "+    new_close(one->second, 0);\n"


def test_what_the_rules_change_as_a_diff(
    repository: Path, rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--format diff applies to the commit's parent."""
    diff = run(capsys, repository, "HEAD", rule, "--format", "diff")
    subprocess.run(["git", "checkout", "-q", "HEAD^"], cwd=repository, check=True)
    subprocess.run(["git", "apply"], cwd=repository, input=diff.encode(), check=True)
    assert b"new_close(one->second, 0)" in (repository / "stop.c").read_bytes()


def test_only_files_that_the_commit_changed(
    repository: Path,
    rule: Path,
    git: Callable[..., bytes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """--touched leaves out what the rules find in other files."""
    (repository / "stop.c").write_bytes(_BEFORE)
    (repository / "other.c").write_bytes(_BEFORE)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "back")
    (repository / "stop.c").write_bytes(_AFTER)
    git(repository, "commit", "-q", "-a", "-m", "again")
    everything = json.loads(run(capsys, repository, "HEAD", rule, "--format", "json"))
    touched = json.loads(run(capsys, repository, "HEAD", rule, "--format", "json", "--touched"))
    assert [file["path"] for file in everything["files"]] == ["other.c", "stop.c"]
    assert [file["path"] for file in touched["files"]] == ["stop.c"]


def test_nothing_is_written_to_the_repository(
    repository: Path, rule: Path, digest: Digest, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a file, an object or a time stamp; and none of its programs are started."""
    with (repository / ".git/config").open("a") as config:
        config.write("[core]\n\tfsmonitor = touch pwned\n[diff]\n\texternal = touch pwned\n")
    before = digest(repository)
    run(capsys, repository, "HEAD", rule)
    assert digest(repository) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [("nothing", "is no commit of"), ("HEAD^", "has no parent")],
    ids=["no commit", "root"],
)
def test_what_is_no_commit_to_replay(
    repository: Path, rule: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An input error is reported on one line, with exit code 2."""
    assert main([str(repository), name, str(rule)]) == 2
    assert said in capsys.readouterr().err


def test_what_is_no_repository(
    tmp_path: Path, rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without git, and a missing one."""
    assert main([str(tmp_path / "none"), "HEAD", str(rule)]) == 2
    assert "there is no repository" in capsys.readouterr().err
    (tmp_path / "plain").mkdir()
    assert main([str(tmp_path / "plain"), "HEAD", str(rule)]) == 2
    assert "cannot be read as a git repository" in capsys.readouterr().err


def test_runs_as_a_program(repository: Path, rule: Path) -> None:
    """tools/replay can be started from anywhere."""
    done = subprocess.run(
        [sys.executable, str(_TOOL), str(repository), "HEAD", str(rule)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "in all" in done.stdout
