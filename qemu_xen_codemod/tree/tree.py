# SPDX-License-Identifier: GPL-2.0-or-later
"""Tree: what is read of a git checkout or a plain folder, and how one is opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from qemu_xen_codemod.errors import TreeError, UsageError
from qemu_xen_codemod.tree.checkout import Checkout, find_store, require_c_files
from qemu_xen_codemod.tree.folder import Folder
from qemu_xen_codemod.tree.git import Git, GitError, find_git
from qemu_xen_codemod.tree.private import PrivateRepository


class Tree(Protocol):
    """C sources and everything next to them. Paths are POSIX, relative to `root`."""

    #: Absolute, links resolved.
    root: Path

    @property
    def base(self) -> str | None:
        """The commit that the tree is at, None for a plain folder."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user on how the tree was read, one sentence each."""

    def paths(self) -> tuple[str, ...]:
        """Every regular file (in a checkout: every tracked one), sorted."""

    def read(self, path: str) -> bytes:
        """The file's bytes; TreeError if it cannot be read."""

    def read_all(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the files that can be read, faster than one by one."""

    def search(self, words: frozenset[bytes]) -> dict[str, bytes]:
        """The files, of all kinds, that contain one of the words as a whole word, with
        their bytes.
        """

    def occupant(self, path: str) -> bytes | None:
        """The bytes of a file at the path, even if it is not in `paths()`; None if there is
        nothing.

        TreeError if it is not a file, or something on the way is not a folder.
        """

    def modified(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The paths whose bytes are not the base commit's, sorted."""

    def is_executable(self, path: str) -> bool:
        """Whether the file is executable."""

    def check_unchanged(self) -> None:
        """Raise TreeError if files have changed since they were read."""


def open_tree(path: Path, *, committed: bool = False) -> Tree:
    """The tree at `path`; with `committed` the files as in HEAD, whatever the work tree has.

    Raises TreeError if there is no readable tree, UsageError if `committed` is used with a plain
    folder. Git continues to list a checkout's files: errors of that are raised when the files are
    requested.
    """
    root = _resolve(path)
    if (root / ".git").exists():
        git = find_git()
        return Checkout(git, root, find_store(git, root), committed=committed, needs_c=True)
    _refuse_repository(root)
    if committed:
        raise UsageError(
            f"{root} is not a git checkout, so nothing in it is committed",
            help="leave out --committed",
        )
    folder = Folder(root)
    require_c_files(root, folder.paths())
    return folder


def open_revision(path: Path, revision: str) -> Tree:
    """The checkout at `path` as of a commit, branch or tag; anything that git calls a revision.

    Raises TreeError if there is no checkout, UsageError if it has no such revision.
    """
    root = _resolve(path)
    if not (root / ".git").exists():
        raise UsageError(
            f"{root} is not a git checkout, so it has no revision {revision}",
            help="name a folder, or a file that `codemod audit --format json` wrote",
        )
    git = find_git()
    store = find_store(git, root)
    try:
        if revision.startswith("-"):
            raise GitError("rev-parse", 1, "")
        head = git.ask(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except GitError:
        raise UsageError(
            f"{root} has no revision {revision}, nor is there a file or folder of that name",
            help="see: git -C TREE log --oneline --all",
        ) from None
    return Checkout(git, root, replace(store, head=head), committed=True, needs_c=True)


def _resolve(path: Path) -> Path:
    try:
        root = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        raise TreeError(
            f"there is no tree at {path}", help="name the folder of the sources as --tree"
        ) from None
    if not root.is_dir():
        raise TreeError(f"{path} is not a folder", help="name the folder that contains the sources")
    return root


def _refuse_repository(root: Path) -> None:
    """Raise TreeError for a bare repository, and for a part of a checkout.

    Without git on PATH a folder is a plain folder.
    """
    if all((root / name).exists() for name in ("HEAD", "objects", "refs")):
        raise TreeError(
            f"{root} is a bare repository: it has no files",
            help="clone it and name the clone: git clone REPOSITORY FOLDER",
        )
    if not any((above / ".git").exists() for above in root.parents):
        return
    try:
        git = find_git()
        prefix = git.ask(root, "rev-parse", "--show-prefix", above=True)
        store = find_store(git, root, above=True)
        top = Path(git.ask(root, "rev-parse", "--show-toplevel", above=True))
    except TreeError:
        # git does not read what is around it: an ordinary folder.
        return
    if prefix and _is_tracked(git, store.head, store.objects, store.object_format, prefix):
        raise TreeError(
            f"{root} is only a part of the checkout {top}",
            help=f"use --tree {top}, the tree that the series must apply to",
        )


def _is_tracked(git: Git, head: str, objects: Path, object_format: str, prefix: str) -> bool:
    repository = PrivateRepository(git, objects=objects, object_format=object_format)
    try:
        return bool(repository.run("ls-tree", "-z", head, "--", prefix))
    finally:
        repository.close()
