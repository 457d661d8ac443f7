# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree as a series leaves it, for the rules to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qemu_xen_codemod.step.workspace import Files
from qemu_xen_codemod.tree.search import word_search


class StateTree:
    """The committed files of a tree, some of them changed, added or removed."""

    def __init__(self, tree: Files, files: Mapping[str, bytes | None]) -> None:
        """`files`: None for a file that no longer exists."""
        self._tree = tree
        self._files = files

    def paths(self) -> tuple[str, ...]:
        kept = (path for path in self._tree.paths() if path not in self._files)
        there = (path for path, data in self._files.items() if data is not None)
        return tuple(sorted((*kept, *there)))

    def read(self, path: str) -> bytes:
        data = self._files.get(path)
        return self._tree.read(path) if data is None else data

    def read_all(self, paths: Iterable[str]) -> dict[str, bytes]:
        wanted = list(paths)
        changed = {path: data for path in wanted if (data := self._files.get(path)) is not None}
        unchanged = self._tree.read_all(path for path in wanted if path not in changed)
        return {**unchanged, **changed}

    def occupant(self, path: str) -> bytes | None:
        return self._files[path] if path in self._files else self._tree.occupant(path)

    def search(self, words: frozenset[bytes]) -> dict[str, bytes]:
        found = self._tree.search(words)
        search = word_search(words)
        changed = {
            path: data for path, data in self._files.items() if data and search.matches(data)
        }
        return {p: data for p, data in found.items() if p not in self._files} | changed
