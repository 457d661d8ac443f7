"""The tables in rules/libraries: what each Xen library without a stable ABI exports.

NAME.txt is for the library NAME: one function a line, `#` begins a comment line.
"""

from __future__ import annotations

from qemu_xen_codemod.shipped import shipped

_FOLDER = "libraries"


def library_names() -> tuple[str, ...]:
    """The libraries that there is a table for, sorted."""
    return tuple(sorted(path.stem for path in (shipped("rules") / _FOLDER).glob("*.txt")))


def library_symbols(name: str) -> tuple[str, ...]:
    """The functions of a library, () when there is no table for it."""
    if name not in library_names():
        return ()
    text = (shipped("rules") / _FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
