# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `hypervisor`: boot a Xen with the series and one without, and call what is new.

A static program in dom0 creates a domain, assigns an emulated network card to it, and calls new and
old functions in turn. The results must be as in `dom0/expected`, also on the hypervisor without the
series: a check that cannot fail there would prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.process import find_program
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.prove.debian import Kernel
from qemu_xen_codemod.prove.half import Half
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
    STATIC,
    build_hypervisor,
    build_libraries,
    build_step,
    check_programs,
    check_xen_programs,
)
from qemu_xen_codemod.regular_file import read_regular

FILES = Path(__file__).parent / "dom0"
_MODULES = ("xen-privcmd", "xen-evtchn")
_PROGRAMS = {PROGRAM: "qemu-system-x86", "busybox": "busybox-static"}
#: A boot takes half a minute on two quiet cores.
_LONGEST = 900.0
_LINE = re.compile(r"([a-z][\w :,]*): (-?\d+|E\w+)")
_END = "end of calls: 0"
_NOTHING = "nothing"
_DM = "xen/arch/x86/hvm/dm.c"
_OPERATIONS = ("set_acpi_s_state", "bind_pt_msi_irq", "bind_pt_pci_irq")
_NOT_SHOWN = (
    "delivery of an interrupt to a guest, a real device, a PVH dom0 and Arm are not tried",
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the program, and its expected results."""

    name: str
    patched: str
    #: On the hypervisor without the series.
    plain: str


def prove_hypervisor(request: Request) -> Result:
    """Raises MissingNeeds, CodemodError, OSError (the disk is full)."""
    assert request.xen is not None
    check_xen_programs()
    check_programs(_PROGRAMS)
    kernel = request.packages.kernel(request.kernel)
    _check_operations(request.xen)
    folder = request.folder / Level.HYPERVISOR.value
    folder.mkdir()
    request.tell("building the hypervisor without the series", 0, 4)
    plain = build_hypervisor(request.xen.plain)
    request.tell("building the hypervisor with the series", 1, 4)
    initramfs = folder / "initramfs"
    try:
        write_initramfs(_program(request.xen.patched, folder), kernel, initramfs)
        patched = build_hypervisor(request.xen.patched)
    except BuildError as error:
        what = "Xen does not build with the series, and does without it"
        return Failed(Level.HYPERVISOR, (), (Failure(what, error.what),))
    booted = []
    for number, (name, xen) in enumerate((("with", patched), ("without", plain)), 2):
        request.tell(f"booting the hypervisor {name} the series", number, 4)
        booted.append(boot(machine(xen, kernel, initramfs), folder / name, _LONGEST))
    return judge(read_expected(), *booted)


def _check_operations(xen: Half) -> None:
    """Raise MissingNeeds if the series has no hypervisor part for this tree."""
    text = read_regular(xen.patched / _DM).decode("utf-8", "replace")
    reasons = dict.fromkeys(result.skipped for result in xen.plan.results if result.skipped)
    lacking = [name for name in _OPERATIONS if f"XEN_DMOP_{name}" not in text]
    if lacking:
        ops = " and ".join(lacking)
        raise MissingNeeds(
            Need(f"a Xen tree to which the rules add the DM ops {ops}", "; ".join(reasons))
        )


def machine(xen: Path, kernel: Kernel, initramfs: Path) -> Machine:
    """With an IOMMU, and a network card behind it that a domain can have."""
    devices = ("-device", "intel-iommu,intremap=on,eim=off")
    card = ("-device", "e1000e,bus=pcie.0,addr=2,romfile=")
    return Machine(xen, kernel.image, initramfs, 1536, 600, (*devices, *card))


def write_initramfs(program: Path, kernel: Kernel, target: Path) -> None:
    """Write dom0's files. Raises MissingNeeds, OSError."""
    files = Initramfs()
    add_system(files, kernel, _MODULES, "hypervisor-init")
    files.add_program("codemod/calls", program)
    files.write(target)


def add_system(files: Initramfs, kernel: Kernel, modules: Sequence[str], init: str) -> None:
    """What each dom0 has: a shell and its programs, drivers, and its init script.

    Raises MissingNeeds, OSError.
    """
    for folder in ("proc", "sys", "dev", "run", "tmp"):
        files.folder(folder)
    files.add_program("bin/busybox", Path(find_program("busybox")))
    for name in modules:
        files.add_module(f"codemod/modules/{name}.ko", kernel.module(name))
    files.add("init", read_regular(FILES / init), runs=True)


def read_expected() -> tuple[Call, ...]:
    """The table that comes with the program."""
    lines = read_regular(FILES / "expected").decode().splitlines()
    rows = (line.split("|") for line in lines if line and not line.startswith("#"))
    return tuple(Call(*(cell.strip() for cell in row)) for row in rows)


def judge(expected: Sequence[Call], patched: Booted, plain: Booted) -> Result:
    """Every call must be reported, with its result, on both; and nothing else."""
    found = tuple(_results(booted.report_lines) for booted in (patched, plain))
    names = dict.fromkeys((*(call.name for call in expected), *found[0], *found[1]))
    wanted = {call.name: (call.patched, call.plain) for call in expected}
    rows = tuple((name, *(group.get(name, _NOTHING) for group in found)) for name in names)
    failures = (
        *_ends("with the series", patched),
        *_ends("without the series", plain),
        *(
            Failure(f"{row[0]}, {where} the series: {got}, not {want}")
            for row in rows
            for where, got, want in zip(
                ("with", "without"), row[1:], wanted.get(row[0], (_NOTHING,) * 2), strict=True
            )
            if got != want
        ),
    )
    seconds = (f"{patched.seconds:.0f} s", f"{plain.seconds:.0f} s")
    tables = (
        Table(
            "Calls on the hypervisor that was booted",
            ("call", "with the series", "without"),
            (*rows, ("time of the boot", *seconds)),
        ),
    )
    if failures:
        return Failed(Level.HYPERVISOR, tables, failures, not_shown=_NOT_SHOWN)
    return Shown(Level.HYPERVISOR, tables, not_shown=_NOT_SHOWN)


def _ends(where: str, booted: Booted) -> Iterator[Failure]:
    if booted.trouble:
        yield Failure(f"the machine {where} did not finish", booted.trouble)
    elif _END not in booted.report_lines:
        yield Failure(f"the program {where} did not finish", "\n".join(booted.report_lines[-10:]))


def _results(lines: Sequence[str]) -> Mapping[str, str]:
    found = (_LINE.fullmatch(line) for line in lines if line != _END)
    return {match[1]: match[2] for match in found if match}


def _program(tree: Path, folder: Path) -> Path:
    """The static program, linked with the libraries of a patched tree. Raises BuildError."""
    build_libraries(tree)
    program = folder / "calls"
    flags = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-static")
    include = ("-Itools/include", "-Itools/libs/call/include")
    files = (str(FILES / "calls.c"), *STATIC)
    build_step("gcc", (*flags, *include, "-o", str(program), *files, "-lpthread"), tree)
    return program
