# SPDX-License-Identifier: GPL-2.0-or-later
"""RuleResult: what one rule did to a tree."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.rule import Rule


@dataclass(frozen=True, slots=True)
class Refusal:
    """A match that a rule did not edit."""

    #: In the tree before all rules.
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class ListedCode:
    """What a `*` line of a rule matched."""

    #: In the tree before all rules.
    place: Place
    code: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule did."""

    rule: Rule
    matched: int = 0
    #: Paths, sorted.
    changed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    listed: tuple[ListedCode, ...] = ()
    #: Why the rule was not run or not applied, "" if it was.
    skipped: str = ""
    #: Whether it matched, but a place or a rule that it needs is missing: nothing of it was done.
    is_broken: bool = False
    #: Whether it was left out with a rule that was not chosen, or because no rule needs it.
    is_left: bool = False
    #: What rules that need this one must know of it, "" if they can rely on it.
    lack: str = ""
    #: The rule that this one needs and cannot rely on, "" for none.
    lacking: str = ""
