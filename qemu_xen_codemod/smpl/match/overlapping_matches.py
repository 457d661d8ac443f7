# SPDX-License-Identifier: GPL-2.0-or-later
"""Overlapping matches of a disjunction of expressions -> those that count: earlier branches win.

`( bar(foo(E)) | - foo(E) + baz(E) )` leaves `bar(foo(1))` alone: a branch without edits keeps its
whole match from later branches. A branch with edits keeps only the tokens that it spells out: of
`v.f` and `v`, `v.f` wins. The code of its metavariables may match again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.span_index import SpanIndex
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    Pattern,
    PatternNode,
    PatternToken,
    nodes_in,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_unmarked
from qemu_xen_codemod.smpl.compile.pattern_shapes import branches_of
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.read.metavariable import (
    INITIALISER_KINDS,
    LIST_KINDS,
    PARAMETER_KINDS,
    WHOLE_KINDS,
    MetaKind,
)

Found = TypeVar("Found")
_HOLDING_CODE = (
    MetaKind.EXPRESSION,
    MetaKind.IDEXPRESSION,
    *LIST_KINDS,
    *PARAMETER_KINDS,
    *INITIALISER_KINDS,
    *WHOLE_KINDS,
)


def winning_matches(
    pattern: Pattern, matches: Sequence[tuple[Found, MatchState]]
) -> list[tuple[Found, MatchState]]:
    """`matches`, in order, without the matches that lose against one of an earlier branch."""
    branches = branches_of(pattern.nodes[0]) if len(pattern.nodes) == 1 else ()
    if len(branches) < 2 or len(matches) < 2:
        return list(matches)
    branch_of = {node: at for at, branch in enumerate(branches) for node in nodes_in(branch)}
    by_branch: list[list[int]] = [[] for _ in branches]
    for index, (_, state) in enumerate(matches):
        by_branch[_branch(state, branch_of)].append(index)
    #: The matches of earlier branches, those of branches without edits, and spelled-out tokens.
    matched: list[Span] = []
    closed: list[Span] = []
    spelled_out: list[Span] = []
    kept: set[int] = set()
    for branch, indexes in zip(branches, by_branch, strict=True):
        in_matched, in_closed, in_spelt = (
            SpanIndex(matched),
            SpanIndex(closed),
            SpanIndex(spelled_out),
        )
        for index in indexes:
            state = matches[index][1]
            whole, tokens = state.span, _spelled_out(state)
            loses = in_closed if tokens else in_matched
            if loses.has_overlapping(whole) or any(map(in_spelt.has_overlapping, tokens)):
                continue
            kept.add(index)
            matched.append(whole)
            if is_unmarked(branch):
                closed.append(whole)
            else:
                spelled_out += tokens
    return [pair for index, pair in enumerate(matches) if index in kept]


def _branch(state: MatchState, branch_of: Mapping[PatternNode, int]) -> int:
    """The index of the branch that matched."""
    return next(branch_of[record.node] for record in state.records() if record.node in branch_of)


def _spelled_out(state: MatchState) -> list[Span]:
    """The tokens that the branch spells out, or that its metavariables for one word match."""
    return [
        record.span
        for record in state.records()
        if isinstance(record.node, PatternToken)
        or (
            isinstance(record.node, MetavariableUse) and not stands_for(record.node, *_HOLDING_CODE)
        )
    ]
