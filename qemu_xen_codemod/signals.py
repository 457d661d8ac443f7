# SPDX-License-Identifier: GPL-2.0-or-later
"""Signals that end a command, all like Ctrl-C: what the command made is removed on the way out.

SIGKILL cannot be caught. What it leaves is removed by the next run (`tree.private`,
`series.output`), and the processes that we started end with us (`parallel`, `build.process`).
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(KeyboardInterrupt):
    """A signal told us to exit."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise Ended for a signal. One that the caller ignores, as with `nohup`, stays ignored."""
    with _handled(_end, lambda before: before is not signal.SIG_IGN):
        yield


@contextmanager
def held_back() -> Iterator[None]:
    """Delay signals briefly, for operations that would leave something half done.

    Only while there is one thread: another one would receive them.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def postponed() -> Iterator[None]:
    """Act on signals only afterwards. While Python starts a thread, an exception may leave a lock
    of the thread taken: the thread, and the process that waits for it, would never end.
    """
    received: list[int] = []

    def receive(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    try:
        with _handled(receive, callable):
            yield
    finally:
        if received:
            signal.raise_signal(received[0])


@contextmanager
def _handled(
    handle: Callable[[int, FrameType | None], None], is_caught: Callable[[object], bool]
) -> Iterator[None]:
    """Another handler for the signals whose handler of before is to be replaced."""
    if current_thread() is not main_thread():
        # Python has signals only in the main thread.
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    caught = [number for number, handler in before.items() if is_caught(handler)]
    try:
        for number in caught:
            signal.signal(number, handle)
        yield
    finally:
        for number in caught:
            # None: a handler that is not Python's, which cannot be restored.
            signal.signal(number, before[number] or signal.SIG_DFL)


def end_code(error: KeyboardInterrupt) -> int:
    """The exit code that shells use for a program ended by a signal."""
    return 128 + number_of(error)


def number_of(error: KeyboardInterrupt) -> int:
    """The number of its signal."""
    return error.number if isinstance(error, Ended) else signal.SIGINT


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)
