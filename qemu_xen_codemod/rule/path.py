# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths in rule files."""

from __future__ import annotations

from pathlib import PurePosixPath

from qemu_xen_codemod.errors import Place, RuleError


def check_path(path: str, place: Place) -> None:
    """Raises RuleError if it is not the path of a file inside a tree."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or str(pure) != path or path == ".":
        raise RuleError(
            f"not a path inside a tree: {path}",
            place=place,
            help="write it as hw/xen/x.c: no /, .. or . at its start",
        )
