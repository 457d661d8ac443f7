# SPDX-License-Identifier: GPL-2.0-or-later
"""The message of a commit: the text of its rule or of the pack, and what the commit leaves."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Sequence

from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import Group
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.template import render

_WIDTH = 72
#: Outcomes that stay as they are; a message mentions these only in its list of them.
_LEFT = (Outcome.KEPT, Outcome.REFUSED, Outcome.UNANSWERED)


def commit_body(rules: Sequence[Rule], why: str, references: Iterable[Reference]) -> str:
    """The reason, and a list of the uses that the commit's rules had to leave as they are."""
    ids = {rule.id for rule in rules}
    left = [
        reference
        for reference in references
        if reference.rule in ids and reference.outcome is Outcome.REFUSED
    ]
    if not left:
        return why
    items = dict.fromkeys(
        textwrap.fill(
            f"- {reference.symbol}, {_where(reference)}: {reference.reason}",
            _WIDTH,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for reference in left
    )
    return "\n\n".join([why.rstrip("\n"), "Left as they are:", "\n".join(items)])


def group_message(
    group: Group, changing: Collection[str], symbols: Sequence[str], references: Iterable[Reference]
) -> tuple[str, str]:
    """Subject and body of the commit that the rules share, of which `changing` change something.

    The message lists `symbols` in this order. Raises RuleError.
    """
    answered = {
        reference.symbol
        for reference in references
        if reference.rule in changing and reference.outcome not in _LEFT
    }
    order = {symbol: at for at, symbol in enumerate(symbols)}
    values = {
        "rules": [name for name in group.rules if name in changing],
        "symbols": sorted(answered, key=lambda name: (order.get(name, len(order)), name)),
    }
    return (
        render(group.subject, values, "pack.yaml: the template of a commit's subject").strip(),
        render(group.why, values, "pack.yaml: the template of a commit's body"),
    )


def _where(reference: Reference) -> str:
    function = reference.function
    if not function:
        return reference.place.path
    return f"{function}{'' if reference.in_macro else '()'} in {reference.place.path}"
