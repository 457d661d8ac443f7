# SPDX-License-Identifier: GPL-2.0-or-later
"""Which libraries an audit looks for: the pack's, all known ones, or given library files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.objects.linked import read_linked
from qemu_xen_codemod.rule.library import library_names, library_prefix, library_symbols
from qemu_xen_codemod.rule.pack import Library, Pack


def audited_libraries(
    pack: Pack, files: Sequence[Path] = (), *, own: bool = False
) -> tuple[tuple[Library, ...], tuple[CodemodError, ...]]:
    """The libraries, and which of `files` could not be read.

    With files only their exports count. Otherwise, these are the pack's libraries; for a tree
    without a pack, all libraries with a table, unless the rules are the user's own.
    """
    if not files:
        if pack.libraries or own:
            return pack.libraries, ()
        libraries = tuple(
            Library(name, None, library_prefix(name), library_symbols(name))
            for name in library_names()
        )
        return libraries, ()
    libraries = ()
    faults: list[CodemodError] = []
    for file in files:
        try:
            linked = read_linked(file)
        except ObjectError as error:
            faults.append(error)
            continue
        name = linked.soname or file.name
        libraries += (Library(name, None, None, tuple(sorted(linked.functions))),)
    return libraries, tuple(faults)


def library_of(symbol: str, libraries: Sequence[Library]) -> str:
    """The name of the first library that lists the function, or to whose family it belongs."""
    listed = (library for library in libraries if symbol in library.symbols)
    named = (library for library in libraries if library.holds(symbol))
    return next((library.name for library in (*listed, *named)), "")
