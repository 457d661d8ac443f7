# SPDX-License-Identifier: GPL-2.0-or-later
"""What `apply` would do as problems: a fix for each hunk, and what is left for manual work."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.report.apply_data import ApplyReport
from qemu_xen_codemod.report.diff import replaced_lines
from qemu_xen_codemod.report.problem import UNSTABLE, Fix, Kind, Level, Problem, ProblemLog
from qemu_xen_codemod.rule.outcome import Outcome

_LEFT = "codemod"


def apply_problems(report: ApplyReport) -> ProblemLog:
    """By path and line."""
    kinds = [
        Kind(
            result.rule.id,
            result.rule.subject,
            result.rule.subject,
            UNSTABLE if not report.rules and result.rule.symbols else "",
        )
        for result in report.plan.results
    ]
    kinds.append(Kind(_LEFT, "left for manual work", "No rule handles this."))
    problems = [
        *(hunk for change in report.changes for hunk in _hunks(change, report)),
        *_left(report),
        *_listed(report),
    ]
    problems.sort(key=lambda problem: (problem.path, problem.line, problem.column, problem.kind))
    return ProblemLog(tuple(kinds), tuple(problems), report.notes)


def _hunks(change: Change, report: ApplyReport) -> Iterator[Problem]:
    """A problem for each run of lines that change, with the rules that change the file."""
    results = [result for result in report.plan.results if change.path in result.changed]
    if not results:
        return
    rule_options = "".join(f" --rules {shlex.quote(path)}" for path in report.rules)
    for number, (first, end, text) in enumerate(replaced_lines(change)):
        near = {
            reference.rule
            for reference in report.plan.references
            if reference.place.path == change.path and first <= reference.place.line < end
        }
        rules = [result.rule for result in results if result.rule.id in near] or [
            result.rule for result in results
        ]
        names = ", ".join(rule.id for rule in rules)
        key = f"{change.path}\0{names}\0{number}".encode("utf-8", "surrogateescape")
        yield Problem(
            rules[0].id,
            Level.WARNING,
            f"{'; '.join(rule.subject for rule in rules)}: codemod apply{rule_options} --only "
            f"{','.join(rule.id for rule in rules)} {change.path}",
            change.path,
            first,
            fingerprint=hashlib.sha256(key).hexdigest(),
            fix=Fix(first, end, text.decode("utf-8", "replace")) if _is_text(text) else None,
        )


def _is_text(text: bytes) -> bool:
    """Whether a fix could be written as JSON without loss."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _left(report: ApplyReport) -> Iterator[Problem]:
    shown = set()
    for reference in report.plan.references:
        if reference.outcome in (Outcome.REFUSED, Outcome.UNANSWERED):
            shown.add(reference.place)
            yield Problem(
                reference.rule or _LEFT,
                Level.ERROR,
                f"{reference.symbol} is {reference.outcome.value}: {reference.reason}",
                reference.place.path,
                reference.place.line,
                reference.place.column,
                reference.place.column + len(reference.symbol),
                _mark(
                    reference.place.path, reference.symbol, reference.function, reference.place.text
                ),
                reference.function,
                reference.in_macro,
            )
    for result in report.plan.results:
        for refusal in result.refused:
            if not result.rule.symbols and refusal.place not in shown:
                place = refusal.place
                yield Problem(
                    result.rule.id,
                    Level.ERROR,
                    f"refused: {refusal.why}",
                    place.path,
                    place.line,
                    place.column,
                    fingerprint=_mark(place.path, result.rule.id, refusal.why, place.text),
                )


def _listed(report: ApplyReport) -> Iterator[Problem]:
    for result in report.plan.results:
        for code in result.listed:
            place = code.place
            yield Problem(
                result.rule.id,
                Level.WARNING,
                f"{result.rule.subject}: {code.code.splitlines()[0]}",
                place.path,
                place.line,
                place.column,
                fingerprint=_mark(place.path, result.rule.id, code.code, place.text),
            )


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
