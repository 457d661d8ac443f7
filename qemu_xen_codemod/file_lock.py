# SPDX-License-Identifier: GPL-2.0-or-later
"""The lock on a file, which shows that the run that made it is still alive; it ends with the
process.
"""

from __future__ import annotations

import fcntl


def take_lock(descriptor: int) -> bool:
    """Whether we now hold the lock: nobody else holds it, and the file system has locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
