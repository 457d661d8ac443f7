# SPDX-License-Identifier: GPL-2.0-or-later
"""A file that is written as a whole: killed at any step, nothing is lost and nothing is left."""

from __future__ import annotations

import fcntl
import os
from itertools import count
from pathlib import Path

import pytest

from qemu_xen_codemod.whole_file import write_whole
from tests.faults.kill import killed_at


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("there", [True, False])
def test_killed_at_each_step(tmp_path: Path, there: bool) -> None:
    """The file is the old or the new one; leftovers have our name, and the next run removes
    them.
    """
    path = tmp_path / "page.html"
    known = [b"old" if there else None, b"new"]
    for step in count(1):
        if there:
            path.write_bytes(b"old")
        was_killed = killed_at(step, lambda: write_whole(path, b"new"))
        assert (path.read_bytes() if path.exists() else None) in known
        assert all(
            name.startswith(".page.html.codemod-") for name in names(tmp_path) if name != path.name
        )
        write_whole(path, b"next")
        assert (path.read_bytes(), names(tmp_path)) == (b"next", ["page.html"])
        path.unlink()
        if not was_killed:
            break
    assert step > 2


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """A file of a run that is still writing, one with another name, a link, a folder."""
    path = tmp_path / "page.html"
    living = tmp_path / ".page.html.codemod-0123456789ab"
    living.write_bytes(b"of another run")
    (tmp_path / ".page.html.codemod-mine").write_bytes(b"")
    (tmp_path / ".page.htm.codemod-0123456789ab").write_bytes(b"")
    (tmp_path / ".page.html.codemod-00000000000a").symlink_to(living)
    (tmp_path / ".page.html.codemod-00000000000b").mkdir()
    before = names(tmp_path)
    with living.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_whole(path, b"x")
    assert names(tmp_path) == sorted([*before, "page.html"])
    write_whole(path, b"y")
    before.remove(living.name)
    assert names(tmp_path) == sorted([*before, "page.html"])


def test_mode_and_links(tmp_path: Path) -> None:
    """The mode stays, that of a new file is the user's, and a link still points to the same
    file.
    """
    path, link = tmp_path / "page.html", tmp_path / "link"
    mask = os.umask(0o027)
    try:
        write_whole(path, b"x")
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o604)
    link.symlink_to(path)
    write_whole(link, b"y")
    assert (link.is_symlink(), path.read_bytes(), path.stat().st_mode & 0o777) == (
        True,
        b"y",
        0o604,
    )


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"page")
        assert os.read(reader, 100) == b"page"
    finally:
        os.close(reader)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize("name", ["n" * 255, "é" * 127])
def test_a_long_name(tmp_path: Path, name: str) -> None:
    write_whole(tmp_path / name, b"x")
    assert names(tmp_path) == [name]
