# SPDX-License-Identifier: GPL-2.0-or-later
"""Work on many items in several processes, with the results in the order of the items.

The processes are forks: their input need not be sent, only results are sent back. They end with the
process that started them, however it ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Generic, TypeVar
from weakref import finalize

from qemu_xen_codemod.libc import find_function

Item = TypeVar("Item")
Result = TypeVar("Result")

#: With fewer items per process, the work is done before the process has started.
_ITEMS = 12
_MOST = 8
#: The number of new objects before a process collects garbage.
_ALLOCATIONS = 200_000
#: Linux's prctl: the signal that a process gets when its parent is gone.
_DEATH_SIGNAL = 1


def processes_for(items: int) -> int:
    """How many processes are worth starting for this many items on this machine."""
    if not _forks():
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), items // _ITEMS, _MOST))


def _forks() -> bool:
    """On other systems libraries do not survive a fork."""
    return sys.platform.startswith("linux")


def work_on(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    processes: int,
    lost: Callable[[Item], Result] | None = None,
) -> Iterator[Result]:
    """The results of `work`, which must have no effect except for its result.

    Items that failed in a process (it raised, it died) are done again in the parent, so that errors
    are the same as with one process. With `lost`, for work that may crash, they are not done again:
    `lost` gives the result, and another process continues after the item. No process is left when
    the iterator ends or is closed.
    """
    if processes < 2 and lost is None:
        yield from map(work, items)
        return
    processes = max(processes, 1)
    children: list[_Child] = []
    try:
        for number in range(processes):
            children.append(_start(work, items[number::processes]))
        for index, item in enumerate(items):
            child = children[index % processes]
            received: tuple[Result, ...] | None = _receive(child.results)
            if received:
                yield received[0]
                continue
            if lost and received is None:
                child.end()
                children[index % processes] = _start(work, items[index + processes :: processes])
            yield (lost or work)(item)
    finally:
        for child in children:
            child.end()


class Apart(Generic[Result]):
    """One piece of work, done in a process of its own while this process continues.

    The work must have no effect except for its result, and give the same result at any time:
    without such a process, or if it failed, `result` does the work.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._child = _start(lambda _: work(), (None,)) if _forks() else None
        if self._child is not None:
            finalize(self, self._child.end)

    def result(self) -> Result:
        """Waits for the result. To be called once."""
        received: tuple[Result, ...] | None = None
        if self._child is not None:
            received = _receive(self._child.results)
            self._child.end()
        return received[0] if received else self._work()


@dataclass(slots=True)
class _Child:
    """A process, and the stream of its results."""

    process: int
    results: BinaryIO

    def end(self) -> None:
        if not self.results.closed:
            self.results.close()
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


def _start(work: Callable[[Item], Result], items: Sequence[Item]) -> _Child:
    """A process that works on the items."""
    reader, writer = os.pipe()
    parent, prctl = os.getpid(), find_function("prctl")
    child = os.fork()
    if child:
        os.close(writer)
        return _Child(child, os.fdopen(reader, "rb"))
    try:
        if prctl is not None:
            prctl(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            # It died before it was registered.
            os._exit(0)
        # Ctrl-C is for the process that the user started; that one ends this one.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        # Hundreds of thousands of tokens form no cycles, and looking for cycles takes a fifth of
        # the time.
        gc.freeze()
        gc.set_threshold(_ALLOCATIONS)
        with os.fdopen(writer, "wb") as stream:
            for item in items:
                stream.write(_pickled(work, item))
                stream.flush()
    finally:
        # Nothing of the parent's must be flushed or removed here.
        os._exit(0)


def _pickled(work: Callable[[Item], Result], item: Item) -> bytes:
    try:
        return pickle.dumps((work(item),), pickle.HIGHEST_PROTOCOL)
    except Exception:
        # The parent does it again, and raises.
        return pickle.dumps((), pickle.HIGHEST_PROTOCOL)


def _receive(stream: BinaryIO) -> tuple[Any, ...] | None:
    """A result in a tuple, an empty one if the work raised, None if the process is dead."""
    try:
        received = pickle.load(stream)  # noqa: S301 (from our own fork)
    except (EOFError, pickle.UnpicklingError):
        return None
    return received if isinstance(received, tuple) else None
