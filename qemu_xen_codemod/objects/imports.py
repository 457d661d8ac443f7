# SPDX-License-Identifier: GPL-2.0-or-later
"""The libraries and symbols that a program or shared library takes from others at start.

Each installed file has these, stripped or not: no debug information and no build is needed.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qemu_xen_codemod.objects.elf import SHN_UNDEF
from qemu_xen_codemod.objects.fault import ObjectError

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

#: The bit of a symbol's version that hides it from the linker.
_HIDDEN = 0x8000
_WORD = re.compile(rb"(?<=\0)[\w./+-]{3,}(?=\0)")
_SHF_ALLOC, _SHF_EXECINSTR = 0x2, 0x4


@dataclass(frozen=True, slots=True)
class Import:
    """A symbol that another file must define."""

    symbol: str
    #: The version that it was linked with, "" if it has none.
    version: str = ""
    #: The library's file that has this version, libxenctrl.so.4.17; "" without a version.
    library: str = ""


@dataclass(frozen=True, slots=True)
class Imports:
    #: The file's own name if it is a shared library, "" for a program.
    soname: str
    #: Sonames of the libraries that it is linked with, in order; () for a static program.
    needed: tuple[str, ...]
    #: In the order of the symbol table.
    symbols: tuple[Import, ...]
    #: Names that the file defines itself, as far as its tables show.
    defined: frozenset[str]
    is_dynamic: bool


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except ObjectError:
        raise
    except Exception as error:
        # On a damaged file pyelftools raises whatever error its code runs into.
        raise ObjectError(f"is cut off or damaged ({error!r})") from error


def read_imports(data: memoryview) -> Imports:
    """Raises ObjectError if it cannot be read."""
    from elftools.elf.elffile import ELFFile

    with _faults():
        elf = ELFFile(io.BytesIO(data))
        dynamic = _dynamic(elf)
        if dynamic is None:
            return Imports("", (), (), _defined(elf), is_dynamic=False)
        needed, soname = [], ""
        # In pyelftools the attribute of a tag is named after its contents.
        tags: Iterator[Any] = dynamic.iter_tags()
        for tag in tags:
            if tag.entry.d_tag == "DT_NEEDED":
                needed.append(tag.needed)
            elif tag.entry.d_tag == "DT_SONAME":
                soname = tag.soname
        symbols = tuple(_imported(elf, dynamic))
        return Imports(soname, tuple(needed), symbols, _defined(elf), is_dynamic=True)


def words_in_data(data: memoryview) -> frozenset[bytes]:
    """The one-word strings in a file's constants, such as names passed to dlsym()."""
    from elftools.elf.elffile import ELFFile

    found: set[bytes] = set()
    with _faults():
        for section in ELFFile(io.BytesIO(data)).iter_sections():
            flags = section["sh_flags"]
            is_data = flags & _SHF_ALLOC and not flags & _SHF_EXECINSTR
            if is_data and section["sh_type"] == "SHT_PROGBITS":
                found.update(_WORD.findall(b"\0" + section.data() + b"\0"))
    return frozenset(found)


def _dynamic(elf: ELFFile) -> Any:
    """The dynamic section, or the segment if section headers were stripped; None for neither."""
    from elftools.elf.dynamic import DynamicSection, DynamicSegment

    for section in elf.iter_sections():
        if isinstance(section, DynamicSection) and section["sh_type"] != "SHT_NOBITS":
            return section
    return next(
        (
            iter_segment
            for iter_segment in elf.iter_segments()
            if isinstance(iter_segment, DynamicSegment)
        ),
        None,
    )


def _imported(elf: ELFFile, dynamic: Any) -> Iterator[Import]:
    from elftools.elf.gnuversions import GNUVerNeedSection, GNUVerSymSection
    from elftools.elf.sections import SymbolTableSection

    versions: dict[int, tuple[str, str]] = {}
    numbers: GNUVerSymSection | None = None
    table = None
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            versions |= _versions(section.data(), section.stringtable, elf.little_endian)
        elif isinstance(section, GNUVerSymSection):
            numbers = section
        elif isinstance(section, SymbolTableSection) and section["sh_type"] == "SHT_DYNSYM":
            table = section
    rows = (table if table is not None else dynamic).iter_symbols()
    for row, symbol in enumerate(rows):
        if symbol["st_shndx"] not in ("SHN_UNDEF", SHN_UNDEF) or not symbol.name:
            continue
        number: Any = numbers.get_symbol(row)["ndx"] if numbers is not None else 0
        known = versions.get(number & ~_HIDDEN) if isinstance(number, int) else None
        yield Import(symbol.name, *(known or ("", "")))


def _versions(data: bytes, names: Any, little_endian: bool) -> dict[int, tuple[str, str]]:
    """Number -> version and file. pyelftools does not end on a damaged list."""
    order = "<" if little_endian else ">"
    need, item = struct.Struct(f"{order}HHIII"), struct.Struct(f"{order}IHHII")
    found: dict[int, tuple[str, str]] = {}
    at, step = 0, need.size
    while step > 0 and at + need.size <= len(data):
        _, _, file, first, step = need.unpack_from(data, at)
        inner, inner_step = at + first, item.size
        while inner_step > 0 and inner + item.size <= len(data):
            _, _, number, name, inner_step = item.unpack_from(data, inner)
            found[number & ~_HIDDEN] = names.get_string(name), names.get_string(file)
            inner += inner_step
        at += step
    return found


def _defined(elf: ELFFile) -> frozenset[str]:
    from elftools.elf.sections import SymbolTableSection

    return frozenset(
        symbol.name
        for section in elf.iter_sections()
        if isinstance(section, SymbolTableSection)
        for symbol in section.iter_symbols()
        if symbol["st_shndx"] != "SHN_UNDEF" and symbol["st_info"]["type"] == "STT_FUNC"
    )
