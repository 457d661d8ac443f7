"""Other ways to write the same statement: Coccinelle's isomorphisms of statements.

`{ S }`, with or without dots beside S, also matches S alone as a branch; `if (E) S1 else S2` also
matches without else when S2 is named nowhere else, and with the branches exchanged under `!E`;
`i++;` also `++i;`, `i += 1;`, `i = i + 1;`; `return ...;` also `return;`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import STATEMENT_NODES
from qemu_xen_codemod.c.nodes import code_children, descendants
from qemu_xen_codemod.smpl.compile.pattern import (
    Disjunction,
    Dots,
    Fate,
    Nest,
    PatternNode,
    is_context,
    is_return,
    leaves_of,
    marks_of,
    stands_for,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.types_before_names import match_one_of_several
from qemu_xen_codemod.smpl.read.body_items import LineMark
from qemu_xen_codemod.smpl.read.metavariable import MetaKind


def other_statements(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """The matches of a statement that is written otherwise than the pattern."""
    kind = pattern.kind
    if kind == "compound_statement":
        yield from _without_braces(matcher, pattern, node, state)
    elif kind in ("declaration", "field_declaration"):
        yield from match_one_of_several(matcher, pattern, node, state)
    elif kind == "if_statement" and node.type == kind:
        yield from _without_else(matcher, pattern, node, state)
        yield from _exchanged(matcher, pattern, node, state)
    elif kind == "expression_statement" and node.type == kind:
        yield from _increment(matcher, pattern, node, state)
    elif kind == "return_statement" and node.type == kind:
        yield from _return_nothing(pattern, node, state)


def _without_braces(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    opening, *inside, closing = pattern.children
    if any(isinstance(one, Nest) for one in inside):
        yield from _nest_without_braces(matcher, pattern, node, state)
        return
    code = [one for one in inside if not isinstance(one, Dots)]
    if node.type not in STATEMENT_NODES or node.type == "compound_statement" or len(code) > 1:
        return
    if not inside:
        return
    if node.type == "goto_statement" and code and is_return(code[0]):
        assert matcher.sequences is not None
        for one in matcher.sequences.jump(inside, node, state):
            yield one.record(pattern, node.start_byte, node.end_byte)
        return
    if code and isinstance(code[0], Disjunction):
        return
    if code and code[0].fate is Fate.REMOVED and len(marks_of(pattern)) > 1:
        # Nothing would be left of the branch.
        return
    if marks_of(opening) | marks_of(closing) != {LineMark.CONTEXT} and len(marks_of(pattern)) > 1:
        return
    if not code:
        yield state.record(pattern, node.start_byte, node.end_byte)
        return
    for one in matcher.match(code[0], node, state):
        marked = one.record(code[0], node.start_byte, node.end_byte, one.env)
        yield marked.record(pattern, node.start_byte, node.end_byte)


def _nest_without_braces(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    opening, *inside, closing = pattern.children
    is_kept = is_context(opening) and is_context(closing)
    if len(inside) > 1 or not is_kept or node.type not in STATEMENT_NODES:
        return
    if node.type != "compound_statement" and matcher.sequences is not None:
        for one in matcher.sequences.branch(inside, node, state):
            yield one.record(pattern, node.start_byte, node.end_byte)


def _without_else(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    *head, alternative = pattern.children
    nodes = code_children(node)
    if alternative.kind != "else_clause" or len(nodes) != len(head) or not _has_one_head(pattern):
        return
    if _is_any_statement(alternative.children[-1]):
        for one in matcher.each(head, nodes, state):
            yield one.record(pattern, node.start_byte, node.end_byte)
    test = _negated(nodes[1])
    if test is not None and _is_any_statement(head[2]):
        for one in matcher.match(head[1].children[1], test, state):
            for two in matcher.match(alternative.children[-1], nodes[2], one):
                yield two.record(pattern, node.start_byte, node.end_byte)


def _has_one_head(pattern: PatternNode) -> bool:
    """Whether the words and parentheses of an `if` with `else` are all context, or all of it goes:
    else Coccinelle takes the pattern as it is written.
    """
    word, condition, _, alternative = pattern.children
    own = (word, condition.children[0], condition.children[-1], alternative.children[0])
    return all(is_context(one) for one in own) or len(marks_of(pattern)) == 1


def _is_any_statement(pattern: PatternNode) -> bool:
    return stands_for(pattern, MetaKind.STATEMENT) and pattern.metavariable.is_single


def _negated(condition: Node) -> Node | None:
    """E of a condition `(!E)`."""
    test = code_children(condition)[-2] if condition.named_children else None
    if test is None or test.type != "unary_expression" or test.children[0].type != "!":
        return None
    return test.children[-1]


def _exchanged(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`if (E) S1 else S2` on `if (!E) S2 else S1`."""
    nodes = code_children(node)
    if len(nodes) != 4 or len(pattern.children) != 4:
        return
    word, condition, yes, no = pattern.children
    if no.kind != "else_clause" or nodes[3].type != "else_clause" or not _has_one_head(pattern):
        return
    test = _negated(nodes[1])
    if test is None:
        return
    state = state.record(word, nodes[0].start_byte, nodes[0].end_byte)
    for one in matcher.match(condition.children[1], test, state):
        for two in matcher.match(yes, nodes[3].children[-1], one):
            for three in matcher.match(no.children[-1], nodes[2], two):
                yield three.record(pattern, node.start_byte, node.end_byte)


