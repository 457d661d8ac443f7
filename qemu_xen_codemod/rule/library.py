# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables in rules/libraries: what each Xen library without a stable ABI exports.

NAME.txt is for the library NAME: one function per line; `#` begins a comment line. A line `xc_*`
gives the prefix of its functions' names: functions of another release, or of a fork, are not
listed.
"""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.shipped import shipped

_FOLDER = "libraries"


def library_folder() -> Path:
    """Where the files of libraries are."""
    return shipped("rules") / _FOLDER


def library_names() -> tuple[str, ...]:
    """The libraries with a table, sorted."""
    return tuple(sorted(path.stem for path in library_folder().glob("*.txt")))


def library_symbols(name: str) -> tuple[str, ...]:
    """The functions of a library, () if there is no table for it."""
    return tuple(line for line in _lines(name) if not line.endswith("*"))


def library_prefix(name: str) -> str | None:
    """The prefix of a library's functions, None if the table has none."""
    return next((line.rstrip("*") for line in _lines(name) if line.endswith("*")), None)


def _lines(name: str) -> tuple[str, ...]:
    if name not in library_names():
        return ()
    text = (library_folder() / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
