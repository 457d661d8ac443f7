"""The diff of a whole series, and how much each commit changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unidiff.patch import PatchSet

from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.history import History, build_history
from qemu_xen_codemod.series.identity import Identity
from qemu_xen_codemod.tree.tree import Tree

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
#: A diff does not tell who made it.
_NOBODY = Identity("codemod <codemod>", "codemod <codemod>")


@dataclass(frozen=True, slots=True)
class DiffSize:
    """How much a diff changes."""

    files: int
    hunks: int
    #: In lines.
    added: int
    #: In lines.
    removed: int


def combined_diff(tree: Tree, commits: Sequence[Commit]) -> bytes:
    """The unified diff from the tree's base to the last commit, empty when nothing changes.

    `git apply` takes it in the tree. Raises as `build_history` does.
    """
    history = build_history(tree, commits, _NOBODY)
    try:
        return _diff(history, history.base, history.end) if history.ids else b""
    finally:
        history.repository.close()


def measure_commits(history: History) -> tuple[DiffSize, ...]:
    """The size of each commit of the history."""
    before = (history.base, *history.ids)
    return tuple(
        measure_diff(_diff(history, old, new))
        for old, new in zip(before, history.ids, strict=False)
    )


def measure_diff(diff: bytes) -> DiffSize:
    """The size of a unified diff as git writes it."""
    # Bytes in, and only lines and their first bytes are looked at: any 8-bit charset will do.
    files = PatchSet(diff.decode("latin-1"))
    return DiffSize(len(files), sum(map(len, files)), files.added, files.removed)


def _diff(history: History, old: str, new: str) -> bytes:
    return history.repository.run("diff-tree", "-p", *DIFF_OPTIONS, old, new)
