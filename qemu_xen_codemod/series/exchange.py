# SPDX-License-Identifier: GPL-2.0-or-later
"""Exchange two folders at once, by Linux's renameat2: both names exist at all times."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from qemu_xen_codemod.libc import find_function

_CURRENT_FOLDER = -100
_EXCHANGE = 2
#: The kernel (4.0 is new enough) or the file system does not support it, or a sandbox forbids it.
_NOT_HERE = frozenset((errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM))


def exchange(path: Path, other: Path) -> bool:
    """Whether the two have been exchanged; False, with nothing done, if that is impossible.

    Raises OSError.
    """
    # None before glibc 2.28, and on other systems than Linux.
    renameat2 = find_function("renameat2")
    if renameat2 is None:
        return False
    import ctypes

    names = (_CURRENT_FOLDER, os.fsencode(path), _CURRENT_FOLDER, os.fsencode(other))
    if renameat2(*names, _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(path))
