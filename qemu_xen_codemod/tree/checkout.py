# SPDX-License-Identifier: GPL-2.0-or-later
"""Checkout: a git checkout at its HEAD commit.

Only `rev-parse` runs on the repository itself, in its own context, so that git's check of ownership
applies. Everything else goes through a PrivateRepository. The files of the work tree are read and
compared by us: `git status` and `git diff` would run the filters in a tree's configuration.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.begun import Begun
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.git import Git, GitError
from qemu_xen_codemod.tree.left_out import (
    find_locked,
    notes_on_links,
    notes_on_locked,
    notes_on_submodules,
)
from qemu_xen_codemod.tree.private import PrivateRepository
from qemu_xen_codemod.tree.search import word_search

_LINK, _SUBMODULE = "120000", "160000"
_FORMATS = ("sha1", "sha256")
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
#: An entry of `ls-tree -z`: mode, kind and ID; the path.
_LISTED = re.compile(r"([^\t\0]*)\t([^\0]+)\0")
#: The output of rev-parse about a repository, a line each.
_QUESTIONS = (
    ("--is-bare-repository",),
    ("--show-object-format",),
    ("--is-shallow-repository",),
    ("--git-path", "objects"),
    ("--git-dir",),
    ("--git-common-dir",),
)


@dataclass(frozen=True, slots=True)
class Store:
    """Where a checkout's commits are."""

    #: The commit of HEAD.
    head: str
    objects: Path
    #: "sha1" or "sha256".
    object_format: str
    is_shallow: bool
    #: The repository's own folders, absolute: the one of this work tree and the shared one.
    folders: tuple[Path, ...]


def require_c_files(root: Path, paths: Iterable[str]) -> None:
    """Raise TreeError if no path is that of a C file."""
    if all(language_of(path) is None for path in paths):
        raise TreeError(
            f"{root} has no C files", help="name the top folder of the sources as --tree"
        )


def find_store(git: Git, folder: Path, *, above: bool = False) -> Store:
    """The store of the checkout that `folder` is (or, with `above`, is in); raises TreeError."""

    def ask(*arguments: str) -> str:
        return git.ask(folder, "rev-parse", *arguments, above=above)

    try:
        answers = ask(*chain.from_iterable(_QUESTIONS)).split("\n")
        if len(answers) != len(_QUESTIONS):
            # A path of more than one line.
            answers = [ask(*question) for question in _QUESTIONS]
        bare, object_format, shallow, objects, *folders = answers
        if bare == "true":
            raise TreeError(
                f"{folder} is a bare repository: it has no files",
                help="clone it and name the clone: git clone REPOSITORY FOLDER",
            )
        head = _ask_head(git, folder, above)
        if object_format not in _FORMATS or not _ID.fullmatch(head):
            raise TreeError(
                f"{git.program} does not behave like git",
                help="is it git 2.28 or newer?",
            )
        return Store(
            head,
            (folder / objects).resolve(),
            object_format,
            shallow == "true",
            tuple((folder / name).resolve() for name in folders),
        )
    except GitError as error:
        if "dubious ownership" in error.message or "unsafe repository" in error.message:
            raise TreeError(
                f"{folder} belongs to another user, so git does not read it",
                help=f"if you trust it: git config --global --add safe.directory '{folder}'",
            ) from None
        raise TreeError(
            f"{folder} cannot be read as a git checkout: {error.what}",
            help="check it with: git -C TREE rev-parse HEAD",
        ) from None


def _ask_head(git: Git, folder: Path, above: bool) -> str:
    try:
        return git.ask(folder, "rev-parse", "--verify", "--quiet", "HEAD", above=above)
    except GitError as error:
        if error.message.strip():
            raise
        raise TreeError(
            f"{folder} is a repository without commits", help="commit the sources first"
        ) from None


