# SPDX-License-Identifier: GPL-2.0-or-later
"""A full disk, as the programs that we run tell of it."""

from __future__ import annotations

import errno
import os

_WORDS = ("No space left on device", "Out of diskspace", "Disk quota exceeded")


def check_disk_space(words: str) -> None:
    """Raise OSError when a program's words are about a disk that is full, and not about a patch."""
    if any(word in words for word in _WORDS):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
