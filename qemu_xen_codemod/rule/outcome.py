# SPDX-License-Identifier: GPL-2.0-or-later
"""Outcome: what became of a reference, and what a rule makes of those that it matches.

Every reference ends in exactly one of `OUTCOMES`. What only prepares the code for other rules takes
no reference away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum


class Outcome(Enum):
    """In the order in which reports show them."""

    #: Replaced by a stable call that released Xen has.
    REWRITTEN = "rewritten"
    #: Replaced by a stable call that no released Xen has yet; a function of ours is in for it.
    WRAPPED = "wrapped"
    #: Removed, with the code that needed it.
    RETIRED = "retired"
    #: Left, with a TODO that says what the toolstack must do and why.
    ANNOTATED = "annotated"
    #: Left on purpose; the reason is given.
    KEPT = "kept"
    #: A rule matched but the edit would not be safe; the reason is given.
    REFUSED = "refused"
    #: No rule fits.
    UNANSWERED = "unanswered"
    #: Of rules, never of references: what others need.
    PREPARED = "prepared"
    #: Of rules, never of references: new code that nothing in the tree calls.
    ADDED = "added"


#: Of rules that answer for no reference.
WITHOUT_SYMBOLS = (Outcome.PREPARED, Outcome.ADDED)

#: What can become of a reference.
OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in WITHOUT_SYMBOLS)

#: What a word of a pack's own can stand for.
CHOICES = (Outcome.REWRITTEN, Outcome.WRAPPED, Outcome.RETIRED, Outcome.ANNOTATED)


def count_words(told: Iterable[tuple[Outcome, str]]) -> dict[str, int]:
    """How many have each word, in the order of the outcomes: each outcome's own, found or not, and
    after it the words of packs that are like it.
    """
    found = Counter(told)
    counts: dict[str, int] = {}
    for outcome in OUTCOMES:
        counts[outcome.value] = found[outcome, outcome.value]
        words = sorted(word for kind, word in found if kind is outcome and word != outcome.value)
        counts |= {word: found[outcome, word] for word in words}
    return counts


#: The reason of what a comment in the code keeps; more may follow it.
KNOWN = "marked as known"
