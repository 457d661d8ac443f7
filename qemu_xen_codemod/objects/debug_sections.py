# SPDX-License-Identifier: GPL-2.0-or-later
"""An object's DWARF, decompressed and relocated, as pyelftools reads it."""

from __future__ import annotations

import io
import struct
import zlib
from inspect import signature
from typing import TYPE_CHECKING

from qemu_xen_codemod.objects.fault import ObjectError

if TYPE_CHECKING:
    from elftools.dwarf.dwarfinfo import DebugSectionDescriptor, DWARFInfo

    from qemu_xen_codemod.objects.elf import ElfObject, Section
    from qemu_xen_codemod.objects.relocate import Layout

_COMPRESSED = 0x800
_ZLIB, _ZSTD = 1, 2
#: All places come from these sections; names without their dot.
_NEEDED = (
    "debug_info",
    "debug_abbrev",
    "debug_str",
    "debug_line",
    "debug_line_str",
    "debug_ranges",
    "debug_rnglists",
    "debug_addr",
    "debug_str_offsets",
)


def debug_sections(elf: ElfObject, layout: Layout) -> DWARFInfo | None:
    """None if the object has no DWARF; ObjectError if it cannot be decompressed or relocated."""
    from elftools.dwarf.dwarfinfo import DwarfConfig, DWARFInfo

    found = {section.name.removeprefix(".z").lstrip("."): section for section in elf.sections}
    if "debug_info" not in found or "debug_line" not in found:
        return None
    # Newer releases of pyelftools expect more sections, whether they exist or not.
    wanted = [name for name in signature(DWARFInfo).parameters if name.endswith("_sec")]
    sections = {
        name: _descriptor(elf, layout, found[section])
        if (section := name.removesuffix("_sec")) in _NEEDED and section in found
        else None
        for name in wanted
    }
    # Only the width and order of addresses matter; the machine's name is for call frames.
    config = DwarfConfig(elf.little_endian, "", elf.bits // 8)
    return DWARFInfo(config, **sections)


def _descriptor(elf: ElfObject, layout: Layout, section: Section) -> DebugSectionDescriptor:
    from elftools.dwarf.dwarfinfo import DebugSectionDescriptor

    data = layout.relocated(section, _unpacked(elf, section))
    return DebugSectionDescriptor(io.BytesIO(data), section.name, section.offset, len(data), 0)


def _unpacked(elf: ElfObject, section: Section) -> bytes:
    data = elf.data(section)
    try:
        if section.name.startswith(".zdebug_"):
            # The format before 2012: "ZLIB" and the size in eight bytes.
            return zlib.decompress(data[12:])
        if not section.flags & _COMPRESSED:
            return data
        order = "<" if elf.little_endian else ">"
        header = struct.Struct(order + ("IIQQ" if elf.bits == 64 else "III"))
        kind = header.unpack_from(data)[0]
        if kind == _ZLIB:
            return zlib.decompress(data[header.size :])
    except (zlib.error, struct.error) as error:
        raise ObjectError(f"has a damaged section {section.name}: {error}") from error
    form = "zstd" if kind == _ZSTD else f"form {kind}"
    raise ObjectError(
        f"has debug information compressed by {form}, which is not supported",
        help="decompress it with `objcopy --decompress-debug-sections`, or build with -gz=zlib",
    )
