# SPDX-License-Identifier: GPL-2.0-or-later
"""A command ended by a signal leaves nothing behind, says so, and exits as shells expect."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod import cli

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
Digest = Callable[[Path], str]
PACKAGE = str(Path(cli.__file__).parents[1])
#: Signals as a shell in the foreground has them: those of a job in the background are ignored.
COMMAND = ("env", "--default-signal", sys.executable, "-m", "qemu_xen_codemod")
NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start(*arguments: str | Path, private: Path, path: Path | str = "") -> subprocess.Popen[bytes]:
    """The command, with TMPDIR `private`, and first the modules below `path`."""
    paths = os.pathsep.join(filter(None, (str(path), PACKAGE)))
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(private), "PYTHONPATH": paths},
    )


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def slow_rule(folder: Path) -> Path:
    """A rule that keeps the engine busy for longer than any test waits."""
    rule = folder / "slow.cocci"
    rule.write_text('@@ identifier i =~ "never"; @@\n- i(...);\n+ other();\n')
    return rule


@pytest.fixture
def slow_tree(make_checkout: MakeCheckout) -> Path:
    """A checkout of many files."""
    text = b"void f(void)\n{\n" + b"    never(1);\n" * 400 + b"}\n"
    return make_checkout({f"{number}.c": text for number in range(40)})


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("command", ["apply", "audit"])
def test_ended(
    slow_tree: Path, tmp_path: Path, digest: Digest, command: str, number: signal.Signals
) -> None:
    """A private folder exists while it runs, and none after it was ended."""
    private = tmp_path / "private"
    private.mkdir()
    before = digest(slow_tree)
    arguments: tuple[str | Path, ...] = ("apply", "--rules", slow_rule(tmp_path), "--dry-run")
    if command == "audit":
        arguments = ("audit",)
    process = start(*arguments, "--tree", slow_tree, private=private)
    wait_for(lambda: list(private.glob("codemod-*")))
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (128 + number, b"", b"codemod: interrupted\n")
    assert list(private.iterdir()) == []
    assert digest(slow_tree) == before


def test_ended_while_modules_load(tmp_path: Path) -> None:
    """No traceback, wherever Ctrl-C interrupts it."""
    (tmp_path / "argparse.py").write_text(
        f"open({str(tmp_path / 'loading')!r}, 'w').close()\nimport time\ntime.sleep(60)\n"
    )
    process = start("apply", private=tmp_path, path=tmp_path)
    wait_for((tmp_path / "loading").exists)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err) == (-signal.SIGINT, b"")


def test_ignored_signals_stay_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command started with `nohup` continues without its terminal; other handlers are
    restored.
    """
    handlers = []

    def run(_args: argparse.Namespace) -> int:
        os.kill(os.getpid(), signal.SIGHUP)
        handlers.append(signal.getsignal(signal.SIGTERM))
        return 0

    parser = argparse.ArgumentParser()
    parser.set_defaults(run=run)
    monkeypatch.setattr(cli, "make_parser", lambda: parser)
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert cli.main([]) == 0
    finally:
        signal.signal(signal.SIGHUP, old)
    assert handlers != [before]
    assert signal.getsignal(signal.SIGTERM) == before
