# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of a system that runs from memory, as a kernel unpacks them: a cpio archive."""

from __future__ import annotations

import gzip
import lzma
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from qemu_xen_codemod.objects.imports import read_imports
from qemu_xen_codemod.prove.level import MissingNeeds, Need
from qemu_xen_codemod.regular_file import read_regular

_ELF = b"\x7fELF"
#: Where x86_64 has its libraries, on Debian and elsewhere.
_LIBRARIES = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64")
#: The dynamic linker, by its full name in each program; and a library that the C library opens when
#: a thread ends, which no program names.
_LOADER = "lib64/ld-linux-x86-64.so.2"
_OPENED = ("libgcc_s.so.1",)
_LEVEL = 1


class Initramfs:
    """Files by their paths, which have no leading slash."""

    def __init__(self, roots: Sequence[Path] = (Path("/"),)) -> None:
        """`roots`: where libraries are looked for, below their usual folders."""
        self._roots = tuple(roots)
        self._files: dict[str, tuple[int, bytes]] = {}

    def add(self, path: str, data: bytes, *, runs: bool = False) -> None:
        """Add a file, or replace an older one of that name."""
        self._files[path] = (stat.S_IFREG | (0o755 if runs else 0o644), data)

    def link(self, path: str, target: str) -> None:
        """A symbolic link."""
        self._files[path] = (stat.S_IFLNK | 0o777, target.encode())

    def folder(self, path: str) -> None:
        """An empty folder."""
        self._files[path] = (stat.S_IFDIR | 0o755, b"")

    def add_program(self, path: str, source: Path) -> None:
        """A program and the libraries that it is linked with. Raises MissingNeeds, OSError."""
        data = read_regular(source)
        self.add(path, data, runs=True)
        if data.startswith(_ELF) and read_imports(memoryview(data)).needed:
            self._add_libraries(source, data)

    def add_module(self, path: str, source: Path) -> None:
        """A driver of a kernel, unpacked. Raises MissingNeeds, OSError."""
        data = read_regular(source)
        if source.suffix == ".xz":
            data = lzma.decompress(data)
        elif source.suffix == ".gz":
            data = gzip.decompress(data)
        elif source.suffix != ".ko":
            raise MissingNeeds(
                Need(f"a program that unpacks {source}", "name another kernel: --kernel FILE")
            )
        self.add(path, data)

    def write(self, target: Path) -> None:
        """Raises OSError."""
        with gzip.GzipFile(target, "wb", _LEVEL) as archive:
            for data in self._records():
                archive.write(data)

    def _records(self) -> Iterator[bytes]:
        folders = {
            "/".join(parts[:count]): (stat.S_IFDIR | 0o755, b"")
            for parts in (path.split("/") for path in self._files)
            for count in range(1, len(parts))
        }
        entries = sorted({**folders, **self._files}.items())
        for number, (path, (mode, data)) in enumerate([*entries, ("TRAILER!!!", (0, b""))], 1):
            yield _record(number, path.encode(), mode, data)

    def _add_libraries(self, program: Path, data: bytes) -> None:
        waiting = [*read_imports(memoryview(data)).needed, *_OPENED]
        known: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in known:
                continue
            known.add(name)
            content = read_regular(self._find(name, program))
            is_loader = name == _LOADER.rpartition("/")[2]
            self.add(_LOADER if is_loader else f"{_LIBRARIES[0]}/{name}", content, runs=True)
            waiting.extend(read_imports(memoryview(content)).needed)

    def _find(self, name: str, program: Path) -> Path:
        for root in self._roots:
            for folder in _LIBRARIES:
                path = root / folder / name
                if path.is_file():
                    return path
        raise MissingNeeds(Need(f"{name}, which {program.name} is linked with"))


def _record(number: int, name: bytes, mode: int, data: bytes) -> bytes:
    """A file as `cpio -H newc` writes it, with a fixed time and owner."""
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = (number, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name + b"\0"
    return _padded(head) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
