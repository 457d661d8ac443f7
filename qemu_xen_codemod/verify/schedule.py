# SPDX-License-Identifier: GPL-2.0-or-later
"""What must be compiled: for each unit and header set, after which patches, and how.

A patch changes an object only by what a compiler sees of the files that the object reads. If a
header only gains, loses or changes items that have no effect where their names are not used
(`static inline` functions, static variables, macros), an object whose files do not mention them
stays the same. It must still be shown that the header's new text compiles there: once for all such
patches in a row, after the last of them, as long as each one's text is still in it and none of them
uses a later one's names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.tree.search import word_search
from qemu_xen_codemod.verify.items import (
    Condition,
    Difference,
    Item,
    compare_items,
    private_name,
    read_items,
)

_WORD = re.compile(rb"[A-Za-z_]\w*")


class Step(Enum):
    """What a patch requires for a unit."""

    #: Nothing that the unit reads has changed.
    NOTHING = "nothing"
    #: Only what the unit does not use has changed: diagnostics are needed, no object.
    CHECK = "check"
    #: Like CHECK, but a check after a later patch covers it.
    COVERED = "covered"
    #: The object may differ.
    COMPILE = "compile"


#: A touched file's bytes in a state (0 is the base), None if it is absent.
Read = Callable[[int, str], bytes | None]


@dataclass(frozen=True, slots=True)
class Change:
    """How a patch changes a file, in one header set."""

    path: str
    difference: Difference


class Changes:
    """What each patch of a series changes for a compiler, in one header set."""

    def __init__(
        self, touched: Sequence[Sequence[str]], read: Read, condition: Condition | None
    ) -> None:
        """`touched`: for each patch the paths that it touches."""
        self._read = read
        self._condition = condition
        self.patches = tuple(
            tuple(self._changes(number, paths)) for number, paths in enumerate(touched)
        )

    def items(self, state: int, path: str) -> tuple[Item, ...]:
        """The items of a touched file in a state, () if it is absent."""
        return items_of(path, self._read(state, path) or b"", self._condition)

    def _changes(self, number: int, paths: Iterable[str]) -> Iterable[Change]:
        for path in paths:
            before, after = self._read(number, path), self._read(number + 1, path)
            if before is None or after is None:
                whole = (self.items(number, path), self.items(number + 1, path))
                yield Change(path, Difference(whole[1], whole[0], None))
            elif difference := compare_items(
                self.items(number, path), self.items(number + 1, path)
            ):
                yield Change(path, difference)


@cache
def items_of(path: str, data: bytes, condition: Condition | None) -> tuple[Item, ...]:
    """Like `read_items`, which takes long, but cached."""
    return read_items(path, data, condition)


@dataclass(frozen=True, slots=True)
class Reader:
    """A unit as the schedule sees it."""

    #: Its source inside the tree, "" if the build generates it.
    source: str
    #: The files of the tree that it reads.
    reads: frozenset[str]
    #: Whether one of the files that it reads and no patch touches mentions one of the names.
    mentions: Callable[[frozenset[bytes]], bool]
    #: What it reads after a patch (0-based), if a compiler has reported it.
    reads_after: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a unit needs."""

    #: For each patch.
    steps: tuple[Step, ...]
    #: The first patch (0-based) after which only a compiler can say what the unit reads. The steps
    #: after it are those of a unit that reads everything that patches touch.
    asks: int | None = None


def schedule(reader: Reader, changes: Changes) -> Schedule:
    """For each patch what the unit needs."""
    return _Scheduler(reader, changes).run()


