# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths as strangers name them, and as trees hold them: to ask about one raises nothing.

A name may be longer than any file's, hold a character that none has, or be a link that leads to
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
    """With its links resolved, as far as they lead anywhere; absolute."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute leaves `..` in)
