# SPDX-License-Identifier: GPL-2.0-or-later
"""The output folder: only files of ours are replaced in it, and all of a version at once.

The files of other versions of the series stay, also if someone has edited them since, for example
to add a Reviewed-by. So does a folder in it that contains a series of ours, such as the one in
`patches_out` of codemod's checkout.

A series is written next to the folder and exchanged with it. So whenever a run is killed, the
folder exists and has the complete old series or the complete new one. If the file system cannot
exchange two folders (NFS cannot), the old one is renamed first: if the run is killed then, there is
none, and the next run restores the old one.

Runs that write into one folder wait for each other, by a lock on the folder above it that ends with
the process. So anything next to the output folder when a run gets the lock was left by killed runs,
and is removed; without such locks (NFS again) it stays.

Raises UsageError for a folder that must not be written and TreeError for one that cannot.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import CodemodError, TreeError, UsageError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.series.exchange import exchange
from qemu_xen_codemod.series.stamp import Origin, find_origin
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.folder_lock import locked
from qemu_xen_codemod.tree.tree import Tree

_ELSEWHERE = "name another folder as --out"
#: Random bytes, for a name that is free.
_TOKEN = 6
_OF_VERSION = re.compile(r"v(\d{1,9})-")


@dataclass(frozen=True, slots=True)
class _Kept:
    """The files that stay when this version is written."""

    version: int
    names: tuple[str, ...]


def version_of(name: str) -> int:
    """The version of the series that a file belongs to: 2 for `v2-0001-x.patch`."""
    found = _OF_VERSION.match(name)
    return int(found[1]) if found else 1


def check_output(tree: Tree, out: Path, version: int = 1) -> Path:
    """The folder to write this version of a series into, with links resolved.

    Nothing is written, but leftovers of a killed run are removed or restored.

    It may be inside the tree (`patches_out` by default is), but not where tracked files are, and
    nowhere in a repository's own folder.
    """
    try:
        folder = out.resolve()
    except (OSError, RuntimeError, ValueError):
        raise UsageError(f"--out {out} is not a usable path", help=_ELSEWHERE) from None
    if any(part.lower() == ".git" for part in folder.parts) or any(
        folder == repository or repository in folder.parents
        for repository in _repository_folders(tree)
    ):
        raise UsageError(f"--out {out} is inside a git repository's own folder", help=_ELSEWHERE)
    if folder == tree.root or folder in tree.root.parents:
        raise UsageError(f"--out {out} contains the tree", help=_ELSEWHERE)
    # A rename replaces it, which would leave the user's shell in a deleted folder.
    # It may be deleted already.
    with suppress(FileNotFoundError):
        if folder == Path.cwd() or folder in Path.cwd().parents:
            raise UsageError(f"--out {out} is, or contains, the current folder", help=_ELSEWHERE)
    if isinstance(tree, Checkout) and tree.root in folder.parents:
        name = folder.relative_to(tree.root).as_posix()
        for path in tree.entries:
            if path == name or path.startswith(f"{name}/"):
                raise UsageError(f"--out {out} is where the tree keeps {path}", help=_ELSEWHERE)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out {out} is not a folder", help=_ELSEWHERE)
    if folder.parent.is_dir():
        with locked(folder.parent) as is_alone:
            _clean_up(folder, is_alone=is_alone)
            _find_ours(folder, version)
    return folder


def replace_output(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder`, as returned by `check_output`, contain these files, all of one version of a
    series, instead of our old ones of that version.
    """
    version = version_of(next(iter(files)))
    token = os.urandom(_TOKEN).hex()
    fresh = folder.with_name(f".{folder.name}.new-{token}")
    stale = folder.with_name(f".{folder.name}.old-{token}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder.parent) as is_alone:
            _clean_up(folder, is_alone=is_alone)
            # Checked again: files that were added in the meantime are not ours to remove.
            old = _find_ours(folder, version)
            kept = tuple(name for name in old if "/" in name or version_of(name) != version)
            try:
                fresh.mkdir()
                for name in kept:
                    _copy(folder / name, fresh / name)
                for name, data in files.items():
                    (fresh / name).write_bytes(data)
                _swap(folder, fresh, stale, old, _Kept(version, kept))
            finally:
                _remove(fresh, {*files, *old})
    except OSError as error:
        raise TreeError(
            f"{folder} cannot be written: {error.strerror}; nothing in it has changed",
            help=_ELSEWHERE,
        ) from None


def _copy(old: Path, new: Path) -> None:
    if not new.parent.exists():
        new.parent.mkdir()
        shutil.copymode(old.parent, new.parent)
    shutil.copy2(old, new)


def _swap(folder: Path, fresh: Path, stale: Path, old: tuple[str, ...], kept: _Kept) -> None:
    """Put `fresh` in the folder's place; its old contents are then in `fresh`, or removed.

    Both have the files that are kept.
    """
    if not folder.exists():
        fresh.rename(folder)
        return
    fresh.chmod(folder.stat().st_mode & 0o7777)
    if exchange(fresh, folder):
        try:
            _check_swapped(fresh, folder, kept)
        except CodemodError:
            # Someone wrote into it at the last moment.
            exchange(fresh, folder)
            _check_swapped(folder, fresh, kept)
            raise
        return
    try:
        folder.rename(stale)
        fresh.rename(folder)
    except BaseException:
        if stale.exists() and not folder.exists():
            stale.rename(folder)
        raise
    _remove(stale, old)


def _check_swapped(old: Path, new: Path, kept: _Kept) -> None:
    """Raise UsageError if `old` contains files that are not ours, or are not in `new`."""
    _find_ours(old, kept.version)
    for name in kept.names:
        if read_regular(old / name) != read_regular(new / name):
            raise UsageError(f"{name} was edited while codemod ran", help="run codemod again")


def _clean_up(folder: Path, *, is_alone: bool) -> None:
    """Restore the series that a killed run was about to replace, and remove what it wrote."""
    with suppress(OSError):
        left = [path for path in _left_over(folder) if _is_private(path)]
        if not folder.exists():
            for path in left:
                if path.name.startswith(f".{folder.name}.old-") and any(path.iterdir()):
                    path.rename(folder)
                    break
        for path in left if is_alone else ():
            if path.exists():
                _remove(path, list(_written(path)))


def _left_over(folder: Path) -> Iterator[Path]:
    """What has a name of ours next to the folder."""
    ours = re.compile(rf"\.{re.escape(folder.name)}\.(?:new|old)-[0-9a-f]{{{2 * _TOKEN}}}")
    with os.scandir(folder.parent) as entries:
        for entry in entries:
            if ours.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def _is_private(folder: Path) -> bool:
    return folder.stat().st_uid == os.geteuid()


def _written(folder: Path) -> Iterator[str]:
    """The names of the files there that we began to write."""
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            inside = _entries(Path(entry.path))
            yield from (
                f"{entry.name}/{dir_entry.name}"
                for dir_entry in inside
                if _is_written(Path(dir_entry.path))
            )
        elif _is_written(Path(entry.path)):
            yield entry.name


def _is_written(path: Path) -> bool:
    """Whether we began to write this file: a patch of ours, complete or not."""
    if path.is_symlink() or not path.is_file():
        return False
    data = read_regular(path)
    return not data or find_origin(data) is not Origin.FOREIGN


def _find_ours(folder: Path, version: int) -> tuple[str, ...]:
    """The names in the folder. All must be patch files of ours, those of this version unedited, or
    be in a folder of such files; UsageError for anything else.
    """
    names = []
    try:
        for entry in _entries(folder):
            if series := _series_inside(entry):
                names += series
                continue
            if not entry.is_file(follow_symlinks=False):
                raise _foreign(folder, entry.name)
            origin = find_origin(read_regular(Path(entry.path)))
            if origin is Origin.EDITED and version_of(entry.name) == version:
                raise UsageError(
                    f"{entry.path} was edited since codemod wrote it",
                    help="move it away to keep it, or delete it to have it written again",
                )
            if origin is Origin.FOREIGN:
                raise _foreign(folder, entry.name)
            names.append(entry.name)
    except OSError as error:
        raise TreeError(f"{folder} cannot be read: {error.strerror}", help=_ELSEWHERE) from None
    return tuple(names)


def _series_inside(entry: os.DirEntry[str]) -> list[str]:
    """The names in a folder that has only patch files of ours; none for all others."""
    if not entry.is_dir(follow_symlinks=False):
        return []
    inside = list(_entries(Path(entry.path)))
    is_ours = all(
        dir_entry.is_file(follow_symlinks=False)
        and find_origin(read_regular(Path(dir_entry.path))) is not Origin.FOREIGN
        for dir_entry in inside
    )
    return [f"{entry.name}/{inner.name}" for inner in inside] if is_ours else []


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    if folder.is_dir():
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)


def _foreign(folder: Path, name: str) -> UsageError:
    return UsageError(
        f"{folder / name} was not written by codemod, and --out is replaced as a whole",
        help=f"move it away, or {_ELSEWHERE}",
    )


def _remove(folder: Path, names: Iterable[str]) -> None:
    # Someone may have put a file there in the meantime: better to leave it than to lose it.
    with suppress(OSError):
        for name in names:
            (folder / name).unlink(missing_ok=True)
        for entry in _entries(folder):
            if entry.is_dir(follow_symlinks=False):
                Path(entry.path).rmdir()
        folder.rmdir()


def _repository_folders(tree: Tree) -> tuple[Path, ...]:
    if isinstance(tree, Checkout):
        return (*tree.store.folders, tree.store.objects)
    return ()