def _increment(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    name = _incremented(pattern)
    found = incremented(node)
    if name is None or found is None or len(marks_of(pattern)) > 1:
        return
    inner, end = pattern.children
    for one in matcher.match(name, found, state):
        one = one.record(inner, node.children[0].start_byte, node.children[0].end_byte)
        one = one.record(end, node.children[-1].start_byte, node.children[-1].end_byte)
        yield one.record(pattern, node.start_byte, node.end_byte)


def _incremented(pattern: PatternNode) -> PatternNode | None:
    """The identifier that a pattern of one of the four forms increments."""
    leaves = [leaf for leaf in leaves_of(pattern) if leaf.text != b";"]
    at = _place_of_name([leaf.text for leaf in leaves])
    name = leaves[at] if at is not None else None
    if name is None or name.kind == "identifier" or stands_for(name, MetaKind.IDENTIFIER):
        return name
    return None


def incremented(node: Node) -> Node | None:
    """The identifier that a statement of one of the four forms increments."""
    every = (one for one in descendants(node) if not one.child_count)
    leaves = list(islice((one for one in every if one.type not in (";", "comment")), 7))
    at = _place_of_name([leaf.text or b"" for leaf in leaves])
    return leaves[at] if at is not None and leaves[at].type == "identifier" else None


def _place_of_name(texts: Sequence[bytes]) -> int | None:
    """Which token is the name in `i++`, `++i`, `i += 1` or `i = i + 1`; None for any other code."""
    if len(texts) == 2 and b"++" in texts:
        return 0 if texts[1] == b"++" else 1
    name, *rest = texts or (b"",)
    return 0 if rest in ([b"+=", b"1"], [b"=", name, b"+", b"1"]) else None


def _return_nothing(pattern: PatternNode, node: Node, state: MatchState) -> States:
    if len(pattern.children) != 3 or not isinstance(pattern.children[1], Dots):
        return
    nodes = code_children(node)
    if len(nodes) != 2:
        return
    word, dots, end = pattern.children
    state = state.record(word, nodes[0].start_byte, nodes[0].end_byte)
    state = state.record(dots, nodes[0].end_byte, nodes[0].end_byte)
    state = state.record(end, nodes[1].start_byte, nodes[1].end_byte)
    yield state.record(pattern, node.start_byte, node.end_byte)