class _Scheduler:
    def __init__(self, reader: Reader, changes: Changes) -> None:
        self._reader = reader
        self._changes = changes
        self._reads = set(reader.reads)
        #: Patches that no check covers yet, with the text that each adds and the names it changes.
        self._open: list[tuple[int, frozenset[bytes], Mapping[str, tuple[Item, ...]]]] = []
        self._steps: list[Step] = []
        self._asks: int | None = None

    def run(self) -> Schedule:
        for number, patch in enumerate(self._changes.patches):
            self._steps.append(self._step(number, patch))
        self._close()
        return Schedule(tuple(self._steps), self._asks)

    def _step(self, number: int, patch: Sequence[Change]) -> Step:
        changes = [change for change in patch if change.path in self._reads]
        if not changes:
            return Step.NOTHING
        names = self._unused_names(number, changes)
        if names is None:
            self._read_on(number, changes)
            if any(self._ends_run(change) for change in changes):
                self._close()
            else:
                self._cover(number)
            return Step.COMPILE
        added = {change.path: change.difference.added for change in changes}
        if any(self._leans_on(items, names) for _, _, items in self._open):
            self._close()
        self._open.append((number, names, added))
        return Step.COVERED

    def _read_on(self, number: int, changes: Iterable[Change]) -> None:
        """A new or removed directive may let the unit read other files from now on."""
        if not any(map(_changes_directives, changes)):
            return
        if number in self._reader.reads_after:
            self._reads |= self._reader.reads_after[number]
            return
        if self._asks is None:
            self._asks = number
        self._reads |= {c.path for later in self._changes.patches for c in later}

    def _unused_names(self, number: int, changes: Sequence[Change]) -> frozenset[bytes] | None:
        """The names that the changes define, if the unit uses none of them; else None."""
        names: set[bytes] = set()
        for change in changes:
            found = change.difference.names
            if found is None or change.path == self._reader.source:
                return None
            names |= found
        if self._reader.mentions(frozenset(names)):
            return None
        touched = self._reads & {c.path for patch in self._changes.patches for c in patch}
        # An item that mentions a name, and has no effect unless its own name is used, does not use
        # it.
        grown = True
        while grown:
            grown = False
            for state in (number, number + 1):
                for path in touched:
                    for item in self._changes.items(state, path):
                        if names.isdisjoint(words_of(item)):
                            continue
                        name = private_name(item) if path != self._reader.source else b""
                        if not name:
                            return None
                        if name not in names:
                            names.add(name)
                            grown = True
        return None if self._reader.mentions(frozenset(names)) else frozenset(names)

    def _ends_run(self, change: Change) -> bool:
        """Whether a patch may change what a header before it means."""
        return change.path != self._reader.source or _changes_directives(change)

    def _leans_on(self, items: Mapping[str, tuple[Item, ...]], names: frozenset[bytes]) -> bool:
        return any(not names.isdisjoint(words_of(item)) for each in items.values() for item in each)

    def _close(self) -> None:
        """Check the last open patch, and also the others if it does not cover them."""
        if self._open:
            last = self._open[-1][0]
            self._steps[last] = Step.CHECK
            self._cover(last)

    def _cover(self, state: int) -> None:
        """Compiling after patch `state` shows the open patches if their text is still there."""
        for number, _, added in self._open:
            for path, items in added.items():
                if not set(items) <= set(self._changes.items(state + 1, path)):
                    self._steps[number] = Step.CHECK
        self._open = []


def _changes_directives(change: Change) -> bool:
    """Including those inside functions and tables."""
    items = (*change.difference.added, *change.difference.removed)
    return any(text.startswith(b"#") for item in items for text in item)


@cache
def words_of(item: Item) -> frozenset[bytes]:
    """The identifiers in an item, including those in its strings and directives."""
    return frozenset(word for text in item for word in _WORD.findall(text))


def mentions_in(files: Iterable[bytes], names: frozenset[bytes]) -> bool:
    """Whether the code of one of the C files mentions one of the names."""
    if not names:
        return False
    search = word_search(names)
    return any(search.matches(data) and _says(data, names) for data in files)


def _says(data: bytes, names: frozenset[bytes]) -> bool:
    """As a word in code or in a directive, not in a comment or a string."""
    return any(
        token.text in names
        if token.kind is Kind.WORD
        else token.kind is Kind.DIRECTIVE and not names.isdisjoint(_WORD.findall(token.text))
        for token in tokens(data)
    )
