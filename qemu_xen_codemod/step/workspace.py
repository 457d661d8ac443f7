# SPDX-License-Identifier: GPL-2.0-or-later
"""Workspace: a tree's files as the rules so far left them, and the events of rules.

A file is read once. What a rule does is drafted (`draft`) and becomes part of the workspace
completely or not at all.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.c.source import MOST_BYTES, SourceFile
from qemu_xen_codemod.edit.edit import Change, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.errors import Place, TreeError
from qemu_xen_codemod.step.leads import Leads
from qemu_xen_codemod.step.seen_macros import SeenMacros
from qemu_xen_codemod.tree.search import word_search

_NO_MACROS: Mapping[bytes, MacroKind] = {}


class Files(Protocol):
    """What a workspace needs of a tree."""

    def paths(self) -> tuple[str, ...]: ...
    def read(self, path: str) -> bytes: ...
    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]: ...
    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]: ...
    def occupant(self, path: str) -> bytes | None: ...


class FilesInMemory:
    """A tree made from a mapping, such as the examples of a rule."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def read(self, path: str) -> bytes:
        return self._files[path]

    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        return {path: self._files[path] for path in paths}

    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]:
        search = word_search(words)
        return {path: data for path, data in sorted(self._files.items()) if search.matches(data)}

    def occupant(self, path: str) -> bytes | None:
        return self._files.get(path)


