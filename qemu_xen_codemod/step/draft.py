# SPDX-License-Identifier: GPL-2.0-or-later
"""Draft: what one rule does to the files of a workspace."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Change, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.step.workspace import Event, Listed, Moved, Refused, Workspace
from qemu_xen_codemod.tree.search import word_search

_NOT_BLANK = re.compile(rb"[^\n]")
_UNMOVED = OffsetMap()


class Draft:
    """The changes of one rule to the files of a workspace, and its events."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.events: list[Event] = []
        #: The files that a patch step changed.
        self.patched: set[str] = set()
        #: The files that a todo step changed.
        self.commented: set[str] = set()
        #: The files that a create step created.
        self._made: set[str] = set()
        self._data: dict[str, bytes] = {}
        self._moves: dict[str, OffsetMap] = {}
        self._sources: dict[str, SourceFile] = {}
        #: In the file as the rule found it.
        self._ruled_out: dict[str, list[Span]] = {}
        self._compiled: dict[str, SourceFile] = {}
        self._hiding: dict[tuple[str, tuple[Span, ...]], SourceFile] = {}
        #: What is known about files' includes; files that the rule creates change it.
        self.leads = workspace.leads

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Read files that will be needed together, which is faster than one by one."""
        self.workspace.read_ahead(path for path in paths if path not in self._data)

    def before(self, path: str) -> bytes:
        """The file as the rule found it, empty if the rule created it."""
        return b"" if path in self._made else self.workspace.read(path)

    def source_before(self, path: str) -> SourceFile:
        """The same as C."""
        return SourceFile(path, b"") if path in self._made else self.workspace.source(path)

    def compiled_before(self, path: str) -> SourceFile:
        """The same with blanks instead of code that is known never to be compiled."""
        spans = self._ruled_out.get(path)
        if not spans:
            return self.source_before(path)
        data = bytearray(self.before(path))
        for span in spans:
            data[span.start : span.end] = _NOT_BLANK.sub(b" ", data[span.start : span.end])
        known = self._compiled.get(path)
        if known is None or known.data != data:
            known = self._compiled[path] = SourceFile(
                path, bytes(data), macros=self._macros_of(path)
            )
        return known

    def rule_out(self, path: str, spans: Iterable[Span]) -> None:
        """Record which code of a file, as it is now, is known never to be compiled."""
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
        """The files with this name, whatever their folder."""
        made = (path for path in self._made if path.rpartition("/")[2] == name)
        return [*self.workspace.named(name), *sorted(made)]

    def read(self, path: str) -> bytes:
        """The file as the rule's steps so far left it."""
        return self._data[path] if path in self._data else self.workspace.read(path)

    def source(self, path: str, hidden: tuple[Span, ...] = ()) -> SourceFile:
        """The file as C, without hidden code."""
        if hidden:
            key = (path, hidden)
            held = self._hiding.get(key)
            if held is None or held.data != self.read(path):
                held = self._hiding[key] = SourceFile(
                    path, self.read(path), hidden, macros=self._macros_of(path)
                )
            return held
        if path not in self._data:
            return self.workspace.source(path)
        known = self._sources.get(path)
        if known is None or known.data != self._data[path]:
            known = self._sources[path] = SourceFile(
                path, self._data[path], macros=self._macros_of(path)
            )
        return known

    def _macros_of(self, path: str) -> KnownMacros:
        return self.workspace.macros_of(path, self.read(path))

    def holding(self, words: frozenset[bytes]) -> tuple[str, ...]:
        """The files that now contain one of the words as a whole word, sorted."""
        found = set(self.workspace.holding(words)) - set(self._data)
        search = word_search(words)
        found |= {path for path, data in self._data.items() if search.matches(data)}
        return tuple(sorted(found))

    def create(self, path: str, data: bytes) -> None:
        """A file that does not exist."""
        self._made.add(path)
        self.leads = {}
        self._data[path] = data

    def write(self, path: str, data: bytes, moves: OffsetMap) -> None:
        """The file's new bytes; nothing happens if they are the same."""
        if data != self.read(path):
            self._data[path] = data
            self.events.append(Moved(path, moves))
            self._moves[path] = self._moves_of(path).then(moves)

    def changes(self) -> tuple[Change, ...]:
        """The files that differ from what the rule found, by path."""
        return tuple(
            Change(path, self.before(path), data, is_new=path in self._made)
            for path, data in sorted(self._data.items())
            if data != self.before(path)
        )

    def place_in_tree(self, path: str, offset: int) -> Place:
        """Where a byte of the file, as it is now, was before all rules."""
        if path in self._made:
            return self.source(path).place(offset)
        return self.workspace.place_in_tree(path, self._moves_of(path).old(offset))

    def _moves_of(self, path: str) -> OffsetMap:
        return self._moves.get(path, _UNMOVED)

    def refuse(self, source: SourceFile, span: Span, why: str) -> None:
        place = self.place_in_tree(source.path, span.start)
        self.events.append(Refused(source.path, span, place, why))

    def list_code(self, source: SourceFile, span: Span) -> None:
        place = self.place_in_tree(source.path, span.start)
        code = source.text(span).decode("utf-8", "replace")
        self.events.append(Listed(source.path, span, place, code))

    def commit(self) -> tuple[Change, ...]:
        """Make the draft part of the workspace."""
        changes = self.changes()
        for change in changes:
            moves = self._moves_of(change.path)
            self.workspace.write(change, moves, self._sources.get(change.path))
        return changes
