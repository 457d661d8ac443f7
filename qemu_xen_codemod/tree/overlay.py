# SPDX-License-Identifier: GPL-2.0-or-later
"""Overlay: a tree in which one file has other bytes, those that an editor has not saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from qemu_xen_codemod.tree.search import word_search


class _Below(Protocol):
    def paths(self) -> tuple[str, ...]: ...
    def read(self, path: str) -> bytes: ...
    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]: ...
    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]: ...
    def occupant(self, path: str) -> bytes | None: ...


class Overlay:
    """The files of a tree, and one that replaces, or is added to, its own."""

    def __init__(self, tree: _Below, path: str, data: bytes) -> None:
        self._tree, self._path, self._data = tree, path, data

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted({*self._tree.paths(), self._path}))

    def read(self, path: str) -> bytes:
        return self._data if path == self._path else self._tree.read(path)

    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        wanted = set(paths)
        found = dict(self._tree.read_all(sorted(wanted - {self._path})))
        return {**found, self._path: self._data} if self._path in wanted else found

    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]:
        found = dict(self._tree.search(words))
        found.pop(self._path, None)
        if word_search(words).matches(self._data):
            found[self._path] = self._data
        return dict(sorted(found.items()))

    def occupant(self, path: str) -> bytes | None:
        return self._data if path == self._path else self._tree.occupant(path)
