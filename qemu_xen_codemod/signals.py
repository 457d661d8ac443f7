# SPDX-License-Identifier: GPL-2.0-or-later
"""Signals that end a command, all as Ctrl-C does: what it made is removed on the way out.

SIGKILL cannot be caught. What it leaves is removed by the next run (`tree.private`,
`series.output`), and the processes that we started end with us (`parallel`, `build.process`).
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(KeyboardInterrupt):
    """A signal asked us to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise Ended for a signal. One that the caller ignores, as `nohup` does, stays ignored."""
    if current_thread() is not main_thread():
        # Python has signals for the main thread only.
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    caught = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    try:
        for number in caught:
            signal.signal(number, _end)
        yield
    finally:
        for number in caught:
            # None: a handler that is not Python's, which cannot be put back.
            signal.signal(number, before[number] or signal.SIG_DFL)


@contextmanager
def held_back() -> Iterator[None]:
    """Have signals wait, for what would leave something half made when it is ended; briefly.

    While there is one thread: another one would take them.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_code(error: KeyboardInterrupt) -> int:
    """The exit code by which a shell tells that a signal ended a program."""
    return 128 + number_of(error)


def number_of(error: KeyboardInterrupt) -> int:
    """The signal that it stands for."""
    return error.number if isinstance(error, Ended) else signal.SIGINT


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)
