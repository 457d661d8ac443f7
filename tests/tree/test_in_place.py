# SPDX-License-Identifier: GPL-2.0-or-later
"""Files replaced in place: all of them or none, also after a kill, and nothing else in the tree."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.signals import Ended, ended_by_signals
from qemu_xen_codemod.tree.folder import Folder
from qemu_xen_codemod.tree.in_place import replace_files, take_back
from qemu_xen_codemod.tree.tree import Tree, open_tree
from tests.faults.kill import killed_at

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
Git = Callable[..., bytes]
State = dict[str, tuple[bytes, int, int]]
FILES: dict[str, tuple[bytes | None, bytes]] = {
    "a.c": (b"a\n", b"new a\n"),
    "hw/b.c": (b"b\n", b"new b\n"),
    "include/new/c.h": (None, b"new c\n"),
    "z.c": (b"z\n", b"new z\n"),
}
OLD = {path: before for path, (before, _) in FILES.items() if before is not None} | {"d.c": b"d\n"}


@pytest.fixture(params=["checkout", "folder"])
def tree(request: pytest.FixtureRequest, make_checkout: MakeCheckout, tmp_path: Path) -> Tree:
    """A tree in a folder of its own."""
    root = make_checkout(OLD)
    if request.param == "folder":
        (root / ".git").rename(tmp_path / "not")
    (root / "a.c").chmod(0o750)
    return open_tree(root)


def state(root: Path) -> State:
    """Bytes, mode and time of each file, including hidden ones, except a repository's."""
    return {
        path.relative_to(root).as_posix(): (
            path.read_bytes() if path.is_file() else b"",
            path.lstat().st_mode,
            path.lstat().st_mtime_ns if path.is_file() else 0,
        )
        for path in root.rglob("*")
        if ".git" not in path.relative_to(root).parts
    }


def contents(root: Path) -> dict[str, bytes]:
    return {path: data for path, (data, _, _) in state(root).items() if (root / path).is_file()}


def beside(tree: Tree) -> list[Path]:
    """Our leftovers: in the tree, above it, in its .git."""
    return [path for path in tree.root.parent.rglob("*codemod*") if "test_" not in path.name]


def kill_after(tree: Tree, files: int, first: int = 1) -> int:
    """Kill a run when it has changed this many files; return at which step that was."""
    for step in count(first):
        assert killed_at(step, lambda: replace_files(tree, FILES))
        now = contents(tree.root)
        if sum(now.get(path) == after for path, (_, after) in FILES.items()) == files:
            return step
        take_back(tree)
    raise AssertionError


def test_edited_since(tree: Tree) -> None:
    """A file that someone has edited is named, and no file is touched."""
    kill_after(tree, 2)
    (tree.root / "hw/b.c").write_bytes(b"mine\n")
    before = state(tree.root)
    for _ in range(2):
        with pytest.raises(TreeError) as caught:
            take_back(tree)
        assert state(tree.root) == before
    place = next(path for path in beside(tree) if path.is_dir())
    assert caught.value.render() == (
        "error: hw/b.c: was edited since an --in-place run was killed that had changed 1 of 4"
        " files\nhelp: undo the edit and run codemod again, which restores them; or keep the"
        f" files as they are: rm -r '{place}'"
    )
    with pytest.raises(TreeError, match=r"hw/b\.c: was edited"):
        replace_files(tree, {"d.c": (b"d\n", b"new\n")})
    (tree.root / "hw/b.c").write_bytes(b"b\n")
    assert take_back(tree) != ()
    assert contents(tree.root) == OLD
    assert beside(tree) == []


def test_head_has_moved(make_checkout: MakeCheckout, git: Git) -> None:
    """Half of the changes may have been committed: they are not undone automatically."""
    root = make_checkout(OLD)
    kill_after(open_tree(root), 2)
    git(root, "commit", "-q", "-a", "-m", "half")
    before = state(root)
    with pytest.raises(TreeError, match=r"^HEAD has moved .* that had changed 2 of 4 files$"):
        take_back(open_tree(root))
    assert state(root) == before
    git(root, "reset", "-q", "--hard", "HEAD~")
    assert take_back(open_tree(root)) == ()
    assert contents(root) == OLD
    assert beside(open_tree(root)) == []


