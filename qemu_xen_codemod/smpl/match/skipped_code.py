# SPDX-License-Identifier: GPL-2.0-or-later
"""SkippedCode: the code that dots match, where it is removed, listed or copied."""

from __future__ import annotations

from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.nodes import previous_code
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    Fate,
    Nest,
    PatternNode,
)
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.read.body_items import LineMark


class SkippedCode:
    """The code that some dots of a pattern pass, from one point."""

    def __init__(
        self,
        source: SourceFile,
        dots: Dots | Nest,
        rest: tuple[PatternNode, ...],
        point: FlowNode,
        stop: FlowNode | None,
        before: MatchState,
    ) -> None:
        self._source = source
        self._dots = dots
        self._rest = rest
        self._point = point
        self._stop = stop
        self._begin = _begin_of(point, before)

    def recorded(self, state: MatchState) -> MatchState:
        """A state in which the code after the dots has matched, with the dots recorded."""
        dots = self._dots
        if isinstance(dots, Dots) and dots.item.mark in (LineMark.MINUS, LineMark.STAR):
            return self._whole(self._begin, state)
        if isinstance(dots, Dots) and dots.fate is Fate.COPIED:
            return self._trimmed(self._whole(_end_of_previous_token(self._point), state))
        return state.record(dots, self._begin, self._begin)

    def _whole(self, begin: int, state: MatchState) -> MatchState:
        """The code up to the match after the dots, which must be contiguous."""
        rest, stop = self._rest, self._stop
        ends = {record.span.start for record in state.records() if rest and record.node is rest[0]}
        if not rest and stop is not None:
            ends = {stop.node.end_byte - 1}
        state = state.record(self._dots, begin, max(ends, default=begin))
        is_left = stop is not None and max(ends, default=begin) > stop.node.end_byte
        if len(ends) != 1 or min(ends) < begin or is_left:
            return state.with_doubt("the code that `...` matches is not contiguous")
        return state

    def _trimmed(self, state: MatchState) -> MatchState:
        """The code that the dots match, without the blanks around it."""
        assert state.last is not None
        span = state.last[0].span
        text = self._source.data[span.start : span.end]
        start = span.start + len(text) - len(text.lstrip())
        before = MatchState(state.env, state.last[1], state.doubt, state.loops)
        return before.record(self._dots, start, max(start, span.start + len(text.rstrip())))


def _end_of_previous_token(point: FlowNode) -> int:
    """The end of the token before a point: comments move with the code that they precede."""
    if not point.is_statement:
        return point.node.end_byte - 1
    before = previous_code(point.node)
    return before.end_byte if before is not None else point.node.start_byte


def _begin_of(point: FlowNode, state: MatchState) -> int:
    """The start of dots: before a statement or a `}`; at the end of the function, after the matched
    code.
    """
    if point.is_statement:
        return point.node.start_byte
    if point.kind is FlowKind.EXIT and state.last is not None:
        return state.last[0].span.end - 1
    return point.node.end_byte - 1
