# SPDX-License-Identifier: GPL-2.0-or-later
"""`x + ...`, `a[...]` and `for (...; ...; ...)`: dots as an operand, an index, or in a header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.smpl.compile.pattern import Dots, PatternNode
from qemu_xen_codemod.smpl.compile.pattern_shapes import operand_in_chain
from qemu_xen_codemod.smpl.match.matcher import Matcher, match_children
from qemu_xen_codemod.smpl.match.state import MatchState, States


def match_binary(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """Two operands, or one of a chain."""
    form = match_children if operand_in_chain(pattern) is None else match_chain
    yield from form(matcher, pattern, node, state)


def match_chain(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`x + ...`: an operand of a chain of any length; the first one with each binding."""
    operand = operand_in_chain(pattern)
    if operand is None or not matcher.uses.is_expression(node):
        return
    seen: list[MatchState] = []
    for inner in _operands(node, pattern.children[1].text.decode("latin1")):
        for match_state in matcher.match(operand, inner, state):
            if not any(match_state.env == other.env for other in seen):
                seen.append(match_state)
                yield match_state.record(pattern, node.start_byte, node.end_byte)


def _operands(node: Node, operator: str) -> Iterator[Node]:
    if node.type == "binary_expression":
        left, sign, right = code_children(node)
        if sign.type == operator:
            yield from _operands(left, operator)
            yield from _operands(right, operator)
            return
    yield node


def match_for(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """A `for` with dots in its header: each matches any part or none, but no declaration."""
    if not any(isinstance(child, Dots) for child in pattern.children):
        yield from match_children(matcher, pattern, node, state)
        return
    nodes = code_children(node)
    *head, closing, body = pattern.children
    pairs = [*zip(head[:2], nodes[:2], strict=True), (closing, nodes[-2]), (body, nodes[-1])]
    wanted = _split(head[2:], [node.kind for node in head[2:]])
    code_parts = _split(nodes[2:-2], [node.type for node in nodes[2:-2]])
    for part, code in zip(wanted, code_parts, strict=True):
        if isinstance(part, Dots):
            if code is not None and code.type == "declaration":
                return
            if code is not None:
                state = state.record(part, code.start_byte, code.end_byte)
        elif part is not None and code is not None:
            pairs.append((part, code))
        elif part is not None or code is not None:
            return
    yield from matcher.each([part for part, _ in pairs], [inner for _, inner in pairs], state)


def match_array(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`a[...]` in a declaration: any size, or none."""
    nodes = code_children(node)
    wanted = pattern.children
    if len(nodes) == 3:
        wanted = tuple(part for part in wanted if not isinstance(part, Dots))
    if len(nodes) == len(wanted):
        yield from matcher.each(wanted, nodes, state)


_Part = TypeVar("_Part")


def _split(header: Sequence[_Part], kinds: Sequence[str]) -> list[_Part | None]:
    """The three parts of the header of a `for`; a declaration includes its `;`."""
    parts: list[_Part | None] = [None]
    for part, kind in zip(header, kinds, strict=True):
        if kind == ";":
            parts.append(None)
            continue
        parts[-1] = part
        if kind == "declaration":
            parts.append(None)
    return parts
