# SPDX-License-Identifier: GPL-2.0-or-later
"""The output folder: our own files are replaced at once, others are not touched."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import CodemodError, TreeError
from qemu_xen_codemod.series import output
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.exchange import exchange
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.output import check_output, replace_output
from qemu_xen_codemod.series.series import write_series
from qemu_xen_codemod.series.stamp import Origin, find_origin, stamp_patch
from qemu_xen_codemod.tree import folder_lock
from qemu_xen_codemod.tree.tree import Tree, open_tree
from tests.faults.kill import killed_at

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
MakeCommits = Callable[..., tuple[Commit, ...]]
FILES = {"hw/a.c": b"old_call();\n"}
PATCH = b"From %s Mon Sep 17 00:00:00 2001\nFrom: a <b@c>\n\ntext\n" % (b"0" * 40)


@pytest.fixture
def tree(make_checkout: MakeCheckout) -> Tree:
    """A checkout of one file."""
    return open_tree(make_checkout(FILES))


def contents(folder: Path) -> dict[str, bytes] | None:
    return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else None


def _refuse(tree: Tree, out: Path) -> str:
    with pytest.raises(CodemodError) as caught:
        check_output(tree, out)
    return caught.value.render()


@pytest.mark.parametrize("name", [".git", ".git/x", ".git/refs/heads/x", "sub/.git/x", ".GIT"])
def test_inside_a_repository(tree: Tree, name: str) -> None:
    """Nothing is written into .git, of TREE or of another."""
    out = tree.root / name
    assert _refuse(tree, out) == (
        f"error: --out {out} is inside a git repository's own folder\n"
        "help: name another folder as --out"
    )


def test_inside_a_repository_by_a_link(tree: Tree, tmp_path: Path) -> None:
    """Nor through a link."""
    (tmp_path / "link").symlink_to(tree.root / ".git")
    assert "own folder" in _refuse(tree, tmp_path / "link/out")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".", "contains the tree"),
        ("..", "contains the tree"),
        ("hw", "is where the tree keeps hw/a.c"),
        ("hw/a.c", "is where the tree keeps hw/a.c"),
    ],
)
def test_where_the_tree_is(tree: Tree, name: str, message: str) -> None:
    """TREE itself, folders above it and tracked paths cannot be the output folder."""
    assert message in _refuse(tree, tree.root / name)


def test_current_folder(tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder cannot be replaced by another."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert "is, or contains, the current folder" in _refuse(tree, Path())


def test_file(tree: Tree, tmp_path: Path) -> None:
    """A file is not a folder."""
    (tmp_path / "out").write_bytes(b"")
    assert "is not a folder" in _refuse(tree, tmp_path / "out")


@pytest.mark.parametrize("data", [b"", b"notes\n", PATCH])
def test_files_of_others(tree: Tree, tmp_path: Path, data: bytes) -> None:
    """A file that we did not write stops the run, even if it is a patch, and is named."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "0001-mine.patch").write_bytes(data)
    assert _refuse(tree, out) == (
        f"error: {out}/0001-mine.patch was not written by codemod, and --out is replaced as a "
        "whole\nhelp: move it away, or name another folder as --out"
    )


def test_links_and_folders_in_it(tree: Tree, tmp_path: Path) -> None:
    """A link to a patch of ours is not a patch of ours, nor is a folder."""
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "ours").write_bytes(stamp_patch(PATCH))
    (out / "a.patch").symlink_to(tmp_path / "ours")
    assert "was not written by codemod" in _refuse(tree, out)
    (out / "a.patch").unlink()
    (out / "a").mkdir()
    assert "was not written by codemod" in _refuse(tree, out)
    (out / "a/b.patch").write_bytes(PATCH)
    assert "was not written by codemod" in _refuse(tree, out)
    (out / "a/b.patch").unlink()
    (out / "a/b.patch").symlink_to(tmp_path / "ours")
    assert "was not written by codemod" in _refuse(tree, out)


