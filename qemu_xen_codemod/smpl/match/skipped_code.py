# SPDX-License-Identifier: GPL-2.0-or-later
"""SkippedCode: the code that dots stand for, where it is removed, listed or copied."""

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
    """What some dots of a pattern pass from one point on."""

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
        """A state in which what follows the dots has matched, with the dots themselves."""
        dots = self._dots
        if isinstance(dots, Dots) and dots.item.mark in (LineMark.MINUS, LineMark.STAR):
            return self._whole(self._begin, state)
        if isinstance(dots, Dots) and dots.fate is Fate.COPIED:
            return self._trimmed(self._whole(_behind_comments(self._point), state))
        return state.record(dots, self._begin, self._begin)

    def _whole(self, begin: int, state: MatchState) -> MatchState:
        """The code up to what follows the dots, which has to be in one piece."""
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
        """The code that the dots stand for without the blanks around it."""
        assert state.last is not None
        span = state.last[0].span
        text = self._source.data[span.start : span.end]
        start = span.start + len(text) - len(text.lstrip())
        before = MatchState(state.env, state.last[1], state.doubt, state.loops)
        return before.record(self._dots, start, max(start, span.start + len(text.rstrip())))


def _behind_comments(point: FlowNode) -> int:
    """Where the token before a point ends, comments aside: they move with what follows them."""
    if not point.is_statement:
        return point.node.end_byte - 1
    before = previous_code(point.node)
    return before.end_byte if before is not None else point.node.start_byte


def _begin_of(point: FlowNode, state: MatchState) -> int:
    """Where dots begin: before a statement or a `}`; after what was matched, where the function
    is left.
    """
    if point.is_statement:
        return point.node.start_byte
    if point.kind is FlowKind.EXIT and state.last is not None:
        return state.last[0].span.end - 1
    return point.node.end_byte - 1
