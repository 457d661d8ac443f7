# SPDX-License-Identifier: GPL-2.0-or-later
"""The headers, symbols and relocations of a relocatable ELF file.

A binary has some 1,600 objects, of which ten mention a Xen library. This module reads the symbol
table of each and little else; pyelftools takes ten times as long. DWARF is left to pyelftools (see
`dwarf`). Layout: System V ABI, chapter 4, "Object files".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qemu_xen_codemod.objects.fault import ObjectError

SHN_UNDEF = 0
SHN_XINDEX = 0xFFFF
SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_REL, SHT_SYMTAB_SHNDX = 2, 4, 8, 9, 18
SHF_ALLOC, SHF_EXECINSTR = 0x2, 0x4
STB_LOCAL, STB_WEAK = 0, 2
STT_NOTYPE, STT_OBJECT, STT_FUNC, STT_SECTION, STT_FILE, STT_TLS, STT_IFUNC = 0, 1, 2, 3, 4, 6, 10
EM_MIPS = 8

_ET_REL = 1
_MAGIC = b"\x7fELF"
#: By ELF class: ELF header from e_type on, section header, symbol, REL and RELA entries.
_HEADER = {1: "HHIIIIIHHHHHH", 2: "HHIQQQIHHHHHH"}
_SECTION = {1: "10I", 2: "IIQQQQIIQQ"}
_SYMBOL = {1: "IIIBBH", 2: "IBBHQQ"}
_REL = {1: "II", 2: "QQ"}
_RELA = {1: "IIi", 2: "QQq"}
_IDENT = 16


@dataclass(frozen=True, slots=True)
class Section:
    index: int
    name: str
    type: int
    flags: int
    offset: int
    size: int
    link: int
    info: int
    align: int

    @property
    def is_loaded(self) -> bool:
        return bool(self.flags & SHF_ALLOC)

    @property
    def is_code(self) -> bool:
        return bool(self.flags & SHF_EXECINSTR)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A row of the symbol table; `section` is SHN_UNDEF if another object defines it."""

    name: str
    value: int
    size: int
    kind: int
    binding: int
    section: int


@dataclass(frozen=True, slots=True)
class Relocation:
    #: From the start of the section that it changes, 0-based.
    offset: int
    #: The machine's own number for the kind of relocation.
    type: int
    #: The row in the symbol table.
    symbol: int
    #: None if the addend is in the section's bytes (REL).
    addend: int | None


def is_relocatable(data: memoryview) -> bool:
    """Whether it is an object and not a linked file; ObjectError if it is not an ELF file."""
    ident = bytes(data[: _IDENT + 2])
    if ident.startswith(b"BC\xc0\xde"):
        return True
    if ident[:4] != _MAGIC:
        raise ObjectError(_what_else(ident))
    if len(ident) < _IDENT + 2 or ident[5] not in (1, 2):
        raise ObjectError("has no valid ELF header")
    order: Literal["little", "big"] = "little" if ident[5] == 1 else "big"
    return int.from_bytes(ident[_IDENT:], order) == _ET_REL


def _what_else(start: bytes) -> str:
    known = (
        (b"\xed\xab\xee\xdb", "is an RPM package: unpack it first, with rpm2cpio and cpio"),
        (b"\x1f\x8b", "is compressed by gzip: unpack it first"),
        (b"\xfd7zXZ", "is compressed by xz: unpack it first"),
        (b"\x28\xb5\x2f\xfd", "is compressed by zstd: unpack it first"),
        (b"#!", "is a script, not an ELF file"),
    )
    return next((what for magic, what in known if start.startswith(magic)), "is not an ELF file")


