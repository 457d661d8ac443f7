# SPDX-License-Identifier: GPL-2.0-or-later
"""Writing changes in place: whole files or nothing, modes kept, no link followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.tree import open_tree
from qemu_xen_codemod.tree.write import write_files


def _folder(tmp_path: Path, *names: str) -> Path:
    root = tmp_path / "tree"
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"old\n")
    return root


def test_file_that_changed_meanwhile(tmp_path: Path) -> None:
    """A changed file stops all changes, and nothing is left behind."""
    root = _folder(tmp_path, "a.c", "b.c")
    changes = [Change("a.c", b"old\n", b"new\n"), Change("b.c", b"other\n", b"new\n")]
    with pytest.raises(TreeError, match=r"^b\.c: changed while codemod ran; nothing was written$"):
        write_files(open_tree(root), changes)
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {
        "a.c": b"old\n",
        "b.c": b"old\n",
    }


def test_disk_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second file cannot be written, the first has not changed."""
    root = _folder(tmp_path, "a.c", "b.c")
    real, calls = os.fchmod, []

    def fchmod(file: int, mode: int) -> None:
        calls.append(mode)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        real(file, mode)

    monkeypatch.setattr(os, "fchmod", fchmod)
    changes = [Change(name, b"old\n", b"new\n") for name in ("a.c", "b.c")]
    with pytest.raises(TreeError, match=r"No space left on device; nothing was changed$"):
        write_files(open_tree(root), changes)
    assert sorted(path.name for path in root.iterdir()) == ["a.c", "b.c"]
    assert (root / "a.c").read_bytes() == b"old\n"


@pytest.mark.parametrize("path", ["link.c", "linked/x.c", "../x.c", ".git/config", "a/.GIT/x"])
def test_links_and_repositories_are_not_written(tmp_path: Path, path: str) -> None:
    """Neither through a link, nor outside, nor into a repository's own folder."""
    root = _folder(tmp_path, "a.c", "a/.GIT/x")
    tree = open_tree(root)
    (root / ".git").mkdir()
    (root / ".git/config").write_bytes(b"old\n")
    (tmp_path / "out").mkdir()
    for outside in (tmp_path / "x.c", tmp_path / "out/x.c"):
        outside.write_bytes(b"old\n")
    (root / "link.c").symlink_to("../x.c")
    (root / "linked").symlink_to("../out")
    with pytest.raises(TreeError):
        write_files(tree, [Change(path, b"old\n", b"new\n")])
    for kept in (tmp_path / "x.c", tmp_path / "out/x.c", root / ".git/config", root / "a/.GIT/x"):
        assert kept.read_bytes() == b"old\n"


def test_changes_that_do_not_follow_one_another(tmp_path: Path) -> None:
    """A gap between two changes of a file is a bug of ours."""
    root = _folder(tmp_path, "a.c")
    changes = [Change("a.c", b"old\n", b"1\n"), Change("a.c", b"2\n", b"3\n")]
    with pytest.raises(ValueError, match="does not follow"):
        write_files(open_tree(root), changes)


def test_written_with_mode_kept(tmp_path: Path) -> None:
    """The last of several changes is written, the mode stays, other files are not touched."""
    root = _folder(tmp_path, "hw/a b.c", "b.c")
    (root / "hw/a b.c").chmod(0o750)
    before = (root / "b.c").stat().st_ino
    changes = [Change("hw/a b.c", b"old\n", b"1\r\n"), Change("hw/a b.c", b"1\r\n", b"\xff no end")]
    write_files(open_tree(root), [*changes, Change("b.c", b"old\n", b"old\n")])
    assert (root / "hw/a b.c").read_bytes() == b"\xff no end"
    assert stat.S_IMODE((root / "hw/a b.c").stat().st_mode) == 0o750
    assert (root / "b.c").stat().st_ino == before
    assert [path.name for path in (root / "hw").iterdir()] == ["a b.c"]
