"""Watcher: when we are killed, the programs of a build end too, with all that they started.

A shell waits for our end, in a session of its own. Then it kills whatever has our mark in its
environment, be it in another session or group: a compiler's own children, those of ninja. The
programs have a private folder as TMPDIR, so that a compiler that is killed leaves nothing.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

from qemu_xen_codemod.tree.environment import clean_environment
from qemu_xen_codemod.tree.private_folder import PrivateFolder

_VARIABLE = "CODEMOD_RUN"
#: Again and again, for what was started meanwhile. Grep fails where it may not read.
_SCRIPT = """\
read -r word
for try in 1 2 3 4 5; do
    found=$(grep -l -e "$1" /proc/[0-9]*/environ)
    [ -n "$found" ] || exit
    for one in $found; do
        one=${one#/proc/}
        kill -KILL "${one%/environ}"
    done
done
"""


class Watcher:
    """Of this process; see `watcher`."""

    def __init__(self) -> None:
        self._folder = PrivateFolder()
        self._token = os.urandom(8).hex()
        self._numbers = count()
        if sys.platform.startswith("linux"):
            atexit.register(_end, self._start())

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 (our own script)
            ["/bin/sh", "-c", _SCRIPT, "sh", f"{_VARIABLE}={self._token}"],
            cwd="/",
            env=clean_environment(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def environment(self) -> dict[str, str]:
        """For one program: what marks it and all that it starts, and its TMPDIR."""
        return {
            _VARIABLE: f"{self._token}-{next(self._numbers)}-",
            "TMPDIR": str(self._folder.path),
        }


@cache
def watcher() -> Watcher:
    """The one of this process, which has to be asked for before there are threads."""
    return Watcher()


def kill_marked(environment: Mapping[str, str]) -> None:
    """Kill what was started with this environment, and all that it started."""
    mark = f"{_VARIABLE}={environment[_VARIABLE]}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)


def _end(shell: subprocess.Popen[bytes]) -> None:
    """The shell looks for what is left running, as it does when we are killed."""
    shell.communicate()
