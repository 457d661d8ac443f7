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
    """C sources and all that lies beside them. Paths are POSIX, relative to `root`."""

    #: Absolute, links resolved.
    root: Path

    @property
    def base(self) -> str | None:
        """The commit that the tree is on, None for a plain folder."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of how the tree was read, a sentence each."""

    def paths(self) -> tuple[str, ...]:
        """Every regular file (in a checkout: every tracked one), sorted."""

    def read(self, path: str) -> bytes:
        """The file's bytes; TreeError when it cannot be read."""

    def read_all(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of those that can be read, faster than one by one."""

    def search(self, words: frozenset[bytes]) -> dict[str, bytes]:
        """The files, of all kinds, that hold one of the words as a whole word, with their bytes."""

    def occupant(self, path: str) -> bytes | None:
        """The bytes of a file at the path, also of one that is none of `paths()`; None for nothing.

        TreeError where there is something else, or something else than a folder on the way.
        """

    def modified(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those whose bytes are not the base commit's, sorted."""

    def is_executable(self, path: str) -> bool:
        """Whether the file is executable."""

    def check_unchanged(self) -> None:
        """Raise TreeError when the tree is not that any more of which files were read."""


def open_tree(path: Path, *, committed: bool = False) -> Tree:
    """The tree at `path`; with `committed` the files as HEAD has them, whatever the work tree says.

    Raises TreeError when there is no tree that can be read, UsageError when `committed` is asked of
    a plain folder. Git goes on listing a checkout's files: faults of these come when one is asked
    for them.
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
    """The checkout at `path` as a commit, branch or tag has it; what git calls a revision.

    Raises TreeError when there is no checkout, UsageError when it has no such revision.
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
        # What lies around it is nothing that git reads: an ordinary folder.
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
