# SPDX-License-Identifier: GPL-2.0-or-later
"""Errors of the command line: the output and the exit code, never a traceback."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from qemu_xen_codemod.errors import Place, RuleError

COMMAND = [sys.executable, "-m", "qemu_xen_codemod"]


def main_that_raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    def run(_args: argparse.Namespace) -> int:
        raise error

    parser = argparse.ArgumentParser()
    parser.set_defaults(run=run)
    monkeypatch.setattr(cli, "make_parser", lambda: parser)
    return cli.main([])


def test_a_fault_of_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A CodemodError is rendered on standard error and exits 2."""
    error = RuleError("unknown key x", place=Place("r.yml", 1, 3, "a x"), help="did you mean y?")
    assert main_that_raises(monkeypatch, error) == 2
    assert capsys.readouterr() == (
        "",
        "r.yml:1:3: error: unknown key x\n    a x\n      ^\nhelp: did you mean y?\n",
    )


def test_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends with one line and exit 130."""
    assert main_that_raises(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "codemod: interrupted\n")


@pytest.mark.slow
def test_the_module_is_the_command(tmp_path: Path) -> None:
    """`python -m qemu_xen_codemod` shows a bad rule and exits 2."""
    (tmp_path / "x.yml").write_text("id: x\n-x\n")
    done = subprocess.run(
        [*COMMAND, "rules", "test", "x.yml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "x.yml:2:1: error: a key without a `:`\n    -x\n    ^\nhelp: write it as `key: value`\n"
    )


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    """`codemod rules list | head -0` prints nothing on standard error."""
    for number in range(3):
        (tmp_path / f"r{number}.cocci").write_text("@@ expression E; @@\n- f(E)\n+ g(E)\n")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, "rules", "list", "--rules", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        (">/dev/full", "error: No space left on device\n"),
        (">&-", "error: Bad file descriptor\n"),
        (">/dev/full 2>&-", ""),
    ],
)
def test_output_that_cannot_be_written(tmp_path: Path, redirection: str, said: str) -> None:
    """It is reported if possible, and exits 2: 1 means that something was found."""
    (tmp_path / "r.cocci").write_text("@@ expression E; @@\n- f(E)\n+ g(E)\n")
    arguments = ("rules", "list", "--rules", "r.cocci")
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", *COMMAND, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "x.patch"), "x.patch: No space left on device"),
        (RecursionError(), "the input is too deeply nested"),
    ],
)
def test_a_fault_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: Exception,
    said: str,
) -> None:
    """A line, and exit 2."""
    monkeypatch.setattr(cli, "_drop_output", lambda: None)
    assert main_that_raises(monkeypatch, error) == 2
    assert capfd.readouterr() == ("", f"error: {said}\n")


def test_the_document_that_a_message_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path of docs/smpl.md in a message is that of a file, in a checkout and in a wheel."""
    rule = tmp_path / "r.cocci"
    rule.write_text("@@\nattribute name A;\n@@\n- f(A)\n")
    assert cli.main(["rules", "test", str(rule)]) == 2
    message = capsys.readouterr().err
    page = message.rpartition("help: ")[2].removesuffix(
        " lists what is supported; write the rule without this construct\n"
    )
    assert Path(page).is_file(), message
    assert Path(page).parts[-2:] == ("docs", "smpl.md")
