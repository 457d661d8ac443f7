# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths with untrusted names: no question about them raises an error.

A name may be too long, contain a character that no file name has, or be a link that leads to
itself: then there is no such file.
"""

from __future__ import annotations

import os
from pathlib import Path


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def resolved(path: Path) -> Path:
    """The path with links resolved, as far as they lead anywhere; absolute."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute leaves `..` in)
