# SPDX-License-Identifier: GPL-2.0-or-later
"""The file, line and function of a place in an object, from DWARF 2 to 5."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qemu_xen_codemod.objects.debug_sections import debug_sections
from qemu_xen_codemod.objects.die import ranges, text
from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.objects.function_table import FunctionTable
from qemu_xen_codemod.objects.line_table import LineTable
from qemu_xen_codemod.objects.relocate import Layout
from qemu_xen_codemod.objects.variable_table import declared_at

if TYPE_CHECKING:
    from elftools.dwarf.compileunit import CompileUnit

    from qemu_xen_codemod.objects.elf import ElfObject, Section, Symbol


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except ObjectError:
        raise
    except Exception as error:
        # On damaged DWARF pyelftools raises whatever error its code runs into.
        raise ObjectError(f"has damaged debug information ({error!r})") from error


@dataclass(frozen=True, slots=True)
class CodePlace:
    #: The compilation's folder and the file's name as the compiler was given them.
    file: str
    #: 1-based; 0 for code without a line.
    line: int
    #: The innermost function, also if inlined; "" if DWARF does not say.
    function: str


class Dwarf:
    """An object's debug information; only the units in question are parsed."""

    def __init__(self, elf: ElfObject) -> None:
        """Raises ObjectError if it is damaged, or compressed in an unknown way."""
        self._layout = Layout(elf)
        self._sections = debug_sections(elf, self._layout)
        #: By the offset of the unit.
        self._lines: dict[int, LineTable | None] = {}
        self._functions: dict[int, FunctionTable] = {}

    @property
    def is_there(self) -> bool:
        return self._sections is not None

    def place(self, section: Section, offset: int) -> CodePlace | None:
        """None if the place is not code, or in no unit; ObjectError if the unit is damaged."""
        address = self._layout.address(section, offset)
        with _faults():
            return self._code(address)

    def declaration(self, section: Section, symbol: Symbol) -> CodePlace | None:
        """The declaration of the variable of that name; ObjectError as above."""
        address = self._layout.address(section, symbol.value)
        with _faults():
            for unit in self._units():
                declared = declared_at(unit, address, symbol.name)
                table = self._table(unit)
                if declared is not None and table is not None:
                    return CodePlace(table.file(declared[0]), declared[1], "")
        return None

    def _code(self, address: int) -> CodePlace | None:
        # In DWARF 2 a unit has only one piece of code: the others are listed nowhere.
        for unit in sorted(self._units(), key=lambda unit: not _lists(unit, address)):
            table = self._table(unit)
            line = table.at(address) if table is not None else None
            function = self._functions_of(unit).at(address)
            if line is not None:
                return CodePlace(line.file, line.line, function)
            if function:
                return CodePlace("", 0, function)
        return None

    def _units(self) -> Iterator[CompileUnit]:
        return self._sections.iter_CUs() if self._sections is not None else iter(())

    def _table(self, unit: CompileUnit) -> LineTable | None:
        if unit.cu_offset not in self._lines:
            program = unit.dwarfinfo.line_program_for_CU(unit)
            folder = unit.get_top_DIE().attributes.get("DW_AT_comp_dir")
            self._lines[unit.cu_offset] = (
                LineTable(program, text(folder.value) if folder is not None else "")
                if program is not None
                else None
            )
        return self._lines[unit.cu_offset]

    def _functions_of(self, unit: CompileUnit) -> FunctionTable:
        if unit.cu_offset not in self._functions:
            self._functions[unit.cu_offset] = FunctionTable(unit)
        return self._functions[unit.cu_offset]


def _lists(unit: CompileUnit, address: int) -> bool:
    return any(start <= address < end for start, end in ranges(unit, unit.get_top_DIE()))
