# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guest level requires: every line of a case, and that an injected failure is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.prove.debian import Kernel
from qemu_xen_codemod.prove.guest import judge, release_needs
from qemu_xen_codemod.prove.guest_cases import (
    NEXT,
    TODAY,
    TODAY_NEXT,
    Case,
    Does,
    Fault,
    Program,
    complaints,
    read_reports,
)
from qemu_xen_codemod.prove.guest_dom0 import Dom0
from qemu_xen_codemod.prove.machine import Booted

_MODEL = "library: /lib/x86_64-linux-gnu/libxendevicemodel.so.1"
_CTRL = "library: /lib/x86_64-linux-gnu/libxenctrl.so.4.17"
_MEMORY = "qemu: codemod call: memory_op populate_physmap count 4096 order 0 flags 0 = 4096"
_RESTRICTED = "qemu: codemod call: xentoolcore_restrict_all = 0"


def _sleep(call: str, result: str) -> list[str]:
    return [f"qemu: codemod call: {call.format(state)} = {result}" for state in (3, 0)]


def _end(reason: int) -> list[str]:
    return [
        f"qemu: codemod call: xendevicemodel_shutdown reason {reason} = 0",
        "xl: Waiting for domain guest (domid 1) to die [pid 70]",
        f"xl: Domain 1 has shut down, reason code {reason} 0x{reason}",
    ]


_UP = "guest: codemod guest: up"
_OFF = ["create: 0", _MODEL, _UP, _MEMORY, *_end(0)]
_SLEEP = [
    "create: 0",
    _MODEL,
    "processor: 1.4 1.4",
    "wake: 0",
    _UP,
    "guest: codemod guest: awake",
    _MEMORY,
    *_sleep("hvm_op set param 14 value {}", "0"),
    *_end(1),
]
_AWAKE = [
    "create: 0",
    _MODEL,
    "processor: 5.0 7.0",
    "wake: 0",
    "left: r-----",
    _UP,
    _MEMORY,
    _RESTRICTED,
    *_sleep("hvm_op set param 14 value {}", "-1, error 25"),
]
_BY_NAME = {case.name: case for case in TODAY}


def _told(case: str, lines: list[str]) -> list[str]:
    return [f"case: {case}", *lines, "end of case"]


def _complaints(case: Case, lines: list[str]) -> tuple[str, ...]:
    return complaints(case, read_reports(_told(case.name, lines)).get(case.name))


_WHOLE = [("off", _OFF), ("sleep", _SLEEP), ("restricted-sleep", _AWAKE)]


@pytest.mark.parametrize(("name", "lines"), _WHOLE)
def test_all_lines_are_as_they_have_to_be(name: str, lines: list[str]) -> None:
    """There are no complaints about a complete case."""
    assert _complaints(_BY_NAME[name], lines) == ()


#: These are only for people to read.
_SAID = ("xl: Waiting",)


@pytest.mark.parametrize(
    ("name", "missing", "lines"),
    [
        pytest.param(name, line, lines, id=f"{name} {line}")
        for name, lines in _WHOLE
        for line in lines
        if not line.startswith(_SAID)
    ],
)
def test_a_missing_line_is_a_complaint(name: str, missing: str, lines: list[str]) -> None:
    """Whichever line it is."""
    assert _complaints(_BY_NAME[name], [line for line in lines if line != missing])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("off", "create: 0", "create: 3"),
        ("off", "shutdown reason 0 = 0", "shutdown reason 0 = -1, error 22"),
        ("off", "reason code 0 0x0", "reason code 3 0x3"),
        ("off", "count 4096 order 0 flags 0 = 4096", "count 4096 order 0 flags 0 = 4095"),
        ("off", _MODEL, f"{_MODEL}\n{_CTRL}"),
        ("off", "guest: up", "guest: no ACPI tables"),
        ("off", _MEMORY, f"{_MEMORY}\nqemu: codemod call: xc_domain_shutdown reason 0 = 0"),
        ("off", "create: 0", "create: 0\nleft: r-----"),
        ("sleep", "processor: 1.4 1.4", "processor: 1.4 3.4"),
        ("sleep", "value 3 = 0", "value 3 = -1, error 25"),
        ("sleep", "value 0 = 0", "value 0 = -1, error 25"),
        ("restricted-sleep", "error 25", "error 22"),
        ("restricted-sleep", "processor: 5.0 7.0", "processor: 5.0 5.0"),
    ],
)
def test_a_wrong_line_is_a_complaint(name: str, old: str, new: str) -> None:
    """A result, a reason, a library that must not be there."""
    whole = "\n".join(dict(_WHOLE)[name])
    assert old in whole
    assert _complaints(_BY_NAME[name], whole.replace(old, new).split("\n"))


