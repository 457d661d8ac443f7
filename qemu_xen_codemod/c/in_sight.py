# SPDX-License-Identifier: GPL-2.0-or-later
"""InSight: the files whose declarations a file sees: its own, and those of the headers it
includes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qemu_xen_codemod.c.declared import Declared, read_declared
from qemu_xen_codemod.c.source import SourceFile

#: How deep includes are followed.
_DEPTH = 3

#: The file of a quoted include path, None if there is none.
Headers = Callable[[str], SourceFile | None]


class InSight:
    """Caches what it found for a file."""

    def __init__(self, headers: Headers | None = None) -> None:
        self._headers = headers
        self._seen: dict[SourceFile, tuple[SourceFile, ...]] = {}

    def declared(self, source: SourceFile) -> tuple[Declared, ...]:
        """What the files declare, nearest first."""
        return tuple(map(read_declared, self.files(source)))

    def files(self, source: SourceFile) -> tuple[SourceFile, ...]:
        """The file, then the headers that it includes."""
        if source not in self._seen:
            files, level, paths = [source], [source], {source.path}
            for _ in range(_DEPTH if self._headers is not None else 0):
                level = [found for file in level for found in self._included(file, paths)]
                files += level
            self._seen[source] = tuple(files)
        return self._seen[source]

    def _included(self, source: SourceFile, paths: set[str]) -> Iterator[SourceFile]:
        for path in read_declared(source).includes:
            header = self._headers(path) if self._headers is not None else None
            if header is not None and header.path not in paths:
                paths.add(header.path)
                yield header
