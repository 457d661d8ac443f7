# SPDX-License-Identifier: GPL-2.0-or-later
"""Metavariables of dots that only the code after them binds: E of `... when != E` and `f(E);`.

Metavariables of nests may be late, too. Coccinelle requires the same E on all paths: other code on
a path does not count as E.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from qemu_xen_codemod.c.flow_graph import FlowNode
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    nodes_in,
    patterns_in,
)
from qemu_xen_codemod.smpl.match.state import MatchState


def late_names(
    passed: Sequence[Pattern], rest: tuple[PatternNode, ...], state: MatchState
) -> frozenset[str]:
    """The unbound metavariables of the code that dots pass, if they occur after the dots, too."""
    names = frozenset(name for pattern in passed for name in _names_in(pattern)) | _named_before(
        rest
    )
    names -= state.env.keys()
    if not names:
        return frozenset()
    return names.intersection(_names_in(Pattern(PatternKind.STATEMENTS, rest)))


@lru_cache(maxsize=1024)
def _named_before(rest: tuple[PatternNode, ...]) -> frozenset[str]:
    """The metavariables that `++` lines name before the dots."""
    nodes = nodes_in(Pattern(PatternKind.STATEMENTS, rest))
    used = (node.metavariable for node in nodes if isinstance(node, MetavariableUse))
    return frozenset(metavariable.name for metavariable in used if metavariable.is_named_before)


def _names_in(pattern: Pattern) -> Iterator[str]:
    for node in nodes_in(pattern):
        if isinstance(node, MetavariableUse) and not node.metavariable.inherited:
            yield node.metavariable.name


def may_bind_late(pattern: Pattern) -> bool:
    """Whether the code after dots may bind a name of their `when !=`, so that there is a match for
    each of several bindings.
    """
    rows = [pattern.nodes]
    for node in nodes_in(pattern):
        rows += [node.children, *(pattern.nodes for pattern in patterns_in(node))]
    return any(
        isinstance(dots, Dots | Nest) and late_names(dots.whens, row[at + 1 :], MatchState({}))
        for row in rows
        for at, dots in enumerate(row)
    )


def bound_late(
    names: frozenset[str],
    start: FlowNode,
    state: MatchState,
    arrived: Callable[[FlowNode], Sequence[MatchState]],
) -> Iterator[MatchState]:
    """The state with each binding that the code after the dots may give the names."""
    seen: set[FlowNode] = set()
    seen_bindings: set[tuple[tuple[bytes, ...], ...]] = set()
    order = sorted(names)
    todo = [start]
    for point in todo:
        if point in seen:
            continue
        seen.add(point)
        todo.extend(point.successors)
        for match_state in arrived(point):
            if not names <= match_state.env.keys():
                continue
            key = tuple(match_state.env[name].tokens for name in order)
            if key not in seen_bindings:
                seen_bindings.add(key)
                bound: MatchState | None = state
                for name in order:
                    bound = bound and bound.bind(name, match_state.env[name])
                if bound is not None:
                    yield bound
