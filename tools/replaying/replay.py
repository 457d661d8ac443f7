# SPDX-License-Identifier: GPL-2.0-or-later
"""Replay: apply rules to the tree before a commit, and compare the result with the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.plan import Plan, Settings, make_plan
from qemu_xen_codemod.rule.catalogue import choose_pack
from qemu_xen_codemod.series.commit import join_changes
from qemu_xen_codemod.tree.globs import matches_any
from tools.replaying.compare import Comparison, compare
from tools.replaying.history import Commit, FileChange, History, lines_of


@dataclass(frozen=True, slots=True)
class Replay:
    """The result."""

    commit: Commit
    rules: tuple[str, ...]
    #: For the files that the commit or the rules changed, by path.
    files: tuple[Comparison, ...]
    #: What the rules changed, including files that are not compared.
    changes: tuple[Change, ...]
    #: Notes for the reader, one sentence each.
    notes: tuple[str, ...]


def replay(
    repository: Path,
    name: str,
    rules: Sequence[Path],
    exclude: Sequence[str] = (),
    *,
    touched: bool = False,
) -> Replay:
    """Replay the commit `name`. Files that match a glob of `exclude` are not compared, nor, when
    `touched`, those that the commit did not change.

    Raises CodemodError.
    """
    history = History(repository)
    commit = history.commit(name)
    pack = choose_pack(commit.parent, rules)
    # The outcomes of the libraries' symbols are not needed here.
    plan = make_plan(commit.parent, replace(pack, libraries=()), pack.rules, Settings())
    changes = join_changes(plan.commits)
    ours = {change.path: change for change in changes}
    theirs = {change.path: change for change in commit.changes}
    notes = list(_notes(commit, plan))
    files = []
    for path in sorted({*theirs, *ours}):
        if matches_any(path, exclude) or (touched and path not in theirs):
            continue
        if path in theirs and _is_binary(theirs[path]):
            notes.append(f"{path} is binary and not compared")
            continue
        before = theirs[path].before if path in theirs else ours[path].before
        after = theirs[path].after if path in theirs else before
        result = ours[path].after if path in ours else before
        files.append(
            compare(
                path,
                lines_of(before),
                history.hunks(before, after),
                history.hunks(before, result),
            )
        )
    return Replay(
        commit, tuple(rule.id for rule in pack.rules), tuple(files), changes, tuple(notes)
    )


def _notes(commit: Commit, plan: Plan) -> list[str]:
    notes = []
    if commit.is_merge:
        notes.append("it is a merge: what it changed is told against its first parent")
    for result in plan.results:
        if result.skipped:
            notes.append(f"{result.rule.id} was not done: {result.skipped}")
        notes += [f"refused: {refusal.place}: {refusal.why}" for refusal in result.refused]
    return notes


def _is_binary(change: FileChange) -> bool:
    return b"\0" in change.before or b"\0" in change.after
