# SPDX-License-Identifier: GPL-2.0-or-later
"""Killed commands: what is left is complete, and the next run cleans up."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults import load
from tests.faults.bench import Bench

pytestmark = pytest.mark.slow

#: The command, killed after it has renamed one file to its place.
_AT_SECOND_FILE = """
import os, signal, sys
def hook(event, arguments):
    if event == "os.rename" and arguments[0] == "new-1":
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from qemu_xen_codemod.__main__ import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """One for all tests: making it takes two runs."""
    return Bench(tmp_path_factory.mktemp("bench"), files=3, build=False)


@pytest.fixture
def bench(made: Bench) -> Iterator[Bench]:
    """As it was made, even if a test failed."""
    yield made
    made.restore_tree()


def said_by(bench: Bench, words: Sequence[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "qemu_xen_codemod", *words],
        env=bench.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.mark.parametrize("command", ["apply", "verify"])
def test_killed_at_work(bench: Bench, command: str) -> None:
    """Tree and output folder are as they were; the next run removes the private folder."""
    process = bench.start(bench.apply if command == "apply" else bench.verify)
    while not list(bench.private.glob("codemod-*")):
        assert process.poll() is None
        time.sleep(0.002)
    ended = bench.end(process, number=signal.SIGKILL)
    assert (ended.code, ended.is_gone) == (-signal.SIGKILL, True)
    assert (bench.tree_state(), bench.out_state()) == ("old", "old")
    # None if it was killed only after it had removed the folder, while Python exited.
    assert {path.split("-")[0] for path in bench.litter()} <= {"tmp/codemod"}
    said_by(bench, bench.check)
    assert bench.litter() == []


def test_killed_half_way_in_place(bench: Bench) -> None:
    """Nothing is left among the sources; the next run restores everything and says so."""
    words = [sys.executable, "-c", _AT_SECOND_FILE, *bench.in_place]
    done = subprocess.run(words, env=bench.environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert bench.tree_state() == "half"
    assert all(path.startswith(("tmp/", "T/.git/codemod-in-place/")) for path in bench.litter())
    note = "an --in-place run was killed when it had changed 1 of 3 files: all were restored"
    assert note in said_by(bench, bench.check)
    assert bench.tree_state() == "old"
    assert bench.litter() == []


def test_several_at_once(bench: Bench) -> None:
    """Each succeeds or says why not; the output folder has one series, the tree is intact."""
    assert load.run_at_once(bench, 2) == 0


def test_many_in_one_process(bench: Bench) -> None:
    """The last of them uses no more memory than the tenth, and nothing is left."""
    assert load.run_many(bench, 30) == 0


def test_somebody_works_in_the_tree(tmp_path: Path) -> None:
    """The output of apply is for one commit, and audit succeeds."""
    bench = Bench(tmp_path, files=3, build=False)
    assert load.change_while_read(bench, 3, random.Random(1)) == 0  # noqa: S311 (no secret)
