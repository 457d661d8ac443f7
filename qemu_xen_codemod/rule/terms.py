# SPDX-License-Identifier: GPL-2.0-or-later
"""Terms: what a pack asks of its rules, and its own words for what becomes of a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qemu_xen_codemod.rule.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Word:
    """A pack's word for an outcome."""

    #: The built-in one that it counts as.
    outcome: Outcome
    meaning: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Of a pack; without any for rules that have none."""

    #: Keys that each rule has.
    requires: tuple[str, ...] = ()
    outcomes: Mapping[str, Word] = field(default_factory=dict)
