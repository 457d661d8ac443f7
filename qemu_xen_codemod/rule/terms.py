# SPDX-License-Identifier: GPL-2.0-or-later
"""Terms: what a pack requires of its rules, and its own outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qemu_xen_codemod.rule.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Word:
    """A pack's own outcome."""

    #: The built-in outcome that it is like.
    outcome: Outcome
    meaning: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a pack; empty for rules without one."""

    #: Keys that each rule has.
    requires: tuple[str, ...] = ()
    outcomes: Mapping[str, Word] = field(default_factory=dict)
