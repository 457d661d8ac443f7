# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `guest`: Debian's Xen starts a guest whose device model is QEMU of the series.

All in an emulated machine. The guest's firmware boots a sector of ours, and what the guest does
then goes through its device model: it turns itself off, resets itself, sleeps in S3 and is woken.
A recorder in the device model tells each call to Xen. The same with the tree's QEMU without the
series is the control, and with calls that fail on purpose it has to be noticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.objects.imports import read_imports
from qemu_xen_codemod.prove.debian import Kernel, Packages
from qemu_xen_codemod.prove.guest_cases import (
    NEXT,
    TODAY,
    TODAY_NEXT,
    Case,
    Does,
    Fault,
    Program,
    Report,
    complaints,
    read_reports,
)
from qemu_xen_codemod.prove.guest_qemu import XEN_LIBRARY, DeviceModels
from qemu_xen_codemod.prove.hypervisor import FILES, add_system
from qemu_xen_codemod.prove.initramfs import Initramfs
from qemu_xen_codemod.prove.level import (
    Failed,
    Failure,
    Level,
    MissingNeeds,
    Need,
    Result,
    Shown,
    Table,
)
from qemu_xen_codemod.prove.machine import PROGRAM, Booted, Machine, boot
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.prove.xen_build import (
    build_hypervisor,
    build_libraries,
    build_step,
    check_programs,
    check_xen_programs,
)

_MODULES = ("xen-privcmd", "xen-evtchn", "xen-gntdev", "xen-gntalloc", "xenfs")
_PROGRAMS = {
    PROGRAM: "qemu-system-x86",
    "busybox": "busybox-static",
    "gcc": "gcc",
    "ld": "binutils",
    "strip": "binutils",
    "ninja": "ninja-build",
}
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
_SHOWN = 30
_USERS = (
    "root:x:0:0:root:/:/bin/sh",
    "xen-qemuuser-range-base:x:200000:200000::/:/bin/false",
    "nobody:x:65534:65534::/:/bin/false",
)
_MODELS: Mapping[Program, str] = {
    Program.PLAIN: "QEMU without the series",
    Program.PATCHED: "with it",
    Program.NEXT: "with it, for a Xen with its own",
}
_STEPS = 5
_NOT_SHOWN = (
    "passthrough, an operating system in the guest, a guest with a network, and any machine but"
    " an emulated one are not tried",
)


@dataclass(frozen=True, slots=True)
class Dom0:
    """What dom0 is made of, apart from the device models."""

    kernel: Kernel
    #: The hypervisor of Debian.
    xen: Path
    xl: Path
    store: Path
    firmware: Path
    roots: tuple[Path, ...]


def prove_guest(request: Request) -> Result:
    """Raises MissingNeeds, CodemodError, OSError (the disk is full)."""
    check_programs(_PROGRAMS)
    if request.xen is not None:
        check_xen_programs()
    dom0 = find_dom0(request.packages, request.kernel)
    folder = request.folder / Level.GUEST.value
    folder.mkdir()
    models = DeviceModels(request.qemu, request.build, folder)
    request.tell("building QEMU without the series", 0, _STEPS)
    programs = {Program.PLAIN: models.plain()}
    library = None
    xen: Path | None = None
    try:
        request.tell("building QEMU with the series", 1, _STEPS)
        programs[Program.PATCHED] = models.patched()
        if request.xen is not None:
            tree = request.xen.patched
            request.tell("building Xen, and QEMU with its library", 2, _STEPS)
            build_libraries(tree)
            programs[Program.NEXT] = models.next(tree)
            library = next((tree / XEN_LIBRARY).glob("libxendevicemodel.so.*.*"))
            xen = build_hypervisor(tree)
    except BuildError as error:
        what = "something does not build with the series"
        return Failed(Level.GUEST, (), (Failure(what, error.what),))
    failures = [*_linked(request, programs)]
    archive = Archive(dom0, programs, library, folder)
    boots = [("Debian's Xen", "debian", dom0.xen, TODAY + (TODAY_NEXT if xen else ()))]
    if xen is not None:
        boots.append(("Xen with the series", "series", xen, NEXT))
    tables = []
    for number, (name, place, hypervisor, cases) in enumerate(boots, 3):
        request.tell(f"guests on {name}", number, _STEPS)
        table, found = judge(name, cases, archive.boot(hypervisor, cases, folder / place))
        tables.append(table)
        failures += found
    if failures:
        return Failed(Level.GUEST, tuple(tables), tuple(failures), not_shown=_NOT_SHOWN)
    return Shown(Level.GUEST, tuple(tables), not_shown=_NOT_SHOWN)


def find_dom0(packages: Packages, kernel: Path | None) -> Dom0:
    """Raises MissingNeeds that names what is not there, BuildError, OSError."""
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


