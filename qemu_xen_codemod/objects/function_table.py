# SPDX-License-Identifier: GPL-2.0-or-later
"""The function whose code is at an address, inlined ones before those that contain them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qemu_xen_codemod.objects.die import children, name_of, ranges

if TYPE_CHECKING:
    from elftools.dwarf.compileunit import CompileUnit
    from elftools.dwarf.die import DIE

_FUNCTION, _INLINED = "DW_TAG_subprogram", "DW_TAG_inlined_subroutine"


class FunctionTable:
    """The functions of one unit."""

    def __init__(self, unit: CompileUnit) -> None:
        self._unit = unit
        top = children(unit, unit.get_top_DIE())
        self._functions = [die for die in top if die.tag == _FUNCTION]

    def at(self, address: int) -> str:
        """The function whose piece of code around the address is the shortest, "" for none.

        GNU ld finds the innermost function in the same way: it compares pieces, not nesting, and
        of equally long pieces takes the one that DWARF names last.
        """
        unit, functions = self._unit, self._functions
        around = [die for die in functions if _length_at(unit, die, address)]
        # GNU C's nested functions are inside others in DWARF, but not in the code.
        return _innermost(unit, around, address) or _innermost(unit, functions, address)


def _innermost(unit: CompileUnit, functions: list[DIE], address: int) -> str:
    best: DIE | None = None
    shortest = 0
    for function in functions:
        for die in _inside(unit, function):
            length = _length_at(unit, die, address)
            if length and (best is None or length <= shortest):
                best, shortest = die, length
    return name_of(best) if best is not None else ""


def _inside(unit: CompileUnit, die: DIE) -> Iterator[DIE]:
    """A function, and those inlined or nested in it, in the order of DWARF."""
    if die.tag in (_FUNCTION, _INLINED):
        yield die
    for child in children(unit, die):
        if child.tag in (_FUNCTION, _INLINED, "DW_TAG_lexical_block"):
            yield from _inside(unit, child)


def _length_at(unit: CompileUnit, die: DIE, address: int) -> int:
    """The length of the shortest piece around the address; 0 for none."""
    found = [end - start for start, end in ranges(unit, die) if start <= address < end]
    return min(found, default=0)
