# SPDX-License-Identifier: GPL-2.0-or-later
"""Write a file so that it is there as a whole or not at all, also on a disk that is full."""

from __future__ import annotations

import secrets
import stat
from contextlib import suppress
from pathlib import Path

from qemu_xen_codemod.named_path import resolved


def write_whole(path: Path, data: bytes) -> None:
    """Make the file hold the data, links followed; what is no file (a pipe) is written to.

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
    temporary = path.with_name(f".{path.name[:200]}.{secrets.token_hex(6)}")
    try:
        temporary.write_bytes(data)
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
