# SPDX-License-Identifier: GPL-2.0-or-later
"""Arguments, parameters, initialisers: elements in brackets, with dots and lists among them.

`.field = value` initialisers match in any order, and the code may have additional ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, product
from typing import TypeGuard, assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.conditional import are_exclusive
from qemu_xen_codemod.c.masked_beside import with_masked
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.type_arguments import type_argument
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context
from qemu_xen_codemod.smpl.compile.pattern_shapes import is_designated
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import Binding, MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import LIST_KINDS

CUT = "there is an `#if` among the elements of the list"


def match_comma_list(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`( a, ..., b )`: elements between the brackets; commas are implied."""
    nodes = code_children(node)
    opening, *inside, closing = pattern.children
    if len(nodes) < 2 or nodes[0].type != opening.text.decode("latin1"):
        return
    wanted = [child for child in inside if child.text != b","]
    elements = [
        child
        for child in _through_conditionals(matcher.source, nodes[1:-1])
        if not child.type.startswith((",", "#"))
    ]
    is_any = pattern.kind == "initializer_list" and not wanted
    is_open = is_designated(pattern) and matcher.isomorphisms.is_enabled(CodeForm.FIELD_ORDER)
    around = matcher.around((opening, closing), (nodes[0], nodes[-1]), state)
    if is_any and all(inner.type == "initializer_pair" for inner in elements):
        yield from around
    elif is_open:
        fields = [element for element in wanted if not isinstance(element, Dots)]
        for begin in around:
            for match_state, is_same in _fields(matcher, fields, elements, begin):
                form = "" if is_same else CodeForm.FIELD_ORDER.value
                yield match_state.record(pattern, node.start_byte, node.end_byte, isomorphism=form)
    else:
        is_cut = any(child.type in ARMS for child in nodes) and not is_context(pattern)
        for begin in around:
            for match_element in match_elements(matcher, wanted, elements, begin):
                yield match_element.with_doubt(CUT) if is_cut else match_element


