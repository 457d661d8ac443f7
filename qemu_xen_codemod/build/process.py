# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the programs of a build (compilers, ninja, ld): without a shell, leaving no process behind.

A program is an absolute path or a name, which is looked up in the absolute folders of PATH, so a
program in a tree is never run by accident. Each runs in a session of its own with empty input. It
is killed with all that it started when its time is over, or when the caller is interrupted or
killed (`build.watcher`).

Raises BuildError for a program that cannot be started or does not end in time. The caller judges
its output and exit status.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from qemu_xen_codemod.build.watcher import kill_marked, watcher
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.signals import postponed
from qemu_xen_codemod.tree.environment import clean_environment

#: Seconds, after which an interrupt is looked for at the latest.
_PULSE = 0.5


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, where, and for how long."""

    #: Absolute, or a name for PATH.
    program: str
    arguments: tuple[str, ...]
    #: The working directory.
    folder: Path
    #: Added to the caller's environment, which loses `GIT_*`; LC_ALL is C, TMPDIR is private.
    environment: Mapping[str, str] = field(default_factory=dict)
    #: Seconds; None for no limit.
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A program that has ended."""

    #: The exit status, or the negative number of the signal that killed it.
    status: int
    out: bytes
    err: bytes


def run(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> Done:
    """Run one program to its end; the parameters are those of `Command`."""
    command = Command(program, tuple(arguments), folder, environment or {}, timeout)
    return _Running().run(command)


def run_all(commands: Sequence[Command], jobs: int = 0) -> Iterator[Done]:
    """Run commands, `jobs` at a time (0: one for each core); their results in the order given.

    When one raises, or the iterator is closed, the others are killed.
    """
    running = _Running()
    pool = ThreadPoolExecutor(jobs or len(os.sched_getaffinity(0)))
    try:
        with postponed():
            futures = deque(pool.submit(running.run, command) for command in commands)
        while futures:
            future = futures.popleft()
            # An interrupt that comes just before Python begins to wait is noticed afterwards only.
            while not wait((future,), _PULSE).done:
                pass
            yield future.result()
    finally:
        running.stop()
        pool.shutdown(cancel_futures=True)


def find_program(program: str) -> str:
    """The absolute path of a program; BuildError if there is none."""
    if Path(program).is_absolute():
        found = shutil.which(program)
    elif os.sep in program:
        raise BuildError(
            f"{program} is below the current folder, and codemod runs no program from there",
            help="name it by its absolute path, or add its folder to PATH",
        )
    else:
        found = shutil.which(program, path=clean_environment(os.environ)["PATH"])
    if found is None:
        where = "is not a program" if Path(program).is_absolute() else "is not on PATH"
        raise BuildError(f"{program} {where}", help="install it, or add its folder to PATH")
    return found


class _Running:
    """The running processes, so that all can be killed at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._processes: dict[subprocess.Popen[bytes], Mapping[str, str]] = {}
        self._is_stopped = False
        self._watcher = watcher()

    def run(self, command: Command) -> Done:
        mark = self._watcher.environment()
        with self._start(command, mark) as process:
            try:
                out, err = process.communicate(timeout=command.timeout)
            except subprocess.TimeoutExpired:
                kill_marked(mark)
                raise BuildError(
                    f"{command.program} did not end in {command.timeout:g} seconds,"
                    " so it was killed"
                ) from None
            except BaseException:
                kill_marked(mark)
                raise
            finally:
                # Also what it left running in the background.
                _kill(process)
                self._processes.pop(process, None)
        return Done(process.returncode, out, err)

    def stop(self) -> None:
        """Kill what is running and start nothing more."""
        with self._lock:
            self._is_stopped = True
            for process, mark in tuple(self._processes.items()):
                if process.returncode is None:
                    _kill(process)
                    kill_marked(mark)

    def _start(self, command: Command, mark: Mapping[str, str]) -> subprocess.Popen[bytes]:
        program = find_program(command.program)
        caller = clean_environment(os.environ)
        environment = {**caller, "LC_ALL": "C", **mark, **command.environment}
        with self._lock:
            if self._is_stopped:
                raise BuildError(f"{command.program} was not started: another command failed")
            try:
                process = subprocess.Popen(  # noqa: S603 (an absolute program, no shell)
                    [program, *command.arguments],
                    cwd=command.folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:
                raise BuildError(f"{program} cannot be started: {error}") from None
            self._processes[process] = mark
            return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children. It has its own process group, named by its id."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
