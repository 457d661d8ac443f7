# SPDX-License-Identifier: GPL-2.0-or-later
"""An audit as problems: each reference, with what to call instead."""

from __future__ import annotations

import hashlib
import shlex
from collections import Counter
from collections.abc import Sequence, Set

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Finding, Mark, is_open
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.report.problem import UNSTABLE, Kind, Level, Problem, ProblemLog
from qemu_xen_codemod.rule.outcome import Outcome

#: How to accept a reference where no baseline is compared with.
BY_COMMENT = "To accept it: /* codemod: known */ on its line."


def audit_problems(
    audit: Audit,
    difference: Difference | None,
    faults: Sequence[CodemodError] = (),
    *,
    is_check: bool = False,
) -> ProblemLog:
    """All references, and in a comparison also those that are gone.

    `is_check`: each reference that is open, in a comparison each new one, fails the command.
    """
    gone = difference.gone if difference else ()
    failing = _failing(audit, difference, is_check=is_check)
    accept = difference.accept if difference else BY_COMMENT
    libraries = {finding.symbol: finding.library for finding in audit.findings}
    symbols = dict.fromkeys([*audit.symbols, *sorted(mark.symbol for mark in gone)])
    problems = [
        _problem(
            item,
            name,
            f"{message_of(item, audit)} {accept}" if at in failing else message_of(item, audit),
            _state(at, difference),
            fails=at in failing,
        )
        for at, (item, name) in enumerate(
            zip(audit.findings, fingerprints(audit.findings), strict=True)
        )
    ]
    return ProblemLog(
        tuple(
            Kind(
                symbol,
                f"{symbol} must be replaced",
                f"{symbol} is one of the names that rules remove.",
            )
            if audit.rules
            else _kind(symbol, libraries.get(symbol, ""))
            for symbol in symbols
        ),
        (*problems, *map(_absent, gone)),
        audit.notes,
        tuple(fault.what for fault in faults),
    )


def message_of(finding: Finding, audit: Audit) -> str:
    """What is used, and what to do about it."""
    if audit.rules:
        return f"{finding.symbol} must be replaced. {advice(finding, audit)}"
    text = f"{finding.symbol}() is a function of {finding.library or 'a Xen library'}"
    return f"{text}, whose ABI is not stable. {advice(finding, audit)}"


def advice(finding: Finding, audit: Audit) -> str:
    """What to do about it, in one sentence."""
    reason = f": {finding.reason}" if finding.reason else ""
    calls = " or ".join(f"{name}()" for name in audit.stable_calls.get(finding.symbol, ()))
    match finding.outcome:
        case Outcome.KEPT:
            return f"It is kept{reason}."
        case Outcome.REFUSED:
            return f"codemod's rule {finding.rule} does not change it here{reason}."
        case Outcome.UNANSWERED if calls:
            return f"Call {calls} instead; codemod has no rule for this code{reason}."
        case Outcome.UNANSWERED:
            return f"codemod has no rule for it{reason}."
        case Outcome.ANNOTATED if audit.rules:
            return f"Rule {finding.rule} puts a comment there{reason}."
        case Outcome.ANNOTATED:
            return (
                f"There is no stable replacement yet: codemod rules show {finding.rule} says why."
            )
        case _ if audit.rules:
            subject = audit.subjects.get(finding.rule, "")
            what = f"Rule {finding.rule} removes it{f' ({subject})' if subject else ''}"
        case Outcome.RETIRED:
            what = "The code that needs it can go"
        case _:
            what = f"Call {calls} instead" if calls else "A stable function replaces it"
    rules = "".join(f" --rules {shlex.quote(path)}" for path in audit.rules)
    return f"{what}: codemod apply{rules} --only {finding.rule}."


def is_harmless(finding: Finding) -> bool:
    """Whether the reference is in no program: kept on purpose, or not compiled."""
    return finding.outcome is Outcome.KEPT or finding.state is State.NOT_COMPILED


def fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """For each finding a name that stays the same if lines above it move.

    It is made of symbol, path, function and the number among equal ones.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    names = []
    for finding in findings:
        key = (finding.symbol, finding.path, finding.function)
        whole = "\0".join((*key, str(seen[key])))
        names.append(hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest())
        seen[key] += 1
    return tuple(names)


def _kind(symbol: str, library: str) -> Kind:
    whose = f"a function of {library}" if library else "a function of a Xen library"
    return Kind(
        symbol,
        f"{symbol} is {whose} without a stable ABI",
        f"{symbol} is {whose}, whose ABI changes with each release of Xen: a program that calls "
        "it must be rebuilt for each.",
        UNSTABLE,
    )


def _failing(audit: Audit, difference: Difference | None, *, is_check: bool) -> Set[int]:
    """The indices of the findings that fail the command."""
    if difference is not None:
        return difference.new_at if difference.accept else frozenset()
    return {at for at, finding in enumerate(audit.findings) if is_check and is_open(finding)}


def _problem(
    finding: Finding, fingerprint: str, message: str, state: str, *, fails: bool
) -> Problem:
    is_error = fails or state == "new"
    return Problem(
        finding.symbol,
        Level.ERROR if is_error else Level.NOTE if is_harmless(finding) else Level.WARNING,
        message,
        finding.path,
        finding.line,
        finding.column,
        finding.column + len(finding.symbol) if finding.column else 0,
        fingerprint,
        finding.function,
        finding.in_macro,
        state,
        properties={
            "library": finding.library,
            "state": finding.state.value,
            "outcome": finding.outcome_name,
            "rule": finding.rule,
        },
    )


def _state(at: int, difference: Difference | None) -> str:
    if difference is None:
        return ""
    return "new" if at in difference.new_at else "unchanged"


def _absent(mark: Mark) -> Problem:
    return Problem(
        mark.symbol,
        Level.NOTE,
        f"{mark.symbol}() is no longer used here",
        mark.path,
        function=mark.function,
        in_macro=True,
        state="absent",
    )
