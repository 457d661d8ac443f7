# SPDX-License-Identifier: GPL-2.0-or-later
"""What a shared library or program declares to the dynamic linker: its name, needs and
functions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.regular_file import read_regular

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

_FUNCTIONS = ("STT_FUNC", "STT_LOOS")  # STT_GNU_IFUNC is the first of the system's own
_BINDINGS = ("STB_GLOBAL", "STB_WEAK", "STB_LOOS")
_LIBRARY_HELP = (
    "name the library itself, such as /usr/lib/x86_64-linux-gnu/libxenctrl.so.4.17; "
    "Debian has it in the package that libxen-dev depends on"
)


@dataclass(frozen=True, slots=True)
class LinkedFile:
    #: The library's own name, such as libxenctrl.so.4.17; "" for a program.
    soname: str
    #: Sonames of the libraries that it is linked with, in order.
    needed: tuple[str, ...]
    #: Functions that others may call, without their versions.
    functions: frozenset[str]


def read_linked(path: Path) -> LinkedFile:
    """Raises ObjectError, which names the path, if it is not a shared library or dynamic
    program.
    """
    try:
        return _read(_bytes(path))
    except ObjectError as error:
        raise ObjectError(f"{path} {error.what}", help=error.help) from error
    except OSError as error:
        raise ObjectError(f"{path} cannot be read: {error.strerror}") from error
    except Exception as error:
        # On a damaged file pyelftools raises whatever error its code runs into.
        raise ObjectError(
            f"{path} is cut off or damaged ({error!r})", help="install its package again"
        ) from error


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise ObjectError("does not exist", help=_LIBRARY_HELP)
    if not path.is_file():
        raise ObjectError("is not a file", help=_LIBRARY_HELP)
    return read_regular(path)


def _read(data: bytes) -> LinkedFile:
    from elftools.elf.dynamic import DynamicSection
    from elftools.elf.elffile import ELFFile

    if not data.startswith(b"\x7fELF"):
        raise ObjectError(_what_else(data), help=_LIBRARY_HELP)
    elf = ELFFile(io.BytesIO(data))
    if elf["e_type"] == "ET_REL":
        raise ObjectError("is an object, not a shared library", help=_LIBRARY_HELP)
    dynamic = next((s for s in elf.iter_sections() if isinstance(s, DynamicSection)), None)
    if dynamic is None:
        raise ObjectError("is not linked dynamically", help=_LIBRARY_HELP)
    soname, needed = "", []
    # In pyelftools the attribute of a tag is named after its contents.
    tags: Iterator[Any] = dynamic.iter_tags()
    for tag in tags:
        if tag.entry.d_tag == "DT_NEEDED":
            needed.append(tag.needed)
        elif tag.entry.d_tag == "DT_SONAME":
            soname = tag.soname
    return LinkedFile(soname, tuple(needed), _functions(elf))


def _functions(elf: ELFFile) -> frozenset[str]:
    from elftools.elf.sections import SymbolTableSection

    return frozenset(
        symbol.name
        for table in elf.iter_sections("SHT_DYNSYM")
        if isinstance(table, SymbolTableSection)
        for symbol in table.iter_symbols()
        if symbol["st_shndx"] != "SHN_UNDEF"
        and symbol["st_info"]["type"] in _FUNCTIONS
        and symbol["st_info"]["bind"] in _BINDINGS
        and symbol["st_other"]["visibility"] in ("STV_DEFAULT", "STV_PROTECTED")
    )


def _what_else(data: bytes) -> str:
    if data.startswith((b"!<arch>\n", b"!<thin>\n")):
        return "is a static archive, which exports nothing"
    if b"GROUP" in data[:4096] or b"INPUT" in data[:4096]:
        return "is a linker script, which names the libraries"
    return "is not an ELF file"
