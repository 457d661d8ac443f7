# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs, libraries and objects in a Debian package (.deb), without unpacking it to disk.

A .deb is an archive as ar(1) makes it; the files are in its member data.tar, compressed.
"""

from __future__ import annotations

import io
import lzma
import sys
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qemu_xen_codemod.objects.archive import ObjectData, read_members, read_objects
from qemu_xen_codemod.objects.fault import ObjectError

_DATA = "data.tar"
#: tarfile's name for the kind of a member.
_COMPRESSIONS = {"": "", ".gz": "gz", ".xz": "xz", ".lzma": "xz", ".bz2": "bz2", ".zst": "zst"}
_MAGIC = (b"\x7fELF", b"!<arch>\n")
#: A larger file in a package is not a program, and reading it would fill the memory.
_LARGEST = 1 << 30
_UNPACK = "unpack it, then name its files: dpkg-deb -x FILE FOLDER"


def read_files(path: Path) -> Iterator[ObjectData]:
    """What a file on the command line stands for: itself, an archive's members, a package's files.

    Files of a package that are neither ELF files nor archives are left out.
    """
    first = True
    for item in read_objects(path):
        name = item.name.removeprefix(f"{path}(").removesuffix(")")
        if first and name == "debian-binary":
            yield from _package(path)
            return
        first = False
        yield item


def _package(path: Path) -> Iterator[ObjectData]:
    for item in read_objects(path):
        name = item.name.removeprefix(f"{path}(").removesuffix(")")
        if isinstance(item.data, ObjectError):
            yield item
        elif name.startswith(_DATA):
            yield from _files(path, name, item.data)
            return
    yield ObjectData(str(path), ObjectError(f"is a package without {_DATA}"))


def _files(path: Path, name: str, data: memoryview) -> Iterator[ObjectData]:
    compression = _COMPRESSIONS.get(name.removeprefix(_DATA))
    if compression is None or (compression == "zst" and sys.version_info < (3, 14)):
        what = f"contains {name}, whose compression this Python does not support"
        yield ObjectData(str(path), ObjectError(what, help=_UNPACK))
        return
    try:
        mode: Any = f"r|{compression}"
        with tarfile.open(fileobj=io.BytesIO(data), mode=mode) as tar:
            for member in tar:
                if member.isreg():
                    yield from _file(f"{path}({member.name})", tar, member)
    except (tarfile.TarError, EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        what = f"contains a damaged {name} ({error})"
        yield ObjectData(str(path), ObjectError(what, help="download it again"))


def _file(name: str, tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[ObjectData]:
    file = tar.extractfile(member)
    start = file.read(8) if file is not None else b""
    if file is None or not start.startswith(_MAGIC):
        return
    if member.size > _LARGEST:
        yield ObjectData(name, ObjectError(f"has {member.size} bytes, too many to be read here"))
        return
    data = memoryview(start + file.read())
    if start == b"!<arch>\n":
        yield from read_members(name, data)
    else:
        yield ObjectData(name, data)
