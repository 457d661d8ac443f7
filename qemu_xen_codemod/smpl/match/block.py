"""A block of the pattern against a block of the file: what stands between the braces."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.smpl.compile.pattern import (
    PatternNode,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States


def match_block(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """All that stands between a block's braces."""
    assert matcher.sequences is not None
    opening, *inside, closing = pattern.children
    first, last = node.children[0], node.children[-1]
    if first.type != "{" or last.type != "}":
        return
    for one in matcher.around((opening, closing), (first, last), state):
        if inside and all(part.kind == "case_statement" for part in inside):
            cases = [child for child in node.children if child.type == "case_statement"]
            yield from _cases(matcher, inside, cases, one)
        else:
            yield from matcher.sequences.block(inside, node, one)


def _cases(
    matcher: Matcher, patterns: Sequence[PatternNode], cases: Sequence[Node], state: MatchState
) -> States:
    """Cases of a `switch`, each anywhere among others."""
    if not patterns:
        yield state
        return
    for at, case in enumerate(cases):
        for one in matcher.match(patterns[0], case, state):
            yield from _cases(matcher, patterns[1:], [*cases[:at], *cases[at + 1 :]], one)
