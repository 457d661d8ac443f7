# SPDX-License-Identifier: GPL-2.0-or-later
"""Folder: a plain folder of C sources, read without git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.left_out import find_locked, notes_on_links, notes_on_locked
from qemu_xen_codemod.tree.search import word_search

#: Version control's own files in a folder are not among its files.
_NOT_SOURCES = frozenset((".git", ".hg", ".svn", ".bzr", "CVS"))


class Folder:
    """All regular files below `root`; links are left out."""

    #: A plain folder has no commit.
    base: None = None

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = Confined(root)

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user on how the tree was read."""
        return (
            *notes_on_links(self.root, self._links),
            *notes_on_locked(find_locked(self.root, self._paths)),
        )

    @cached_property
    def _found(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Files and links."""
        links: list[str] = []
        return tuple(sorted(_walk(str(self.root), "", links))), tuple(sorted(links))

    @property
    def _paths(self) -> tuple[str, ...]:
        return self._found[0]

    @property
    def _links(self) -> tuple[str, ...]:
        return self._found[1]

    def paths(self) -> tuple[str, ...]:
        """Every regular file, sorted, as POSIX path."""
        return self._paths

    def read(self, path: str) -> bytes:
        """The file's bytes; TreeError if it cannot be read."""
        return self.files.read(path)

    def read_all(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the files that can be read."""
        return dict(self.files.read_present(paths))

    def search(self, words: frozenset[bytes]) -> dict[str, bytes]:
        """The files that contain one of the words as a whole word, with their bytes."""
        search = word_search(words)
        present = self.files.read_present(self._paths)
        return {path: data for path, data in present if search.matches(data)}

    def occupant(self, path: str) -> bytes | None:
        """The bytes of a file at the path, None if there is nothing."""
        return self.files.occupant(path)

    def modified(self, paths: Iterable[str]) -> tuple[str, ...]:  # noqa: ARG002 (Tree's)
        """Always empty: there is no commit to differ from."""
        return ()

    def is_executable(self, path: str) -> bool:
        """Whether the file's owner may execute it."""
        return self.files.is_executable(path)

    def check_unchanged(self) -> None:
        """Raise TreeError if a file has changed since it was read."""
        self.files.check_unchanged()


def _walk(folder: str, prefix: str, links: list[str]) -> Iterator[str]:
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield prefix + entry.name
                elif entry.is_dir(follow_symlinks=False) and entry.name not in _NOT_SOURCES:
                    folders.append(entry.name)
                elif entry.is_symlink():
                    links.append(prefix + entry.name)
    except OSError as error:
        raise TreeError(f"{folder}: cannot be read: {error.strerror}") from None
    for name in folders:
        yield from _walk(f"{folder}/{name}", f"{prefix}{name}/", links)
