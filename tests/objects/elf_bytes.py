# SPDX-License-Identifier: GPL-2.0-or-later
"""ELF files for x86-64 or i386, built byte by byte: no compiler is needed."""

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


def elf_program(
    imports: Sequence[tuple[str, str, str]] = (),
    needed: Sequence[str] = (),
    *,
    constants: Sequence[str] = (),
    soname: str = "",
    defined: Sequence[str] = (),
    is_dynamic: bool = True,
) -> bytes:
    """A linked file of 64 bits without segments. `imports`: symbol, version and library file.

    An empty version leaves the symbol without one.
    """
    strings = bytearray(b"\0")

    def text(word: str) -> int:
        strings.extend(word.encode() + b"\0")
        return len(strings) - len(word) - 1

    rows = [_symbol(True, 0, 0, 0, 0, 0)]
    numbers = [0]
    files: dict[str, dict[str, int]] = {}
    for name, version, library in imports:
        rows.append(_symbol(True, text(name), 0, 0, GLOBAL << 4 | FUNCTION, 0))
        known = files.setdefault(library, {}) if version else {}
        if version and version not in known:
            known[version] = 2 + sum(map(len, files.values()))
        numbers.append(known.get(version, 1))
    for name in defined:
        rows.append(_symbol(True, text(name), 64, 16, GLOBAL << 4 | FUNCTION, 1))
        numbers.append(1)
    needs = b""
    for index, (library, versions) in enumerate(files.items()):
        last = index == len(files) - 1
        size = 16 + 16 * len(versions)
        needs += struct.pack("<HHIII", 1, len(versions), text(library), 16, 0 if last else size)
        for at, (version, number) in enumerate(versions.items()):
            more = 0 if at == len(versions) - 1 else 16
            needs += struct.pack("<IHHII", 0, 0, number, text(version), more)
    tags = (
        [(1, text(library)) for library in needed]
        + ([(14, text(soname))] if soname else [])
        + [(0, 0)]
    )
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags)
    versions_of_symbols = b"".join(struct.pack("<H", number) for number in numbers)
    data = b"\0".join(word.encode() for word in ("", *constants, ""))
    table = (".dynsym", 11) if is_dynamic else (".symtab", 2)
    # name, type, flags, data, link, info
    sections = [
        ("", 0, 0, b"", 0, 0),
        (".text", 1, 6, bytes(64), 0, 0),
        (".rodata", 1, 2, data, 0, 0),
        (*table, 2, b"".join(rows), 4, 1),
        (".dynstr", 3, 2, bytes(strings), 0, 0),
    ]
    if is_dynamic:
        sections += [
            (".gnu.version", 0x6FFFFFFF, 2, versions_of_symbols, 3, 0),
            (".dynamic", 6, 3, dynamic, 4, 0),
        ]
        if files:
            sections.append((".gnu.version_r", 0x6FFFFFFE, 2, needs, 4, len(files)))
    return _file(True, sections, kind=3 if is_dynamic else 2)


def _symbol(wide: bool, name: int, value: int, size: int, info: int, section: int) -> bytes:
    if wide:
        return struct.pack("<IBBHQQ", name, info, 0, section, value, size)
    return struct.pack("<IIIBBH", name, value, size, info, 0, section)


def _file(
    wide: bool, sections: list[tuple[str, int, int, bytes, int, int]], kind: int = 1
) -> bytes:
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
    rows = {11: 24, 2: 24 if wide else 16, 6: 16, 0x6FFFFFFF: 2}
    for start, (_, section, flags, data, link, info) in zip(starts, whole, strict=True):
        at, row = offset + len(body), rows.get(section, 0)
        headers += struct.pack(form, start, section, flags, 0, at, len(data), link, info, 1, row)
        body += data
    header = struct.pack(
        "<4s12xHHIQQQIHHHHHH" if wide else "<4s12xHHIIIIIHHHHHH",
        b"\x7fELF", kind, 62 if wide else 3, 1, 0, 0, offset + len(body), 0, offset, 0, 0,
        size, len(whole), len(whole) - 1,
    )  # fmt: skip
    ident = bytes((2 if wide else 1, 1, 1))
    return header[:4] + ident + header[7:] + body + headers
