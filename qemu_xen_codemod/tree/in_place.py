# SPDX-License-Identifier: GPL-2.0-or-later
"""Replace files of a tree in place: all of them or none, whatever kills the run.

In a folder of ours that is not part of the sources (in .git, if there is one) the new files are
written, each old one is linked to, and a journal lists them. Then each new file is renamed to its
place, and last the journal is deleted. As long as it exists, the change is not done: if a step
fails we restore the files, and if the run was killed the next run does. To restore a file, the old
one itself, with its times and links, is renamed to its place.

A file that somebody has edited in the meantime is neither lost nor overwritten: TreeError names it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from posixpath import basename

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.signals import held_back
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.folder_lock import locked
from qemu_xen_codemod.tree.tree import Tree

_NAME = "codemod-in-place"
_JOURNAL = "journal"
_DRAFT = "journal-draft"
_OURS = re.compile(rf"(?:new|old)-\d+|{_DRAFT}")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
#: The repositories' own folders: we never write there.
_REPOSITORIES = frozenset((".git", ".hg", ".svn", ".bzr"))
#: The file system has no hard links, or not for this file: the old file is copied.
_NO_LINK = frozenset((errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EACCES))
#: Seconds after which our files belong to a dead run, if there are no locks to tell.
_DEAD = 60.0
_AGAIN = "run codemod again"


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is replaced, and the SHA-256 of its bytes."""

    path: str
    #: "" if there was none.
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Journal:
    """What a run is about to do."""

    #: The commit of HEAD, "" for a plain folder.
    head: str
    files: tuple[_File, ...]
    #: Folders that are created for new files, outermost first.
    made: tuple[str, ...]

    def encode(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


def replace_files(tree: Tree, files: Mapping[str, tuple[bytes | None, bytes]]) -> None:
    """Write (before, after) of each path, keeping its mode; before is None for a new file.

    Raises TreeError, having changed nothing, if a file does not contain `before` any more, if there
    is one in the place of a new one, and if it cannot be written.
    """
    with locked(tree.root) as is_locked:
        _settle(tree, is_locked=is_locked)
        confined = Confined(tree.root)
        for path, (before, _) in sorted(files.items()):
            if _REPOSITORIES & set(path.lower().split("/")):
                raise TreeError(f"{path}: is inside a repository's own folder")
            if confined.occupant(path) != before:
                raise _changed(path)
        faults: list[OSError] = []
        for place in _places(tree):
            with suppress(_ElsewhereError), _made(place, faults) as folder:
                _replace(tree, confined, folder, dict(sorted(files.items())))
                return
        raise TreeError(
            f"{tree.root} cannot be edited in place: {faults[-1].strerror}; nothing was changed",
            help="write a series, and apply it with git am",
        )


def take_back(tree: Tree) -> tuple[str, ...]:
    """Restore what a killed run has changed in place; returns notes on it.

    Raises TreeError, having changed nothing, if somebody has edited one of its files since.
    """
    if not any(os.path.lexists(place) for place in _places(tree)):
        return ()
    with locked(tree.root) as is_locked:
        return _settle(tree, is_locked=is_locked)


def notes_on_half_done(tree: Tree) -> tuple[str, ...]:
    """A note for commands that only read the tree, if a run has changed only some of its files."""
    if not any(os.path.lexists(place / _JOURNAL) for place in _places(tree)):
        return ()
    return (
        "an --in-place run was killed or is still running: some files may have its changes;"
        " the next codemod apply restores them",
    )


class _ElsewhereError(Exception):
    """The tree's files are on another file system than this place."""


def _places(tree: Tree) -> tuple[Path, ...]:
    """Where our folder may be: on the file system of the tree's files, if possible."""
    places = (tree.root.with_name(f".{tree.root.name}.{_NAME}"), tree.root / f".{_NAME}")
    return (tree.store.folders[0] / _NAME, *places) if isinstance(tree, Checkout) else places


@contextmanager
def _made(place: Path, faults: list[OSError]) -> Iterator[int]:
    """A new folder at the place, removed in the end unless it contains a journal."""
    try:
        place.mkdir(mode=0o700)
    except OSError as error:
        faults.append(error)
        raise _ElsewhereError from None
    folder = os.open(place, _FOLDER)
    try:
        with _named(str(place)):
            _write(folder, _mark(folder), b"", None)
        yield folder
    except OSError as error:
        if _JOURNAL in _names(folder):
            raise TreeError(
                f"{error.filename}: cannot be written: {error.strerror}; some files are changed",
                help=f"{_AGAIN}, which restores them",
            ) from None
        if error.errno != errno.EXDEV:
            raise TreeError(
                f"{error.filename}: cannot be written: {error.strerror}; nothing was changed"
            ) from None
        faults.append(error)
        raise _ElsewhereError from None
    finally:
        _remove(folder, place)
        os.close(folder)


def _replace(
    tree: Tree,
    confined: Confined,
    folder: int,
    files: Mapping[str, tuple[bytes | None, bytes]],
) -> None:
    made: list[str] = []
    for number, (path, (before, after)) in enumerate(files.items()):
        with _named(path):
            _stage(confined, folder, number, path, before, after)
        made += (name for name in _missing(confined.root, path) if name not in made)
    journal = _Journal(
        tree.base or "",
        tuple(
            _File(path, _digest(before), _digest(after)) for path, (before, after) in files.items()
        ),
        tuple(made),
    )
    with _named(_JOURNAL):
        _write(folder, _DRAFT, journal.encode(), None)
        os.rename(_DRAFT, _JOURNAL, src_dir_fd=folder, dst_dir_fd=folder)
    try:
        for number, file in enumerate(journal.files):
            with _named(file.path):
                _put(confined, folder, number, file)
        for number, file in enumerate(journal.files):
            # A program that writes into the old file now opened it before.
            if file.before and _digest(_read(folder, f"old-{number}")) != file.before:
                raise _changed(file.path)
    except BaseException:
        _roll_back(confined, folder, journal)
        raise
    # From here on everything is done.
    os.unlink(_JOURNAL, dir_fd=folder)


def _stage(
    confined: Confined, folder: int, number: int, path: str, before: bytes | None, after: bytes
) -> None:
    """Put the new file, and the old one, into our folder."""
    if before is None:
        _write(folder, f"new-{number}", after, None)
        return
    with confined.folder_of(path) as above:
        name = basename(path)
        status = os.stat(name, dir_fd=above, follow_symlinks=False)
        try:
            os.link(
                name, f"old-{number}", src_dir_fd=above, dst_dir_fd=folder, follow_symlinks=False
            )
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            _write(folder, f"old-{number}", before, stat.S_IMODE(status.st_mode))
            times = (status.st_atime_ns, status.st_mtime_ns)
            os.utime(f"old-{number}", ns=times, dir_fd=folder, follow_symlinks=False)
    _write(folder, f"new-{number}", after, stat.S_IMODE(status.st_mode))


def _put(confined: Confined, folder: int, number: int, file: _File) -> None:
    """Put the new file in its place."""
    new, name = f"new-{number}", basename(file.path)
    with confined.folder_of(file.path, makes=not file.before) as above:
        if not file.before:
            try:
                # Unlike a rename it replaces nothing.
                os.link(new, name, src_dir_fd=folder, dst_dir_fd=above)
                return
            except FileExistsError:
                raise _changed(file.path) from None
            except OSError as error:
                if error.errno not in _NO_LINK:
                    raise
        os.rename(new, name, src_dir_fd=folder, dst_dir_fd=above)


def _settle(tree: Tree, *, is_locked: bool) -> tuple[str, ...]:
    """Restore what dead runs have changed, and remove what they left; returns notes on it."""
    notes: list[str] = []
    for place in _places(tree):
        try:
            folder = os.open(place, _FOLDER)
        except OSError:
            continue
        try:
            status = os.fstat(folder)
            if status.st_uid != os.geteuid():
                if place.parent == tree.root.parent:
                    # In a shared folder anybody may have put it there.
                    continue
                raise TreeError(
                    f"{place} belongs to another user, whose --in-place run was killed",
                    help="have that user run codemod on this tree again",
                )
            if not is_locked and time.time() - status.st_mtime < _DEAD:
                raise TreeError(
                    f"{tree.root} may be edited in place by another run",
                    help=f"{_AGAIN} in a minute",
                )
            notes += _settle_in(tree, place, folder)
            _remove(folder, place)
        finally:
            os.close(folder)
    return tuple(notes)


def _settle_in(tree: Tree, place: Path, folder: int) -> Iterator[str]:
    try:
        data = _read(folder, _JOURNAL)
    except OSError:
        # It was killed before it changed a file, or when everything was done.
        return
    keep = f"or keep the files as they are: rm -r '{place}'"
    journal = _decode(data)
    if journal is None or _mark(folder) not in _names(folder):
        raise TreeError(
            f"{place} was not left here by a killed --in-place run",
            help=f"look at the tree's files, and remove it: rm -r '{place}'",
        )
    confined = Confined(tree.root)
    changed = sum(_state(confined.root, file) == file.after for file in journal.files)
    whole = f"{changed} of {len(journal.files)} files"
    if changed and journal.head != (tree.base or ""):
        raise TreeError(
            f"HEAD has moved since an --in-place run was killed that had changed {whole}",
            help=f"go back to {journal.head} and {_AGAIN}, which restores them; {keep}",
        )
    try:
        _roll_back(confined, folder, journal)
    except _EditedError as error:
        raise TreeError(
            f"{error.path}: was edited since an --in-place run was killed that had changed {whole}",
            help=f"undo the edit and {_AGAIN}, which restores them; {keep}",
        ) from None
    if changed:
        yield f"an --in-place run was killed when it had changed {whole}: all were restored"


def _decode(data: bytes) -> _Journal | None:
    try:
        values = json.loads(data)
        files = tuple(_File(**file) for file in values.pop("files"))
        return _Journal(files=files, made=tuple(values.pop("made")), **values)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class _EditedError(TreeError):
    """A file is neither as it was nor as it was meant to become."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: was edited while codemod restored it", help=_AGAIN)
        self.path = path


def _roll_back(confined: Confined, folder: int, journal: _Journal) -> None:
    """Restore each file as it was before, and delete the journal."""
    replaced = []
    for number, file in enumerate(journal.files):
        state = _state(confined.root, file)
        if state == file.before:
            continue
        if state != file.after or _REPOSITORIES & set(file.path.lower().split("/")):
            raise _EditedError(file.path)
        replaced.append((number, file))
    for number, file in reversed(replaced):
        with confined.folder_of(file.path) as above, _named(file.path):
            if file.before:
                os.rename(f"old-{number}", basename(file.path), src_dir_fd=folder, dst_dir_fd=above)
            else:
                os.unlink(basename(file.path), dir_fd=above)
    for name in reversed(journal.made):
        with suppress(OSError, TreeError), confined.folder_of(name) as above:
            os.rmdir(basename(name), dir_fd=above)
    os.unlink(_JOURNAL, dir_fd=folder)


def _state(root: Path, file: _File) -> str | None:
    """The digest of the current contents; None if it is not a file."""
    try:
        # A Confined assumes that a file that it has read before does not change.
        return _digest(Confined(root).occupant(file.path))
    except TreeError:
        return None


def _names(folder: int) -> list[str]:
    return os.listdir(folder)


def _mark(folder: int) -> str:
    """The file that shows that the folder is ours: one in a tree has another inode."""
    return f"inode-{os.fstat(folder).st_ino}"


def _remove(folder: int, place: Path) -> None:
    """Remove our folder, but not as long as it contains a journal, and nothing that is not ours."""
    with held_back(), suppress(OSError):
        names = _names(folder)
        if _mark(folder) in names and _JOURNAL not in names:
            for name in filter(_OURS.fullmatch, names):
                os.unlink(name, dir_fd=folder)
            os.unlink(_mark(folder), dir_fd=folder)
        place.rmdir()


def _missing(root: Path, path: str) -> Iterator[str]:
    """The folders above the path that must be created, outermost first."""
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        name = "/".join(parts[:depth])
        if not os.path.lexists(root / name):
            yield name


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Make an OSError name the file that it is about."""
    try:
        yield
    except OSError as error:
        error.filename = path
        raise


def _write(folder: int, name: str, data: bytes, mode: int | None) -> None:
    """A file with this mode, or with that of any new one."""
    file = os.open(name, _NEW, 0o666 if mode is None else 0o600, dir_fd=folder)
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
        if mode is not None:
            os.fchmod(file, mode)


def _read(folder: int, name: str) -> bytes:
    with os.fdopen(os.open(name, _FILE, dir_fd=folder), "rb") as stream:
        return stream.read()


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _changed(path: str) -> TreeError:
    return TreeError(f"{path}: changed while codemod ran; nothing was written", help=_AGAIN)
