# SPDX-License-Identifier: GPL-2.0-or-later
"""build.process: programs are run without a shell, and no process is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.build.process import Command, Done, find_program, run, run_all
from qemu_xen_codemod.errors import BuildError


def make_program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def is_running(process: int) -> bool:
    """Whether a process is running; a zombie is not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        # It has ended, or ends between the opening and the reading of its file.
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_program_of_the_current_folder_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative folder in PATH is not searched: a tree could bring its own compiler there."""
    make_program(tmp_path / "cc", "echo from the tree")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}")
    with pytest.raises(BuildError, match="cc is not on PATH"):
        find_program("cc")


def test_program_with_a_relative_path_is_refused(tmp_path: Path) -> None:
    """A path that depends on the folder is never run."""
    make_program(tmp_path / "cc", "echo from the tree")
    with pytest.raises(BuildError, match="is below the current folder"):
        run("./cc", [], tmp_path)


def test_absent_program_says_what_helps(tmp_path: Path) -> None:
    """An absolute path without a program, a name that PATH does not have."""
    with pytest.raises(BuildError) as caught:
        run(str(tmp_path / "cc"), [], tmp_path)
    assert caught.value.render() == (
        f"error: {tmp_path / 'cc'} is not a program\nhelp: install it, or add its folder to PATH"
    )


def test_broken_program_cannot_be_started(tmp_path: Path) -> None:
    """If the system refuses to start it, that is a message."""
    program = tmp_path / "cc"
    program.write_bytes(b"\x7fELFnothing")
    program.chmod(0o755)
    with pytest.raises(BuildError, match=r"cc cannot be started: .*Exec format error"):
        run(str(program), [], tmp_path)


def test_arguments_are_not_for_a_shell(tmp_path: Path) -> None:
    """Spaces, quotes and dollar signs reach the program as they are."""
    done = run("printf", ["%s\n", "a b", "$HOME", "'x'", "; echo y"], tmp_path)
    assert done == Done(0, b"a b\n$HOME\n'x'\n; echo y\n", b"")


def test_environment_is_the_callers_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIT_* is removed, messages are English, requested variables are added."""
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    script = 'echo "$GIT_DIR,$LC_ALL,$ADDED,$(pwd)"'
    done = run("sh", ["-c", script], tmp_path, environment={"ADDED": "1"})
    assert done.out.decode() == f",C,1,{tmp_path}\n"


def test_status_and_both_outputs_are_told(tmp_path: Path) -> None:
    """A failing program is not an error here, and its input is empty."""
    done = run("sh", ["-c", "cat; echo out; echo err >&2; exit 3"], tmp_path)
    assert done == Done(3, b"out\n", b"err\n")


def test_program_that_takes_too_long_is_killed_with_its_children(tmp_path: Path) -> None:
    """None of its processes is left."""
    child = tmp_path / "child"
    script = f"sleep 60 & echo $! > {child}; wait"
    with pytest.raises(BuildError, match=r"sh did not end in 0\.5 seconds, so it was killed"):
        run("sh", ["-c", script], tmp_path, timeout=0.5)
    wait_for(lambda: not is_running(int(child.read_text())))


def test_many_commands_answer_in_order(tmp_path: Path) -> None:
    """The slowest first: its result is the first all the same."""
    commands = [
        Command("sh", ("-c", f"sleep {wait}; echo {wait}"), tmp_path)
        for wait in ("0.2", "0.1", "0")
    ]
    assert [done.out for done in run_all(commands, 3)] == [b"0.2\n", b"0.1\n", b"0\n"]


def test_closing_the_iterator_kills_what_runs(tmp_path: Path) -> None:
    """A caller that stops at the first failure leaves no process."""
    child = tmp_path / "child"
    commands = [
        Command("sh", ("-c", f"while [ ! -s {child} ]; do sleep 0.01; done; exit 1"), tmp_path),
        Command("sh", ("-c", f"echo $$ > {child}; exec sleep 60"), tmp_path),
    ]
    results = run_all(commands, 2)
    assert next(results).status == 1
    results.close()  # type: ignore[attr-defined]
    wait_for(lambda: not is_running(int(child.read_text())))


def test_interrupt_kills_what_runs(tmp_path: Path) -> None:
    """Only we receive Ctrl-C; the compilers end with us."""
    child = tmp_path / "child"
    program = (
        "from pathlib import Path\n"
        "from qemu_xen_codemod.build.process import Command, run_all\n"
        f"sleeper = Command('sh', ('-c', 'echo $$ > {child}; exec sleep 60'), Path('/'))\n"
        "list(run_all([sleeper], 2))\n"
    )
    script = f'{sys.executable} -c "$1" & wait=$!; while [ ! -s {child} ]; do sleep 0.01; done;'
    script += " kill -INT $wait; wait $wait; echo $?"
    # A shell starts its background jobs with SIGINT ignored, which Python keeps.
    trap = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    done = run("sh", ["-c", script, "sh", trap + program], Path.cwd(), timeout=30)
    assert b"KeyboardInterrupt" in done.err
    wait_for(lambda: not is_running(int(child.read_text())))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("prefix", ["", "setsid "], ids=["its group", "another session"])
def test_all_ends_with_us(tmp_path: Path, prefix: str, number: signal.Signals) -> None:
    """A killed command leaves no running compiler, no child of it, and no file of theirs."""
    child, private = tmp_path / "child", tmp_path / "private"
    private.mkdir()
    script = f"mktemp; {prefix}sh -c 'echo $$ > {child}; exec sleep 60'; true"
    program = (
        "import signal\n"
        "from pathlib import Path\n"
        "from qemu_xen_codemod.build.process import Command, run_all\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"list(run_all([Command('sh', ('-c', {script!r}), Path('/'))], 2))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(private)},
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: child.exists() and child.read_text())
    assert [path.parent.parent for path in private.rglob("tmp.*")] == [private]
    process.send_signal(number)
    process.wait()
    wait_for(lambda: not is_running(int(child.read_text())))
    if number == signal.SIGINT:
        assert list(private.iterdir()) == []


def test_output_ends_with_us(tmp_path: Path) -> None:
    """The process that waits for our end does not hold our output, nor a lock; also without
    streams.
    """
    program = (
        "from pathlib import Path\n"
        "from qemu_xen_codemod.build.process import run\n"
        "assert run('true', [], Path('/')).status == 0\n"
    )
    done = subprocess.run(
        ["sh", "-c", '"$@" <&- & wait $!', "sh", sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []
