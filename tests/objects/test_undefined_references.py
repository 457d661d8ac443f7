# SPDX-License-Identifier: GPL-2.0-or-later
"""Link references of objects without debug information, and files that are not objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.objects.undefined import LinkReference, LinkTable, link_references
from tests.objects.elf_bytes import (
    DATA,
    FUNCTION,
    OBJECT,
    TEXT,
    WEAK,
    Rel,
    Sym,
    elf_object,
)

NAMES = frozenset({"xc_open", "xc_close"})
FUNCTIONS = (Sym("first", TEXT, 0, 16, FUNCTION), Sym("second", TEXT, 16, 16, FUNCTION))


def read(folder: Path, data: bytes) -> LinkTable:
    path = folder / "one.o"
    path.write_bytes(data)
    return link_references([path], NAMES)


def shown(table: LinkTable) -> list[tuple[str, str, int, str, str, int]]:
    return [(r.symbol, r.file, r.line, r.function, r.section, r.offset) for r in table.references]


@pytest.mark.parametrize(
    ("symbols", "relocations"),
    [
        pytest.param((), (), id="nothing"),
        pytest.param((Sym("xc_open"),), (), id="named but not used"),
        pytest.param((Sym("open"),), (Rel(TEXT, 4, "open"),), id="another name"),
        pytest.param((Sym("my_xc_open"),), (Rel(TEXT, 4, "my_xc_open"),), id="a longer name"),
        pytest.param(
            (Sym("xc_open", TEXT, 0, 8, FUNCTION),), (Rel(TEXT, 4, "xc_open"),), id="its own"
        ),
        pytest.param(
            (Sym("xc_open", binding=WEAK),), (Rel(TEXT, 4, "xc_open"),), id="weak: it may be absent"
        ),
    ],
)
def test_not_a_link_reference(
    tmp_path: Path, symbols: tuple[Sym, ...], relocations: tuple[Rel, ...]
) -> None:
    """Only a use of a wanted symbol that the object does not define needs the library."""
    assert read(tmp_path, elf_object(symbols, relocations)) == LinkTable((), ())


@pytest.mark.parametrize("bits", [32, 64])
def test_each_relocation_is_a_reference(tmp_path: Path, bits: int) -> None:
    """Each is reported with the function around it, from REL and RELA tables alike."""
    symbols = (*FUNCTIONS, Sym("xc_open"), Sym("xc_close"))
    uses = (Rel(TEXT, 5, "xc_open"), Rel(TEXT, 20, "xc_close"), Rel(TEXT, 25, "xc_open"))
    assert shown(read(tmp_path, elf_object(symbols, uses, bits=bits))) == [
        ("xc_open", "one.c", 0, "first", ".text", 5),
        ("xc_close", "one.c", 0, "second", ".text", 20),
        ("xc_open", "one.c", 0, "second", ".text", 25),
    ]


def test_a_version_is_no_part_of_the_name(tmp_path: Path) -> None:
    """A reference that `.symver` bound to a version is a reference to the function."""
    data = elf_object((*FUNCTIONS, Sym("xc_open@VERS_1")), (Rel(TEXT, 5, "xc_open@VERS_1"),))
    assert [r.symbol for r in read(tmp_path, data).references] == ["xc_open"]


def test_a_pointer_in_data_is_in_no_function(tmp_path: Path) -> None:
    """Only the section and the byte are known."""
    symbols = (*FUNCTIONS, Sym("table", DATA, 0, 16, OBJECT), Sym("xc_open"))
    data = elf_object(symbols, (Rel(DATA, 8, "xc_open"),))
    assert shown(read(tmp_path, data)) == [("xc_open", "", 0, "", ".data", 8)]


def test_a_local_label_is_no_function(tmp_path: Path) -> None:
    """The assembler's own labels and marks are inside functions."""
    marks = (Sym(".L5", TEXT, 18), Sym("$d", TEXT, 19))
    data = elf_object((*FUNCTIONS, *marks, Sym("xc_open")), (Rel(TEXT, 20, "xc_open"),))
    assert [r.function for r in read(tmp_path, data).references] == ["second"]


def test_missing_debug_information_is_said_once(tmp_path: Path) -> None:
    """An object with references and without lines is reported, with what to do."""
    symbols = (*FUNCTIONS, Sym("xc_open"))
    table = read(tmp_path, elf_object(symbols, (Rel(TEXT, 5, "xc_open"), Rel(TEXT, 9, "xc_open"))))
    assert [fault.why for fault in table.faults] == [
        "has no debug information: its files and lines are not known"
    ]
    assert "-g" in table.faults[0].help


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"int main;\n", "is not an ELF file", id="text"),
        pytest.param(b"\x7fELF\x02", "has no valid ELF header", id="header cut off"),
        pytest.param(b"\x7fELF\x09\x09" + bytes(60), "has no valid ELF header", id="class"),
        pytest.param(b"BC\xc0\xde" + bytes(60), "contains LLVM's intermediate code", id="bitcode"),
        pytest.param(
            elf_object((Sym("__gnu_lto_slim", 0xFFF2),), ()),
            "has no machine code, only `gcc -flto`'s intermediate code",
            id="lto",
        ),
    ],
)
def test_what_cannot_be_read_does_not_hide_the_rest(tmp_path: Path, data: bytes, why: str) -> None:
    """An error names its object and the reason; the other objects are read."""
    good, bad = tmp_path / "good.o", tmp_path / "bad.o"
    good.write_bytes(elf_object((*FUNCTIONS, Sym("xc_open")), (Rel(TEXT, 5, "xc_open"),)))
    bad.write_bytes(data)
    table = link_references([bad, tmp_path / "gone.o", good], NAMES)
    assert [(fault.object, fault.why) for fault in table.faults[:2]] == [
        (str(bad), why),
        (str(tmp_path / "gone.o"), "does not exist"),
    ]
    assert table.references == (
        LinkReference("xc_open", str(good), "one.c", 0, "first", ".text", 5),
    )


def test_every_cut_and_damage_is_a_fault(tmp_path: Path) -> None:
    """However an object is cut off or damaged, there is a result and no exception."""
    data = elf_object((*FUNCTIONS, Sym("xc_open")), (Rel(TEXT, 5, "xc_open"),))
    for size in range(1, len(data), 5):
        table = read(tmp_path, data[:size])
        assert table.references == ()
        assert len(table.faults) == 1
    for at in range(4, len(data), 5):
        damaged = read(tmp_path, data[:at] + b"\xff" + data[at + 1 :])
        assert len(damaged.references) <= 1
