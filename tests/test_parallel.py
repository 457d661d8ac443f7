# SPDX-License-Identifier: GPL-2.0-or-later
"""Items worked on in several processes: results, order, errors."""

from __future__ import annotations

import os
import signal
import time

import pytest

from qemu_xen_codemod.parallel import Apart, processes_for, work_on
from tests.faults.kill import fork


def test_few_items_stay_in_this_process() -> None:
    """Starting a process takes longer than processing a few files."""
    assert processes_for(5) == 1


def test_results_come_in_the_order_of_the_items() -> None:
    """Whichever process made them."""
    assert list(work_on(str, range(50), 3)) == [str(number) for number in range(50)]


def test_work_is_done_in_other_processes() -> None:
    """Except the work that fails there."""
    assert os.getpid() not in set(work_on(lambda _: os.getpid(), range(4), 2))


def test_error_is_raised_here() -> None:
    """As with one process, after the results before it."""
    results = work_on(lambda divisor: 6 // divisor, [3, 2, 0, 1], 2)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_work_of_a_process_that_dies_is_done_here() -> None:
    """No file is lost with it."""
    own = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != own:
            os._exit(1)
        return number

    assert list(work_on(work, range(4), 2)) == [0, 1, 2, 3]


def test_no_process_is_left() -> None:
    """Also if the results are not requested."""
    # In a process without children: this one may have others.
    own = fork()
    if not own:
        results = work_on(str, range(1000), 2)
        next(results)
        results.close()  # type: ignore[attr-defined]
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(own, 0) == (own, 0)


def test_processes_end_with_their_parent() -> None:
    """Also if it is killed, and they are in the middle of their work."""
    read, write = os.pipe()
    own = fork()
    if not own:

        def work(_: int) -> None:
            os.write(write, b"%d\n" % os.getpid())
            time.sleep(60)

        list(work_on(work, range(2), 2))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        children = [int(said.readline()) for _ in range(2)]
        os.kill(own, signal.SIGKILL)
        os.waitpid(own, 0)
        # The pipe ends when no process is left that could write.
        assert said.read() == b""
    assert len(children) == 2


def test_work_that_crashes_is_not_done_again() -> None:
    """`lost` gives the result for what killed its process; the next items are still processed."""
    own = os.getpid()

    def work(number: int) -> tuple[int, bool]:
        if number in (0, 3):
            os._exit(1)
        return number, os.getpid() == own

    found = list(work_on(work, range(6), 2, lambda number: (-number, True)))
    assert found == [(0, True), (1, False), (2, False), (-3, True), (4, False), (5, False)]


def test_work_that_may_crash_is_never_done_here() -> None:
    """Not with one process either."""
    assert list(work_on(lambda _: os.getpid(), [0], 1, lambda _: 0)) != [os.getpid()]


def test_work_apart_is_done_in_another_process() -> None:
    """It begins at once, and its result is returned."""
    assert Apart(os.getpid).result() != os.getpid()


def test_work_apart_is_done_here_when_its_process_dies() -> None:
    """The same if no processes can be started."""
    own = os.getpid()

    def work() -> int:
        if os.getpid() != own:
            os._exit(1)
        return own

    assert Apart(work).result() == own


def test_error_of_work_apart_is_raised_here() -> None:
    """When its result is asked for."""
    apart = Apart(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        apart.result()


def test_no_process_is_left_of_work_that_nobody_asks_for() -> None:
    """It ends with the object that stands for it."""
    own = fork()
    if not own:
        apart = Apart(lambda: time.sleep(60))
        del apart
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(own, 0) == (own, 0)
