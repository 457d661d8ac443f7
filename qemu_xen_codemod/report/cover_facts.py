# SPDX-License-Identifier: GPL-2.0-or-later
"""A plan -> the facts that the cover letter's template can use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from qemu_xen_codemod.plan import Plan
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.outcome import OUTCOMES, Outcome
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.series.cover import CoverFacts, Remaining, Total
from qemu_xen_codemod.tree.globs import matches_any

_COMPAT = "compat code"
_LEFT = (Outcome.ANNOTATED, Outcome.REFUSED, Outcome.UNANSWERED)


def cover_facts(plan: Plan, pack: Pack, *, tree: str, base: str, tested: str) -> CoverFacts:
    """The facts of a plan with commits; see `CoverFacts`."""
    rules = tuple(name for commit in plan.commits for name in commit.rules)
    outcomes = {result.rule.outcome for result in plan.results if result.rule.id in rules}
    called = tuple(entrypoint for entrypoint in pack.entrypoints if entrypoint.rule in rules)
    return CoverFacts(
        plan.commits,
        rules=rules,
        outcomes=tuple(outcome.value for outcome in Outcome if outcome in outcomes),
        table=tuple(_outcome_rows(plan, pack.symbols)),
        remaining=tuple(
            Remaining(
                reference.symbol,
                f"{reference.place.path}:{reference.place.line}",
                reference.outcome.value,
                reference.reason,
            )
            for reference in plan.references
            if reference.outcome in _LEFT
        ),
        totals=tuple(_totals(plan, pack)),
        entrypoints=called,
        unreleased=any(entrypoints.since is None for entrypoints in called),
        tested=tested,
        tree=tree,
        base=base,
        variables={name: str(value) for name, value in pack.variables.items()},
    )


def _totals(plan: Plan, pack: Pack) -> Iterator[Total]:
    """How many functions are called."""
    for without, files in (("", ()), *((part.name, part.files) for part in pack.parts)):

        def count(references: Sequence[Reference], files: tuple[str, ...] = files) -> int:
            return len(
                {
                    reference.symbol
                    for reference in references
                    if not matches_any(reference.place.path, files)
                }
            )

        yield Total(
            without, count(plan.before), count([*plan.after, *plan.stand_ins]), count(plan.after)
        )


def _outcome_rows(plan: Plan, symbols: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Symbols, numbers of uses, and their outcomes.

    Kept uses are one row, and so are retired ones that are not in `symbols`: compat code and probes
    name dozens of functions, once each.
    """
    if not plan.references:
        return
    aside = set(plan.set_aside)
    answered = [
        reference
        for reference in plan.references
        if reference.outcome is not Outcome.KEPT or reference in aside
    ]
    found = Counter(
        (_row_of(element, symbols), element.outcome, element.outcome_name) for element in answered
    )
    yield ("function", "uses", "outcome")
    for (row, _, outcome_name), number in sorted(
        found.items(), key=lambda item: (OUTCOMES.index(item[0][1]), item[0][0] == _COMPAT, item[0])
    ):
        yield (row, str(number), outcome_name)
    ran = {result.rule.id for result in plan.results}
    kept = [
        reference
        for reference in plan.references
        if reference.outcome is Outcome.KEPT and reference not in aside
    ]
    others = [entry for entry in kept if entry.rule and entry.rule not in ran]
    if others:
        yield ("left for other patches", str(len(others)), Outcome.KEPT.value)
    if len(kept) > len(others):
        yield ("compat code and probes", str(len(kept) - len(others)), Outcome.KEPT.value)
    yield ("all", str(len(plan.references)), "")


def _row_of(reference: Reference, symbols: Collection[str]) -> str:
    is_compat = reference.outcome is Outcome.RETIRED and reference.symbol not in symbols
    return _COMPAT if symbols and is_compat else reference.symbol
