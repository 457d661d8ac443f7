# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken objects, archives, programs and packages, read as `audit --objects` reads them.

They are made byte by byte, or by gcc: each kind of debug information, compressed sections, LTO, 32
bits, split objects, a shared library.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from qemu_xen_codemod.audit.installed import find_in_files
from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.objects.linked import read_linked
from qemu_xen_codemod.objects.undefined import link_references
from qemu_xen_codemod.rule.pack import Library
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.mutation import mutated_bytes
from tests.objects.elf_bytes import DATA, FUNCTION, TEXT, Rel, Sym, elf_object, elf_program

_LIBRARY = Library("libxenctrl", None, "xc_", ())
_SOURCE = b"""\
extern int xc_first(int), xc_second(void);
static inline __attribute__((always_inline)) int inner(int a) { return xc_first(a) + xc_second(); }
int (*table[])(int) = { xc_first, 0 };
int other(int a);
int outer(int a) { return inner(a) + other(a); }
int named(void) { return outer(1) - xc_second(); }
"""
#: gcc's options, by the name of the result. What it cannot do here is left out.
_KINDS: Mapping[str, Sequence[str]] = {
    "plain": ("-c",),
    "dwarf4": ("-c", "-g", "-gdwarf-4", "-O2"),
    "dwarf5": ("-c", "-g", "-gdwarf-5", "-O2"),
    "dwarf5-sections": ("-c", "-g", "-gdwarf-5", "-ffunction-sections", "-fdata-sections"),
    "compressed": ("-c", "-g", "-gz=zlib"),
    "split": ("-c", "-g", "-gsplit-dwarf"),
    "lto": ("-c", "-g", "-flto"),
    "fat-lto": ("-c", "-g", "-flto", "-ffat-lto-objects"),
    "m32": ("-c", "-g", "-m32", "-fno-pic"),
    "library": ("-shared", "-fPIC", "-g", "-Wl,-soname,libone.so.1", "-nostdlib"),
    "types": ("-c", "-g", "-gdwarf-5", "-fdebug-types-section"),
}


class Objects:
    suffix = ".bin"

    def __init__(self, folder: Path, compiled: bool = False) -> None:
        self._folder = folder / "tried"
        self._folder.mkdir()
        made = folder / "made"
        made.mkdir()
        objects = list(_composed())
        if compiled:
            objects += _compiled(made)
        self._files = [*objects, *_archives(objects), _package(objects)]
        # Of a thin archive only the names are in the file.
        (self._folder / "one.o").write_bytes(objects[0])

    def make(self, rng: Random) -> Case:
        return Case(mutated_bytes(rng, rng.choice(self._files)))

    def run(self, case: Case) -> str:
        path = self._folder / "input"
        path.write_bytes(case.data)
        with bounded():
            table = link_references([path], frozenset(("xc_first",)), (b"xc_",))
        with bounded():
            found = find_in_files([path], [_LIBRARY])
        for fault in found.faults:
            fault.render()
        for reference in table.references:
            if reference.line < 0 or "\0" in reference.function:
                raise Failure("place", repr(reference))
        try:
            with bounded():
                read_linked(path)
        except ObjectError as error:
            error.render()
        if table.references or found.findings:
            return "references"
        return "faults" if table.faults or found.faults else "nothing"


def _composed() -> Iterator[bytes]:
    symbols = [Sym("xc_first"), Sym("xc_second"), Sym("outer", TEXT, 0, 32, FUNCTION)]
    relocations = [Rel(TEXT, 4, "xc_first"), Rel(TEXT, 40, "xc_second"), Rel(DATA, 8, "xc_first")]
    yield elf_object(symbols, relocations)
    yield elf_object(symbols, relocations, bits=32)
    imports = [("xc_first", "VERS_1.0", "libxenctrl.so.4.17"), ("free", "GLIBC_2.2.5", "libc.so.6")]
    yield elf_program(imports, ["libxenctrl.so.4.17", "libc.so.6"], defined=["own"])
    yield elf_program([], [], constants=["xc_first", "dlsym"], soname="libone.so.1")
    yield elf_program([], [], is_dynamic=False, defined=["xc_first"])


def _compiled(folder: Path) -> list[bytes]:
    (folder / "a.c").write_bytes(_SOURCE)
    found = []
    for name, words in _KINDS.items():
        output = folder / f"{name}.o"
        command = ["gcc", *words, "a.c", "-o", output.name]
        if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0:
            found += [path.read_bytes() for path in sorted(folder.glob(f"{name}.*o"))]
    return found


def _archives(objects: Sequence[bytes]) -> Iterator[bytes]:
    few = [(f"{number}.o", data) for number, data in enumerate(objects[:4])]
    yield _archive(b"!<arch>\n", [(f"{name}/", data) for name, data in few])
    names = b"a_name_of_more_than_sixteen.o/\n/folder/another.o/\n"
    long = [("//", names), ("/0", objects[0]), ("/31", objects[1]), ("/999", objects[2])]
    yield _archive(b"!<arch>\n", long)
    yield _archive(b"!<arch>\n", [("#1/8", b"name.o\0\0" + objects[0]), ("/", b"\0" * 8)])
    # Its members are next to it: it contains only their names.
    yield _archive(b"!<thin>\n", [("//", b"one.o/\ninput/\n"), ("/0", b""), ("/7", b"")])


def _package(objects: Sequence[bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:xz") as tar:
        for number, data in enumerate(objects[:3]):
            member = tarfile.TarInfo(f"./usr/bin/{number}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    members = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.xz", b""),
        ("data.tar.xz", whole.getvalue()),
    ]
    return _archive(b"!<arch>\n", members)


def _archive(magic: bytes, members: Sequence[tuple[str, bytes]]) -> bytes:
    whole = magic
    for name, data in members:
        whole += f"{name:16}{'0':12}{'0':6}{'0':6}{'644':8}{len(data):<10}`\n".encode()
        whole += data + b"\n" * (len(data) % 2)
    return whole
