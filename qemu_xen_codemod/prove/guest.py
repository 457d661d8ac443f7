# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `guest`: Debian's Xen starts a guest whose device model is QEMU with the series.

Everything runs in an emulated machine. The guest's firmware boots a sector of ours, and what the
guest does then goes through its device model: it turns itself off, resets itself, sleeps in S3 and
is woken. A recorder in the device model reports each call to Xen. The tree's QEMU without the
series is the control, and QEMU must notice calls that are made to fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.objects.imports import read_imports
from qemu_xen_codemod.prove.guest_cases import (
    NEXT,
    TODAY,
    TODAY_NEXT,
    Case,
    Fault,
    Program,
    Report,
    complaints,
    read_reports,
)
from qemu_xen_codemod.prove.guest_dom0 import Archive, Dom0, find_dom0
from qemu_xen_codemod.prove.guest_qemu import XEN_LIBRARY, DeviceModels
from qemu_xen_codemod.prove.level import (
    Failed,
    Failure,
    Lacking,
    Level,
    Need,
    Result,
    Shown,
    Table,
)
from qemu_xen_codemod.prove.machine import PROGRAM, Booted
from qemu_xen_codemod.prove.request import Request
from qemu_xen_codemod.prove.xen_build import (
    build_hypervisor,
    build_libraries,
    check_programs,
    check_xen_programs,
)
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.verify.xen_tree import lay_out

_PROGRAMS = {
    PROGRAM: "qemu-system-x86",
    "busybox": "busybox-static",
    "gcc": "gcc",
    "ld": "binutils",
    "strip": "binutils",
    "ninja": "ninja-build",
}
_SHOWN = 30
_MODELS: Mapping[Program, str] = {
    Program.PLAIN: "without its series",
    Program.PATCHED: "with its series",
    Program.NEXT: "for a Xen with its series",
}
_STEPS = 5
_NOT_SHOWN = (
    "passthrough, an operating system in the guest, a guest with a network, and real hardware"
    " are not tried",
)


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
    boots: list[tuple[str, Path, tuple[Case, ...]]] = [("Debian's Xen", dom0.xen, TODAY)]
    needs: tuple[Need, ...] = ()
    library = None
    try:
        request.tell("building QEMU with the series", 1, _STEPS)
        programs[Program.PATCHED] = models.patched()
        if request.xen is not None:
            tree = request.xen.patched
            request.tell("building Xen, and QEMU with its library", 2, _STEPS)
            build_libraries(tree)
            programs[Program.NEXT] = models.next(tree)
            library = next((tree / XEN_LIBRARY).glob("libxendevicemodel.so.*.*"))
            boots = [("Debian's Xen", dom0.xen, TODAY + TODAY_NEXT)]
            needs = release_needs(dom0, lay_out(tree, folder / "public").name)
            if not needs:
                boots.append(("Xen with the series", build_hypervisor(tree), NEXT))
    except BuildError as error:
        what = "something does not build with the series"
        return Failed(Level.GUEST, (), (Failure(what, error.what),))
    failures = [*_linked(request, programs)]
    archive = Archive(dom0, programs, library, folder)
    tables = []
    for number, (name, hypervisor, cases) in enumerate(boots, 3):
        request.tell(f"guests on {name}", number, _STEPS)
        table, found = judge(name, cases, archive.boot(hypervisor, cases, folder / str(number)))
        tables.append(table)
        failures += found
    if failures:
        return Failed(Level.GUEST, tuple(tables), tuple(failures), not_shown=_NOT_SHOWN)
    if needs:
        return Lacking(Level.GUEST, needs, tuple(tables))
    return Shown(Level.GUEST, tuple(tables), not_shown=_NOT_SHOWN)


def release_needs(dom0: Dom0, tree: str) -> tuple[Need, ...]:
    """What is needed to start a guest on a tree's hypervisor. `tree`: like `Xen 4.17`.

    The interface between a hypervisor and its toolstack changes with each release.
    """
    debian = dom0.xl.parent.parent.name.replace("xen-", "Xen ")
    if debian == tree:
        return ()
    what = f"a tree of {debian}, for guests on Xen with its series"
    why = f"xl of Debian's {debian} works with no other hypervisor, and this tree is {tree}"
    return (Need(what, f"{why}: name another with --xen"),)


def judge(name: str, cases: Sequence[Case], booted: Booted) -> tuple[Table, list[Failure]]:
    """Every case must be reported, with all its lines."""
    reports = read_reports(booted.report_lines)
    failures = []
    if booted.trouble:
        failures.append(Failure(f"{name}: the machine did not finish", booted.trouble))
    failures += [
        Failure(f"{name}: {line}") for line in booted.report_lines if line.startswith("trouble: ")
    ]
    rows = []
    for case in cases:
        report = reports.get(case.name)
        wrong = complaints(case, report)
        expected = "as expected" if case.fault is Fault.NONE else "the failed call was noticed"
        rows.append((*_row(case, report), "; ".join(wrong) or expected))
        failures += [
            Failure(f"{name}, {case.name}: {what}", _last_lines(report)) for what in wrong[:1]
        ]
    head = ("guest", "QEMU", "it said", "calls", "end", "result")
    title = f"Guests on {name} ({booted.seconds:.0f} s)"
    return Table(title, head, tuple(rows)), failures


def _row(case: Case, report: Report | None) -> tuple[str, ...]:
    if report is None:
        return case.name, _MODELS[case.program], "nothing", "", ""
    shown = dict(_meaning(call) for call in report.calls if _is_shown(call)).values()
    ends = [line.partition("reason code ")[2][:1] for line in report.of("xl") if "code" in line]
    end = f"reason {ends[0]}" if ends else "runs on" if report.of("left") else "none"
    return case.name, _MODELS[case.program], ", ".join(report.words), "; ".join(shown), end


def _is_shown(call: str) -> bool:
    """The calls caused by the guest's power states, and those that failed."""
    words = ("shutdown", "_s_state", "param 14 value")
    return any(word in call for word in words) or " = -1" in call


def _meaning(call: str) -> tuple[str, str]:
    """A call, without the calls that it makes itself and that come before it."""
    return call[call.find("value") :] if "value" in call else call, call


def _last_lines(report: Report | None) -> str:
    lines = report.lines if report else ()
    return "\n".join(f"{key}: {text}" for key, text in lines[-_SHOWN:])


def _linked(request: Request, programs: Mapping[Program, Path]) -> Iterator[Failure]:
    """The unstable libraries that a program of the series is still linked with."""
    for kind, program in programs.items():
        needed = read_imports(memoryview(read_regular(program))).needed
        stems = [f"{library.stem}.so" for library in request.qemu.pack.libraries]
        found = [name for name in needed if any(name.startswith(stem) for stem in stems)]
        if found and kind is not Program.PLAIN:
            yield Failure(f"QEMU {_MODELS[kind]} is linked with {', '.join(found)}")
