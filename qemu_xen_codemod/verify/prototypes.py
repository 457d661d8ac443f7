# SPDX-License-Identifier: GPL-2.0-or-later
"""The parameter names of the functions that a series calls: from the pack, the tree, the system."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.calls import find_parameters


class Prototypes:
    """The parameter names for functions in calls that a patch adds or changes."""

    def __init__(
        self,
        applied: Applied,
        pack: Pack,
        headers: Iterable[Path],
        functions: Iterable[bytes],
        *,
        are_all: bool,
    ) -> None:
        """`headers`: what a build reads in addition to the touched files, those of the tree first.
        `functions`: all that will be asked for.

        `are_all`: every touched source is compiled there, so that the headers declare everything
        that it calls.
        """
        self._applied, self._are_all = applied, are_all
        self._pack = [entrypoint.prototypes.encode() for entrypoint in pack.entrypoints]
        self._headers = tuple(headers)
        self._functions = tuple(functions)
        self._in_headers = cache(lambda name: find_parameters(name, map(_read, self._headers)))
        self._of_tree = cache(self._search)

    def parameters(self, state: int, function: bytes) -> tuple[bytes, ...] | None:
        """The names that the function has in a state; None if no declaration of it is found."""
        touched = [data for data in self._applied.files(state).values() if data is not None]
        for files in (touched, self._pack):
            found = find_parameters(function, files)
            if found is not None:
                return found
        return self._of_tree(function)

    def _search(self, function: bytes) -> tuple[bytes, ...] | None:
        """The declaration in a file that the series does not touch: a header, else a source."""
        names = self._in_headers(function)
        return (
            names if names is not None or self._are_all else find_parameters(function, self._rest)
        )

    @cached_property
    def _rest(self) -> tuple[bytes, ...]:
        """The tree's other files with functions that no header declares, headers first."""
        # One search for all: in QEMU each takes a fifth of a second.
        functions = filter(lambda name: self._in_headers(name) is None, self._functions)
        found = self._applied.tree.search(frozenset(functions))
        paths = sorted(filter(is_c, found), key=lambda path: (not path.endswith(".h"), path))
        touched = set(self._applied.paths)
        return tuple(found[path] for path in paths if path not in touched)


@cache
def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError:
        return b""
