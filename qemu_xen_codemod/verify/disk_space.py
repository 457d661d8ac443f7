# SPDX-License-Identifier: GPL-2.0-or-later
"""A full disk, as reported by the programs that we run."""

from __future__ import annotations

import errno
import os

_WORDS = ("No space left on device", "Out of diskspace", "Disk quota exceeded")


def check_disk_space(words: str) -> None:
    """Raise OSError if a program's output is about a full disk, and not about a patch."""
    if any(word in words for word in _WORDS):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
