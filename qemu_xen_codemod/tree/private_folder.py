# SPDX-License-Identifier: GPL-2.0-or-later
"""PrivateFolder: a folder of ours below TMPDIR, which is never left behind for long.

It is removed when closed, when nothing refers to it any more, and at the end of the process. If the
run was killed, the next run removes it. It contains a file that is locked as long as the process is
alive: a locked folder is in use, and a folder of another user, with another name or without such a
file is not ours.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import stat
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Timer, main_thread

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.file_lock import take_lock
from qemu_xen_codemod.signals import number_of, postponed

_TOKEN = 8
_OURS = re.compile(rf"codemod-[0-9a-f]{{{2 * _TOKEN}}}")
_LOCK = "codemod.lock"
#: How often, and at what interval in seconds, to try to remove a folder that is still written.
_TRIES = 50
_PAUSE = 0.02


class PrivateFolder:
    """`path` is absolute, with links resolved; nobody but its user can look inside."""

    def __init__(self) -> None:
        """Raises OSError if TMPDIR has no space."""
        place = _place()
        _remove_left_over(place)
        for _ in range(_TRIES):
            self.path = Path(place).resolve() / f"codemod-{os.urandom(_TOKEN).hex()}"
            locks: list[int] = []
            # Before there is a folder: a signal may come as soon as there is one.
            self.close = weakref.finalize(self, _close, self.path, locks, os.getpid())
            if _make(self.path, locks):
                return
            self.close()
        raise TreeError(
            f"no private folder can be created in {place}", help="set TMPDIR to another one"
        )


def _place() -> str:
    """Where temporary files go, as documented for Python's tempfile. That one also tries the folder
    by a file, which a killed run leaves behind.
    """
    named = [os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP")]
    for place in (*filter(None, named), "/tmp", "/var/tmp", "/usr/tmp"):  # noqa: S108
        # Path.is_dir() raises PermissionError.
        if os.path.isdir(place) and os.access(place, os.W_OK | os.X_OK):  # noqa: PTH112
            return place
    return os.curdir


def cannot_be_written(error: OSError) -> TreeError:
    """The error of a command whose private copies cannot be written."""
    where = f"{error.filename}: " if error.filename else ""
    return TreeError(
        f"{where}the private copy cannot be written: {error.strerror or error}",
        help="set TMPDIR to a folder with more space: hundreds of MB, prove --hypervisor some GB",
    )


def _make(path: Path, locks: list[int]) -> bool:
    """Create the folder and lock its file; False if another run has removed it in the meantime.

    `locks` gets the descriptor that holds the lock.
    """
    path.mkdir(mode=0o700)
    # A run that cleans up may remove a folder that is not locked yet.
    with suppress(FileNotFoundError):
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        locks.append(lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # There are no locks here: no run removes what another one left.
            pass
        return os.fstat(lock).st_nlink > 0
    return False


def _close(path: Path, locks: list[int], process: int) -> None:
    # A fork has the objects of its parent, not its folders.
    if os.getpid() == process:
        try:
            _remove(path)
        except KeyboardInterrupt as error:
            _remove(path)
            # This may run as a finalizer, which must not raise: tried once more later.
            with suppress(RuntimeError), postponed():
                to_main = main_thread().ident, number_of(error)
                Timer(_PAUSE, signal.pthread_kill, to_main).start()
    for lock in locks:
        os.close(lock)


def _remove(path: Path, tries: int = _TRIES) -> None:
    """Remove the folder, even if a killed git is still running and writes a last file.

    The locked file is removed last: as long as there is anything else, it shows that this is ours.
    """
    for _ in range(tries):
        with suppress(OSError):
            for entry in list(os.scandir(path)):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                elif entry.name != _LOCK:
                    Path(entry.path).unlink()
            if [entry.name for entry in os.scandir(path)] == [_LOCK]:
                (path / _LOCK).unlink()
            path.rmdir()
        if not path.exists():
            return
        time.sleep(_PAUSE)


@cache
def _remove_left_over(place: str) -> None:
    """Remove the folders of killed runs; once per process."""
    if not os.access(place, os.R_OK):
        # A TMPDIR may be writable and not readable.
        return
    for path in _find_left_over(place):
        with _dead(path) as is_dead:
            if is_dead:
                _remove(path, tries=1)


def _find_left_over(place: str) -> Iterator[Path]:
    """The folders with names like ours that nobody else can have created."""
    with os.scandir(place) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                # Another run may be cleaning up, too.
                with suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    if status.st_uid == os.geteuid() and status.st_mode & 0o077 == 0:
                        yield Path(entry.path)


@contextmanager
def _dead(path: Path) -> Iterator[bool]:
    """Whether the run that created the folder has ended; we hold its lock meanwhile."""
    try:
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        # Killed before it created the file, or while it removed everything: empty then, or not
        # ours.
        with suppress(OSError):
            path.rmdir()
        yield False
        return
    try:
        yield stat.S_ISREG(os.fstat(lock).st_mode) and take_lock(lock)
    finally:
        os.close(lock)
