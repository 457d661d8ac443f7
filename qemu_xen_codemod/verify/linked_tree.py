# SPDX-License-Identifier: GPL-2.0-or-later
"""A private copy of a tree in one state: links to its files, and the touched ones as files.

A compiler finds the same in it as in the tree, including relative names, because folders on the way
to a touched file are folders and not links. Nothing is written through a link.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.paths import Paths

_Branch = dict[str, "_Branch | bytes | None"]


def link_tree(
    root: Path,
    target: Path,
    files: Mapping[str, bytes | None],
    leave_out: Path | None,
    links: dict[str, Path],
) -> None:
    """Make the folder `target` look like the tree `root`, with these files instead of its own.

    None: there is no such file. `leave_out`: a folder inside the tree that is omitted, the build
    directory if there is one. `links`: a link to each path that earlier folders link to, to which
    those of this one are added. Raises OSError.
    """
    branch: _Branch = {}
    for path, data in files.items():
        *folders, name = path.split("/")
        at = branch
        for folder in folders:
            inner = at.setdefault(folder, {})
            if not isinstance(inner, dict):
                inner = at[folder] = {}
            at = inner
        at[name] = data
    _link_tree(root, target, branch, leave_out, links)


class LinkedTrees:
    """The states of a tree as folders, created on request."""

    def __init__(self, applied: Applied, paths: Paths, folder: Path) -> None:
        """`folder`: private, exists."""
        self._applied, self._paths, self._folder = applied, paths, folder
        self._linked: dict[int, Path] = {0: paths.tree}
        self._links: dict[str, Path] = {}

    def of(self, state: int) -> Path:
        """The folder of a state; the tree itself for the base. Raises OSError."""
        if state not in self._linked:
            target = self._folder / f"tree-{state}"
            build = None if self._paths.is_in_source else self._paths.build
            files = self._applied.files(state)
            link_tree(self._paths.tree, target, files, build, self._links)
            self._linked[state] = target
        return self._linked[state]


def _link_tree(
    root: Path, target: Path, branch: _Branch, leave_out: Path | None, links: dict[str, Path]
) -> None:
    target.mkdir()
    if root.is_dir():
        with os.scandir(root) as entries:
            for entry in entries:
                is_shown = entry.name != ".git" and entry.path != str(leave_out)
                if is_shown and entry.name not in branch:
                    _link(target / entry.name, entry.path, links)
    for name, content in branch.items():
        if isinstance(content, dict):
            _link_tree(root / name, target / name, content, leave_out, links)
        elif content is not None:
            (target / name).write_bytes(content)


def _link(path: Path, target: str, links: dict[str, Path]) -> None:
    """A symbolic link; where one to the target exists, another name of it, which some file systems
    create 30 times as fast as a new one.
    """
    if target in links and os.link in os.supports_follow_symlinks:
        with suppress(OSError):
            os.link(links[target], path, follow_symlinks=False)
            return
    path.symlink_to(target)
    links[target] = path
