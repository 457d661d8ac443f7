# SPDX-License-Identifier: GPL-2.0-or-later
"""Confined: read files below a folder without following a symbolic link.

Each folder on the way is opened by its name inside the one above, never through a link. So no path
leads out of the root, not even if something is replaced by a link at the same time. Paths are
POSIX, relative to the root. Raises TreeError. `tree.in_place` replaces files.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from posixpath import basename
from typing import TypeAlias

from qemu_xen_codemod.errors import TreeError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
#: Not blocking: a FIFO that replaces a file must not make us hang.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Confined:
    """The files below `root`, which itself may be reached through links."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen: dict[str, _Version] = {}

    def read(self, path: str) -> bytes:
        """The bytes of a regular file."""
        with self.folder_of(path) as folder:
            return self._read(folder, path)

    def _read(self, folder: int, path: str) -> bytes:
        data, version = _read(folder, path)
        if self._seen.setdefault(path, version) != version:
            raise _ChangedError(path)
        return data

    def check_unchanged(self) -> None:
        """Raise TreeError for a file that has changed since it was read.

        If there is none, everything that was read is from one moment, this one.
        """
        for path, version in self._seen.items():
            try:
                status = os.lstat(f"{self.root}/{path}")
            except OSError:
                raise _ChangedError(path) from None
            if _version(status) != version:
                raise _ChangedError(path)

    def read_present(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each path with its bytes, without paths that are not regular files here.

        Fast if paths of one folder are together: the folder is opened once for them.
        """
        name, folder = "", os.open(self.root, _FOLDER & ~os.O_NOFOLLOW)
        try:
            for path in paths:
                parent = path.rpartition("/")[0]
                if parent != name or folder < 0:
                    if folder >= 0:
                        os.close(folder)
                    name, folder = parent, -1
                    with suppress(TreeError):
                        folder = self._open_folder(path)
                try:
                    if folder >= 0:
                        yield path, self._read(folder, path)
                except _ChangedError:
                    raise
                except TreeError:
                    pass
        finally:
            if folder >= 0:
                os.close(folder)

    def occupant(self, path: str) -> bytes | None:
        """The bytes of a regular file, None if there is nothing, and no folder for it either."""
        try:
            return self.read(path)
        except _Missing:
            return None

    def is_executable(self, path: str) -> bool:
        """Whether its owner may execute the file."""
        with self.folder_of(path) as folder:
            return bool(_status(folder, path).st_mode & stat.S_IXUSR)

    @contextmanager
    def folder_of(self, path: str, *, makes: bool = False) -> Iterator[int]:
        """A descriptor of the folder that contains `path`, which `makes` creates if it is
        missing.
        """
        folder = self._open_folder(path, makes=makes)
        try:
            yield folder
        finally:
            os.close(folder)

    def _open_folder(self, path: str, *, makes: bool = False) -> int:
        *parents, name = path.split("/")
        if any(part in ("", ".", "..") for part in (*parents, name)):
            raise TreeError(f"{path}: is not a path inside the tree")
        folder = os.open(self.root, _FOLDER & ~os.O_NOFOLLOW)
        for parent in parents:
            above = folder
            try:
                if makes:
                    with suppress(FileExistsError):
                        os.mkdir(parent, dir_fd=above)
                folder = os.open(parent, _FOLDER, dir_fd=above)
            except OSError as error:
                raise _fault(path, error) from None
            finally:
                os.close(above)
        return folder


class _Missing(TreeError):
    """There is nothing with that name."""


def _status(folder: int, path: str) -> os.stat_result:
    try:
        return os.stat(basename(path), dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        raise _fault(path, error) from None


class _ChangedError(TreeError):
    """Reading more of the tree would mix two states."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path}: changed while codemod read the tree",
            help="run codemod again while nothing else changes it",
        )


#: What shows that the bytes of a file are the same: its inode, size and time of change.
_Version: TypeAlias = tuple[int, int, int]


def _version(status: os.stat_result) -> _Version:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _read(folder: int, path: str) -> tuple[bytes, _Version]:
    try:
        file = os.open(basename(path), _FILE, dir_fd=folder)
    except OSError as error:
        raise _fault(path, error) from None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise TreeError(f"{path}: is not a regular file")
        # One byte more than its size: a short read has reached the end.
        data = os.read(file, status.st_size + 1)
        while len(data) > status.st_size and (more := os.read(file, 1 << 20)):
            data += more
        return data, _version(status)
    except OSError as error:
        raise _fault(path, error) from None
    finally:
        os.close(file)


def _fault(path: str, error: OSError) -> TreeError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return TreeError(
            f"{path}: is, or is behind, a symbolic link, which codemod does not follow"
        )
    kind = _Missing if error.errno == errno.ENOENT else TreeError
    return kind(f"{path}: cannot be read: {error.strerror}")
