"""Relocatable ELF files for x86-64 or i386, made byte by byte: no compiler is needed."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

GLOBAL, WEAK = 1, 2
NOTYPE, OBJECT, FUNCTION = 0, 1, 2
TEXT, DATA = 1, 2


@dataclass(frozen=True)
class Sym:
    name: str
    #: 0: undefined, else TEXT or DATA.
    section: int = 0
    value: int = 0
    size: int = 0
    kind: int = NOTYPE
    binding: int = GLOBAL


@dataclass(frozen=True)
class Rel:
    section: int
    offset: int
    symbol: str


def elf_object(
    symbols: Sequence[Sym], relocations: Sequence[Rel], *, bits: int = 64, file: str = "one.c"
) -> bytes:
    """An object with 64 bytes of .text and of .data; 32 bits have REL, 64 have RELA."""
    wide = bits == 64
    strings = b"\0" + file.encode() + b"\0"
    rows = [_symbol(wide, 0, 0, 0, 0, 0), _symbol(wide, 1, 0, 0, 4, 0xFFF1)]
    for symbol in symbols:
        info = symbol.binding << 4 | symbol.kind
        rows.append(_symbol(wide, len(strings), symbol.value, symbol.size, info, symbol.section))
        strings += symbol.name.encode() + b"\0"
    number = {symbol.name: index + 2 for index, symbol in enumerate(symbols)}
    tables = {
        section: b"".join(
            struct.pack("<QQq", rel.offset, number[rel.symbol] << 32 | 4, -4)
            if wide
            else struct.pack("<II", rel.offset, number[rel.symbol] << 8 | 2)
            for rel in relocations
            if rel.section == section
        )
        for section in (TEXT, DATA)
    }
    rel, kind = (".rela", 4) if wide else (".rel", 9)
    # name, type, flags, data, link, info
    sections = [
        ("", 0, 0, b"", 0, 0),
        (".text", 1, 6, bytes(64), 0, 0),
        (".data", 1, 3, bytes(64), 0, 0),
        (f"{rel}.text", kind, 0, tables[TEXT], 5, TEXT),
        (f"{rel}.data", kind, 0, tables[DATA], 5, DATA),
        (".symtab", 2, 0, b"".join(rows), 6, 2),
        (".strtab", 3, 0, strings, 0, 0),
    ]
    return _file(wide, sections)


def _symbol(wide: bool, name: int, value: int, size: int, info: int, section: int) -> bytes:
    if wide:
        return struct.pack("<IBBHQQ", name, info, 0, section, value, size)
    return struct.pack("<IIIBBH", name, value, size, info, 0, section)


def _file(wide: bool, sections: list[tuple[str, int, int, bytes, int, int]]) -> bytes:
    names = b"\0"
    offset = 64 if wide else 52
    body, headers = b"", b""
    form = "<IIQQQQIIQQ" if wide else "<10I"
    size = struct.calcsize(form)
    whole = [*sections, (".shstrtab", 3, 0, b"", 0, 0)]
    starts = []
    for name, *_ in whole:
        starts.append(len(names))
        names += name.encode() + b"\0"
    whole[-1] = (".shstrtab", 3, 0, names, 0, 0)
    for start, (_, kind, flags, data, link, info) in zip(starts, whole, strict=True):
        at = offset + len(body)
        headers += struct.pack(form, start, kind, flags, 0, at, len(data), link, info, 1, 0)
        body += data
    header = struct.pack(
        "<4s12xHHIQQQIHHHHHH" if wide else "<4s12xHHIIIIIHHHHHH",
        b"\x7fELF", 1, 62 if wide else 3, 1, 0, 0, offset + len(body), 0, offset, 0, 0,
        size, len(whole), len(whole) - 1,
    )  # fmt: skip
    ident = bytes((2 if wide else 1, 1, 1))
    return header[:4] + ident + header[7:] + body + headers
