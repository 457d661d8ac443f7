# SPDX-License-Identifier: GPL-2.0-or-later
"""Inclusion: which files see the macros of which, judged by the names of the files they include.

Builds search more folders than a tree tells, so any file of an included name is taken for the
included one.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from itertools import chain

from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.step.workspace import Workspace

#: Also as the value of a macro, `#define LIST "list.inc"`.
_INCLUDED = re.compile(rb'^[ \t]*#[^\n"<]*["<](?:[^">\n]*/)?([^">/\n]+)[">]', re.MULTILINE)


class Inclusion:
    """A tree's includes, read when they are asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        #: By file: the names of the files that it includes.
        self._direct: dict[str, frozenset[str]] = {}
        #: The same with those that these include.
        self._all: dict[str, frozenset[str]] = {}

    def is_seen(self, macros: str, path: str) -> bool:
        """Whether a file may see the macros of another file.

        It does if it includes that file, or something includes both. Nothing includes most `.c`
        files: their macros are seen where they include something themselves.
        """
        if macros == path or not self._is_alone(macros):
            return True
        return not self._is_alone(path) and _name(path) in self._reached(macros)

    def _is_alone(self, path: str) -> bool:
        return path.endswith(".c") and _name(path) not in self._included_sources

    @cached_property
    def _included_sources(self) -> frozenset[str]:
        holding = self._workspace.holding(frozenset((b'*.c"*',)))
        names = chain.from_iterable(map(self._included, holding))
        return frozenset(name for name in names if name.endswith(".c"))

    def _reached(self, path: str) -> frozenset[str]:
        if path not in self._all:
            done: set[str] = set()
            todo = set(self._included(path))
            while todo:
                name = todo.pop()
                done.add(name)
                for file in self._workspace.named(name):
                    todo |= self._included(file) - done
            self._all[path] = frozenset(done)
        return self._all[path]

    def _included(self, path: str) -> frozenset[str]:
        if path not in self._direct:
            found: list[bytes] = []
            if language_of(path) is not None:
                with suppress(TreeError):
                    found = _INCLUDED.findall(self._workspace.peek(path))
            self._direct[path] = frozenset(name.decode("utf-8", "replace") for name in found)
        return self._direct[path]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
