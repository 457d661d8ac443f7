"""The commit message of a rule's commit: the rule's words, and what the commit leaves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule

_WIDTH = 72


def commit_body(rule: Rule, references: Iterable[Reference]) -> str:
    """The rule's `why`, and a list of the uses that the rule had to leave as they are."""
    left = [one for one in references if one.rule == rule.id and one.outcome is Outcome.REFUSED]
    if not left:
        return rule.why
    items = dict.fromkeys(
        textwrap.fill(
            f"- {one.symbol}, {_where(one)}: {one.reason}",
            _WIDTH,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for one in left
    )
    return "\n\n".join([rule.why.rstrip("\n"), "Left as they are:", "\n".join(items)])


def _where(reference: Reference) -> str:
    function = reference.function
    if not function:
        return reference.place.path
    return f"{function}{'' if reference.in_macro else '()'} in {reference.place.path}"
