# SPDX-License-Identifier: GPL-2.0-or-later
"""What DWARF's entries (DIEs) say about functions and variables: their name, code and
declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qemu_xen_codemod.objects.fault import ObjectError

if TYPE_CHECKING:
    from elftools.dwarf.compileunit import CompileUnit
    from elftools.dwarf.die import DIE

_NAMES = ("DW_AT_linkage_name", "DW_AT_MIPS_linkage_name", "DW_AT_name")
_OTHER_DIE = ("DW_AT_abstract_origin", "DW_AT_specification")


def children(unit: CompileUnit, die: DIE) -> Iterator[DIE]:
    """The entries directly below one; ObjectError if they lead backwards.

    pyelftools' own iteration does not end on a damaged object.
    """
    if not die.has_children:
        return
    at = die.offset + die.size
    while not (child := unit.get_DIE_from_refaddr(at)).is_null():
        yield child
        at = _after(unit, child)


def name_of(die: DIE) -> str:
    """The assembler's name, else the one in C, "" for none."""
    for entry in _with_declarations(die):
        for attribute in _NAMES:
            if attribute in entry.attributes:
                return text(entry.attributes[attribute].value)
    return ""


def number(die: DIE, attribute: str) -> int | None:
    """An attribute's number, from the entry or else from its declaration."""
    for entry in _with_declarations(die):
        if attribute in entry.attributes:
            return int(entry.attributes[attribute].value)
    return None


def ranges(unit: CompileUnit, die: DIE) -> Iterator[tuple[int, int]]:
    """Start and end address (exclusive) of each piece of a unit's or function's code."""
    attributes = die.attributes
    if "DW_AT_low_pc" in attributes and "DW_AT_high_pc" in attributes:
        low, high = attributes["DW_AT_low_pc"].value, attributes["DW_AT_high_pc"]
        yield low, high.value if high.form.startswith("DW_FORM_addr") else low + high.value
    if "DW_AT_ranges" in attributes:
        yield from _range_list(unit, attributes["DW_AT_ranges"].value)


def text(value: Any) -> str:
    """A string attribute's value, which pyelftools leaves as bytes."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _after(unit: CompileUnit, die: DIE) -> int:
    """Offset of what follows an entry and all below it."""
    end = die.offset + die.size
    if not die.has_children:
        return end
    if (sibling := die.attributes.get("DW_AT_sibling")) is not None:
        base = 0 if sibling.form == "DW_FORM_ref_addr" else unit.cu_offset
        if base + sibling.value <= die.offset:
            raise ObjectError("has debug information with a backward reference")
        return int(base + sibling.value)
    depth = 1
    while depth:
        below = unit.get_DIE_from_refaddr(end)
        end += below.size
        depth += -1 if below.is_null() else int(bool(below.has_children))
    return end


def _with_declarations(die: DIE) -> Iterator[DIE]:
    """An entry, and those that contain what it leaves out."""
    seen = set()
    while die.offset not in seen:
        seen.add(die.offset)
        yield die
        other = next((key for key in _OTHER_DIE if key in die.attributes), None)
        if other is None:
            return
        die = die.get_DIE_from_attribute(other)


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
