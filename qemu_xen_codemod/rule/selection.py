# SPDX-License-Identifier: GPL-2.0-or-later
"""Selection: the rules that a user chose, and those that they need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.rule.outcome import CHOICES, Outcome
from qemu_xen_codemod.rule.rule import Rule


@dataclass(frozen=True, slots=True)
class Selection:
    """Rules to run, in series order."""

    rules: tuple[Rule, ...]
    #: The ids of rules that nobody chose: others need them.
    brought: frozenset[str] = frozenset()
    #: The rules that are not run.
    others: tuple[Rule, ...] = ()


def select_rules(
    rules: Sequence[Rule],
    ids: Collection[str] | None = None,
    outcomes: Collection[str] | None = None,
) -> Selection:
    """Of rules in series order, those with these ids and one of these outcomes; None for any.

    An outcome is one of the pack's own, or a built-in one, which includes all that are like it.

    Raises UsageError if no rule is left.
    """
    by_id = {rule.id: rule for rule in rules}
    named = [rule for rule in rules if ids is None or rule.id in ids]
    chosen = [
        rule
        for rule in named
        if outcomes is None or rule.outcome_name in outcomes or rule.outcome.value in outcomes
    ]
    if outcomes is not None and not chosen:
        order = {item.value: at for at, item in enumerate(CHOICES)}
        wanted = " or ".join(sorted(outcomes, key=lambda word: order.get(word, len(order))))
        has = [
            word
            for outcome in Outcome
            for word in sorted({rule.outcome_name for rule in named if rule.outcome is outcome})
        ]
        raise UsageError(
            f"none of the {'named ' if ids else ''}rules is {wanted}",
            help=f"they are {', '.join(has)}",
        )
    taken = {rule.id for rule in chosen}
    brought: set[str] = set()
    waiting = list(chosen)
    while waiting:
        for name in waiting.pop().needs:
            if name.value in by_id and name.value not in taken | brought:
                brought.add(name.value)
                waiting.append(by_id[name.value])
    return Selection(
        tuple(rule for rule in rules if rule.id in taken | brought),
        frozenset(brought),
        tuple(rule for rule in rules if rule.id not in taken | brought),
    )
