# SPDX-License-Identifier: GPL-2.0-or-later
"""Work that is begun before its result is needed."""

from __future__ import annotations

import threading

import pytest

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.begun import Begun


def test_the_result_is_waited_for() -> None:
    """It is returned when the work is done, and again on the next request."""
    go = threading.Event()

    def work() -> str:
        assert go.wait(10)
        return "done"

    begun = Begun(work)
    go.set()
    assert (begun.result(), begun.result()) == ("done", "done")


def test_a_fault_comes_with_the_result() -> None:
    """Not where the work is begun, and not as a traceback of a thread."""

    def work() -> str:
        raise TreeError("the tree is gone")

    begun = Begun(work)
    with pytest.raises(TreeError, match="the tree is gone"):
        begun.result()
