# SPDX-License-Identifier: GPL-2.0-or-later
"""A lock on a folder, which one process holds at a time, and which ends with it.

It is on the folder itself, so no file is left behind.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qemu_xen_codemod.errors import TreeError

#: How long, and at what interval, in seconds, to wait for a lock that is held for milliseconds.
_PATIENCE = 60.0
_PAUSE = 0.02


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock; yields whether there are locks here (NFS has none for folders).

    Raises TreeError if another process holds it for a minute.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        # An unreadable folder is reported by those who need to read it.
        yield False
        return
    try:
        yield _lock(descriptor, folder)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> bool:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > end:
                raise TreeError(
                    f"another program holds the lock of {folder}",
                    help="run codemod again when it has finished",
                ) from None
        except OSError:
            return False
        time.sleep(_PAUSE)
