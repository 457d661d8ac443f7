# SPDX-License-Identifier: GPL-2.0-or-later
r"""What `codemod apply --format json` prints.

{
  "format": 1,                      grows when a key changes its meaning
  "mode": "series",                 or "branch", "dry-run", "check", "in-place"
  "tree": path, "base": commit id or null, "pack": name,
  "changes": number of files that differ in the end,
  "added": lines, "removed": lines,
  "rules": [{"id", "outcome", "subject", "matched": number,
             "changed": [path], "refused": [{"path", "line", "column", "reason"}],
             "listed": [{"path", "line", "column", "code"}],   what `*` lines matched
             "skipped": reason or ""}],
  "commits": [{"subject", "rules": [id of a rule that changes something], "files": [path]}],
  "outcomes": {outcome: number of references}, in the order of the outcomes, all of them,
  "references": [{"symbol", "path", "line", "column", "function", "macro": bool,
                  "outcome", "rule", "reason"}],   by path, line and column
  "unread": [{"path", "line", "symbol", "reason"}],   names in files that are not read; a line of
                                    0 in a file that is not text
  "notes": [sentence],
  "written": [path],                patch files, or the branch, or the tree's files with --in-place
  "next": command to run next, or "",
  "diff": unified diff, with --dry-run only; bytes that are not UTF-8 are escaped as \xNN
}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.plan import Plan
from qemu_xen_codemod.report.diff import count_lines
from qemu_xen_codemod.rule.outcome import count_words
from qemu_xen_codemod.step.not_read import NotRead

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """All that a run of `apply` reports."""

    mode: str
    tree: str
    base: str | None
    pack: str
    plan: Plan
    #: From the original tree to the tree after all commits.
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    #: The command to run next, "" for none.
    next: str = ""
    #: The user's own rules: each path as it was named; () for the built-in ones.
    rules: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many references have each outcome."""
        return count_words(
            (reference.outcome, reference.outcome_name) for reference in self.plan.references
        )


def apply_data(report: ApplyReport) -> dict[str, Any]:
    """The report as the module's docstring describes it, without `diff`."""
    added, removed = count_lines(report.changes)
    return {
        "format": _FORMAT,
        "mode": report.mode,
        "tree": report.tree,
        "base": report.base,
        "pack": report.pack,
        "changes": len(report.changes),
        "added": added,
        "removed": removed,
        "rules": [
            {
                "id": result.rule.id,
                "outcome": result.rule.outcome_name,
                "subject": result.rule.subject,
                "matched": result.matched,
                "changed": list(result.changed),
                "refused": [
                    {**_place(refusal.place), "reason": refusal.why} for refusal in result.refused
                ],
                "listed": [{**_place(code.place), "code": code.code} for code in result.listed],
                "skipped": result.skipped,
            }
            for result in report.plan.results
        ],
        "commits": [
            {
                "subject": commit.subject,
                "rules": list(commit.rules),
                "files": [change.path for change in commit.changes],
            }
            for commit in report.plan.commits
        ],
        "outcomes": report.counts,
        "references": [
            {
                "symbol": reference.symbol,
                **_place(reference.place),
                "function": reference.function,
                "macro": reference.in_macro,
                "outcome": reference.outcome_name,
                "rule": reference.rule,
                "reason": reference.reason,
            }
            for reference in report.plan.references
        ],
        "unread": unread_data(report.plan.unread),
        "notes": list(report.notes),
        "written": list(report.written),
        "next": report.next,
    }


def unread_data(unread: Sequence[NotRead]) -> list[dict[str, Any]]:
    return [
        {
            "path": not_read.path,
            "line": not_read.line,
            "symbol": not_read.symbol,
            "reason": not_read.why,
        }
        for not_read in unread
    ]


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}
