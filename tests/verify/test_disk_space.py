# SPDX-License-Identifier: GPL-2.0-or-later
"""A full disk is reported as such, and not as an error in a patch."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.verify.disk_space import check_disk_space


@pytest.mark.parametrize(
    "words", ["", "a.c:1:2: error: expected ';'", "error: patch failed: a.c:1"]
)
def test_a_fault_of_a_patch(words: str) -> None:
    """Nothing is raised."""
    check_disk_space(words)


@pytest.mark.parametrize(
    "words",
    [
        "fatal error: error writing to /tmp/x.s: No space left on device",
        "error: file write error. Out of diskspace",
    ],
)
def test_a_full_disk(words: str) -> None:
    """The compiler's messages and git's."""
    with pytest.raises(OSError, match="No space left on device"):
        check_disk_space(words)
