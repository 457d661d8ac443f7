# SPDX-License-Identifier: GPL-2.0-or-later
"""Run commands alternately, and report the time and memory of each.

The machine's load changes from minute to minute, so the result is the median of the ratios of runs
that were next to each other.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """One run, including its child processes."""

    #: Seconds of wall-clock time, and of CPU time.
    clock: float
    cpu: float
    #: MiB of the largest of its processes.
    memory: float


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a command, in order."""

    runs: tuple[Run, ...]

    @property
    def clock(self) -> float:
        return median(run.clock for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def memory(self) -> float:
        return max(run.memory for run in self.runs)

    def ratios(self, other: Runs) -> tuple[float, float]:
        """The share of the other's time: wall-clock and CPU."""
        pairs = list(zip(self.runs, other.runs, strict=True))
        return (
            median(ours.clock / theirs.clock for ours, theirs in pairs),
            median(ours.cpu / theirs.cpu for ours, theirs in pairs),
        )


def measure(commands: Mapping[str, Sequence[str]], rounds: int, scratch: str) -> dict[str, Runs]:
    """Each of the commands in turn, repeatedly; a first round warms up and is not counted."""
    done = [{name: run(commands[name], scratch) for name in commands} for _ in range(rounds + 1)]
    return {name: Runs(tuple(each[name] for each in done[1:])) for name in commands}


def run(command: Sequence[str], scratch: str) -> Run:
    """Exits if the command fails; 1 means that something was found."""
    # Like an installed codemod, whose modules are compiled.
    environment = {key: value for key, value in os.environ.items() if key != _NOT_COMPILED}
    environment |= {"PYTHONPYCACHEPREFIX": f"{scratch}/compiled"}
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 (the bench's own commands)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
        )
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            output = errors.read().decode(errors="replace")
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{output}")
    return Run(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


_NOT_COMPILED = "PYTHONDONTWRITEBYTECODE"


def table(rows: Sequence[tuple[str, Mapping[str, Runs]]], base: str) -> Iterator[str]:
    """A line for each command; ratios are to the case's command called `base`."""
    yield (
        f"{'case':<32}{'command':<10}{'clock':>9}{'CPU':>9}{'MiB':>7}   codemod's share of its time"
    )
    for case, measured in rows:
        for name, runs in measured.items():
            line = f"{case:<32}{name:<10}{runs.clock:>7.2f} s{runs.cpu:>7.2f} s{runs.memory:>7.0f}"
            if name != base:
                clock, cpu = measured[base].ratios(runs)
                line += f"   {clock:.2f} on the clock, {cpu:.2f} of CPU"
            yield line
