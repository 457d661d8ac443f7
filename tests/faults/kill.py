# SPDX-License-Identifier: GPL-2.0-or-later
"""Kill a piece of work before each step by which it changes a file system."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable

#: The events that Python reports to its audit hooks before it creates, changes or removes a name or
#: a file.
CHANGES = frozenset(
    ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod")
)


def is_change(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether a file system is about to be changed, also by opening a file for writing."""
    if event != "open":
        return event in CHANGES
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def starts_program(event: str, _arguments: tuple[object, ...]) -> bool:
    """Whether another program, such as git, is about to be started."""
    return event == "subprocess.Popen"


Counted = Callable[[str, tuple[object, ...]], bool]


def kill_before(step: int, counted: Counted = is_change) -> None:
    """Kill this process by SIGKILL before the step with that number, from 1."""
    done = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if counted(event, arguments):
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def fork() -> int:
    """Like os.fork, which since Python 3.12 warns about the threads of a test runner."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def killed_at(step: int, work: Callable[[], object], counted: Counted = is_change) -> bool:
    """Do the work in a process that is killed before the step with that number; whether it was."""
    child = fork()
    if not child:
        code = 1
        try:
            kill_before(step, counted)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed"
    return False