class ElfObject:
    """A relocatable file as bytes; ObjectError if its tables are outside of it."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        ident = bytes(data[:_IDENT])
        if ident.startswith(b"BC\xc0\xde"):
            raise ObjectError("contains LLVM's intermediate code", help="build without LTO")
        if ident[:4] != _MAGIC:
            raise ObjectError("is not an ELF file")
        if len(ident) < _IDENT or ident[4] not in _SECTION or ident[5] not in (1, 2):
            raise ObjectError("has no valid ELF header")
        #: 32 or 64.
        self.bits = 32 * ident[4]
        self.little_endian = ident[5] == 1
        self._class = ident[4]
        self._order = "<" if self.little_endian else ">"
        header = self._unpack(_HEADER[self._class], _IDENT)
        kind, self.machine, self._table = header[0], header[1], header[5]
        if kind != _ET_REL:
            raise ObjectError("is a linked file, not an object")
        self._row_size, self._rows, self._names = header[10:13]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        form = struct.Struct(self._order + _SECTION[self._class])
        if self._table == 0:
            return ()
        if self._row_size != form.size:
            raise ObjectError("has section headers of an unknown size")
        first = form.unpack(self._bytes(self._table, form.size))
        # Counts that do not fit into the header are in the first section header.
        count = self._rows or first[5]
        names = first[6] if self._names == SHN_XINDEX else self._names
        rows = list(form.iter_unpack(self._bytes(self._table, form.size * count)))
        if names >= count:
            raise ObjectError("has no section names")
        strings = self._bytes(rows[names][4], rows[names][5])
        return tuple(
            Section(index, _string(strings, row[0]), row[1], row[2], *row[4:9])
            for index, row in enumerate(rows)
        )

    @cached_property
    def symbols(self) -> tuple[Symbol, ...]:
        table = self._symbol_table
        if table is None:
            return ()
        names = self.data(self.sections[table.link])
        wide = self._wide_indices(table)
        found = []
        for row, (name, value, size, info, shndx) in enumerate(self._symbol_rows(table, 0)):
            section = wide[row] if shndx == SHN_XINDEX and row < len(wide) else shndx
            found.append(Symbol(_string(names, name), value, size, info & 15, info >> 4, section))
        return tuple(found)

    @cached_property
    def is_intermediate(self) -> bool:
        """Whether it is only for the compiler at link time (`gcc -flto`): it contains no machine
        code then.
        """
        table = self._symbol_table
        return table is not None and b"\0__gnu_lto_slim\0" in self.data(self.sections[table.link])

    def undefined(self) -> set[bytes]:
        """Names that other objects or libraries must define, without weak ones.

        Only the part of the symbol table after the local symbols is read.
        """
        table = self._symbol_table
        if table is None:
            return set()
        names = self.data(self.sections[table.link])
        return {
            names[name : names.find(b"\0", name)]
            for name, _, _, info, shndx in self._symbol_rows(table, table.info)
            if shndx == SHN_UNDEF and info >> 4 != STB_WEAK
        }

    def relocations(self, section: Section) -> Iterator[Relocation]:
        """The relocations of the section that they change, in the file's order."""
        for table in self._relocation_tables.get(section.index, ()):
            with_addend = table.type == SHT_RELA
            forms = _RELA if with_addend else _REL
            form = struct.Struct(self._order + forms[self._class])
            data = self.data(table)
            for row in form.iter_unpack(data[: len(data) // form.size * form.size]):
                symbol, kind = self._symbol_and_type(row[1])
                yield Relocation(row[0], kind, symbol, row[2] if with_addend else None)

    def data(self, section: Section) -> bytes:
        """The section's bytes as they are in the file, still compressed if they are."""
        return b"" if section.type == SHT_NOBITS else self._bytes(section.offset, section.size)

    @cached_property
    def _symbol_table(self) -> Section | None:
        found = next((s for s in self.sections if s.type == SHT_SYMTAB), None)
        if found is not None and found.link >= len(self.sections):
            raise ObjectError("has a symbol table without names")
        return found

    @cached_property
    def _relocation_tables(self) -> dict[int, list[Section]]:
        tables: dict[int, list[Section]] = {}
        for section in self.sections:
            if section.type in (SHT_REL, SHT_RELA):
                tables.setdefault(section.info, []).append(section)
        return tables

    def _symbol_rows(self, table: Section, first: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Name, value, size, info, section index."""
        form = struct.Struct(self._order + _SYMBOL[self._class])
        data = self.data(table)
        rows = form.iter_unpack(data[first * form.size : len(data) // form.size * form.size])
        if self._class == 1:
            return ((name, value, size, info, at) for name, value, size, info, _, at in rows)
        return ((name, value, size, info, at) for name, info, _, at, value, size in rows)

    def _wide_indices(self, table: Section) -> tuple[int, ...]:
        for section in self.sections:
            if section.type == SHT_SYMTAB_SHNDX and section.link == table.index:
                data = self.data(section)
                return struct.unpack(f"{self._order}{len(data) // 4}I", data[: len(data) // 4 * 4])
        return ()

    def _symbol_and_type(self, info: int) -> tuple[int, int]:
        if self._class == 1:
            return info >> 8, info & 0xFF
        if self.machine == EM_MIPS and self.little_endian:
            # MIPS' 64-bit r_info is a structure whose first word is the symbol.
            return info & 0xFFFFFFFF, info >> 56
        return info >> 32, info & 0xFFFFFFFF

    def _unpack(self, form: str, offset: int) -> tuple[int, ...]:
        whole = struct.Struct(self._order + form)
        return whole.unpack(self._bytes(offset, whole.size))

    def _bytes(self, offset: int, size: int) -> bytes:
        if offset + size > len(self._data):
            raise ObjectError(
                f"is cut off: its tables reach to byte {offset + size} of {len(self._data)}"
            )
        return bytes(self._data[offset : offset + size])


def _string(strings: bytes, start: int) -> str:
    end = strings.find(b"\0", start)
    return strings[start : end if end >= 0 else len(strings)].decode(errors="replace")
