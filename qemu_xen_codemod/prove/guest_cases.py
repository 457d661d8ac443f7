# SPDX-License-Identifier: GPL-2.0-or-later
"""What guests do, what must result, and what the machine reported.

A missing line is an error like a wrong one: a case that reports nothing does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum


class Program(Enum):
    """Whose device model a guest has. The value is its folder in dom0."""

    #: The tree as it is.
    PLAIN = "plain"
    #: With the series, compiled for the Xen of this machine.
    PATCHED = "patched"
    #: With the series, compiled for a Xen with its own series.
    NEXT = "next"


class Does(Enum):
    """What a guest's boot sector does. The value is its file's name."""

    OFF = "off"
    RESET = "reset"
    SLEEP = "sleep"


class Fault(Enum):
    """A call that the recorder makes fail."""

    NONE = "none"
    POPULATE = "populate"
    SHUTDOWN = "shutdown"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Case:
    """One guest, from its creation to its end."""

    name: str
    program: Program
    does: Does
    is_restricted: bool = False
    fault: Fault = Fault.NONE
    #: The error that a request for S3 gives here, 0 if the guest sleeps and is woken.
    state_error: int = 0

    @property
    def line(self) -> str:
        """The line for the script in dom0."""
        words = (self.name, self.program.value, self.does.value, str(int(self.is_restricted)))
        return " ".join((*words, self.fault.value))


@dataclass(frozen=True, slots=True)
class Report:
    """What the machine reported about a case: texts by their keys, in order."""

    lines: tuple[tuple[str, str], ...]
    is_whole: bool

    def of(self, key: str) -> tuple[str, ...]:
        return tuple(text for name, text in self.lines if name == key)

    @property
    def calls(self) -> tuple[str, ...]:
        """The device model's calls to Xen, and their results."""
        mark = "codemod call: "
        return tuple(text.removeprefix(mark) for text in self.of("qemu") if text.startswith(mark))

    @property
    def words(self) -> tuple[str, ...]:
        """The guest's own output; its firmware prints nothing there."""
        mark = "codemod guest: "
        return tuple(text.removeprefix(mark) for text in self.of("guest") if text.startswith(mark))


ENOTTY, EOPNOTSUPP = 25, 95
_POWEROFF, _REBOOT = 0, 1

#: On a released Xen. Restricted to its domain, no QEMU can ask for S3 there: neither today's nor
#: one that makes the same call in another way.
TODAY = (
    Case("off", Program.PATCHED, Does.OFF),
    Case("off-control", Program.PLAIN, Does.OFF),
    Case("reset", Program.PATCHED, Does.RESET),
    Case("reset-control", Program.PLAIN, Does.RESET),
    Case("sleep", Program.PATCHED, Does.SLEEP),
    Case("sleep-control", Program.PLAIN, Does.SLEEP),
    Case("restricted-off", Program.PATCHED, Does.OFF, is_restricted=True),
    Case("restricted-off-control", Program.PLAIN, Does.OFF, is_restricted=True),
    Case("restricted-sleep", Program.PATCHED, Does.SLEEP, is_restricted=True, state_error=ENOTTY),
    Case(
        "restricted-sleep-control",
        Program.PLAIN,
        Does.SLEEP,
        is_restricted=True,
        state_error=ENOTTY,
    ),
    Case("fault-populate", Program.PATCHED, Does.OFF, fault=Fault.POPULATE),
    Case("fault-shutdown", Program.PATCHED, Does.OFF, fault=Fault.SHUTDOWN),
    Case("fault-state", Program.PATCHED, Does.SLEEP, fault=Fault.STATE),
)
#: The same Xen, which lacks the new DM op.
TODAY_NEXT = (Case("sleep-without-op", Program.NEXT, Does.SLEEP, state_error=EOPNOTSUPP),)
#: On a Xen with its series.
NEXT = (
    Case("off", Program.NEXT, Does.OFF),
    Case("reset", Program.NEXT, Does.RESET),
    Case("sleep", Program.NEXT, Does.SLEEP),
    Case("restricted-off", Program.NEXT, Does.OFF, is_restricted=True),
    Case("restricted-sleep", Program.NEXT, Does.SLEEP, is_restricted=True),
    Case(
        "restricted-sleep-control",
        Program.PLAIN,
        Does.SLEEP,
        is_restricted=True,
        state_error=ENOTTY,
    ),
    Case("fault-state", Program.NEXT, Does.SLEEP, is_restricted=True, fault=Fault.STATE),
)

