# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths that are not trees are refused with a message that says what to do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import CodemodError, TreeError, UsageError
from qemu_xen_codemod.tree.tree import open_tree

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]


def _refuse(path: Path, *, committed: bool = False) -> str:
    with pytest.raises(CodemodError) as caught:
        open_tree(path, committed=committed).paths()
    return caught.value.render()


def test_no_such_tree(tmp_path: Path) -> None:
    """A missing path is named."""
    assert _refuse(tmp_path / "none") == (
        f"error: there is no tree at {tmp_path}/none\n"
        "help: name the folder of the sources as --tree"
    )


def test_file(tmp_path: Path) -> None:
    """A file is not a tree."""
    path = tmp_path / "a.c"
    path.write_bytes(b"")
    assert _refuse(path) == (
        f"error: {path} is not a folder\nhelp: name the folder that contains the sources"
    )


def test_loop_of_links(tmp_path: Path) -> None:
    """A link to itself is not a tree and causes no traceback."""
    (tmp_path / "loop").symlink_to("loop")
    assert _refuse(tmp_path / "loop").startswith("error: there is no tree at ")


def test_no_c_files(tmp_path: Path) -> None:
    """A folder of other things is refused."""
    (tmp_path / "README").write_bytes(b"int main;\n")
    assert _refuse(tmp_path) == (
        f"error: {tmp_path} has no C files\nhelp: name the top folder of the sources as --tree"
    )


def test_checkout_without_c_files(make_checkout: MakeCheckout) -> None:
    """Untracked C files do not make a checkout a C tree."""
    root = make_checkout({"README": b"text\n"})
    (root / "a.c").write_bytes(b"int a;\n")
    assert _refuse(root).startswith(f"error: {root} has no C files\n")


@pytest.mark.parametrize("name", ["bare.git", "bare/.git"])
def test_bare_repository(tmp_path: Path, git: Git, name: str) -> None:
    """A bare repository has no files, whatever its folder is called."""
    path = tmp_path / name
    path.mkdir(parents=True)
    git(path, "init", "-q", "--bare")
    root = path.parent if name.endswith("/.git") else path
    assert _refuse(root) == (
        f"error: {root} is a bare repository: it has no files\n"
        "help: clone it and name the clone: git clone REPOSITORY FOLDER"
    )


def test_no_commits(tmp_path: Path, git: Git) -> None:
    """A repository before its first commit is refused."""
    git(tmp_path, "init", "-q")
    (tmp_path / "a.c").write_bytes(b"int a;\n")
    assert _refuse(tmp_path) == (
        f"error: {tmp_path} is a repository without commits\nhelp: commit the sources first"
    )


def test_broken_repository(tmp_path: Path) -> None:
    """An invalid .git is not taken for a plain folder."""
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    (tmp_path / "a.c").write_bytes(b"int a;\n")
    assert _refuse(tmp_path) == (
        f"error: {tmp_path} cannot be read as a git checkout: git rev-parse failed: not a git "
        f"repository: {tmp_path}/nowhere\nhelp: check it with: git -C TREE rev-parse HEAD"
    )


def test_missing_objects(make_checkout: MakeCheckout) -> None:
    """A repository that lost objects is refused with the name of the commit."""
    root = make_checkout({"a.c": b"int a;\n"})
    for path in (root / ".git/objects").glob("??/*"):
        path.unlink()
    assert "cannot be listed" in _refuse(root)


def test_part_of_a_checkout(make_checkout: MakeCheckout) -> None:
    """A subfolder of a checkout is refused: paths of a series start at the top."""
    root = make_checkout({"hw/a.c": b"int a;\n"})
    assert _refuse(root / "hw") == (
        f"error: {root}/hw is only a part of the checkout {root}\n"
        f"help: use --tree {root}, the tree that the series must apply to"
    )


def test_untracked_folder_in_a_checkout(make_checkout: MakeCheckout) -> None:
    """Sources unpacked inside some repository that does not track them are a plain folder."""
    root = make_checkout({"a.c": b"int a;\n"})
    (root / "qemu").mkdir()
    (root / "qemu/b.c").write_bytes(b"int b;\n")
    tree = open_tree(root / "qemu")
    assert (tree.base, tree.paths()) == (None, ("b.c",))


def test_committed_plain_folder(tmp_path: Path) -> None:
    """A plain folder has no committed state."""
    (tmp_path / "a.c").write_bytes(b"int a;\n")
    with pytest.raises(UsageError) as caught:
        open_tree(tmp_path, committed=True)
    assert caught.value.render() == (
        f"error: {tmp_path} is not a git checkout, so nothing in it is committed\n"
        "help: leave out --committed"
    )


def test_no_git(
    make_checkout: MakeCheckout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout needs git."""
    root = make_checkout({"a.c": b"int a;\n"})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _refuse(root) == (
        "error: git is not on PATH\n"
        "help: install git; only `apply --in-place` on a plain folder works without it"
    )


def test_no_git_for_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain folder is read without git."""
    (tmp_path / "a.c").write_bytes(b"int a;\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert open_tree(tmp_path).search(frozenset([b"a"])) == {"a.c": b"int a;\n"}


def test_git_of_the_tree_is_not_run(
    make_checkout: MakeCheckout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `.` on PATH and TREE as current folder, a program `git` in TREE is not run."""
    root = make_checkout({"a.c": b"int a;\n", "git": b"#!/bin/sh\ntouch canary\n"})
    (root / "git").chmod(0o755)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", ".::")
    assert _refuse(root).startswith("error: git is not on PATH\n")
    assert not (root / "canary").exists()


def test_other_users_repository(
    make_checkout: MakeCheckout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git's check of ownership applies to us, too."""
    root = make_checkout({"a.c": b"int a;\n"})
    real = subprocess.Popen

    def run(*arguments: object, env: Mapping[str, str], **options: object) -> object:
        # Git's own switch for testing the check.
        return real(*arguments, env={**env, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", run)
    with pytest.raises(TreeError) as caught:
        open_tree(root)
    assert caught.value.render() == (
        f"error: {root} belongs to another user, so git does not read it\n"
        f"help: if you trust it: git config --global --add safe.directory '{root}'"
    )