def judge(name: str, cases: Sequence[Case], booted: Booted) -> tuple[Table, list[Failure]]:
    """Every case has to be told of, with all its lines."""
    reports = read_reports(booted.told)
    failures = []
    if booted.trouble:
        failures.append(Failure(f"{name}: the machine did not come to its end", booted.trouble))
    failures += [Failure(f"{name}: {line}") for line in booted.told if line.startswith("trouble: ")]
    rows = []
    for case in cases:
        report = reports.get(case.name)
        wrong = complaints(case, report)
        rows.append((*_row(case, report), "; ".join(wrong) or "as it has to be"))
        failures += [
            Failure(f"{name}, {case.name}: {what}", _last_lines(report)) for what in wrong[:1]
        ]
    head = ("guest", "device model", "it said", "asked of Xen", "end", "")
    title = f"Guests on {name} ({booted.seconds:.0f} s)"
    return Table(title, head, tuple(rows)), failures


def _row(case: Case, report: Report | None) -> tuple[str, ...]:
    name = case.name if case.fault is Fault.NONE else f"{case.name} (a call fails on purpose)"
    if report is None:
        return name, _MODELS[case.program], "nothing", "", ""
    shown = dict(_meaning(call) for call in report.calls if _is_shown(call)).values()
    ends = [line.partition("reason code ")[2][:1] for line in report.of("xl") if "code" in line]
    end = f"reason {ends[0]}" if ends else "runs on" if report.of("left") else "none"
    return name, _MODELS[case.program], ", ".join(report.words), "; ".join(shown), end


def _is_shown(call: str) -> bool:
    """Those that the guest's power states cause, and those that failed."""
    words = ("shutdown", "_s_state", "param 14 value")
    return any(word in call for word in words) or " = -1" in call


def _meaning(call: str) -> tuple[str, str]:
    """A call, behind what is the same for those that it makes itself: they come before it."""
    return call[call.find("value") :] if "value" in call else call, call


def _last_lines(report: Report | None) -> str:
    lines = report.lines if report else ()
    return "\n".join(f"{key}: {text}" for key, text in lines[-_SHOWN:])


def _linked(request: Request, programs: Mapping[Program, Path]) -> Iterator[Failure]:
    """The unstable libraries that a program of the series is still linked with."""
    for kind, program in programs.items():
        needed = read_imports(memoryview(program.read_bytes())).needed
        stems = [f"{one.stem}.so" for one in request.qemu.pack.libraries]
        found = [name for name in needed if any(name.startswith(stem) for stem in stems)]
        if found and kind is not Program.PLAIN:
            yield Failure(f"QEMU {_MODELS[kind]} is linked with {', '.join(found)}")


class Archive:
    """dom0's files, which are the same for each boot but for the list of cases."""

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
                f"codemod/{Program.NEXT.value}/lib/{name}", library.read_bytes(), runs=True
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
        self._files.add(f"{place}/boot/hvmloader", (top / "boot/hvmloader").read_bytes())
        self._files.link("codemod/xen", f"/{place}/bin")
        for name in ("xenstore-write", "xenstore-read"):
            self._files.add_program(f"usr/bin/{name}", self._dom0.store.parent / name)
        for name in _OF_FIRMWARE:
            data = (self._dom0.firmware.parent / name).read_bytes()
            self._files.add(f"usr/share/seabios/{name}", data)

    def _add_users(self) -> None:
        """A user for each restricted device model, as libxl looks for it."""
        self._files.add("etc/passwd", "".join(f"{line}\n" for line in _USERS).encode())
        self._files.add("etc/group", b"root:x:0:\nxen-qemuuser-range-base:x:200000:\n")
        for folder in ("var/log/xen", "var/lib/xen", "var/run/xen", "run/xen", "proc/xen"):
            self._files.folder(folder)

    def _add_options(self, program: Program, path: Path) -> None:
        """Whether a QEMU has -run-with, which took the place of -chroot and -runas."""
        if b"run-with" in path.read_bytes():
            self._files.add(f"codemod/{program.value}/run-with", b"")

    def _add_ours(self) -> None:
        for name in ("device-model", "guest.cfg"):
            self._files.add(f"codemod/{name}", (FILES / name).read_bytes(), runs=True)
        recorder = self._folder / "recorder.so"
        words = ("-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(recorder))
        build_step("gcc", (*words, str(FILES / "recorder.c"), "-ldl"), self._folder)
        self._files.add_program("codemod/recorder.so", recorder)
        for does in Does:
            self._files.add(f"codemod/{does.value}.img", self._sector(does))

    def _sector(self, does: Does) -> bytes:
        """What a guest boots. Raises BuildError."""
        made, image = (self._folder / f"{does.value}.{kind}" for kind in ("o", "img"))
        source = str(FILES / "boot-sector.S")
        build_step("gcc", ("-m32", "-c", f"-D{does.name}", "-o", str(made), source), self._folder)
        words = ("-m", "elf_i386", "-Ttext", "0x7c00", "--oformat", "binary", "-o", str(image))
        build_step("ld", (*words, str(made)), self._folder)
        return image.read_bytes()