_POPULATES: Mapping[Program, str] = {
    Program.PLAIN: r"xc_domain_populate_physmap_exact count \d+ order 0 flags 0 = 0",
    Program.PATCHED: r"memory_op populate_physmap count (\d+) order 0 flags 0 = \1",
    Program.NEXT: r"memory_op populate_physmap count (\d+) order 0 flags 0 = \1",
}
_STATES: Mapping[Program, str] = {
    Program.PLAIN: r"xc_\w*hvm_param\w* param 14 value {}",
    Program.PATCHED: r"hvm_op set param 14 value {}",
    Program.NEXT: r"xendevicemodel_set_acpi_s_state state {}",
}
_END = re.compile(r"Domain \d+ has shut down, reason code (\d+)\b.*")
_TIMES = re.compile(r"(\d+\.\d+) (\d+\.\d+)")
#: Of two seconds; a sleeping guest uses none.
_USED = 0.5
_FIELD = re.compile(r"([a-z]+): ?(.*)")


def read_reports(lines: Sequence[str]) -> Mapping[str, Report]:
    """Reports by the name of the case."""
    reports: dict[str, Report] = {}
    name = ""
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field and field[1] == "case":
            name = field[2]
            reports[name] = Report((), is_whole=False)
        elif line == "end of case" and name:
            reports[name] = replace(reports[name], is_whole=True)
            name = ""
        elif field and name:
            report = reports[name]
            reports[name] = replace(report, lines=(*report.lines, (field[1], field[2])))
    return reports


def complaints(case: Case, report: Report | None) -> tuple[str, ...]:
    """What is not as expected, one sentence each; for a fault, whether it was noticed."""
    if report is None:
        return ("the machine reported nothing about it",)
    if not report.is_whole:
        return ("the machine did not report its end",)
    if case.fault is Fault.NONE:
        return tuple(_complaints(case, report))
    if not any(re.fullmatch(r".* = -1, error 22", call) for call in report.calls):
        return ("the recorder did not make the call fail",)
    if not tuple(_complaints(case, report)):
        return ("a call that failed was not noticed",)
    return ()


def _complaints(case: Case, report: Report) -> Iterator[str]:
    if report.of("create") != ("0",):
        yield "xl create did not succeed"
    if case.is_restricted and "xentoolcore_restrict_all = 0" not in report.calls:
        yield "QEMU did not restrict itself to its domain"
    yield from _libraries(case, report)
    if not _has(report.calls, _POPULATES[case.program]):
        yield "QEMU populated no memory for the domain, or got none"
    wanted = ("up", "awake") if case.does is Does.SLEEP and not case.state_error else ("up",)
    if report.words != wanted:
        yield f"the guest said {_quoted(report.words)} and not {_quoted(wanted)}"
    if case.does is Does.SLEEP:
        yield from _sleep(case, report)
    if case.state_error:
        if report.of("end") or not report.of("left"):
            yield "the guest ended, which it cannot have done by itself"
        return
    reason = _POWEROFF if case.does is Does.OFF else _REBOOT
    if f"xendevicemodel_shutdown reason {reason} = 0" not in report.calls:
        yield f"QEMU did not shut the domain down with reason {reason}"
    if failed := [call for call in report.calls if " = -1, error " in call]:
        yield f"a call failed: {failed[0]}"
    if report.of("left"):
        yield "the domain was still there"
    ends = [found[1] for line in report.of("xl") if (found := _END.fullmatch(line))]
    if ends != [str(reason)]:
        yield f"xl saw the domain end with reason {' '.join(ends) or 'none'}, not {reason}"


def _libraries(case: Case, report: Report) -> Iterator[str]:
    loaded = report.of("library")
    has_unstable = any("/libxenctrl.so" in name for name in loaded)
    if not any("/libxendevicemodel.so" in name for name in loaded):
        yield "QEMU's libraries were not seen"
    elif has_unstable and case.program is not Program.PLAIN:
        yield "QEMU has loaded libxenctrl"
    elif not has_unstable and case.program is Program.PLAIN:
        yield "QEMU without the series has not loaded libxenctrl"
    if case.program is not Program.PLAIN and _has(report.calls, r"xc_.*"):
        yield "QEMU called a function of libxenctrl"


def _sleep(case: Case, report: Report) -> Iterator[str]:
    result = f"-1, error {case.state_error}" if case.state_error else "0"
    for state, what in ((3, "S3"), (0, "waking")):
        if not _has(report.calls, f"{_STATES[case.program].format(state)} = {result}"):
            yield f"QEMU did not ask for {what}, or the answer was not {result}"
    if report.of("wake") != ("0",):
        yield "xl trigger did not wake the guest"
    times = _TIMES.fullmatch(" ".join(report.of("processor")))
    if times is None:
        yield "the processor time of the guest was not seen"
        return
    is_asleep = float(times[2]) - float(times[1]) < _USED
    if is_asleep == bool(case.state_error):
        yield f"the guest used the processor {'too little' if is_asleep else 'while it slept'}"


def _has(lines: Sequence[str], pattern: str) -> bool:
    return any(re.fullmatch(pattern, line) for line in lines)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words) or "nothing"
