# SPDX-License-Identifier: GPL-2.0-or-later
"""What is not read of a tree, in sentences: links that lead out of it, submodules, locked files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from qemu_xen_codemod.c.language import language_of

_SHOWN = 3


def notes_on_links(root: Path, links: Iterable[str]) -> Iterator[str]:
    """For links with a source's name, or to a folder: those whose target is not in the tree."""
    outside = [
        link
        for link in links
        if (language_of(link) is not None or (root / link).is_dir())
        and (root / link).exists()
        and not _is_inside(root, link)
    ]
    if outside:
        yield f"links that lead out of the tree are not followed: {_some(outside)}"


def notes_on_submodules(root: Path, submodules: Iterable[str]) -> Iterator[str]:
    """For submodules: those that are present."""
    present = [path for path in submodules if _has_entries(root / path)]
    if present:
        yield f"submodules are separate trees and were not read: {_some(present)}"


def notes_on_locked(paths: Iterable[str]) -> Iterator[str]:
    """For files that could not be read."""
    locked = sorted(paths)
    if locked:
        yield f"files without read permission: {_some(locked)}"


def find_locked(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """The sources among the paths that this user may not read."""
    if os.geteuid() == 0:
        return
    for path in paths:
        if language_of(path) is not None and not os.access(root / path, os.R_OK):
            yield path


def _is_inside(root: Path, link: str) -> bool:
    target = os.path.realpath(root / link)
    return target == str(root) or target.startswith(f"{root}{os.sep}")


def _has_entries(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return ", ".join(paths[:_SHOWN]) + more
