# SPDX-License-Identifier: GPL-2.0-or-later
"""Private folders: removed by the run that made them, or by the next one; others are not
removed.
"""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from qemu_xen_codemod.signals import Ended, ended_by_signals
from qemu_xen_codemod.tree import private_folder
from qemu_xen_codemod.tree.private_folder import PrivateFolder
from tests.faults.kill import fork, killed_at

NAME = "codemod-0123456789abcdef"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """TMPDIR."""
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    private_folder._remove_left_over.cache_clear()  # noqa: SLF001 (once in a process, and once here)
    yield place
    private_folder._remove_left_over.cache_clear()  # noqa: SLF001


def next_run() -> None:
    """What another process does with the folders that it finds."""
    private_folder._remove_left_over.cache_clear()  # noqa: SLF001
    PrivateFolder().close()


def make(path: Path, *, lock: bool = True, mode: int = 0o700) -> Path:
    """A folder as a dead run leaves it."""
    path.mkdir(parents=True)
    path.chmod(mode)
    (path / "work").mkdir()
    (path / "work/a.c").write_bytes(b"x")
    if lock:
        (path / "codemod.lock").touch()
    return path


@pytest.mark.parametrize(
    "name",
    ["codemod-notes", "codemod-0123456789ABCDEF", f"my-{NAME}", f"{NAME}0", "codemod-abcdefgh"],
)
def test_other_names(place: Path, name: str) -> None:
    """A folder with a similar name stays."""
    make(place / name)
    next_run()
    assert (place / name / "work/a.c").exists()


def test_folder_without_our_file(place: Path) -> None:
    """Somebody else may have used the name."""
    make(place / NAME, lock=False)
    next_run()
    assert (place / NAME / "work/a.c").exists()


def test_folder_that_others_can_look_into(place: Path) -> None:
    """Ours are private from the start."""
    make(place / NAME, mode=0o755)
    next_run()
    assert (place / NAME / "work/a.c").exists()


def test_folder_of_another_user(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shared TMPDIR, each run cleans up after its own user."""
    make(place / NAME)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    next_run()
    assert (place / NAME / "work/a.c").exists()


def test_link(place: Path, tmp_path: Path) -> None:
    """Neither a link of our name nor one inside is followed."""
    mine = make(tmp_path / "mine")
    (place / NAME).symlink_to(mine)
    left = make(place / NAME.replace("0", "9"))
    (left / "out").symlink_to(mine)
    next_run()
    assert (mine / "work/a.c").exists()
    assert [path.name for path in place.iterdir()] == [NAME]


def test_live_run(place: Path) -> None:
    """The folder of a live process stays, even if it is inactive."""
    read, write = os.pipe()
    child = fork()
    if not child:
        folder = PrivateFolder()
        os.write(write, os.fsencode(folder.path))
        signal.pause()
        os._exit(0)
    path = Path(os.fsdecode(os.read(read, 1000)))
    os.kill(child, signal.SIGSTOP)
    next_run()
    assert (path / "codemod.lock").exists()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    next_run()
    assert list(place.iterdir()) == []


def test_without_locks(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system without locks, nothing of other runs is removed."""

    def flock(_file: int, _how: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    left = make(place / NAME)
    next_run()
    assert [path.name for path in place.iterdir()] == [left.name]


def test_killed_anywhere(place: Path) -> None:
    """Nothing is left after the next run."""

    def work() -> None:
        folder = PrivateFolder()
        make(folder.path / "a", lock=False)
        (folder.path / "b").touch()
        folder.close()

    for step in count(1):
        is_killed = killed_at(step, work)
        next_run()
        assert list(place.iterdir()) == []
        if not is_killed:
            break
    assert step > 10


def test_gone_with_its_object(place: Path) -> None:
    """Nobody needs to close it; a fork does not own it."""
    folder = PrivateFolder()
    child = fork()
    if not child:
        folder.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert folder.path.exists()
    del folder
    gc.collect()
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["TMPDIR", "TEMP", "TMP"])
def test_place(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is named comes first, if it exists."""
    for other in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(other, str(tmp_path / "missing"))
    (tmp_path / "place").mkdir()
    monkeypatch.setenv(name, str(tmp_path / "place"))
    folder = PrivateFolder()
    assert folder.path.parent == tmp_path / "place"
    folder.close()
    # Nothing is written to try it: a killed run would leave that.
    assert list(tmp_path.rglob("*")) == [tmp_path / "place"]


def test_no_place_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders that Python uses, too."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "missing"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    folder = PrivateFolder()
    assert folder.path.parent == Path(tempfile.gettempdir()).resolve()
    folder.close()


def test_ended_while_it_is_removed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal at that time is not lost, though a finalizer can raise nothing."""
    real, calls = private_folder._remove, []  # noqa: SLF001

    def remove(path: Path) -> None:
        calls.append(path)
        if len(calls) == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        real(path)

    def use() -> None:
        with ended_by_signals():
            PrivateFolder()
            time.sleep(10)

    monkeypatch.setattr(private_folder, "_remove", remove)
    with pytest.raises(Ended) as caught:
        use()
    assert caught.value.number == signal.SIGTERM
    assert list(place.iterdir()) == []
