# SPDX-License-Identifier: GPL-2.0-or-later
"""Outcome: what happens to a reference, and what a rule does to those that it matches.

Every reference ends in exactly one of `OUTCOMES`. Rules that only prepare the code for others
remove no reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum


class Outcome(Enum):
    """In the order in which reports show them."""

    #: Replaced by a stable call that released Xen has.
    REWRITTEN = "rewritten"
    #: Replaced by a stable call that no released Xen has yet; the series has a fallback for it.
    WRAPPED = "wrapped"
    #: Removed, with the code that needed it.
    RETIRED = "retired"
    #: Left, with a TODO that says what the toolstack must do and why.
    ANNOTATED = "annotated"
    #: Left on purpose; a reason is given.
    KEPT = "kept"
    #: A rule matched but the edit would not be safe; a reason is given.
    REFUSED = "refused"
    #: No rule handles it.
    UNANSWERED = "unanswered"
    #: Of rules, never of references: other rules need the rule.
    PREPARED = "prepared"
    #: Of rules, never of references: new code that nothing in the tree calls.
    ADDED = "added"


#: Of rules that handle no reference.
WITHOUT_SYMBOLS = (Outcome.PREPARED, Outcome.ADDED)

#: The outcomes that a reference can have.
OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in WITHOUT_SYMBOLS)

#: The outcomes that a pack's own outcome can be like.
CHOICES = (Outcome.REWRITTEN, Outcome.WRAPPED, Outcome.RETIRED, Outcome.ANNOTATED)


def count_words(outcomes: Iterable[tuple[Outcome, str]]) -> dict[str, int]:
    """The number of references with each outcome, in order: each built-in one, even if it is 0,
    followed by the pack's outcomes that are like it.
    """
    found = Counter(outcomes)
    counts: dict[str, int] = {}
    for outcome in OUTCOMES:
        counts[outcome.value] = found[outcome, outcome.value]
        words = sorted(word for kind, word in found if kind is outcome and word != outcome.value)
        counts |= {word: found[outcome, word] for word in words}
    return counts


#: The reason for what a comment in the code keeps; more may follow it.
KNOWN = "marked as known"
