# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules' own series for a tree, with which a series is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qemu_xen_codemod.plan import Plan, Progress, Settings, make_plan
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.selection import Selection
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.mail import Mail
from qemu_xen_codemod.step.workspace import Files
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.hunks import compare_hunks
from qemu_xen_codemod.verify.state_tree import StateTree
from qemu_xen_codemod.verify.verdict import Check, Finding


@dataclass(frozen=True, slots=True)
class Regenerated:
    """What the rules make of the base."""

    plan: Plan

    def commit_of(self, mail: Mail) -> Commit | None:
        """The rules' commit with the subject of a patch."""
        same = (commit for commit in self.plan.commits if commit.subject == mail.subject)
        return next(same, None)

    def rules_of(self, commit: Commit) -> tuple[Rule, ...]:
        """The rules that make the commit."""
        return tuple(result.rule for result in self.plan.results if result.rule.id in commit.rules)

    def check_hunks(self, applied: Applied, patch: int, commit: Commit) -> Iterator[Finding]:
        """Where a patch (0-based) and the rule's commit differ."""
        pairs = {
            touched.path: (applied.read(patch, touched.path), applied.read(patch + 1, touched.path))
            for touched in applied.touched[patch]
        }
        expected = {change.path: (change.before, change.after) for change in commit.changes}
        return compare_hunks(pairs, commit.made_by, expected)


def regenerate(tree: Files, pack: Pack, selection: Selection, progress: Progress | None) -> Plan:
    """The plan for the committed tree; includes its references without rules. Raises TreeError."""
    return make_plan(tree, pack, selection.rules, Settings(progress, brought=selection.brought))


def check_again(
    tree: Files, applied: Applied, pack: Pack, selection: Selection
) -> Iterator[Finding]:
    """When applied again, the rules find nothing to change. `tree`: that of the series."""
    tree = StateTree(tree, applied.files(len(applied.touched)))
    plan = make_plan(tree, pack, selection.rules, Settings(brought=selection.brought))
    for commit in plan.commits:
        for change in commit.changes:
            yield Finding(
                Check.HUNKS,
                f"{commit.made_by} would still change this file after the series",
                change.path,
                help=(
                    "generate the series again with codemod apply: it was made by other rules, "
                    "for another tree, or edited since"
                ),
            )
