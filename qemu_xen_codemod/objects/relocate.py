# SPDX-License-Identifier: GPL-2.0-or-later
"""What the linker would write into debug sections of an object: places and differences of places.

Before linking every section starts at 0, so two functions of an object may have the same address.
As in GNU ld when it looks up a place, loaded sections are first laid out one after the other. The
numbers of relocations are in each processor's supplement of the System V ABI.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qemu_xen_codemod.objects.elf import ElfObject, Relocation, Section
from qemu_xen_codemod.objects.fault import ObjectError

#: Address 0 stays free: it stands for discarded code.
_FIRST = 0x1000
_RISCV = 243
#: By machine and type, the number of bytes that get symbol plus addend.
_WIDTHS = {
    3: {1: 4},  # i386: R_386_32
    20: {1: 4},  # PowerPC: R_PPC_ADDR32
    21: {1: 4, 38: 8},  # 64-bit PowerPC: R_PPC64_ADDR32, ADDR64
    22: {4: 4, 22: 8},  # S/390: R_390_32, _64
    40: {2: 4},  # Arm: R_ARM_ABS32
    62: {1: 8, 10: 4, 11: 4},  # x86-64: R_X86_64_64, _32, _32S
    183: {257: 8, 258: 4},  # AArch64: R_AARCH64_ABS64, _ABS32
    _RISCV: {1: 4, 2: 8},  # R_RISCV_32, _64
}
#: RISC-V's linker shortens code, so its objects leave every difference of places to the linker:
#: type, bytes, and what happens to the existing value.
_Change = Callable[[int, int], int]


def _add(old: int, value: int) -> int:
    return old + value


def _subtract(old: int, value: int) -> int:
    return old - value


def _set(_: int, value: int) -> int:
    return value


def _set_six_bits(old: int, value: int) -> int:
    return old & 0xC0 | value & 0x3F


def _subtract_six_bits(old: int, value: int) -> int:
    return old & 0xC0 | (old - value) & 0x3F


_DIFFERENCES: dict[int, tuple[int, _Change]] = {
    **{33 + power: (1 << power, _add) for power in range(4)},
    **{37 + power: (1 << power, _subtract) for power in range(4)},
    52: (1, _subtract_six_bits),
    53: (1, _set_six_bits),
    **{54 + power: (1 << power, _set) for power in range(3)},
}
_RISCV_SET_ULEB128, _RISCV_SUB_ULEB128 = 60, 61


@dataclass(frozen=True)
class Layout:
    """An object's loaded sections, each with its own addresses."""

    elf: ElfObject

    def address(self, section: Section, offset: int) -> int:
        return self._starts[section.index] + offset

    def relocated(self, section: Section, data: bytes) -> bytes:
        """`data`, the section's bytes, with its relocations applied; ObjectError if one
        cannot be.
        """
        widths = _WIDTHS.get(self.elf.machine)
        changed = bytearray(data)
        for relocation in self.elf.relocations(section):
            if widths is None:
                raise ObjectError(
                    f"has debug information of an unknown machine, {self.elf.machine}"
                )
            if relocation.symbol >= len(self.elf.symbols):
                raise ObjectError("has a relocation against a symbol that is not there")
            self._relocate(changed, relocation, widths)
        return bytes(changed)

    def _relocate(self, data: bytearray, relocation: Relocation, widths: dict[int, int]) -> None:
        symbol = self.elf.symbols[relocation.symbol]
        value = self._starts.get(symbol.section, 0) + symbol.value + (relocation.addend or 0)
        at = relocation.offset
        width = widths.get(relocation.type)
        if width is not None:
            added = relocation.addend is None
            self._write(data, at, width, _add if added else _set, value)
        elif self.elf.machine == _RISCV and relocation.type in _DIFFERENCES:
            self._write(data, at, *_DIFFERENCES[relocation.type], value)
        elif self.elf.machine == _RISCV and relocation.type == _RISCV_SET_ULEB128:
            _write_uleb128(data, at, value)
        elif self.elf.machine == _RISCV and relocation.type == _RISCV_SUB_ULEB128:
            _write_uleb128(data, at, _read_uleb128(data, at) - value)
        # The others are for thread-local variables, or hints for the linker.

    def _write(self, data: bytearray, at: int, width: int, change: _Change, value: int) -> None:
        if at + width > len(data):
            raise ObjectError("has a relocation outside of its section")
        order: Literal["little", "big"] = "little" if self.elf.little_endian else "big"
        old = int.from_bytes(data[at : at + width], order)
        new = change(old, value) & ((1 << 8 * width) - 1)
        data[at : at + width] = new.to_bytes(width, order)

    @cached_property
    def _starts(self) -> dict[int, int]:
        starts = {}
        end = _FIRST
        for section in self.elf.sections:
            if section.is_loaded:
                align = max(section.align, 1)
                starts[section.index] = (end + align - 1) // align * align
                # One byte between two sections, so that the end of one is not the start of the
                # next.
                end = starts[section.index] + section.size + 1
        return starts


def _read_uleb128(data: bytearray, at: int) -> int:
    value = shift = 0
    for byte in data[at:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value
    raise ObjectError("has a relocation outside of its section")


def _write_uleb128(data: bytearray, at: int, value: int) -> None:
    """In as many bytes as there are, which the assembler leaves for it."""
    while at < len(data):
        more = data[at] & 0x80
        data[at] = more | value & 0x7F
        value >>= 7
        at += 1
        if not more:
            return
    raise ObjectError("has a relocation outside of its section")