def match_field_list(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`{ ...; T f; ... }`: the members of a struct."""
    nodes = code_children(node)
    opening, *wanted, closing = pattern.children
    # Members are next to each other only if no directive is between them.
    fields = list(_through_conditionals(matcher.source, nodes[1:-1]))
    for begin in matcher.around((opening, closing), (nodes[0], nodes[-1]), state):
        for members in _each_branch(wanted):
            states = list(match_elements(matcher, members, fields, begin))
            chosen = [pair for pair in zip(wanted, members, strict=True) if pair[0] is not pair[1]]
            yield from (_with_disjunctions(chosen, match_state) for match_state in states)
            if states:
                # As in Coccinelle, a branch that matches anywhere in the struct wins.
                break


def _through_conditionals(
    source: SourceFile, nodes: Iterable[Node], *, is_shown: bool = True
) -> Iterator[Node]:
    """These nodes, with each `#if` replaced by its directives and what is in all of its branches.

    As in Coccinelle, an `#if 0` with all of its directives and its dead code is like a comment.
    `is_shown`: whether directives among the nodes are yielded.
    """
    for node in nodes:
        if node.type in ARMS:
            name, condition = map(node.child_by_field_name, ("name", "condition"))
            parts = [part for part in code_children(node) if part not in (name, condition)]
            shown = is_shown
            if node.type in ("preproc_if", "preproc_ifdef"):
                shown = condition is None or source.text(condition) != b"0"
            yield from _through_conditionals(source, parts, is_shown=shown)
        elif node.type.startswith("#"):
            if is_shown:
                yield node
        elif node.type != "\n" and not source.is_dead(node.start_byte):
            yield node


def _with_disjunctions(
    chosen: Sequence[tuple[PatternNode, PatternNode]], state: MatchState
) -> MatchState:
    """The state with each disjunction recorded where its branch matched, if it matched code."""
    for disjunction, branch in chosen:
        record = next((node for node in state.newest_first() if node.node is branch), None)
        if record is None:
            continue
        state = state.record(disjunction, record.span.start, record.span.end)
    return state


def _each_branch(wanted: Sequence[PatternNode]) -> Iterator[list[PatternNode]]:
    """The members with one branch of each disjunction among them, earlier branches first."""
    parts = [
        [branch.nodes[0] for branch in member.branches if branch.nodes]
        if isinstance(member, Disjunction)
        else [member]
        for member in wanted
    ]
    yield from map(list, product(*parts))


def _fields(
    matcher: Matcher,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    state: MatchState,
    taken: tuple[Node, ...] = (),
) -> Iterator[tuple[MatchState, bool]]:
    """The matches of fields in any order, each with whether it is the pattern's order. Fields in
    different branches of an `#if` are not in one list.
    """
    if not wanted:
        yield state, not nodes
        return
    for at, node in enumerate(nodes):
        for match_state in matcher.match(wanted[0], node, state):
            if any(
                are_exclusive(matcher.source, other.start_byte, node.start_byte) for other in taken
            ):
                continue
            rest = [*nodes[:at], *nodes[at + 1 :]]
            more = (*taken, node)
            for matched, is_same in _fields(matcher, wanted[1:], rest, match_state, more):
                yield matched, is_same and at == 0


def match_elements(
    matcher: Matcher, wanted: Sequence[PatternNode], nodes: Sequence[Node], state: MatchState
) -> States:
    """Elements in order, with dots and lists among the wanted ones."""
    if not wanted:
        if not nodes:
            yield state
        return
    first = wanted[0]
    if is_several(first):
        for count in _counts(first, nodes, state):
            for match_state in _several(matcher, first, nodes[:count], state):
                yield from match_elements(matcher, wanted[1:], nodes[count:], match_state)
        return
    if nodes:
        for match_state in matcher.match(first, nodes[0], state):
            yield from match_elements(matcher, wanted[1:], nodes[1:], match_state)


def _several(
    matcher: Matcher, pattern: Dots | MetavariableUse, nodes: Sequence[Node], state: MatchState
) -> States:
    """Dots or a list metavariable for these elements, which may be none."""
    if nodes:
        first, last = (
            type_argument(matcher.source, nodes[0]),
            type_argument(matcher.source, nodes[-1]),
        )
        start = first.start if first else nodes[0].start_byte
        end = last.end if last else nodes[-1].end_byte
    match pattern:
        case Dots():
            yield state.record(pattern, start, end) if nodes else state
        case MetavariableUse():
            counted = _with_length(pattern, nodes, state)
            if counted is not None and nodes:
                span = with_masked(matcher.source, Span(start, end))
                yield from matcher.bind(pattern, span.start, span.end, counted)
            elif counted is not None:
                yield from matcher.bind_nothing(pattern, counted)
        case _:
            assert_never(pattern)


def _with_length(
    pattern: MetavariableUse, nodes: Sequence[Node], state: MatchState
) -> MatchState | None:
    """The state with the metavariable for the list's length bound."""
    length = pattern.metavariable.length
    if not isinstance(length, str):
        return state
    number = b"%d" % sum(map(_is_counted, nodes))
    return state.bind(length, Binding((number,), number))


def _counts(pattern: PatternNode, nodes: Sequence[Node], state: MatchState) -> Iterable[int]:
    """The numbers of the first nodes that dots or a list may match."""
    length = pattern.metavariable.length if isinstance(pattern, MetavariableUse) else None
    if isinstance(length, str):
        bound = state.env.get(length)
        length = int(bound.text) if bound is not None else None
    if length is None:
        return range(len(nodes) + 1)
    counted = accumulate(map(_is_counted, nodes), initial=0)
    return (count for count, members in enumerate(counted) if members == length)


def _is_counted(node: Node) -> bool:
    """Whether a node adds to the length of a list: directives among members do not."""
    return not node.type.startswith(("#", "preproc"))


def is_several(pattern: PatternNode) -> TypeGuard[Dots | MetavariableUse]:
    """Whether a pattern's element stands for any number of elements."""
    match pattern:
        case Dots():
            return True
        case MetavariableUse():
            return pattern.metavariable.kind in LIST_KINDS
        case (
            PatternToken()
            | Inner()
            | Disjunction()
            | Conjunction()
            | Nest()
            | AnyType()
            | BareExpression()
            | AnyInclude()
            | Define()
        ):
            return False
        case _:
            assert_never(pattern)