class Checkout:
    """The regular files that HEAD tracks, with the work tree's bytes or, `committed`, HEAD's."""

    def __init__(
        self,
        git: Git,
        root: Path,
        store: Store,
        *,
        committed: bool = False,
        needs_c: bool = False,
    ) -> None:
        self.root = root
        self.git = git
        self.store = store
        self.files = Confined(root)
        self.committed = committed
        self._needs_c = needs_c
        repository = self._repository = PrivateRepository(
            git, objects=store.objects, object_format=store.object_format
        )
        # Both take a while, and the caller has something else to do.
        self._listed = Begun(
            lambda: _read_listing(repository.run("ls-tree", "-r", "-z", store.head))
        )
        # Without stat data, which our index lacks: grep in a work tree uses only the names in the
        # index.
        self._indexed = (
            None if committed else Begun(lambda: repository.run("read-tree", store.head))
        )

    @property
    def base(self) -> str:
        """The commit of HEAD when the tree was opened."""
        return self.store.head

    @cached_property
    def _listing(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Everything that HEAD tracks, by path, as git lists it ("100644 blob ID"): the regular
        files, and the links and submodules.

        A tree has tens of thousands of files, of which a run reads only a few.
        """
        try:
            return self._listed.result()
        except GitError as error:
            raise TreeError(
                f"the files of commit {self.store.head} cannot be listed: {error.what}",
                help="objects are missing; see: git -C TREE fsck, or fetch them again",
            ) from None

    @cached_property
    def entries(self) -> Mapping[str, str]:
        """The regular files of HEAD: "100644 blob ID" by path.

        Raises TreeError if C files are required and there are none.
        """
        entries, _ = self._listing
        if self._needs_c:
            require_c_files(self.root, entries)
        return entries

    def _blob(self, path: str) -> str:
        return self.entries[path].rpartition(" ")[2]

    def _of_mode(self, wanted: str) -> list[str]:
        return [path for path, name in self._listing[1].items() if name.startswith(wanted)]

    @cached_property
    def _absent(self) -> frozenset[str]:
        """The tracked files that are not files in the work tree, or are behind a link."""
        if self.committed:
            return frozenset()
        return frozenset(_find_absent(self.root, self.entries))

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user on how the tree was read."""
        notes = []
        if self.store.is_shallow:
            notes.append("the checkout is a shallow clone: only its history is incomplete")
        absent = len(self._absent)
        if absent:
            notes.append(
                f"{absent} tracked files are not in the work tree (sparse checkout, deleted or"
                " replaced by links) and were not read; --committed reads them from HEAD"
            )
        notes += notes_on_submodules(self.root, self._of_mode(_SUBMODULE))
        if not self.committed:
            notes += notes_on_links(self.root, self._of_mode(_LINK))
            notes += notes_on_locked(find_locked(self.root, self._paths))
        return tuple(notes)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        absent = self._absent
        return tuple(sorted(path for path in self.entries if path not in absent))

    def paths(self) -> tuple[str, ...]:
        """Every tracked regular file, sorted, as POSIX path."""
        return self._paths

    def read(self, path: str) -> bytes:
        """The file's bytes; TreeError if it cannot be read."""
        if not self.committed:
            return self.files.read(path)
        if path not in self.entries:
            raise TreeError(f"{path}: is not a file of commit {self.store.head}")
        return self.read_blobs((path,))[path]

    def read_all(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the files that can be read."""
        if self.committed:
            return self.read_blobs(path for path in paths if path in self.entries)
        return dict(self.files.read_present(paths))

    def read_blobs(self, paths: Iterable[str]) -> dict[str, bytes]:
        """HEAD's bytes of tracked files."""
        wanted = list(paths)
        request = "".join(f"{self._blob(path)}\n" for path in wanted).encode()
        answer = self._repository.run("cat-file", "--batch", data=request)
        blobs, at = {}, 0
        for path in wanted:
            line, end = answer[at:].split(b"\n", 1)[0], answer.index(b"\n", at) + 1
            if line.endswith(b" missing"):
                raise TreeError(
                    f"{path}: its committed state is missing from the repository",
                    help="fetch it: git -C TREE checkout HEAD -- PATH",
                )
            size = int(line.rsplit(b" ", 1)[1])
            blobs[path] = answer[end : end + size]
            at = end + size + 1
        return blobs

    def search(self, words: frozenset[bytes]) -> dict[str, bytes]:
        """The files that contain one of the words as a whole word, with their bytes."""
        search = word_search(words)
        if search.perl:
            with suppress(TreeError):
                return dict(self._grep(("-P",), search.perl))
            # Some gits were built without PCRE.
            return dict(self._grep(("-w", "-E"), (search.expression,)))
        # Needles find more files than words do, and git finds some needles in a tenth of the time
        # that it takes for the words of a library.
        found = self._grep(("-F",), search.needles)
        return {path: data for path, data in found if search.matches(data)}

    def _grep(self, how: Sequence[str], lines: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        """The files in which git finds one of the lines, with their bytes."""
        command = ["grep", "--no-color", "-l", "-z", *how, "--text", "-f", "-"]
        data = b"".join(line + b"\n" for line in lines)
        if self.committed:
            return self._grep_committed(command, data)
        if self._indexed is not None:
            self._indexed.result()
        found = self._run_grep(command, data, self.root)
        return self.files.read_present(path for path in sorted(found) if path in self.entries)

    def _grep_committed(self, command: list[str], data: bytes) -> Iterator[tuple[str, bytes]]:
        prefix = f"{self.store.head}:"
        found = self._run_grep([*command, self.store.head], data, None)
        paths = (path.removeprefix(prefix) for path in found)
        return iter(self.read_blobs(path for path in paths if path in self.entries).items())

    def _run_grep(self, command: list[str], data: bytes, work_tree: Path | None) -> list[str]:
        try:
            found = self._repository.run(*command, data=data, work_tree=work_tree, accepted=(0, 1))
        except GitError as error:
            raise TreeError(f"the tree cannot be searched: {error.what}") from None
        return [path for path in os.fsdecode(found).split("\0") if path]

    def occupant(self, path: str) -> bytes | None:
        """The bytes of a file at the path, tracked or not, None if there is nothing."""
        if path in self._absent:
            raise TreeError(f"{path} is tracked, but not in the work tree")
        for other, entry in self._listing[1].items():
            if path == other or path.startswith(f"{other}/"):
                raise TreeError(
                    f"{other} is a {'link' if entry.startswith(_LINK) else 'submodule'}"
                )
        if self.committed:
            return self.read(path) if path in self.entries else None
        return self.files.occupant(path)

    def modified(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The paths whose bytes are not HEAD's, sorted.

        A file counts as committed if the checkout only changed its line ends to CRLF. None is
        modified if the tree was opened as `committed`, since HEAD's bytes are read then.
        """
        if self.committed:
            return ()
        return tuple(sorted(path for path in set(paths) if not self._is_committed(path)))

    def _is_committed(self, path: str) -> bool:
        if path not in self.entries:
            return False
        try:
            return self.committed_form(path, self.files.read(path)) is not None
        except TreeError:
            return False

    def committed_form(self, path: str, data: bytes) -> bytes | None:
        """The data as in HEAD: unchanged or with LF line ends; None if neither is HEAD's."""
        blob = self._blob(path)
        for form in (data, data.replace(b"\r\n", b"\n")):
            if self._blob_id(form) == blob:
                return form
        return None

    def _blob_id(self, data: bytes) -> str:
        digest = hashlib.new(self.store.object_format, b"blob %d\0" % len(data))
        digest.update(data)
        return digest.hexdigest()

    def is_executable(self, path: str) -> bool:
        """Whether the file is executable in HEAD."""
        return self.entries[path].startswith("100755")

    def check_unchanged(self) -> None:
        """Raise TreeError if a file has changed since it was read, or HEAD has moved."""
        if self.committed:
            return
        self.files.check_unchanged()
        if _ask_head(self.git, self.root, above=False) != self.store.head:
            raise TreeError(
                f"HEAD of {self.root} moved while codemod read the tree",
                help="run codemod again while nothing else changes it, or use --committed",
            )


def _read_listing(listing: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The regular files and the others of `ls-tree`, by path."""
    regular: dict[str, str] = {}
    others: dict[str, str] = {}
    for found in _LISTED.finditer(os.fsdecode(listing)):
        status, path = found.groups()
        (regular if status.startswith("100") else others)[path] = status
    return regular, others


def _find_absent(root: Path, tracked: Collection[str]) -> set[str]:
    """The tracked paths at which there is no regular file, or a link on the way."""
    folders: set[str] = set()
    last = ""
    for path in tracked:
        folder = path.rpartition("/")[0]
        if folder != last:
            # The files of a folder mostly follow one another.
            last = folder
            while folder and folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
    absent = set(tracked)
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(f"{root}/{folder}") as found:
                for entry in found:
                    path = folder + entry.name
                    if path in absent:
                        if entry.is_file(follow_symlinks=False):
                            absent.remove(path)
                    elif path in folders and entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{path}/")
        except OSError as error:
            raise TreeError(f"{folder or root}: cannot be read: {error.strerror}") from None
    return absent