def test_the_control_has_to_be_seen_with_the_library_that_the_series_removes() -> None:
    """Otherwise it would not be known that a loaded library is detected."""
    case = _BY_NAME["off-control"]
    exact = "qemu: codemod call: xc_domain_populate_physmap_exact count 16 order 0 flags 0 = 0"
    lines = [exact if line == _MEMORY else line for line in _OFF]
    assert _complaints(case, [*lines, _CTRL]) == ()
    assert _complaints(case, lines)


def test_a_fault_that_is_noticed_is_as_it_has_to_be() -> None:
    """The call failed and the domain was left."""
    case = _BY_NAME["fault-shutdown"]
    failed = "qemu: codemod call: xendevicemodel_shutdown reason 0 = -1, error 22"
    assert _complaints(case, ["create: 0", _MODEL, _UP, _MEMORY, failed, "left: r-----"]) == ()


def test_a_fault_that_changes_nothing_is_a_complaint() -> None:
    """The recorder made no call fail, so the case shows nothing."""
    assert _complaints(_BY_NAME["fault-shutdown"], _OFF) == (
        "the recorder did not make the call fail",
    )


def test_a_case_that_is_not_told_of_or_cut_off_is_a_complaint() -> None:
    """The machine stopped before the case, or in the middle of it."""
    case = _BY_NAME["off"]
    assert complaints(case, None) == ("the machine reported nothing about it",)
    cut = read_reports(_told("off", _OFF)[:-1])
    assert complaints(case, cut["off"]) == ("the machine did not report its end",)


def test_a_machine_that_was_killed_is_a_failure_with_its_last_lines() -> None:
    """Even if it had reported all cases before."""
    booted = Booted(tuple(_told("off", _OFF)), 9.0)
    case = (_BY_NAME["off"],)
    assert judge("Xen", case, booted)[1] == []
    killed = replace(booted, trouble="did not end in 5 seconds, so it was killed\n(XEN) Panic")
    (failure,) = judge("Xen", case, killed)[1]
    assert failure.words.endswith("(XEN) Panic")
    (failure,) = judge(
        "Xen", case, replace(booted, report_lines=("trouble: insmod", *booted.report_lines))
    )[1]
    assert "insmod" in failure.what


def test_each_case_has_a_control_or_is_one() -> None:
    """Each thing that a guest does is also tried with the QEMU without the series."""
    for cases in (TODAY, NEXT):
        assert len({case.name for case in cases}) == len(cases)
    control = {(case.does, case.is_restricted) for case in TODAY if case.program is Program.PLAIN}
    tried = {(case.does, case.is_restricted) for case in TODAY if case.fault is Fault.NONE}
    assert tried == control
    assert {case.fault for case in TODAY} == set(Fault)
    assert {case.does for case in NEXT} == set(Does)
    assert [case.state_error for case in TODAY_NEXT] == [95]


def test_the_script_gets_a_case_as_words() -> None:
    """Each without a blank in it."""
    assert all(len(case.line.split()) == 5 for case in (*TODAY, *TODAY_NEXT, *NEXT))
    assert _BY_NAME["restricted-off"].line == "restricted-off patched off 1 none"


def test_guests_on_the_patched_xen_need_a_tree_of_debian_s_release() -> None:
    """A toolstack works only with a hypervisor of its own release."""
    kernel = Kernel(Path("vmlinuz"), Path("modules"))
    xl = Path("/usr/lib/xen-4.17/bin/xl")
    dom0 = Dom0(kernel, Path("xen"), xl, Path("store"), Path("bios"), ())
    assert release_needs(dom0, "Xen 4.17") == ()
    (need,) = release_needs(dom0, "Xen 4.23")
    assert need.what == "a tree of Xen 4.17, for guests on Xen with its series"
    assert "this tree is Xen 4.23" in need.help
