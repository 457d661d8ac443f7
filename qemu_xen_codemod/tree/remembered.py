# SPDX-License-Identifier: GPL-2.0-or-later
"""Remembered: a tree for one command, searched for each word once.

Searching QEMU takes half a second, whether for one word or for all of a library's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from qemu_xen_codemod.tree.search import word_search


class _Searched(Protocol):
    def paths(self) -> tuple[str, ...]: ...
    def read(self, path: str) -> bytes: ...
    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]: ...
    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]: ...
    def occupant(self, path: str) -> bytes | None: ...


class Remembered:
    """Paths and bytes are the tree's; the result of a search is kept."""

    def __init__(self, tree: _Searched) -> None:
        self._tree = tree
        self._searched: frozenset[bytes] = frozenset()
        self._found: dict[str, bytes] = {}

    def paths(self) -> tuple[str, ...]:
        """Every regular file, sorted."""
        return self._tree.paths()

    def read(self, path: str) -> bytes:
        """The file's bytes; TreeError if it cannot be read."""
        return self._tree.read(path)

    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of the files that can be read."""
        return self._tree.read_all(paths)

    def occupant(self, path: str) -> bytes | None:
        """What is at a path, None for nothing; TreeError if it is not a file."""
        return self._tree.occupant(path)

    def search(self, words: frozenset[bytes]) -> dict[str, bytes]:
        """The files, of all kinds, that contain one of the words as a whole word, with
        their bytes.
        """
        missing = words - self._searched
        if missing:
            for path, data in self._tree.search(missing).items():
                self._found.setdefault(path, data)
            self._searched |= missing
        search = word_search(words)
        return {path: data for path, data in sorted(self._found.items()) if search.matches(data)}
