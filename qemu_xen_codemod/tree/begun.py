# SPDX-License-Identifier: GPL-2.0-or-later
"""Begun: work that continues in the background, such as a git that lists a tree."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from qemu_xen_codemod.signals import postponed

Result = TypeVar("Result")


class Begun(Generic[Result]):
    """It has a thread, which the process waits for. `result` waits, and raises what the work
    raised.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._results: list[Result] = []
        self._faults: list[BaseException] = []
        self._thread = threading.Thread(target=self._run)
        with postponed():
            self._thread.start()

    def result(self) -> Result:
        self._thread.join()
        if self._faults:
            raise self._faults[0]
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as fault:
            self._faults.append(fault)
