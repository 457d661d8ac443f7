# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree that caches searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qemu_xen_codemod.tree.remembered import Remembered
from qemu_xen_codemod.tree.search import WordSearch

_FILES = {"a.c": b"one(two);", "b.c": b"two", "c.c": b"three", "d.c": b"oneself"}


class _Counted:
    """Files that record what they are searched for."""

    def __init__(self) -> None:
        self.asked: list[set[bytes]] = []

    def paths(self) -> tuple[str, ...]:
        return tuple(_FILES)

    def read(self, path: str) -> bytes:
        return _FILES[path]

    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        return {path: _FILES[path] for path in paths if path in _FILES}

    def occupant(self, path: str) -> bytes | None:
        return self.read(path) if path in self.paths() else None

    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]:
        self.asked.append(set(words))
        search = WordSearch(words)
        return {path: data for path, data in _FILES.items() if search.matches(data)}


def test_a_word_that_was_not_asked_for_finds_nothing_of_the_others() -> None:
    """The result of an earlier search is not returned for a different word."""
    files = Remembered(_Counted())
    assert list(files.search(frozenset((b"one", b"two")))) == ["a.c", "b.c"]
    assert list(files.search(frozenset((b"one",)))) == ["a.c"]
    assert files.search(frozenset((b"none",))) == {}


def test_the_tree_is_searched_for_a_word_once() -> None:
    """Only for words that are new."""
    tree = _Counted()
    files = Remembered(tree)
    for words in ((b"one", b"two"), (b"two",), (b"two", b"three")):
        found = files.search(frozenset(words))
    assert found == {"a.c": b"one(two);", "b.c": b"two", "c.c": b"three"}
    assert tree.asked == [{b"one", b"two"}, {b"three"}]


def test_files_are_read_together_as_the_tree_has_them() -> None:
    """Missing files are left out."""
    assert Remembered(_Counted()).read_all(["b.c", "none.c"]) == {"b.c": b"two"}
