# SPDX-License-Identifier: GPL-2.0-or-later
"""Write a file completely or not at all, even on a full disk.

It is written next to its place, under a name that shows where it comes from, and renamed to its
place. A killed run leaves it there, and the next run that writes the same file removes it. While it
is written it is locked; so a file that can be locked belongs to no running process.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qemu_xen_codemod.file_lock import take_lock
from qemu_xen_codemod.named_path import resolved

#: Random bytes, for a name that is free.
_TOKEN = 6


def write_whole(path: Path, data: bytes) -> None:
    """Write the data to the file, links followed; something that is not a file (a pipe) is written
    to directly.

    Raises OSError.
    """
    path = resolved(path)
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        path.write_bytes(data)
        return
    _remove_left_over(path)
    with _beside(path) as (temporary, descriptor):
        with open(descriptor, "wb", closefd=False) as file:
            file.write(data)
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(path)


def _start_of_name(path: Path) -> str:
    return f".{os.fsdecode(os.fsencode(path.name)[:200])}.codemod-"


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, int]]:
    """A new file and its descriptor, which holds its lock; removed if it still has its name."""
    while True:
        temporary = path.with_name(_start_of_name(path) + os.urandom(_TOKEN).hex())
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o666)
        try:
            take_lock(descriptor)
            # A run that cleans up may remove a file that is not locked yet.
            if os.fstat(descriptor).st_nlink:
                yield temporary, descriptor
                return
        finally:
            temporary.unlink(missing_ok=True)
            os.close(descriptor)


def _remove_left_over(path: Path) -> None:
    """Remove what killed runs have left next to the file."""
    ours = re.compile(rf"{re.escape(_start_of_name(path))}[0-9a-f]{{{2 * _TOKEN}}}")
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if not ours.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            with suppress(OSError):
                flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                descriptor = os.open(entry.path, flags)
                try:
                    if os.fstat(descriptor).st_uid == os.geteuid() and take_lock(descriptor):
                        Path(entry.path).unlink()
                finally:
                    os.close(descriptor)
