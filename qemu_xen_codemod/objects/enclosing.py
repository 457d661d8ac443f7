# SPDX-License-Identifier: GPL-2.0-or-later
"""The function around a place in an object, from the symbol table: all that -g0 leaves."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.objects.elf import (
    STB_LOCAL,
    STT_FILE,
    STT_FUNC,
    STT_IFUNC,
    STT_NOTYPE,
    ElfObject,
    Section,
    Symbol,
)

#: Marks of Arm's and RISC-V's assemblers between code and data, and labels inside a function.
_MARKS = ("$", ".L")
_CODE = (STT_FUNC, STT_IFUNC, STT_NOTYPE)


@dataclass(frozen=True, slots=True)
class Enclosing:
    #: The source file's name without its folder, "" if the table does not have it.
    file: str
    function: str


def enclosing(elf: ElfObject, section: Section, offset: int) -> Enclosing | None:
    """The nearest function that starts at or before `offset`, or None, as in data sections.

    If several start there: one whose size covers the place, a function rather than a bare label,
    and the shorter one.
    """
    best: Symbol | None = None
    best_file = file = ""
    files = 0
    for symbol in elf.symbols:
        if symbol.kind == STT_FILE:
            file = symbol.name
            files += 1
        elif (
            symbol.section == section.index
            and symbol.kind in _CODE
            and symbol.name
            and not symbol.name.startswith(_MARKS)
            and symbol.value <= offset
            and (best is None or _rank(symbol, offset) > _rank(best, offset))
        ):
            best = symbol
            # Global symbols come after all files' local ones: if there is only one file, it is
            # theirs.
            best_file = file if symbol.binding == STB_LOCAL or files == 1 else ""
    return Enclosing(best_file, best.name) if best is not None else None


def variable_at(elf: ElfObject, section: Section, offset: int) -> Symbol | None:
    """The symbol that starts there, a global one before the last local one."""
    found: Symbol | None = None
    for symbol in elf.symbols:
        if symbol.section == section.index and symbol.value == offset and symbol.name:
            found = symbol
            if symbol.binding != STB_LOCAL:
                break
    return found


def _rank(symbol: Symbol, offset: int) -> tuple[int, bool, bool, int]:
    covers = symbol.value + max(symbol.size, 1) > offset
    # ld takes the longer one if none covers the place.
    extent = -symbol.size if covers else symbol.size
    return symbol.value, covers, symbol.kind != STT_NOTYPE, extent
