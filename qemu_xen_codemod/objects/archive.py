# SPDX-License-Identifier: GPL-2.0-or-later
"""The objects that a path stands for: the file itself, or the members of an archive.

The format is that of ar(5): GNU and BSD long names, and GNU's thin archives, which name files next
to the archive instead of containing them.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.objects.fault import ObjectError

_ARCHIVE, _THIN = b"!<arch>\n", b"!<thin>\n"
_HEADER_SIZE = 60
_END = b"`\n"
#: Members that index the archive.
_INDEX = (b"/", b"/SYM64/", b"__.SYMDEF", b"__.SYMDEF SORTED")
#: The offset of a name in the member of long names; GNU ar ends some names with a slash.
_LONG_NAME = re.compile(rb"/(\d+) *(?:/ *)?")


@dataclass(frozen=True, slots=True)
class ObjectData:
    """An object's bytes, valid until the next one is requested; an error if there are none."""

    #: As ld names it: its path, or `archive(member)`.
    name: str
    data: memoryview | ObjectError


def read_objects(path: Path) -> Iterator[ObjectData]:
    """The object at `path`, or all members of the archive there, in order."""
    yield from _read_objects(path, ())


def _read_objects(path: Path, around: tuple[Path, ...]) -> Iterator[ObjectData]:
    """`around`: the thin archives that name it, directly or through others."""
    try:
        data = _map(path)
        if path.resolve() in around:
            raise ObjectError("is a thin archive that names itself", help="make it again")
    except ObjectError as error:
        yield ObjectData(str(path), error)
        return
    kind = bytes(data[: len(_ARCHIVE)])
    if kind in (_ARCHIVE, _THIN):
        yield from _members(path, data, (*around, path.resolve()), thin=kind == _THIN)
    else:
        yield ObjectData(str(path), data)


def read_members(name: str, data: memoryview) -> Iterator[ObjectData]:
    """The members of an archive in memory, in order."""
    yield from _members(Path(name), data, (), thin=False)


def _map(path: Path) -> memoryview:
    try:
        if not path.exists():
            raise ObjectError("does not exist", help="build it, or configure the build anew")
        if not path.is_file():
            raise ObjectError("is not a regular file")
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                raise ObjectError("is empty", help="remove it and build it again")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        raise ObjectError(f"cannot be read: {error.strerror}") from error


def _members(
    path: Path, data: memoryview, around: tuple[Path, ...], *, thin: bool
) -> Iterator[ObjectData]:
    long_names = b""
    at = len(_ARCHIVE)
    while at < len(data):
        header = bytes(data[at : at + _HEADER_SIZE])
        at += _HEADER_SIZE
        digits = header[48:58].strip()
        if header[58:] != _END or not digits.isdigit():
            error = ObjectError(f"is not a valid archive from byte {at - _HEADER_SIZE} on")
            yield ObjectData(str(path), error)
            return
        size = int(digits)
        name = header[:16].rstrip()
        held = not thin or name in (*_INDEX, b"//")
        body = data[at : at + size] if held else data[:0]
        if held and len(body) < size:
            yield ObjectData(str(path), ObjectError("is cut off inside its last member"))
            return
        at += size + size % 2 if held else 0
        if name == b"//":
            long_names = bytes(body)
            continue
        if name.startswith(b"#1/") and name[3:].isdigit():
            length = int(name[3:])
            name, body = bytes(body[:length]).rstrip(b"\0"), body[length:]
        elif (place := _LONG_NAME.fullmatch(name)) is not None:
            name = long_names[int(place[1]) :].partition(b"\n")[0].removesuffix(b"/")
        elif name not in _INDEX:
            name = name.removesuffix(b"/")
        if name in _INDEX:
            continue
        if thin:
            yield from _read_objects(path.parent / os.fsdecode(name), around)
        else:
            yield ObjectData(f"{path}({os.fsdecode(name)})", body)
