# SPDX-License-Identifier: GPL-2.0-or-later
"""The file and line for the code at an address: DWARF's line number program."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from posixpath import isabs, join
from typing import TYPE_CHECKING

from qemu_xen_codemod.objects.die import text
from qemu_xen_codemod.objects.fault import ObjectError

if TYPE_CHECKING:
    from elftools.dwarf.lineprogram import LineProgram


@dataclass(frozen=True, slots=True)
class Line:
    #: The joined folder of the compilation, folder and file, not normalised.
    file: str
    #: 1-based; 0 for code without a line.
    line: int


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Rows with rising addresses; the last is the first address after the code."""

    addresses: tuple[int, ...]
    #: (number of the file, line)
    rows: tuple[tuple[int, int], ...]


class LineTable:
    """The table of one unit, compiled in `folder`."""

    def __init__(self, program: LineProgram, folder: str) -> None:
        self._program = program
        self._folder = folder
        self._sequences = _sequences(program)

    def at(self, address: int) -> Line | None:
        """The last row that starts at or before the address, as in ld and addr2line."""
        for sequence in self._sequences:
            if sequence.addresses[0] <= address < sequence.addresses[-1]:
                file, line = sequence.rows[bisect_right(sequence.addresses, address) - 1]
                return Line(self.file(file), line)
        return None

    def file(self, number: int) -> str:
        """The file with this number in the table, "" if there is none."""
        # Up to DWARF 4 files count from 1, and folder 0 is that of the compilation.
        old = int(self._program["version"]) < 5
        files = self._program["file_entry"]
        at = number - 1 if old else number
        if not 0 <= at < len(files):
            return ""
        entry = files[at]
        name = text(entry.name)
        folders = [text(folder) for folder in self._program["include_directory"]]
        if old:
            folders.insert(0, "")
        folder = folders[entry.dir_index] if entry.dir_index < len(folders) else ""
        if isabs(name):
            return name
        return join(self._folder, folder, name)


def _sequences(program: LineProgram) -> tuple[_Sequence, ...]:
    found = []
    addresses: list[int] = []
    rows: list[tuple[int, int]] = []
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if state.line < 0:
            raise ObjectError("has a damaged line table", help="compile it again")
        addresses.append(state.address)
        rows.append((state.file, state.line))
        if state.end_sequence:
            found.append(_Sequence(tuple(addresses), tuple(rows)))
            addresses, rows = [], []
    return tuple(found)
