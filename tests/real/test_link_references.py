# SPDX-License-Identifier: GPL-2.0-or-later
"""Link references compared with GNU ld's output, for QEMU's Xen code and for difficult C."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qemu_xen_codemod.objects.linked import read_linked
from qemu_xen_codemod.objects.target import objects_of
from qemu_xen_codemod.objects.undefined import link_references
from tests.real.build import Build
from tests.real.link import Printed, undefined_references
from tests.real.run import output_of

pytestmark = pytest.mark.real

SAMPLE = Path(__file__).parent / "link_sample"
NAMES = frozenset({"xc_open", "xc_close", "xc_map", "xc_log", "xc_real", "xc_data"})
LIBXENCTRL = Path("/usr/lib/x86_64-linux-gnu/libxenctrl.so")
#: References of the whole emulator with Xen 4.17, as a failing link lists them.
COUNTS = {"7.2": 34, "10.0": 33, "10.2": 33}


def ours(folder: Path, *objects: str, symbols: frozenset[str]) -> Counter[Printed]:
    table = link_references([folder / name for name in objects], symbols)
    return Counter(
        (reference.symbol, reference.file, reference.line, reference.function)
        for reference in table.references
    )


@pytest.mark.parametrize("debug", ["-gdwarf-5", "-gdwarf-4", "-gdwarf-2 -gstrict-dwarf", "-g0"])
@pytest.mark.parametrize("level", ["-O0", "-O2", "-Os", "-O2 -ffunction-sections -fPIC"])
@pytest.mark.parametrize(
    ("compiler", "linker"),
    [
        pytest.param(("gcc",), ("ld",), id="x86-64"),
        pytest.param(("gcc", "-m32", "-fno-pic"), ("ld", "-m", "elf_i386"), id="i386"),
    ],
)
def test_places_are_those_of_ld(
    tmp_path: Path, compiler: tuple[str, ...], linker: tuple[str, ...], level: str, debug: str
) -> None:
    """Inlined, cold, nested, constant-propagated and tail-called code, and pointers in data."""
    source = SAMPLE / "places.c"
    output_of(*compiler, *level.split(), *debug.split(), "-c", source, "-o", "a.o", cwd=tmp_path)
    wanted = undefined_references(tmp_path, "a.o", NAMES, linker)
    assert sum(wanted.values()) > 15
    assert ours(tmp_path, "a.o", symbols=NAMES) == wanted


@pytest.mark.parametrize("form", ["zlib", "zlib-gnu"])
def test_compressed_debug_sections(tmp_path: Path, form: str) -> None:
    """Compression does not change the result."""
    source = SAMPLE / "places.c"
    for name, option in (("plain.o", "-gz=none"), ("packed.o", f"-gz={form}")):
        output_of("gcc", "-O2", "-g", option, "-c", source, "-o", name, cwd=tmp_path)
    plain = ours(tmp_path, "plain.o", symbols=NAMES)
    assert plain == ours(tmp_path, "packed.o", symbols=NAMES)
    assert all(line for _, _, line, function in plain if function)


def test_objects_for_a_linker_with_lto(tmp_path: Path) -> None:
    """A slim object is an error; one that also has machine code is read."""
    source = SAMPLE / "places.c"
    for name, option in (("slim.o", "-fno-fat-lto-objects"), ("fat.o", "-ffat-lto-objects")):
        output_of("gcc", "-O2", "-g", "-flto", option, "-c", source, "-o", name, cwd=tmp_path)
    table = link_references([tmp_path / "slim.o", tmp_path / "fat.o"], NAMES)
    assert [Path(fault.object).name for fault in table.faults] == ["slim.o"]
    assert {Path(reference.object).name for reference in table.references} == {"fat.o"}


@pytest.mark.parametrize("kind", ["rcs", "rcsT"])
def test_archives_are_read_by_member(tmp_path: Path, kind: str) -> None:
    """Ordinary and thin archives have their members' references."""
    source = SAMPLE / "places.c"
    name = "an_object_with_a_long_name.o"
    output_of("gcc", "-O2", "-g", "-c", source, "-o", name, cwd=tmp_path)
    output_of("ar", kind, "lib.a", name, cwd=tmp_path)
    assert ours(tmp_path, "lib.a", symbols=NAMES) == ours(tmp_path, name, symbols=NAMES)


def test_exports_of_a_library(tmp_path: Path) -> None:
    """Defined functions that others may call, whatever their version; nothing else."""
    source = tmp_path / "lib.c"
    source.write_text(
        "int shared(void) { return 1; }\n"
        "__attribute__((weak)) int weak(void) { return 2; }\n"
        '__attribute__((visibility("hidden"))) int hidden(void) { return 3; }\n'
        "static int local(void) { return 4; }\n"
        "int data = 5;\nint needed(void);\n"
        "int last(void) { return local() + needed() + hidden(); }\n"
    )
    (tmp_path / "lib.map").write_text("VERS_1 { global: *; };\n")
    options = ("-shared", "-fPIC", "-Wl,-soname,lib.so.1", "-Wl,--version-script=lib.map")
    output_of("gcc", *options, "-o", "lib.so", source, cwd=tmp_path)
    assert read_linked(tmp_path / "lib.so").functions == {"shared", "weak", "last"}


def test_qemu_is_read_as_ld_reads_it(compiled: Build, version: str) -> None:
    """Every reference of QEMU's Xen code to libxenctrl, with file, line and inlined function."""
    symbols = read_linked(LIBXENCTRL).functions
    objects = sorted(compiled.objects)
    wanted: Counter[Printed] = Counter()
    for name in objects:
        wanted += undefined_references(compiled.folder, name, symbols)
    assert ours(compiled.folder, *objects, symbols=symbols) == wanted
    assert sum(wanted.values()) == COUNTS[version]
    assert len({symbol for symbol, *_ in wanted}) == 16
    linked = objects_of(compiled.folder, "qemu-system-i386")
    assert ours(compiled.folder, *map(str, linked.objects), symbols=symbols) == wanted
    assert str(LIBXENCTRL) in linked.libraries
