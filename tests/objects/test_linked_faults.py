# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that are named as a library and are not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.objects.fault import ObjectError
from qemu_xen_codemod.objects.linked import read_linked


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "is not an ELF file", id="empty"),
        pytest.param(b"int main;\n", "is not an ELF file", id="text"),
        pytest.param(
            b"/* GNU ld script */\nGROUP ( /lib/libc.so.6 AS_NEEDED ( ld.so ) )\n",
            "is a linker script, which names the libraries",
            id="script",
        ),
        pytest.param(b"!<arch>\n", "is a static archive, which exports nothing", id="archive"),
    ],
)
def test_what_is_no_library(tmp_path: Path, data: bytes, why: str) -> None:
    """The message says what the file is, and the help names a library."""
    path = tmp_path / "libxenctrl.so"
    path.write_bytes(data)
    with pytest.raises(ObjectError) as caught:
        read_linked(path)
    assert caught.value.what == f"{path} {why}"
    assert "libxenctrl.so.4.17" in caught.value.help


def test_a_library_that_is_cut_off(tmp_path: Path) -> None:
    """A header without the rest is an error in the file, not in the program."""
    path = tmp_path / "libxenctrl.so"
    path.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(57))
    with pytest.raises(ObjectError, match=r"is (cut off or damaged|not linked)"):
        read_linked(path)


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are reported as such."""
    with pytest.raises(ObjectError, match="does not exist"):
        read_linked(tmp_path / "libxenctrl.so")
    with pytest.raises(ObjectError, match="is not a file"):
        read_linked(tmp_path)
