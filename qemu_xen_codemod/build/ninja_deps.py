# SPDX-License-Identifier: GPL-2.0-or-later
"""Read `.ninja_deps`, ninja's log of the files that each output was made from.

The format, as ninja's manual and deps_log.h describe it: a signature, a version, then records; a
record's first word is its size, with the top bit set when it lists inputs. A path's record ends
with the complement of its number; a list's record has the output's number, a time of 4 (version 3)
or 8 bytes (version 4), and the inputs' numbers. Later records replace earlier ones. Ninja appends
while it runs, so the last record of an interrupted run may be cut: what is before it counts.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.regular_file import read_regular

NAME = ".ninja_deps"
_SIGNATURE = b"# ninjadeps\n"
#: Size of the time by version.
_TIMES = {3: 4, 4: 8}
_LIST = 0x80000000
_WORD = 4
#: As long as ninja writes any.
_LONGEST = (1 << 19) - 1


@dataclass(frozen=True, slots=True)
class NinjaDeps:
    """The log's content; a path's number is its index."""

    #: As ninja writes them, relative to the build directory or absolute.
    paths: tuple[str, ...]
    #: The numbers of the inputs by the number of the output.
    inputs: dict[int, array[int]]


def read_ninja_deps(build: Path) -> NinjaDeps | None:
    """The log of a build directory, None if there is none.

    Raises BuildError if the file is not such a log, or has an unknown version.
    """
    path = build / NAME
    try:
        if not path.is_file():
            return None
        data = read_regular(path)
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror}") from None
    start = len(_SIGNATURE) + _WORD
    version = int.from_bytes(data[len(_SIGNATURE) : start], "little")
    if not data.startswith(_SIGNATURE) or len(data) < start or version not in _TIMES:
        kind = f"of version {version}" if data.startswith(_SIGNATURE) else "not a ninja log"
        raise BuildError(
            f"{path} is {kind}; versions 3 and 4 are read",
            help="remove it and build again, with ninja 1.3 or newer",
        )
    return _read_records(data, start, _TIMES[version])


def _read_records(data: bytes, at: int, time: int) -> NinjaDeps:
    paths: list[str] = []
    inputs: dict[int, array[int]] = {}
    while at + _WORD <= len(data):
        size = int.from_bytes(data[at : at + _WORD], "little")
        is_list, size = size & _LIST, size & ~_LIST
        record = data[at + _WORD : at + _WORD + size]
        if len(record) < size or size > _LONGEST or size % _WORD or size < 2 * _WORD:
            break
        if is_list:
            numbers = array("I", record[:_WORD] + record[_WORD + time :])
            if max(numbers) >= len(paths):
                break
            inputs[numbers[0]] = numbers[1:]
        else:
            number = int.from_bytes(record[-_WORD:], "little") ^ 0xFFFFFFFF
            name = record[:-_WORD].rstrip(b"\0")
            if number != len(paths) or b"\0" in name:
                break
            paths.append(name.decode("utf-8", "surrogateescape"))
        at += _WORD + size
    return NinjaDeps(tuple(paths), inputs)
