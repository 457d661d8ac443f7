# SPDX-License-Identifier: GPL-2.0-or-later
"""Watcher: when codemod is killed, the programs of a build end too, with all that they started.

A forked process waits, in a session of its own, for our end. Then it kills every process with our
mark in its environment, also in another session or group: a compiler's own children, those of
ninja. The programs have a private folder as TMPDIR, so that a killed compiler leaves nothing
behind.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

from qemu_xen_codemod.tree.private_folder import PrivateFolder

_VARIABLE = "CODEMOD_RUN"
#: How often processes with our mark are killed: they may have started more in the meantime.
_TRIES = 5


class Watcher:
    """The watcher of this process; see `watcher`."""

    def __init__(self) -> None:
        self._folder = PrivateFolder()
        self._token = os.urandom(8).hex()
        self._numbers = count()
        if sys.platform.startswith("linux"):
            _fork(f"{_VARIABLE}={self._token}-".encode())

    def environment(self) -> dict[str, str]:
        """For one program: what marks it and all that it starts, and its TMPDIR."""
        return {
            _VARIABLE: f"{self._token}-{next(self._numbers)}-",
            "TMPDIR": str(self._folder.path),
        }


@cache
def watcher() -> Watcher:
    """The watcher of this process, which must be requested before there are threads."""
    return Watcher()


def kill_marked(environment: Mapping[str, str]) -> None:
    """Kill what was started with this environment, and all that it started."""
    _kill(f"{_VARIABLE}={environment[_VARIABLE]}".encode())


def _fork(mark: bytes) -> None:
    """The process that waits for our end."""
    reader, writer = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(reader)
        atexit.register(_end, parent, child, writer)
        return
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        # If a standard stream was closed, the pipe may have its number.
        reader = fcntl.fcntl(reader, fcntl.F_DUPFD_CLOEXEC, 3)
        _keep_only(reader)
        while os.read(reader, 1000):
            pass
        for _ in range(_TRIES):
            if not _kill(mark):
                break
    finally:
        # Nothing of the parent's must be flushed or removed here.
        os._exit(0)


def _keep_only(reader: int) -> None:
    """Close what the parent has open: its output must end with it, and so must its locks."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    for path in tuple(Path("/proc/self/fd").iterdir()):
        if int(path.name) > 2 and int(path.name) != reader:
            with suppress(OSError):
                os.close(int(path.name))


def _kill(mark: bytes) -> bool:
    """Kill each process with a variable that begins with `mark`; return whether there was one."""
    is_found = False
    for path in Path("/proc").glob("[0-9]*/environ"):
        # Another user's, or already gone.
        with suppress(OSError):
            if any(variable.startswith(mark) for variable in path.read_bytes().split(b"\0")):
                is_found = True
                os.kill(int(path.parent.name), signal.SIGKILL)
    return is_found


def _end(process: int, child: int, writer: int) -> None:
    """Let the child search for running processes, as it does when we are killed."""
    if os.getpid() == process:
        os.close(writer)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
