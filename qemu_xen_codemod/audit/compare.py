# SPDX-License-Identifier: GPL-2.0-or-later
"""Which references are new and which are gone between two audits, apart from moved lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.audit.finding import Finding, Mark

#: What identifies a reference, from the strictest key to the loosest. None: no key of this kind.
_KEYS: tuple[Callable[[Mark], Hashable | None], ...] = (
    lambda mark: mark,
    # The call was reformatted.
    lambda mark: (mark.symbol, mark.path, mark.function),
    # The file was renamed, or the function moved to another file.
    lambda mark: (mark.symbol, mark.function, mark.text) if mark.text else None,
    # The function was renamed, or a part of it became another function.
    lambda mark: (mark.symbol, mark.path, mark.text) if mark.text else None,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """References that are new, and references that are gone."""

    #: What was compared with, as the user named it.
    before: str
    new: tuple[Finding, ...]
    gone: tuple[Mark, ...]
    #: Indices of the new ones among the findings of now.
    new_at: frozenset[int]
    #: How to accept a new reference, a sentence, where one fails the check; otherwise "".
    accept: str = ""


def compare(now: Sequence[Finding], before: Sequence[Mark], name: str) -> Difference:
    """Pair each finding with one of before; what has no partner is new, or gone.

    Each finding of before is a partner once, so a second call next to an equal one is new. A
    reference that a comment in the code marks as known is not new.
    """
    marks = [finding.mark for finding in now]
    new, gone = list(range(len(now))), list(range(len(before)))
    for key in _KEYS:
        partners: dict[Hashable, list[int]] = defaultdict(list)
        for at in reversed(gone):
            partners[key(before[at])].append(at)
        partners.pop(None, None)
        left, paired = [], set()
        for at in new:
            found = partners.get(key(marks[at]))
            if found:
                paired.add(found.pop())
            else:
                left.append(at)
        new, gone = left, [at for at in gone if at not in paired]
    new = [at for at in new if not now[at].is_known]
    return Difference(
        name,
        tuple(now[at] for at in new),
        tuple(sorted((before[at] for at in gone), key=_order)),
        frozenset(new),
    )


def _order(mark: Mark) -> tuple[str, str, str, str]:
    return mark.path, mark.function, mark.symbol, mark.text
