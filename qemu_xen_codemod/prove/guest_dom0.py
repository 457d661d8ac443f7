# SPDX-License-Identifier: GPL-2.0-or-later
"""dom0 of the guest level: Debian's Xen around the device models, and the guests that it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.prove.debian import Kernel, Packages
from qemu_xen_codemod.prove.guest_cases import Case, Does, Program
from qemu_xen_codemod.prove.hypervisor import FILES, add_system
from qemu_xen_codemod.prove.initramfs import Initramfs
from qemu_xen_codemod.prove.level import MissingNeeds, Need
from qemu_xen_codemod.prove.machine import Booted, Machine, boot
from qemu_xen_codemod.prove.xen_build import build_step
from qemu_xen_codemod.regular_file import read_regular

_MODULES = ("xen-privcmd", "xen-evtchn", "xen-gntdev", "xen-gntalloc", "xenfs")
#: File -> the package that has it.
_XEN = "boot/xen-*-amd64.gz"
_TOOLS = "usr/lib/xen-*/bin/xl"
_STORE = "usr/bin/xenstore-write"
_FIRMWARE = "usr/share/seabios/bios-256k.bin"
_FROM: Mapping[str, str] = {
    _XEN: "xen-hypervisor-",
    _TOOLS: "xen-utils-",
    _STORE: "xenstore-utils",
    _FIRMWARE: "seabios",
}
_OF_XEN = ("xl", "xenstored", "xenconsoled", "xen-init-dom0")
_OF_FIRMWARE = ("bios-256k.bin", "vgabios-stdvga.bin")
#: A case takes ten seconds on two quiet cores.
_LONGEST = 300.0
_USERS = (
    "root:x:0:0:root:/:/bin/sh",
    "xen-qemuuser-range-base:x:200000:200000::/:/bin/false",
    "nobody:x:65534:65534::/:/bin/false",
)
_OLD_OPTIONS = ("-chroot", "-runas")


@dataclass(frozen=True, slots=True)
class Dom0:
    """The parts of dom0, apart from the device models."""

    kernel: Kernel
    #: Debian's hypervisor.
    xen: Path
    xl: Path
    store: Path
    firmware: Path
    roots: tuple[Path, ...]


def find_dom0(packages: Packages, kernel: Path | None) -> Dom0:
    """Raises MissingNeeds, which names what is missing, BuildError, OSError."""
    found: dict[str, Path] = {}
    needs: list[Need] = []
    for pattern, package in _FROM.items():
        try:
            found[pattern] = packages.find(pattern, package)
        except MissingNeeds as missing:
            needs += missing.needs
    try:
        linux = packages.kernel(kernel)
    except MissingNeeds as missing:
        needs += missing.needs
    if needs:
        raise MissingNeeds(*needs)
    return Dom0(
        linux,
        found[_XEN],
        found[_TOOLS],
        found[_STORE],
        found[_FIRMWARE],
        packages.roots,
    )


class Archive:
    """dom0's files, which are the same for each boot except for the list of cases."""

    def __init__(
        self, dom0: Dom0, programs: Mapping[Program, Path], library: Path | None, folder: Path
    ) -> None:
        """`library`: for the program `next`. Raises MissingNeeds, BuildError, OSError."""
        self._dom0, self._folder = dom0, folder
        self._files = Initramfs(dom0.roots)
        add_system(self._files, dom0.kernel, _MODULES, "guest-init")
        self._add_xen()
        self._add_users()
        for program, path in programs.items():
            self._files.add_program(f"codemod/{program.value}/qemu", path)
            self._add_options(program, path)
        if library is not None:
            name = library.name.rpartition(".")[0]
            self._files.add(
                f"codemod/{Program.NEXT.value}/lib/{name}", read_regular(library), runs=True
            )
        self._add_ours()

    def boot(self, xen: Path, cases: Sequence[Case], folder: Path) -> Booted:
        """Raises BuildError, OSError."""
        lines = "".join(f"{case.line}\n" for case in cases)
        self._files.add("codemod/cases", lines.encode())
        initramfs = self._folder / "initramfs"
        self._files.write(initramfs)
        options = ("loglvl=all", "guest_loglvl=all")
        machine = Machine(xen, self._dom0.kernel.image, initramfs, 2048, 900, options=options)
        return boot(machine, folder, _LONGEST * (1 + len(cases)))

    def _add_xen(self) -> None:
        """Its programs where they expect each other, and the firmware of guests."""
        top = self._dom0.xl.parent.parent
        place = f"usr/lib/{top.name}"
        for name in _OF_XEN:
            self._files.add_program(f"{place}/bin/{name}", top / "bin" / name)
        self._files.add(f"{place}/boot/hvmloader", read_regular(top / "boot/hvmloader"))
        self._files.link("codemod/xen", f"/{place}/bin")
        for name in ("xenstore-write", "xenstore-read"):
            self._files.add_program(f"usr/bin/{name}", self._dom0.store.parent / name)
        for name in _OF_FIRMWARE:
            data = read_regular(self._dom0.firmware.parent / name)
            self._files.add(f"usr/share/seabios/{name}", data)

    def _add_users(self) -> None:
        """A user for each restricted device model, as libxl expects it."""
        self._files.add("etc/passwd", "".join(f"{line}\n" for line in _USERS).encode())
        self._files.add("etc/group", b"root:x:0:\nxen-qemuuser-range-base:x:200000:\n")
        for folder in ("var/log/xen", "var/lib/xen", "var/run/xen", "run/xen", "proc/xen"):
            self._files.folder(folder)

    def _add_options(self, program: Program, path: Path) -> None:
        """Which of the options that xl passes to QEMU this one has: newer ones have other names.

        The text of its --help is in the program.
        """
        data = read_regular(path)
        known = "".join(f"{option}\n" for option in _OLD_OPTIONS if option.encode() in data)
        self._files.add(f"codemod/{program.value}/options", known.encode())

    def _add_ours(self) -> None:
        for name in ("device-model", "guest.cfg"):
            self._files.add(f"codemod/{name}", read_regular(FILES / name), runs=True)
        recorder = self._folder / "recorder.so"
        words = ("-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(recorder))
        build_step("gcc", (*words, str(FILES / "recorder.c"), "-ldl"), self._folder)
        self._files.add_program("codemod/recorder.so", recorder)
        for does in Does:
            self._files.add(f"codemod/{does.value}.img", self._sector(does))

    def _sector(self, does: Does) -> bytes:
        """The sector that a guest boots. Raises BuildError."""
        made, image = (self._folder / f"{does.value}.{kind}" for kind in ("o", "img"))
        source = str(FILES / "boot-sector.S")
        build_step("gcc", ("-m32", "-c", f"-D{does.name}", "-o", str(made), source), self._folder)
        words = ("-m", "elf_i386", "-Ttext", "0x7c00", "--oformat", "binary", "-o", str(image))
        build_step("ld", (*words, str(made)), self._folder)
        return read_regular(image)
