# SPDX-License-Identifier: GPL-2.0-or-later
"""An emulated machine: it boots Xen, with Linux as dom0, from files and nothing else."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.regular_file import read_regular

PROGRAM = "qemu-system-x86_64"
_XEN, _KERNEL, _INITRAMFS, _CONSOLE, _REPORT = "xen", "vmlinuz", "initramfs", "console", "report"
_GZIP = b"\x1f\x8b"
#: Of the console, if something went wrong.
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Machine:
    """What is booted."""

    #: Plain or compressed.
    xen: Path
    kernel: Path
    initramfs: Path
    #: In MiB, of the machine and of dom0.
    memory: int
    dom0_memory: int
    #: More arguments for the emulator.
    devices: tuple[str, ...] = ()
    #: More words for Xen's command line.
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Booted:
    """What a machine printed until it turned itself off."""

    #: On its second serial line, where the programs of dom0 report.
    report_lines: tuple[str, ...]
    seconds: float
    #: Why it did not finish, with the last lines of the console; "" if it did.
    trouble: str = ""


def boot(machine: Machine, folder: Path, seconds: float) -> Booted:
    """Boot it and wait for its end. `folder`: private, does not exist yet. Raises BuildError."""
    folder.mkdir()
    _place(machine, folder)
    words = (
        *("-machine", "q35", "-accel", "tcg", "-cpu", "Opteron_G2,+svm,+npt"),
        *("-m", str(machine.memory), "-smp", "1", "-display", "none", "-no-reboot"),
        *("-nodefaults", "-nic", "none", *machine.devices),
        *("-serial", f"file:{_CONSOLE}", "-serial", f"file:{_REPORT}"),
        *("-kernel", _XEN, "-append", _xen_words(machine)),
        *("-initrd", f"{_KERNEL} console=hvc0 nomodeset,{_INITRAMFS}"),
    )
    begin = time.monotonic()
    trouble = ""
    try:
        done = run(PROGRAM, words, folder, timeout=seconds)
        if done.status:
            output = done.err.decode("utf-8", "replace").strip()
            trouble = f"{PROGRAM} ended with {done.status}: {output}"
    except BuildError as error:
        trouble = error.what
    took = time.monotonic() - begin
    if trouble:
        trouble = "\n".join((trouble, *_lines(folder / _CONSOLE)[-_SHOWN:]))
    return Booted(tuple(_lines(folder / _REPORT)), took, trouble)


def _place(machine: Machine, folder: Path) -> None:
    """The files under names without a comma or a blank, because the emulator splits at these."""
    data = read_regular(machine.xen)
    (folder / _XEN).write_bytes(gzip.decompress(data) if data.startswith(_GZIP) else data)
    (folder / _KERNEL).symlink_to(machine.kernel.resolve())
    (folder / _INITRAMFS).symlink_to(machine.initramfs.resolve())


def _xen_words(machine: Machine) -> str:
    # That processor has erratum 121, so Xen creates no domain unless it is told to.
    words = ("console=com1", "com1=115200,8n1", "allow_unsafe", "dom0_max_vcpus=1")
    return " ".join((*words, f"dom0_mem={machine.dom0_memory}M", *machine.options))


def _lines(path: Path) -> list[str]:
    text = read_regular(path).decode("utf-8", "replace") if path.exists() else ""
    return text.replace("\r", "").splitlines()
