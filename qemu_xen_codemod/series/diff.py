# SPDX-License-Identifier: GPL-2.0-or-later
"""How git is told to write diffs, those of a series, and how much each changes."""

from __future__ import annotations

from dataclasses import dataclass

from unidiff.patch import PatchSet

from qemu_xen_codemod.series.history import History

#: How git is told to write diffs, wherever we have it write one. Whole ids: short ones grow with
#: the repository.
DIFF_OPTIONS = (
    "--full-index",
    "--binary",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--diff-algorithm=myers",
)


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
    # Bytes in, and only lines and their first bytes are looked at: any 8-bit charset will do.
    files = PatchSet(diff.decode("latin-1"))
    return DiffSize(len(files), sum(map(len, files)), files.added, files.removed)


def _diff(history: History, old: str, new: str) -> bytes:
    return history.repository.run("diff-tree", "-p", *DIFF_OPTIONS, old, new)
