# SPDX-License-Identifier: GPL-2.0-or-later
"""The references of objects to functions that only a library defines, as GNU ld prints them.

ld prints one undefined reference for each relocation of a loaded section against the symbol. This
module does the same, in the same order, with the same file, line and function, but without ld's
folding of repeats. Weak references do not count; they link without the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.objects.archive import ObjectData, read_objects
from qemu_xen_codemod.objects.dwarf import CodePlace, Dwarf
from qemu_xen_codemod.objects.elf import SHN_UNDEF, STB_LOCAL, STB_WEAK, ElfObject, Section
from qemu_xen_codemod.objects.enclosing import enclosing, variable_at
from qemu_xen_codemod.objects.fault import ObjectError, ObjectFault

_LTO_HELP = "configure the build without LTO, or with -ffat-lto-objects"


@dataclass(frozen=True, slots=True)
class LinkReference:
    """One relocation against a symbol that the object does not define."""

    #: Without its version, if it has one.
    symbol: str
    #: As ld names it: the object's path as it was given, or `archive(member)`.
    object: str
    #: As in DWARF and in ld's output, mostly absolute; without DWARF the bare name in the symbol
    #: table; "" if neither says, as for a function pointer in data.
    file: str
    #: 1-based, 0 if not known.
    line: int
    #: The innermost, inlined function; "" outside functions.
    function: str
    #: The section that the relocation changes, and the byte in it, 0-based.
    section: str
    offset: int
    #: For a linked file's import: the library's file and the symbol's version, "" if not known.
    library: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class LinkTable:
    """In the order of the objects; an object with a fault does not prevent the rest from being
    read.
    """

    references: tuple[LinkReference, ...]
    faults: tuple[ObjectFault, ...]


def link_references(
    objects: Iterable[Path], symbols: frozenset[str], prefixes: tuple[bytes, ...] = ()
) -> LinkTable:
    """References to `symbols` in objects and archives' members; no error is raised for a file.

    With `prefixes` also to functions whose names begin with one and that none of the objects
    defines.
    """
    references: list[LinkReference] = []
    faults: list[ObjectFault] = []
    wanted = Wanted(frozenset(symbol.encode() for symbol in symbols), prefixes)
    paths = tuple(objects)
    for path in paths:
        for item in read_objects(path):
            found, more = object_references(item, wanted)
            references += found
            faults += more
    unlisted = {
        reference.symbol
        for reference in references
        if wanted.is_unlisted(reference.symbol.encode())
    }
    if unlisted:
        defined = unlisted & _defined(paths)
        references = [reference for reference in references if reference.symbol not in defined]
    return LinkTable(tuple(references), tuple(faults))


def object_references(
    item: ObjectData, wanted: Wanted
) -> tuple[tuple[LinkReference, ...], tuple[ObjectFault, ...]]:
    """The references of one object, and what it does not say."""
    try:
        if isinstance(item.data, ObjectError):
            raise item.data
        elf = ElfObject(item.data)
        if elf.is_intermediate:
            raise ObjectError(
                "has no machine code, only `gcc -flto`'s intermediate code", help=_LTO_HELP
            )
        places = tuple(_places(elf, wanted))
    except ObjectError as error:
        return (), (ObjectFault(item.name, error.what, error.help),)
    if not places:
        return (), ()
    code = _Code(elf)
    references = tuple(code.reference(item.name, place) for place in places)
    return references, tuple(ObjectFault(item.name, e.what, e.help) for e in code.errors)


def _defined(objects: Iterable[Path]) -> frozenset[str]:
    """The global names that the objects define."""
    found: set[str] = set()
    for path in objects:
        for item in read_objects(path):
            if not isinstance(item.data, ObjectError):
                with suppress(ObjectError):
                    found |= defined_names(item.data)
    return frozenset(found)


def defined_names(data: memoryview) -> frozenset[str]:
    """The global names that an object defines; ObjectError if it cannot be read."""
    return frozenset(
        symbol.name
        for symbol in ElfObject(data).symbols
        if symbol.section != SHN_UNDEF and symbol.binding != STB_LOCAL
    )


@dataclass(frozen=True, slots=True)
class _Place:
    symbol: str
    section: Section
    offset: int


def _places(elf: ElfObject, wanted: Wanted) -> Iterator[_Place]:
    names = wanted.among({symbol.partition(b"@")[0] for symbol in elf.undefined()})
    if not names:
        return
    rows = {
        row: symbol.name.partition("@")[0]
        for row, symbol in enumerate(elf.symbols)
        if symbol.section == SHN_UNDEF
        and symbol.binding != STB_WEAK
        and symbol.name.partition("@")[0].encode() in names
    }
    for section in elf.sections:
        if section.is_loaded:
            for relocation in elf.relocations(section):
                if relocation.symbol in rows:
                    yield _Place(rows[relocation.symbol], section, relocation.offset)


class _Code:
    """What an object says about its code; `errors` are what it does not say, and why."""

    def __init__(self, elf: ElfObject) -> None:
        self._elf = elf
        self._dwarf: Dwarf | None = None
        self.errors: list[ObjectError] = []
        try:
            self._dwarf = Dwarf(elf)
            if not self._dwarf.is_there:
                raise ObjectError(
                    "has no debug information: its files and lines are not known",
                    help="compile it with -g, and do not strip it",
                )
        except ObjectError as error:
            self._give_up(error)

    def reference(self, name: str, place: _Place) -> LinkReference:
        symbol, section, offset = place.symbol, place.section, place.offset
        file, line, function = "", 0, ""
        if (code := self._dwarf_place(section, offset)) is not None:
            file, line, function = code.file, code.line, code.function
        elif (around := enclosing(self._elf, section, offset)) is not None:
            file, function = around.file, around.function
        return LinkReference(symbol, name, file, line, function, section.name, offset)

    def _dwarf_place(self, section: Section, offset: int) -> CodePlace | None:
        if self._dwarf is None:
            return None
        try:
            if section.is_code:
                return self._dwarf.place(section, offset)
            # Data has no lines: ld prints the declaration of the symbol that starts there, if there
            # is one.
            variable = variable_at(self._elf, section, offset)
            return self._dwarf.declaration(section, variable) if variable is not None else None
        except ObjectError as error:
            self._give_up(error)
            return None

    def _give_up(self, error: ObjectError) -> None:
        self._dwarf = None
        self.errors.append(error)
