# SPDX-License-Identifier: GPL-2.0-or-later
"""The options with which git writes diffs, the diffs of a series, and how much each changes."""

from __future__ import annotations

from dataclasses import dataclass

from unidiff.patch import PatchedFile, PatchSet

from qemu_xen_codemod.series.history import History

#: The options for all diffs that git writes for us. Full ids: short ones grow with the repository.
DIFF_OPTIONS = (
    "--full-index",
    "--binary",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--diff-algorithm=myers",
)

_DEV_NULL = "/dev/null"


@dataclass(frozen=True, slots=True)
class DiffSize:
    """How much a diff changes."""

    files: int
    hunks: int
    #: In lines.
    added: int
    #: In lines.
    removed: int


def diffs_of(history: History) -> tuple[bytes, ...]:
    """The diff of each commit of the history."""
    before = (history.base, *history.ids)
    return tuple(_diff(history, old, new) for old, new in zip(before, history.ids, strict=False))


def measure_diff(diff: bytes) -> DiffSize:
    """The size of a unified diff as git writes it."""
    # Only lines and their first bytes matter: any 8-bit charset will do.
    files = PatchSet(diff.decode("latin-1"))
    return DiffSize(len(files), sum(map(len, files)), files.added, files.removed)


def path_of(file: PatchedFile) -> str:
    """The file after a diff; if it is deleted, the one before."""
    return bare_path(file.source_file if file.target_file == _DEV_NULL else file.target_file)


def bare_path(name: str) -> str:
    """A path of a diff without `a/` or `b/`, and without the quotes around special characters."""
    name = name.rstrip("\r").strip('"')
    return name[2:] if name.startswith(("a/", "b/")) else name


def _diff(history: History, old: str, new: str) -> bytes:
    return history.repository.run("diff-tree", "-p", *DIFF_OPTIONS, old, new)