def test_audit_says_so(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A command that only reads the tree reports that it is half done, and does not change it."""
    words = ["audit", "--tree", str(tree.root)]
    note = "an --in-place run was killed or is still running"
    assert main(words) == 0
    assert note not in " ".join(capsys.readouterr().out.split())
    kill_after(tree, 2)
    before = state(tree.root)
    assert main(words) == 0
    assert note in " ".join(capsys.readouterr().out.split())
    assert state(tree.root) == before


@pytest.mark.parametrize("where", [".git/codemod-in-place", ".codemod-in-place"])
def test_journal_that_a_tree_brings(
    make_checkout: MakeCheckout, tmp_path: Path, where: str
) -> None:
    """It is not ours, whatever it contains, and no file of it is removed."""
    root = make_checkout(OLD)
    kill_after(open_tree(root), 2)
    (root / ".git/codemod-in-place").rename(tmp_path / "theirs")
    (tmp_path / "theirs/old-0").write_bytes(b"evil\n")
    (root / where).mkdir()
    for path in (tmp_path / "theirs").iterdir():
        (root / where / path.name).write_bytes(path.read_bytes())
    before = state(root), sorted((root / where).iterdir())
    with pytest.raises(TreeError, match="was not left here by a killed --in-place run"):
        take_back(open_tree(root))
    assert (state(root), sorted((root / where).iterdir())) == before
    (root / where / "journal").unlink()
    assert take_back(open_tree(root)) == ()
    assert (root / where / "old-0").exists()


def test_journal_of_another_user(
    make_checkout: MakeCheckout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the tree it is reported; next to it anybody may have put it there, and it is left
    alone.
    """
    root = make_checkout(OLD)
    user = os.geteuid()
    (tmp_path / ".tree.codemod-in-place").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert take_back(open_tree(root)) == ()
    assert (tmp_path / ".tree.codemod-in-place").exists()
    (root / ".git/codemod-in-place").mkdir()
    with pytest.raises(TreeError, match="belongs to another user, whose --in-place run was killed"):
        take_back(open_tree(root))


def test_links_in_our_place(make_checkout: MakeCheckout, tmp_path: Path) -> None:
    """A link of our name is not followed; another place is used."""
    root = make_checkout(OLD)
    (tmp_path / "mine").mkdir()
    (root / ".git/codemod-in-place").symlink_to(tmp_path / "mine")
    replace_files(open_tree(root), FILES)
    assert contents(root)["a.c"] == b"new a\n"
    assert list((tmp_path / "mine").iterdir()) == []


def _no_link(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def link(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", link)


@pytest.mark.slow
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_killed_anywhere(tree: Tree, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """The next run finds everything done or nothing, or restores files, with modes and times."""
    if not links:
        _no_link(monkeypatch, errno.EPERM)
    before = state(tree.root)
    names = set(before) | {"include", "include/new", "include/new/c.h"}
    notes: list[str] = []
    for step in count(1):
        is_killed = killed_at(step, lambda: replace_files(tree, FILES))
        # No litter, from the first moment.
        assert set(state(tree.root)) <= names
        notes += take_back(tree)
        assert beside(tree) == []
        if contents(tree.root) == OLD:
            assert state(tree.root) == before
            continue
        assert contents(tree.root) == OLD | {path: after for path, (_, after) in FILES.items()}
        assert (tree.root / "a.c").stat().st_mode & 0o777 == 0o750
        if not is_killed:
            break
        # It was killed when everything was done, before it had cleaned up.
        replace_files(
            tree, {path: (after, before or b"") for path, (before, after) in FILES.items()}
        )
        (tree.root / "include/new/c.h").unlink()
        (tree.root / "include/new").rmdir()
        (tree.root / "include").rmdir()
        before = state(tree.root)
    assert list(dict.fromkeys(notes)) == [
        f"an --in-place run was killed when it had changed {done} of 4 files: all were restored"
        for done in (1, 2, 3, 4)
    ]


@pytest.mark.slow
def test_killed_while_taking_back(tree: Tree) -> None:
    """The next run continues."""
    before = state(tree.root)
    third = 1
    for step in count(1):
        third = kill_after(tree, 3, third)
        is_killed = killed_at(step, lambda: take_back(tree))
        take_back(tree)
        assert state(tree.root) == before
        assert beside(tree) == []
        if not is_killed:
            break
    assert step > 5


@pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), KeyboardInterrupt()])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_step_that_fails(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, fault: BaseException, number: int
) -> None:
    """The changes are undone at once."""
    before = state(tree.root)
    real, calls = os.rename, []

    def rename(*arguments: object, **options: object) -> None:
        calls.append(arguments)
        if len(calls) == number:
            raise fault
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises((TreeError, KeyboardInterrupt)) as caught:
        replace_files(tree, FILES)
    if isinstance(fault, OSError):
        assert str(caught.value).endswith("Input/output error; nothing was changed")
    assert state(tree.root) == before
    assert beside(tree) == []


def test_ended_while_it_is_removed(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal waits until everything of ours is gone."""
    real = os.unlink

    def unlink(path: str, **options: int) -> None:
        real(path, **options)
        if path == "old-0":
            # Not os.kill(): the threads of a test runner may take that.
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(Ended), ended_by_signals():
        replace_files(tree, FILES)
    assert contents(tree.root)["a.c"] == b"new a\n"
    assert beside(tree) == []


@pytest.mark.parametrize("places", [1, 2])
def test_next_place(tree: Tree, monkeypatch: pytest.MonkeyPatch, places: int) -> None:
    """A place on another file system than the tree is skipped; a folder has one place less."""
    real, calls = os.link, []

    def link(*arguments: object, **options: object) -> None:
        calls.append(arguments)
        if len(calls) <= places - isinstance(tree, Folder):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", link)
    replace_files(tree, FILES)
    assert contents(tree.root) == OLD | {path: after for path, (_, after) in FILES.items()}
    assert beside(tree) == []


def test_other_file_system(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no place is on the tree's file system, nothing is changed."""
    _no_link(monkeypatch, errno.EXDEV)
    before = state(tree.root)
    with pytest.raises(TreeError) as caught:
        replace_files(tree, FILES)
    assert caught.value.render() == (
        f"error: {tree.root} cannot be edited in place: Invalid cross-device link; nothing was"
        " changed\nhelp: write a series, and apply it with git am"
    )
    assert state(tree.root) == before
    assert beside(tree) == []


def test_written_into_meanwhile(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an editor writes into the old file, which it had open, is not lost."""
    real = os.rename
    with (tree.root / "hw/b.c").open("ab") as editor:

        def rename(*arguments: object, **options: object) -> None:
            if arguments[1] == "z.c" and not editor.closed:
                editor.write(b"mine\n")
                editor.close()
            real(*arguments, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(os, "rename", rename)
        with pytest.raises(TreeError, match=r"hw/b\.c: changed while codemod ran"):
            replace_files(tree, FILES)
    assert contents(tree.root) == OLD | {"hw/b.c": b"b\nmine\n"}
    assert beside(tree) == []
