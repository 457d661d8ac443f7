# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the variable at an address was declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qemu_xen_codemod.objects.die import children, name_of, number

if TYPE_CHECKING:
    from elftools.dwarf.compileunit import CompileUnit
    from elftools.dwarf.die import DIE

_DW_OP_ADDR = 0x03
_BLOCKS = ("DW_TAG_subprogram", "DW_TAG_lexical_block")


def declared_at(unit: CompileUnit, address: int, symbol: str) -> tuple[int, int] | None:
    """Number of the file in the unit's line table, and 1-based line, of a variable.

    `symbol` has a suffix if the variable is local to a function.
    """
    for die in _variables(unit, unit.get_top_DIE()):
        location = die.attributes.get("DW_AT_location")
        if location is None or _address(unit, location.value) != address:
            continue
        name = name_of(die)
        file, line = number(die, "DW_AT_decl_file"), number(die, "DW_AT_decl_line")
        if name and name in symbol and file is not None:
            return file, line or 0
    return None


def _variables(unit: CompileUnit, die: DIE) -> Iterator[DIE]:
    for child in children(unit, die):
        if child.tag == "DW_TAG_variable":
            yield child
        elif child.tag in _BLOCKS:
            yield from _variables(unit, child)


def _address(unit: CompileUnit, expression: object) -> int | None:
    """The address in an expression that consists of one address."""
    if not isinstance(expression, list) or not expression or expression[0] != _DW_OP_ADDR:
        return None
    order = unit.dwarfinfo.config.little_endian
    return int.from_bytes(bytes(expression[1:]), "little" if order else "big")