@dataclass(frozen=True, slots=True)
class Matched:
    """A step matched here."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Listed:
    """A `*` line of a patch matched here."""

    path: str
    span: Span
    #: In the tree before all rules.
    place: Place
    #: The code, as in the file.
    code: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A TODO is above the statement that contains the span."""

    path: str
    span: Span
    #: The TODO's first sentence.
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A step matched here and leaves the match on purpose."""

    path: str
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A step matched here but does not do its edit."""

    path: str
    span: Span
    #: In the tree before all rules.
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The file was edited."""

    path: str
    moves: OffsetMap


#: Spans are in the file as it was when the event happened.
Event = Matched | Listed | Annotated | Kept | Refused | Moved


class Workspace:
    """A tree's files with the changes of the rules so far."""

    def __init__(self, files: Files, macros: Mapping[bytes, MacroKind] = _NO_MACROS) -> None:
        """`macros`: what the user says about the tree's macros."""
        self._files = files
        self._macros = SeenMacros(self, macros)
        self._data: dict[str, bytes] = {}
        self._sources: dict[str, SourceFile] = {}
        #: For files that rules changed: their old contents, and where their bytes went.
        self._first: dict[str, SourceFile] = {}
        self._moves: dict[str, OffsetMap] = {}
        #: The words that the tree was searched for.
        self.searched: set[bytes] = set()
        #: Sources that contain a word and are not parsed.
        self._too_large: dict[str, bytes] = {}
        self._paths: tuple[str, ...] | None = None
        #: By the last part of the path: most have one file, and a list for each takes megabytes.
        self._by_name: dict[str, str | list[str]] = {}
        #: What is known about files' includes.
        self.leads: dict[str, Leads] = {}
        #: The paths whose bytes were read or changed, in order.
        self._news: list[str] = []
        #: For searched words: the files that contain one, and how many changes that includes.
        self._held: dict[frozenset[bytes], tuple[set[str], int]] = {}

    def paths(self) -> tuple[str, ...]:
        """All files, sorted."""
        if self._paths is None:
            self._paths = self._files.paths()
        return self._paths

    def named(self, name: str) -> list[str]:
        """The files with this name, whatever their folder, sorted."""
        if not self._by_name:
            for path in self.paths():
                self._note_name(path)
        found = self._by_name.get(name, [])
        return [found] if isinstance(found, str) else found

    def _note_name(self, path: str) -> None:
        name = path.rpartition("/")[2]
        known = self._by_name.setdefault(name, path)
        if isinstance(known, list):
            insort(known, path)
        elif known != path:
            self._by_name[name] = sorted((known, path))

    def exists(self, path: str) -> bool:
        paths = self.paths()
        at = bisect_left(paths, path)
        return at < len(paths) and paths[at] == path

    def occupant(self, path: str) -> bytes | None:
        """What is at the place of a new file, None for nothing.

        Raises TreeError if it is not a file, or a file is where its folder would be.
        """
        if self.exists(path):
            return self.read(path)
        if any(other.startswith(f"{path}/") for other in self.paths()):
            raise TreeError(f"{path} is a folder")
        folder = path.rpartition("/")[0]
        while folder:
            if self.exists(folder):
                raise TreeError(f"{folder} is a file, not a folder")
            folder = folder.rpartition("/")[0]
        return self._files.occupant(path)

    def read(self, path: str) -> bytes:
        """The file's bytes now. Raises TreeError."""
        if path not in self._data:
            self._put(path, self._files.read(path))
        return self._data[path]

    def peek(self, path: str) -> bytes:
        """The same for callers with no other use of the file: it is not searched. Raises
        TreeError.
        """
        return self._data[path] if path in self._data else self._files.read(path)

    def macros_of(self, path: str, data: bytes) -> KnownMacros:
        """What is known about the macros that a file of the tree uses, with these bytes."""
        return self._macros.of(path, data)

    def _put(self, path: str, data: bytes) -> None:
        self._data[path] = data
        self._news.append(path)

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Read files that will be needed together, which is faster than one by one."""
        missing = [path for path in paths if path not in self._data]
        for path, data in self._files.read_all(missing).items():
            self._put(path, data)

    def source(self, path: str) -> SourceFile:
        """The file as C; parsed once for all rules that do not change it."""
        data = self.read(path)
        known = self._sources.get(path)
        if known is None or known.data != data:
            known = self._sources[path] = SourceFile(path, data, macros=self.macros_of(path, data))
        return known

    def prepare(self, words: frozenset[bytes]) -> None:
        """Search the tree for words that will be needed, in one pass."""
        missing = words - self.searched
        if missing:
            for path, data in self._files.search(missing).items():
                if language_of(path) is not None and len(data) > MOST_BYTES:
                    self._too_large.setdefault(path, data)
                elif path not in self._data:
                    self._put(path, data)
            self.searched |= missing

    def holding(self, words: frozenset[bytes]) -> tuple[str, ...]:
        """The files that now contain one of the words as a whole word, sorted."""
        self.prepare(words)
        search = word_search(words)
        held, regarded = self._held.get(words, (set[str](), 0))
        for path in self._news[regarded:]:
            (held.add if search.matches(self._data[path]) else held.discard)(path)
        self._held[words] = held, len(self._news)
        return tuple(sorted(held))

    def too_large(self) -> Mapping[str, bytes]:
        """The sources that contain a searched word, and are too large to be parsed."""
        return dict(sorted(self._too_large.items()))

    def before_all(self, path: str) -> bytes:
        """The file as it was before all rules."""
        first = self._first.get(path)
        return self.read(path) if first is None else first.data

    def place_in_tree(self, path: str, offset: int) -> Place:
        """Where a byte of the file, as it is now, was before all rules."""
        first = self._first.get(path)
        if first is None:
            return self.source(path).place(offset)
        return first.place(self._moves[path].old(offset))

    def write(self, change: Change, moves: OffsetMap, source: SourceFile | None = None) -> None:
        """Record a change, with the parsed file as it is now."""
        if change.is_new:
            self._paths = tuple(sorted((*self.paths(), change.path)))
            if self._by_name:
                self._note_name(change.path)
            self.leads = {}
            # Its places are those in the file as it was created.
            self._first[change.path] = SourceFile(change.path, change.after)
            self._moves[change.path] = OffsetMap()
        else:
            self._first.setdefault(change.path, SourceFile(change.path, change.before))
            self._moves[change.path] = self._moves.get(change.path, OffsetMap()).then(moves)
        self._put(change.path, change.after)
        self._macros.forget(change.path)
        if source is not None and source.data == change.after:
            self._sources[change.path] = source
