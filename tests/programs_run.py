# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that a command starts, including its child processes, from Python's own audit
events.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_STARTS = frozenset(("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system"))
#: Where they are recorded; a hook cannot be removed.
_logs: list[int] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _logs and event in _STARTS:
        os.write(_logs[-1], os.fsencode(arguments[0]) + b"\n")


sys.addaudithook(_note)


@contextmanager
def programs_run(log: Path) -> Iterator[set[str]]:
    """The names of the programs, known when the block ends; `log` is a file for them."""
    names: set[str] = set()
    # Forked processes also write to it.
    _logs.append(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC))
    try:
        yield names
    finally:
        os.close(_logs.pop())
        names |= {Path(line).name for line in log.read_text().splitlines()}
