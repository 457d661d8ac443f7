# SPDX-License-Identifier: GPL-2.0-or-later
"""A command ended by a signal leaves nothing behind, says so, and exits as shells expect."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from qemu_xen_codemod.build.process import Command, run_all
from qemu_xen_codemod.signals import Ended, ended_by_signals, postponed
from qemu_xen_codemod.tree.begun import Begun

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


def _run_one(folder: Path) -> None:
    list(run_all([Command("true", (), folder, {}, None)]))


@pytest.mark.parametrize(
    "begin", [lambda _: Begun(int), _run_one], ids=["work in the background", "programs"]
)
def test_no_signal_is_acted_on_while_a_thread_starts(
    begin: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would keep a lock of the thread, and wait for the thread for ever at the end."""
    start_thread = threading.Thread.start
    started: list[threading.Thread] = []

    def start_interrupted(thread: threading.Thread) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        start_thread(thread)
        started.append(thread)

    monkeypatch.setattr(threading.Thread, "start", start_interrupted)
    with pytest.raises(Ended), ended_by_signals():
        begin(tmp_path)
    assert started
    for thread in started:
        thread.join(10)
        assert not thread.is_alive()


def test_postponed_signals_end_what_comes_after() -> None:
    """The first of them, and the handlers are those of before."""
    before = signal.getsignal(signal.SIGTERM)
    # `nohup` makes Python ignore it.
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    done = []

    def work() -> None:
        with postponed():
            os.kill(os.getpid(), signal.SIGHUP)
            os.kill(os.getpid(), signal.SIGTERM)
            done.append(1)
        done.append(2)

    try:
        with pytest.raises(Ended) as caught, ended_by_signals():
            work()
    finally:
        signal.signal(signal.SIGHUP, hangup)
    assert (caught.value.number, done) == (signal.SIGHUP, [1])
    assert signal.getsignal(signal.SIGTERM) == before
