# SPDX-License-Identifier: GPL-2.0-or-later
"""`( A & B )`: code that all patterns match, with the same bindings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qemu_xen_codemod.smpl.compile.pattern import Conjunction, Pattern
from qemu_xen_codemod.smpl.match.state import MatchState, States

#: The matches of one of the patterns.
Part = Callable[[Pattern, MatchState], States]


def match_all(pattern: Conjunction, part: Part, state: MatchState) -> States:
    """The matches of all patterns together."""
    yield from _each(pattern.branches, part, state)


def _each(branches: Sequence[Pattern], part: Part, state: MatchState) -> States:
    if not branches:
        yield state
        return
    for match_state in part(branches[0], state):
        yield from _each(branches[1:], part, match_state)
