"""Workspace: a tree's files as the rules so far left them; Draft: one rule's work on them.

A file is read once. What a rule does is drafted and becomes part of the workspace as a whole, or
not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Change, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.errors import Place, TreeError
from qemu_xen_codemod.tree.search import word_search

_NOT_BLANK = re.compile(rb"[^\n]")


class Files(Protocol):
    """What a workspace asks of a tree."""

    def paths(self) -> tuple[str, ...]: ...
    def read(self, path: str) -> bytes: ...
    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]: ...
    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]: ...
    def occupant(self, path: str) -> bytes | None: ...


class FilesInMemory:
    """A tree made of a mapping, as the examples of a rule are."""

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
class Annotated:
    """A TODO stands above the statement that holds the span."""

    path: str
    span: Span
    #: What the TODO says first, a sentence.
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A step matched here and leaves it on purpose."""

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


#: Spans count in the file as it was when the event happened.
Event = Matched | Annotated | Kept | Refused | Moved


class Workspace:
    """A tree's files with the changes of the rules so far."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._data: dict[str, bytes] = {}
        self._sources: dict[str, SourceFile] = {}
        #: Of files that rules changed: what they were, and where their bytes went.
        self._first: dict[str, SourceFile] = {}
        self._moves: dict[str, OffsetMap] = {}
        self._searched: set[bytes] = set()
        self._paths: tuple[str, ...] | None = None
        self._path_set: frozenset[str] = frozenset()
        self._by_name: dict[str, list[str]] = {}

    def paths(self) -> tuple[str, ...]:
        """All files, sorted."""
        if self._paths is None:
            self._paths = self._files.paths()
            self._path_set = frozenset(self._paths)
        return self._paths

    def named(self, name: str) -> list[str]:
        """The files of this name, whatever their folder, sorted."""
        if not self._by_name:
            for path in self.paths():
                self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        return self._by_name.get(name, [])

    def exists(self, path: str) -> bool:
        self.paths()
        return path in self._path_set

    def occupant(self, path: str) -> bytes | None:
        """What stands where a file is to be made, None for nothing.

        Raises TreeError where it is no file, or a file stands where its folder would be.
        """
        if self.exists(path):
            return self.read(path)
        if any(other.startswith(f"{path}/") for other in self.paths()):
            raise TreeError(f"{path} is a folder")
        folder = path.rpartition("/")[0]
        while folder:
            if self.exists(folder):
                raise TreeError(f"{folder} is a file, no folder")
            folder = folder.rpartition("/")[0]
        return self._files.occupant(path)

    def read(self, path: str) -> bytes:
        """The file's bytes now. Raises TreeError."""
        if path not in self._data:
            self._data[path] = self._files.read(path)
        return self._data[path]

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Read files that will be asked for at once, which is faster than one by one."""
        missing = [path for path in paths if path not in self._data]
        self._data.update(self._files.read_all(missing))

    def source(self, path: str) -> SourceFile:
        """The file as C; parsed once for all rules that do not change it."""
        data = self.read(path)
        known = self._sources.get(path)
        if known is None or known.data != data:
            known = self._sources[path] = SourceFile(path, data)
        return known

    def prepare(self, words: frozenset[bytes]) -> None:
        """Search the tree for words that will be asked for, in one pass."""
        missing = words - self._searched
        if missing:
            for path, data in self._files.search(missing).items():
                self._data.setdefault(path, data)
            self._searched |= missing

    def holding(self, words: frozenset[bytes]) -> tuple[str, ...]:
        """The files that now hold one of the words as a whole word, sorted."""
        self.prepare(words)
        search = word_search(words)
        return tuple(sorted(path for path, data in self._data.items() if search.matches(data)))

    def place_in_tree(self, path: str, offset: int) -> Place:
        """Where a byte of the file, as it is now, stood before all rules."""
        first = self._first.get(path)
        if first is None:
            return self.source(path).place(offset)
        return first.place(self._moves[path].old(offset))

    def write(self, change: Change, moves: OffsetMap, source: SourceFile | None = None) -> None:
        """Take in a change, with what is parsed of the file as it is now."""
        if change.is_new:
            self._paths = tuple(sorted((*self.paths(), change.path)))
            self._path_set = frozenset(self._paths)
            self._by_name = {}
            # Its places are those in the file as it was made.
            self._first[change.path] = SourceFile(change.path, change.after)
            self._moves[change.path] = OffsetMap()
        else:
            self._first.setdefault(change.path, SourceFile(change.path, change.before))
            self._moves[change.path] = self._moves.get(change.path, OffsetMap()).then(moves)
        self._data[change.path] = change.after
        if source is not None and source.data == change.after:
            self._sources[change.path] = source


class Draft:
    """What one rule does to the files of a workspace, and what happened on the way."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.events: list[Event] = []
        #: The files that a patch step changed.
        self.patched: set[str] = set()
        #: The files that a todo step changed.
        self.commented: set[str] = set()
        #: The files that a create step made.
        self._made: set[str] = set()
        self._data: dict[str, bytes] = {}
        self._sources: dict[str, SourceFile] = {}
        #: In the file as the rule found it.
        self._ruled_out: dict[str, list[Span]] = {}
        self._hiding: dict[tuple[str, tuple[Span, ...]], SourceFile] = {}

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Read files that will be asked for at once, which is faster than one by one."""
        self.workspace.read_ahead(path for path in paths if path not in self._data)

    def before(self, path: str) -> bytes:
        """The file as the rule found it, empty where it made the file."""
        return b"" if path in self._made else self.workspace.read(path)

    def source_before(self, path: str) -> SourceFile:
        """The same as C."""
        return SourceFile(path, b"") if path in self._made else self.workspace.source(path)

    def compiled_before(self, path: str) -> SourceFile:
        """The same with blanks in the place of what is known never to be compiled."""
        spans = self._ruled_out.get(path)
        if not spans:
            return self.source_before(path)
        data = bytearray(self.before(path))
        for span in spans:
            data[span.start : span.end] = _NOT_BLANK.sub(b" ", data[span.start : span.end])
        return SourceFile(path, bytes(data))

    def rule_out(self, path: str, spans: Iterable[Span]) -> None:
        """Take note of what of a file, as it is now, is known never to be compiled."""
        moves = self._moves_of(path)
        old = [Span(moves.old(span.start), moves.old(span.end)) for span in spans]
        self._ruled_out.setdefault(path, []).extend(old)

    def paths(self) -> tuple[str, ...]:
        """All files, sorted."""
        paths = self.workspace.paths()
        return tuple(sorted((*paths, *self._made))) if self._made else paths

    def exists(self, path: str) -> bool:
        return path in self._made or self.workspace.exists(path)

    def named(self, name: str) -> list[str]:
        """The files of this name, whatever their folder."""
        made = (path for path in self._made if path.rpartition("/")[2] == name)
        return [*self.workspace.named(name), *sorted(made)]

    def read(self, path: str) -> bytes:
        """The file as the rule's steps so far left it."""
        return self._data[path] if path in self._data else self.workspace.read(path)

    def source(self, path: str, hidden: tuple[Span, ...] = ()) -> SourceFile:
        """The file as C, without what is hidden."""
        if hidden:
            key = (path, hidden)
            held = self._hiding.get(key)
            if held is None or held.data != self.read(path):
                held = self._hiding[key] = SourceFile(path, self.read(path), hidden)
            return held
        if path not in self._data:
            return self.workspace.source(path)
        known = self._sources.get(path)
        if known is None or known.data != self._data[path]:
            known = self._sources[path] = SourceFile(path, self._data[path])
        return known

    def holding(self, words: frozenset[bytes]) -> tuple[str, ...]:
        """The files that now hold one of the words as a whole word, sorted."""
        found = set(self.workspace.holding(words)) - set(self._data)
        search = word_search(words)
        found |= {path for path, data in self._data.items() if search.matches(data)}
        return tuple(sorted(found))

    def create(self, path: str, data: bytes) -> None:
        """A file that is not there."""
        self._made.add(path)
        self._data[path] = data

    def write(self, path: str, data: bytes, moves: OffsetMap) -> None:
        """The file's new bytes; nothing happens when they are the same."""
        if data != self.read(path):
            self._data[path] = data
            self.events.append(Moved(path, moves))

    def changes(self) -> tuple[Change, ...]:
        """The files that differ from what the rule found, by path."""
        return tuple(
            Change(path, self.before(path), data, is_new=path in self._made)
            for path, data in sorted(self._data.items())
            if data != self.before(path)
        )

    def place_in_tree(self, path: str, offset: int) -> Place:
        """Where a byte of the file, as it is now, stood before all rules."""
        if path in self._made:
            return self.source(path).place(offset)
        return self.workspace.place_in_tree(path, self._moves_of(path).old(offset))

    def _moves_of(self, path: str) -> OffsetMap:
        moves = OffsetMap()
        for event in self.events:
            if isinstance(event, Moved) and event.path == path:
                moves = moves.then(event.moves)
        return moves

    def refuse(self, source: SourceFile, span: Span, why: str) -> None:
        place = self.place_in_tree(source.path, span.start)
        self.events.append(Refused(source.path, span, place, why))

    def commit(self) -> tuple[Change, ...]:
        """Make the draft part of the workspace."""
        changes = self.changes()
        for change in changes:
            moves = self._moves_of(change.path)
            self.workspace.write(change, moves, self._sources.get(change.path))
        return changes
