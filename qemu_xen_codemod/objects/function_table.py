"""Which function's code stands at an address, inlined ones before those that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from elftools.dwarf.compileunit import CompileUnit
    from elftools.dwarf.die import DIE

_FUNCTION, _INLINED = "DW_TAG_subprogram", "DW_TAG_inlined_subroutine"
_OTHER_DIE = ("DW_AT_abstract_origin", "DW_AT_specification")


def function_at(unit: CompileUnit, address: int) -> str:
    """The function whose piece of code around the address is the shortest, "" for none.

    This is how GNU ld finds the innermost: it compares pieces, not nesting, and of pieces of one
    length takes that which DWARF names last.
    """
    best: DIE | None = None
    shortest = 0
    for function in unit.iter_DIE_children(unit.get_top_DIE()):
        if function.tag != _FUNCTION or not _length_at(unit, function, address):
            continue
        for die in _inside(unit, function):
            length = _length_at(unit, die, address)
            if length and (best is None or length <= shortest):
                best, shortest = die, length
    return _name(best) if best is not None else ""


def ranges(unit: CompileUnit, die: DIE) -> Iterator[tuple[int, int]]:
    """Start and end address (exclusive) of each piece of a unit's or function's code."""
    attributes = die.attributes
    if "DW_AT_low_pc" in attributes and "DW_AT_high_pc" in attributes:
        low, high = attributes["DW_AT_low_pc"].value, attributes["DW_AT_high_pc"]
        yield low, high.value if high.form.startswith("DW_FORM_addr") else low + high.value
    if "DW_AT_ranges" in attributes:
        yield from _range_list(unit, attributes["DW_AT_ranges"].value)


def _range_list(unit: CompileUnit, offset: int) -> Iterator[tuple[int, int]]:
    from elftools.dwarf.ranges import BaseAddressEntry

    lists = unit.dwarfinfo.range_lists()
    if lists is None:
        return
    low = unit.get_top_DIE().attributes.get("DW_AT_low_pc")
    base = low.value if low is not None else 0
    for entry in lists.get_range_list_at_offset(offset, unit):
        if isinstance(entry, BaseAddressEntry):
            base = entry.base_address
        else:
            start = 0 if entry.is_absolute else base
            yield start + entry.begin_offset, start + entry.end_offset


def _length_at(unit: CompileUnit, die: DIE, address: int) -> int:
    """Of the shortest piece around the address; 0 for none."""
    found = [end - start for start, end in ranges(unit, die) if start <= address < end]
    return min(found, default=0)


def _inside(unit: CompileUnit, die: DIE) -> Iterator[DIE]:
    """A function, and those inlined or nested in it, in the order of DWARF."""
    if die.tag in (_FUNCTION, _INLINED):
        yield die
    for child in unit.iter_DIE_children(die):
        if child.tag in (_FUNCTION, _INLINED, "DW_TAG_lexical_block"):
            yield from _inside(unit, child)


def _name(die: DIE) -> str:
    """An inlined function's name stands where it was declared."""
    seen = set()
    while die.offset not in seen:
        seen.add(die.offset)
        if "DW_AT_name" in die.attributes:
            name = die.attributes["DW_AT_name"].value
            return name.decode(errors="replace") if isinstance(name, bytes) else str(name)
        other = next((key for key in _OTHER_DIE if key in die.attributes), None)
        if other is None:
            break
        die = die.get_DIE_from_attribute(other)
    return ""
