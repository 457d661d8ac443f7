# SPDX-License-Identifier: GPL-2.0-or-later
"""`FOREACH(x, y) { .. }`: a macro that heads a loop, and that is parsed as a `while`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.smpl.compile.pattern import PatternNode, names_iterator
from qemu_xen_codemod.smpl.match.jumps import as_loop
from qemu_xen_codemod.smpl.match.lists import match_elements
from qemu_xen_codemod.smpl.match.matcher import Matcher, match_children
from qemu_xen_codemod.smpl.match.state import MatchState, States

_COMMA = "comma_expression"


def match_while(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """A `while`, or a macro that is parsed as one."""
    form = _match_iterator if names_iterator(pattern.children[0]) else match_children
    yield from form(matcher, pattern, node, state)


def match_if(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """An `if`, or a macro whose name is too short for `while`."""
    form = _LOOP if names_iterator(pattern.children[0]) else match_children
    yield from form(matcher, pattern, node, state)


def _match_iterator(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    nodes = code_children(node)
    if len(nodes) != 3 or len(pattern.children) != 3:
        return
    name, condition, body = pattern.children
    opening, *inside, closing = condition.children
    condition_nodes = code_children(nodes[1])
    arguments = list(_arguments_of(inside))
    for named in matcher.match(name, nodes[0], state):
        for begun in matcher.around(
            (opening, closing), (condition_nodes[0], condition_nodes[-1]), named
        ):
            for match_element in match_elements(
                matcher, arguments, list(_in_code(condition_nodes[1:-1])), begun
            ):
                recorded = _with_commas(match_element, inside, begun).record(
                    condition, nodes[1].start_byte, nodes[1].end_byte
                )
                yield from matcher.match(body, nodes[2], recorded)


_LOOP = as_loop(_match_iterator)


def _arguments_of(patterns: Sequence[PatternNode]) -> Iterator[PatternNode]:
    for pattern in patterns:
        if pattern.kind == _COMMA:
            yield from _arguments_of(pattern.children)
        elif pattern.text != b",":
            yield pattern


def _in_code(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.type == _COMMA:
            yield from _in_code(code_children(node))
        elif node.type != ",":
            yield node


def _with_commas(
    state: MatchState, patterns: Sequence[PatternNode], before: MatchState
) -> MatchState:
    """The state with the places of comma-separated arguments recorded."""
    spans = {node.node: node.span for node in state.newest_first(before)}
    for pattern in patterns:
        if pattern.kind == _COMMA:
            argument_spans = [
                spans[argument] for argument in _arguments_of([pattern]) if argument in spans
            ]
            if argument_spans:
                state = state.record(pattern, argument_spans[0].start, argument_spans[-1].end)
            state = _with_commas(state, pattern.children, before)
    return state
