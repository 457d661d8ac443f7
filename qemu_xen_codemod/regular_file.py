# SPDX-License-Identifier: GPL-2.0-or-later
"""Read a file that somebody else may have made: a regular file, of a limited size.

Reading a FIFO could wait forever, and a device has no end. The files of a tree are read by
`tree.confined`, which follows no link; an object is mapped, whatever its size.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

#: Many times the largest build.ninja that is known.
_LARGEST = 1 << 30
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read_regular(path: Path) -> bytes:
    """The bytes of a file, links followed. Raises OSError, whose text says what is wrong with it.

    Raises ValueError for an impossible path.
    """
    # Opening a device may have effects: the file is checked before, and again when it is open.
    _check(path.stat(), path)
    file = os.open(path, _FLAGS)
    try:
        size = _check(os.fstat(file), path)
        data = os.read(file, size + 1)
        # Files in /proc are regular, and have no size.
        while more := os.read(file, 1 << 20):
            data += more
            if len(data) > _LARGEST:
                raise _too_large(path)
    finally:
        os.close(file)
    return data


def _check(status: os.stat_result, path: Path) -> int:
    """The size."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    if status.st_size > _LARGEST:
        raise _too_large(path)
    return status.st_size


def _too_large(path: Path) -> OSError:
    return OSError(errno.EFBIG, "larger than 1 GiB", str(path))
