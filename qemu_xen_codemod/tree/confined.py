"""Confined: read and replace files below a folder without following a symbolic link.

Each folder on the way is opened by its name inside the one above, never through a link, so no path
leads out of the root, and none that is swapped for a link while we look does either. Paths are
POSIX, relative to the root. Raises TreeError.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from qemu_xen_codemod.errors import TreeError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
#: Not blocking: a FIFO that takes a file's place must not hang us.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
#: Where repositories keep themselves: never ours to write.
_REPOSITORIES = frozenset((".git", ".hg", ".svn", ".bzr"))


class Confined:
    """The files below `root`, which itself may be reached through links."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes:
        """The bytes of a regular file."""
        with self._folder(path) as folder:
            return _read(folder, path)

    def read_present(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each path with its bytes, leaving out what is no regular file here.

        Fast when paths of one folder stand together: the folder is opened once for them.
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
                with suppress(TreeError):
                    if folder >= 0:
                        yield path, _read(folder, path)
        finally:
            if folder >= 0:
                os.close(folder)

    def is_executable(self, path: str) -> bool:
        """Whether its owner may run the file."""
        with self._folder(path) as folder:
            return bool(_status(folder, path).st_mode & stat.S_IXUSR)

    def replace(self, files: Mapping[str, tuple[bytes, bytes]]) -> None:
        """Write (before, after) of each path, keeping its mode.

        All new files are written first, each beside the one that it replaces, then they are
        renamed: no file is ever seen half-written, and when writing fails nothing has changed. A
        file that does not hold `before` any more stops it.
        """
        with ExitStack() as stack:
            renames = []
            for path, (before, after) in sorted(files.items()):
                if _REPOSITORIES & set(path.lower().split("/")):
                    raise TreeError(f"{path}: is inside a repository's own folder")
                folder = stack.enter_context(self._folder(path))
                if _read(folder, path) != before:
                    raise TreeError(
                        f"{path}: changed while codemod ran; nothing was written",
                        help="run codemod again",
                    )
                name = _name(path)
                temporary = f".{name[:200]}.{secrets.token_hex(6)}"
                stack.callback(_remove, folder, temporary)
                _write(folder, temporary, path, after)
                renames.append((folder, temporary, name))
            for folder, temporary, name in renames:
                os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

    @contextmanager
    def _folder(self, path: str) -> Iterator[int]:
        folder = self._open_folder(path)
        try:
            yield folder
        finally:
            os.close(folder)

    def _open_folder(self, path: str) -> int:
        """A descriptor of the folder that holds `path`."""
        *parents, name = path.split("/")
        if any(part in ("", ".", "..") for part in (*parents, name)):
            raise TreeError(f"{path}: is no path inside the tree")
        folder = os.open(self.root, _FOLDER & ~os.O_NOFOLLOW)
        for parent in parents:
            above = folder
            try:
                folder = os.open(parent, _FOLDER, dir_fd=above)
            except OSError as error:
                raise _fault(path, error) from None
            finally:
                os.close(above)
        return folder


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _status(folder: int, path: str) -> os.stat_result:
    try:
        return os.stat(_name(path), dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        raise _fault(path, error) from None


def _read(folder: int, path: str) -> bytes:
    try:
        file = os.open(_name(path), _FILE, dir_fd=folder)
    except OSError as error:
        raise _fault(path, error) from None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise TreeError(f"{path}: is not a regular file")
        # One byte more than it should have: a read that is not full has reached the end.
        data = os.read(file, status.st_size + 1)
        while len(data) > status.st_size and (more := os.read(file, 1 << 20)):
            data += more
        return data
    except OSError as error:
        raise _fault(path, error) from None
    finally:
        os.close(file)


def _write(folder: int, name: str, path: str, data: bytes) -> None:
    mode = stat.S_IMODE(_status(folder, path).st_mode)
    try:
        file = os.open(name, _NEW, 0o600, dir_fd=folder)
        with os.fdopen(file, "wb") as stream:
            stream.write(data)
            os.fchmod(file, mode)
    except OSError as error:
        raise TreeError(
            f"{path}: cannot be written: {error.strerror}; nothing was changed"
        ) from None


def _remove(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _fault(path: str, error: OSError) -> TreeError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return TreeError(
            f"{path}: is or lies behind a symbolic link, which codemod does not follow"
        )
    return TreeError(f"{path}: cannot be read: {error.strerror}")
