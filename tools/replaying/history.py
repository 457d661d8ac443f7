# SPDX-License-Identifier: GPL-2.0-or-later
"""A commit of a repository, bare or not: its message, its changes, and the tree before it.

Objects are read through a private repository of ours; only `rev-parse` runs on the repository
itself. So nothing in the repository is run and nothing is written to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import TreeError, UsageError
from qemu_xen_codemod.series.diff import DIFF_OPTIONS
from qemu_xen_codemod.tree.checkout import Checkout, Store
from qemu_xen_codemod.tree.git import GitError, find_git
from qemu_xen_codemod.tree.private import PrivateRepository

_HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring lines that a change replaces, including their line ends."""

    #: 0-based, end exclusive: lines of the file before. Equal when lines are only added.
    start: int
    end: int
    added: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit did to one file; b"" if there is no file."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, with what it changed against its first parent."""

    id: str
    subject: str
    is_merge: bool
    #: The regular files, by path.
    changes: tuple[FileChange, ...]
    #: The tree of its first parent.
    parent: Checkout


class History:
    """Reads commits of one repository."""

    def __init__(self, folder: Path) -> None:
        """Raises TreeError if `folder` is not a readable git repository."""
        self._folder = folder.resolve()
        self._git = find_git()
        if not self._folder.is_dir():
            raise TreeError(f"there is no repository at {folder}", help="name a git repository")
        try:
            objects = (self._folder / self._ask("--git-path", "objects")).resolve()
            self._format = self._ask("--show-object-format")
        except GitError as error:
            raise TreeError(
                f"{folder} cannot be read as a git repository: {error.what}",
                help="name the top folder of a checkout, or a bare repository",
            ) from None
        self._objects = objects
        self._repository = PrivateRepository(self._git, objects=objects, object_format=self._format)

        # Files to compare are written to a separate store: git renews the time stamp of an object
        # that it should write and that already exists, also in a borrowed store.
        self._scratch = PrivateRepository(self._git)

    def commit(self, name: str) -> Commit:
        """The commit that `name` (an id, a tag, a branch) stands for.

        Raises UsageError if it is not a commit, or has no parent, TreeError if objects are missing.
        """
        full = self._full_id(name)
        head, _, message = self._read(full, "commit").partition(b"\n\n")
        lines = head.decode("utf-8", "replace").splitlines()
        parents = [line.split(" ")[1] for line in lines if line.startswith("parent ")]
        if not parents:
            raise UsageError(f"{name} has no parent", help="a root commit changes no tree")
        try:
            changes = tuple(self._changes(parents[0], full))
        except GitError as error:
            raise TreeError(
                f"the parent of {name} cannot be read: {error.what}",
                help="a shallow or partial clone lacks objects; fetch them",
            ) from None
        subject = message.decode("utf-8", "replace").strip().partition("\n")[0]
        return Commit(full, subject, len(parents) > 1, changes, self._tree(parents[0]))

    def hunks(self, before: bytes, after: bytes) -> tuple[Hunk, ...]:
        """The lines in which two states of a file differ, according to `git diff`."""
        if before == after:
            return ()
        blobs = [self._write(data) for data in (before, after)]
        diff = self._scratch.run("diff", "--text", "-U0", *DIFF_OPTIONS, *blobs)
        lines = lines_of(after)
        hunks = []
        for found in _HUNK.finditer(diff):
            start, removed, at, added = (int(part) if part else 1 for part in found.groups())
            # An empty side is given by the line before it.
            start -= removed > 0
            at -= added > 0
            hunks.append(Hunk(start, start + removed, tuple(lines[at : at + added])))
        return tuple(hunks)

    def _ask(self, *arguments: str) -> str:
        return self._git.ask(self._folder, "rev-parse", *arguments)

    def _full_id(self, name: str) -> str:
        try:
            if not name.startswith("-"):
                return self._ask("--verify", "--quiet", f"{name}^{{commit}}")
        except GitError as error:
            if error.message.strip():
                raise
        raise UsageError(f"{name} is no commit of {self._folder}", help="see: git -C REPO log")

    def _read(self, name: str, kind: str) -> bytes:
        return self._repository.run("cat-file", kind, name)

    def _write(self, data: bytes) -> str:
        return self._scratch.run("hash-object", "-w", "--stdin", data=data).decode().strip()

    def _changes(self, parent: str, commit: str) -> Iterable[FileChange]:
        listing = self._repository.run("diff-tree", "-r", "-z", "--no-renames", parent, commit)
        fields = os.fsdecode(listing).split("\0")
        for status, path in zip(fields[0:-1:2], fields[1::2], strict=True):
            old_mode, mode, old, new, _ = status.removeprefix(":").split(" ")
            modes = {file_mode for file_mode in (old_mode, mode) if file_mode != "000000"}
            if modes <= set(_REGULAR):
                before = self._read(old, "blob") if old_mode in _REGULAR else b""
                after = self._read(new, "blob") if mode in _REGULAR else b""
                yield FileChange(path, before, after)

    def _tree(self, parent: str) -> Checkout:
        store = Store(parent, self._objects, self._format, False, ())
        return Checkout(self._git, self._folder, store, committed=True)


def lines_of(data: bytes) -> list[bytes]:
    """Lines as git counts them: a lone CR is not a line end."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop().removesuffix(b"\n")
    return [*lines, last] if last else lines