def test_edited_patch(tree: Tree, tmp_path: Path) -> None:
    """A cover letter that someone has worked on is not thrown away."""
    out = tmp_path / "out"
    replace_output(out, {"0000-cover-letter.patch": stamp_patch(PATCH)})
    with (out / "0000-cover-letter.patch").open("ab") as letter:
        letter.write(b"my words\n")
    assert _refuse(tree, out) == (
        f"error: {out}/0000-cover-letter.patch was edited since codemod wrote it\n"
        "help: move it away to keep it, or delete it to have it written again"
    )


def test_not_writable(tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be created is reported."""

    def mkdir(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "mkdir", mkdir)
    out = check_output(tree, tmp_path / "x/out")
    with pytest.raises(TreeError) as caught:
        replace_output(out, {"a": b""})
    assert caught.value.render() == (
        f"error: {out} cannot be written: Permission denied; nothing in it has changed\n"
        "help: name another folder as --out"
    )


@pytest.fixture(params=[True, False], ids=["exchange", "no exchange"])
def _with_and_without_exchange(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file system of the tests, and one that cannot exchange folders."""
    if not request.param:
        monkeypatch.setattr(output, "exchange", lambda _one, _other: False)


@pytest.mark.usefixtures("_with_and_without_exchange")
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["write_bytes", "chmod"])
def test_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, step: str
) -> None:
    """Wherever it stops, the old series is complete, and nothing is left next to it."""
    out = tmp_path / "folder/out"
    replace_output(out, {"0001-old.patch": stamp_patch(PATCH)})

    def stop(*_arguments: object, **_options: object) -> object:
        raise fault

    monkeypatch.setattr(Path, step, stop)
    with pytest.raises((TreeError, KeyboardInterrupt)):
        replace_output(out, {"0001-new.patch": b"1", "0002-new.patch": b"2"})
    assert [path.name for path in out.iterdir()] == ["0001-old.patch"]
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_second_rename_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If folders cannot be exchanged, the old series is restored."""
    out = tmp_path / "folder/out"
    replace_output(out, {"0001-old.patch": stamp_patch(PATCH)})
    rename, calls = Path.rename, []

    def stop(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(output, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(Path, "rename", stop)
    with pytest.raises(TreeError, match="Input/output error; nothing in it has changed"):
        replace_output(out, {"0001-new.patch": b"1"})
    assert [path.name for path in out.iterdir()] == ["0001-old.patch"]
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_written_into_in_the_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that someone added during the exchange stays, and stops the run."""
    out = tmp_path / "out"
    replace_output(out, {"0001-old.patch": stamp_patch(PATCH)})
    real, notes = exchange, [b"mine"]

    def late(path: Path, other: Path) -> bool:
        if notes:
            (out / "notes").write_bytes(notes.pop())
        return real(path, other)

    monkeypatch.setattr(output, "exchange", late)
    with pytest.raises(CodemodError, match=f"^{out}/notes was not written by codemod"):
        replace_output(out, {"0001-new.patch": stamp_patch(PATCH)})
    assert sorted(path.name for path in out.iterdir()) == ["0001-old.patch", "notes"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_exchange_of_the_kernel(tmp_path: Path) -> None:
    """Linux has it, on the usual file systems for sources."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a/b").exists()
    assert (tmp_path / "b/a").exists()
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "a", tmp_path / "c")


@pytest.mark.usefixtures("_with_and_without_exchange")
def test_a_series_in_a_folder_of_it(tree: Tree, tmp_path: Path) -> None:
    """It stays byte for byte, also if someone has edited it, wherever a run is killed."""
    out = tmp_path / "place/out"
    inside = {"0001-a.patch": stamp_patch(PATCH), "0002-b.patch": stamp_patch(PATCH) + b"Acked\n"}
    replace_output(out, {"0001-old.patch": stamp_patch(PATCH)})
    replace_output(out / "mini", inside | {"0002-b.patch": stamp_patch(PATCH)})
    (out / "mini/0002-b.patch").write_bytes(inside["0002-b.patch"])
    (out / "mini").chmod(0o700)
    new = {"0001-new.patch": stamp_patch(PATCH)}
    for step in count(1):
        is_killed = killed_at(step, lambda: replace_output(out, new))
        check_output(tree, out)
        assert [path.name for path in out.parent.iterdir()] == ["out"]
        assert contents(out / "mini") == inside
        assert (out / "mini").stat().st_mode & 0o777 == 0o700
        if not is_killed:
            break
    assert sorted(path.name for path in out.iterdir()) == ["0001-new.patch", "mini"]


@pytest.mark.usefixtures("_with_and_without_exchange")
def test_killed_anywhere(tree: Tree, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The folder has the old series or the new one; the next run continues from there."""
    out = tmp_path / "place/out"
    old = {"0001-old.patch": stamp_patch(PATCH), "0002-both.patch": stamp_patch(PATCH)}
    new = {"0001-new.patch": stamp_patch(PATCH), "0002-both.patch": stamp_patch(PATCH + b"2\n")}
    states = []
    replace_output(out, old)
    for step in count(1):
        is_killed = killed_at(step, lambda: replace_output(out, new))
        states.append(contents(out))
        # Also a run that does only this.
        check_output(tree, out)
        assert contents(out) == states[-1] or (states[-1] is None and contents(out) == old)
        assert [path.name for path in out.parent.iterdir()] == ["out"]
        if not is_killed:
            break
        replace_output(out, old)
    assert states[0] == old
    assert states[-1] == new
    assert all(state in (None, old, new) for state in states)
    assert (None in states) == ("no exchange" in request.node.name)


@pytest.mark.parametrize("kept", ["mine", "0001-mine.patch"])
def test_what_is_not_ours_beside_it(tmp_path: Path, kept: str) -> None:
    """Somebody else's file in a folder of our name stays; so does a folder with a similar name."""
    out, left = tmp_path / "out", tmp_path / ".out.new-0123456789ab"
    for folder in (left, tmp_path / ".out.new-mine", tmp_path / ".out2.old-0123456789ab"):
        folder.mkdir()
        (folder / kept).write_bytes(PATCH)
        (folder / "0001-ours.patch").write_bytes(stamp_patch(PATCH))
    (tmp_path / ".out.old-0123456789ab").symlink_to(".out.new-mine")
    replace_output(out, {"0001-new.patch": stamp_patch(PATCH)})
    assert [path.name for path in left.iterdir()] == [kept]
    assert sorted(path.name for path in tmp_path.rglob("*.patch") if out not in path.parents) == (
        ["0001-mine.patch"] * 3 * (kept != "mine") + ["0001-ours.patch"] * 2
    )


def test_waits_for_another_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a live run has begun to write is not removed; one that never ends is reported."""
    out = tmp_path / "out"
    monkeypatch.setattr(folder_lock, "_PATIENCE", 0.05)
    live = tmp_path / ".out.new-0123456789ab"
    live.mkdir()
    above = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(above, fcntl.LOCK_EX)
    with pytest.raises(TreeError, match=f"^another program holds the lock of {tmp_path}$"):
        replace_output(out, {"0001-new.patch": stamp_patch(PATCH)})
    assert live.exists()
    os.close(above)
    replace_output(out, {"0001-new.patch": stamp_patch(PATCH)})
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_link_stays_a_link(tree: Tree, tmp_path: Path) -> None:
    """The folder that it points to is replaced."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for number in (1, 2):
        replace_output(check_output(tree, tmp_path / "link"), {f"{number}": stamp_patch(PATCH)})
    assert (tmp_path / "link").is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["2"]


def test_replaced(tree: Tree, make_commits: MakeCommits, cover: Cover, tmp_path: Path) -> None:
    """An old series of ours of the same version, longer, is gone; the folder's mode stays."""
    out = tmp_path / "out"
    commits = make_commits(FILES, (b"old", b"mid"), (b"mid", b"new"))
    write_series(tree, commits, cover, SeriesOptions(), out)
    out.chmod(0o711)
    write_series(tree, commits[:1], cover, SeriesOptions(), out)
    assert [path.name for path in out.iterdir()] == ["0001-hw-use-mid-instead-of-old.patch"]
    assert out.stat().st_mode & 0o777 == 0o711


def test_other_versions_stay(tree: Tree, tmp_path: Path) -> None:
    """Whoever edited them, with their times; other files still stop the run."""
    out = tmp_path / "out"
    replace_output(out, {"0001-a.patch": stamp_patch(PATCH), "0002-b.patch": stamp_patch(PATCH)})
    reviewed = (out / "0001-a.patch").read_bytes() + b"Reviewed-by: Bo <bo@example.org>\n"
    (out / "0001-a.patch").write_bytes(reviewed)
    os.utime(out / "0001-a.patch", (1, 1))
    replace_output(check_output(tree, out, 2), {"v2-0001-a.patch": stamp_patch(PATCH)})
    replace_output(check_output(tree, out, 2), {"v2-0001-c.patch": stamp_patch(PATCH)})
    assert sorted(contents(out) or ()) == ["0001-a.patch", "0002-b.patch", "v2-0001-c.patch"]
    assert (out / "0001-a.patch").read_bytes() == reviewed
    assert (out / "0001-a.patch").stat().st_mtime == 1
    assert "was edited since codemod wrote it" in _refuse(tree, out)
    (out / "v1-notes").write_bytes(b"mine")
    with pytest.raises(CodemodError, match="v1-notes was not written by codemod"):
        check_output(tree, out, 2)


def test_another_version_is_edited_meanwhile(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before the exchange: what was written into it is not lost."""
    out = check_output(tree, tmp_path / "out", 2)
    replace_output(out, {"0001-a.patch": stamp_patch(PATCH)})

    def late(path: Path, other: Path) -> bool:
        monkeypatch.setattr(output, "exchange", exchange)
        with (out / "0001-a.patch").open("ab") as file:
            file.write(b"Acked-by: Bo <bo@example.org>\n")
        return exchange(path, other)

    monkeypatch.setattr(output, "exchange", late)
    with pytest.raises(CodemodError, match="was edited while codemod ran"):
        replace_output(out, {"v2-0001-a.patch": stamp_patch(PATCH)})
    assert [path.name for path in out.iterdir()] == ["0001-a.patch"]
    assert (out / "0001-a.patch").read_bytes().endswith(b"Acked-by: Bo <bo@example.org>\n")


def test_inside_the_tree(tree: Tree, make_commits: MakeCommits, cover: Cover) -> None:
    """An untracked folder of TREE is allowed, and is created with those above it."""
    out = tree.root / "new/patches_out"
    series = write_series(tree, make_commits(FILES, (b"old", b"new")), cover, SeriesOptions(), out)
    assert series.files == (out / "0001-hw-use-new-instead-of-old.patch",)
    assert check_output(tree, out) == out


def test_stamp() -> None:
    """The first line distinguishes ours from edited ones and others'; the rest stays as git wrote
    it.
    """
    stamped = stamp_patch(PATCH)
    assert stamped.split(b"\n", 1)[1] == PATCH.split(b"\n", 1)[1]
    assert len(stamped) == len(PATCH)
    assert find_origin(stamped) is Origin.OURS
    assert find_origin(stamped + b" ") is Origin.EDITED
    assert find_origin(PATCH) is Origin.FOREIGN
    assert find_origin(b"") is Origin.FOREIGN
    with pytest.raises(ValueError, match="format-patch"):
        stamp_patch(b"diff --git\n")
