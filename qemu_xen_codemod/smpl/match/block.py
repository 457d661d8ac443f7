# SPDX-License-Identifier: GPL-2.0-or-later
"""A block of the pattern against a block of the file: the code between the braces."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.statements import cases_of
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import (
    PatternNode,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States


def match_block(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """All code between a block's braces."""
    assert matcher.sequences is not None
    opening, *inside, closing = pattern.children
    first, last = node.children[0], node.children[-1]
    if first.type != "{" or last.type != "}":
        return
    for match_state in matcher.around((opening, closing), (first, last), state):
        if inside and all(part.kind == "case_statement" for part in inside):
            yield from _cases(matcher, inside, list(cases_of(node)), match_state)
        else:
            yield from matcher.sequences.block(inside, node, match_state)


def _cases(
    matcher: Matcher, patterns: Sequence[PatternNode], cases: Sequence[Node], state: MatchState
) -> States:
    """Cases of a `switch`, each anywhere among the others."""
    if not patterns:
        yield state
        return
    for at, case in enumerate(cases):
        for match_state in matcher.match(patterns[0], case, state):
            yield from _cases(matcher, patterns[1:], [*cases[:at], *cases[at + 1 :]], match_state)


def is_on_one_side(state: MatchState, last: PatternNode, block: Node) -> bool:
    """Whether all paths from a block's beginning end at a `return` in it, or all (by `goto`) at
    one outside.
    """
    spans = [record.span for record in state.records() if record.node is last]
    sides = {block.start_byte <= span.start and span.end <= block.end_byte for span in spans}
    if sides == {True} and any(_is_in_else(block, span) for span in spans):
        # Coccinelle's path through an else-branch does not reach the block's end.
        return False
    if sides == {False}:
        return not any(node.type == "break_statement" for node in descendants(block))
    return len(sides) == 1


def _is_in_else(block: Node, span: Span) -> bool:
    """Whether code in a block is in an else-branch inside the block."""
    at = block.descendant_for_byte_range(span.start, span.end - 1)
    while at is not None and at.id != block.id:
        if at.type == "else_clause":
            return True
        at = at.parent
    return False
