# SPDX-License-Identifier: GPL-2.0-or-later
"""A type metavariable before a declarator, `T name`: it takes the code's stars and brackets."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import IDENTIFIERS, TYPES
from qemu_xen_codemod.c.nodes import code_children, named_code_children
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm, initialiser_form
from qemu_xen_codemod.smpl.compile.pattern import (
    Fate,
    MetavariableUse,
    PatternNode,
    leaves_of,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.qualified_types import QUALIFIER, depth_of, without_stars
from qemu_xen_codemod.smpl.match.state import Binding, MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

#: The parts of a declaration that a pattern need not name.
MAY_BE_MORE = {
    "storage_class_specifier": CodeForm.OPTIONAL_STORAGE,
    QUALIFIER: CodeForm.OPTIONAL_QUALIFIER,
}


def with_type(
    matcher: Matcher,
    pattern: PatternNode,
    use: MetavariableUse,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    span: Span,
    counts: range,
    state: MatchState,
) -> States:
    """`T declarator ...`: `use` is T, whose base is at `span`, with as many stars as fit."""
    start, rest = span.start, list(nodes[1:])
    if not wanted:
        if rest and rest[0].type == "abstract_pointer_declarator" and len(rest) == 1:
            depth = depth_of(rest[0])
            if depth in counts:
                yield from matcher.bind(use, start, without_stars(rest[0], None)[1], state)
        elif not rest:
            yield from matcher.bind(use, start, span.end, state)
        return
    if not rest:
        return
    for count in range(depth_of(rest[0]), -1, -1):
        if count not in counts:
            continue
        inner, end = without_stars(rest[0], count)
        if inner is None:
            # T would take all stars of a type without a name, and leave none for the pattern.
            continue
        for bound in matcher.bind(use, start, end if count else span.end, state):
            yield from _declared_rest(matcher, pattern, wanted, rest, inner, bound)


def qualified_pointer(
    matcher: Matcher,
    pattern: PatternNode,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    spans: dict[int, Span],
    state: MatchState,
) -> States:
    """`const T p` against `int *const p`: T is `int *`."""
    qualifiers = [node for node in wanted if node.kind == QUALIFIER]
    wanted = [node for node in wanted if node.kind != QUALIFIER]
    nodes = [node for node in nodes if node.type != QUALIFIER]
    typed = next(at for at, part in enumerate(wanted) if stands_for(part, MetaKind.TYPE))
    use = wanted[typed]
    assert isinstance(use, MetavariableUse)
    if len(nodes) < typed + 2 or nodes[typed].type not in TYPES or len(wanted) < typed + 2:
        return
    declarator = nodes[typed + 1]
    for count in range(depth_of(declarator), 0, -1):
        outer, _ = without_stars(declarator, count - 1)
        inner, _ = without_stars(declarator, count)
        if outer is None or inner is None:
            continue
        pointer_qualifiers = sorted(
            (part for part in outer.children if part.type == QUALIFIER),
            key=lambda item: item.text or b"",
        )
        star = next(child for child in outer.children if child.type == "*")
        if len(pointer_qualifiers) != len(qualifiers):
            continue
        for match_state in matcher.each(wanted[:typed], nodes[:typed], state):
            for qualified in matcher.each(qualifiers, pointer_qualifiers, match_state):
                bound = matcher.bind(use, spans[nodes[typed].id].start, star.end_byte, qualified)
                for bound_state in bound:
                    yield from _declared_rest(
                        matcher,
                        pattern,
                        wanted[typed + 1 :],
                        nodes[typed + 1 :],
                        inner,
                        bound_state,
                    )


def with_brackets(
    matcher: Matcher,
    pattern: PatternNode,
    use: MetavariableUse,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    span: Span,
    state: MatchState,
) -> States:
    """`T name` against `int name[3]` and `int (*name)(void)`; as for Coccinelle, also against the
    prototype `int name(void)`.
    """
    if len(nodes) < 2 or not wanted:
        return
    for count in range(depth_of(nodes[1]), -1, -1):
        inner, end = without_stars(nodes[1], count)
        name = _name_in_brackets(inner) if inner is not None else None
        if inner is None or name is None:
            continue
        stop = end if count else span.end
        parts = [
            matcher.binding(span.start, stop),
            matcher.binding(inner.start_byte, name.start_byte),
            matcher.binding(name.end_byte, inner.end_byte),
        ]
        bound = state.bind(
            use.metavariable.name,
            Binding(
                tuple(token for part in parts for token in part.tokens),
                parts[0].text + b" " + parts[1].text + parts[2].text,
            ),
        )
        if bound is None:
            continue
        recorded = bound.record(use, span.start, stop)
        for match_state in _declarator(matcher, pattern, wanted, nodes[1], name, recorded):
            yield from match_rest(matcher, wanted[1:], nodes[2:], match_state)


def _name_in_brackets(declarator: Node) -> Node | None:
    """The name in `name[3]` and `(*name)(void)`; None for a name alone, or after stars."""
    inner: Node | None = declarator
    if declarator.type not in ("array_declarator", "function_declarator"):
        return None
    while inner is not None and inner.type not in IDENTIFIERS:
        named = inner.child_by_field_name("declarator")
        is_around = named is None and inner.type == "parenthesized_declarator"
        inner = next(iter(named_code_children(inner)), None) if is_around else named
    return inner


def is_safe(pattern: PatternNode, use: MetavariableUse) -> bool:
    """Whether T may be bound to a type that goes on after the name: only the name changes, or all
    of the declaration is removed and T is used nowhere else.
    """
    if use.metavariable.is_single and pattern.fate is Fate.REMOVED:
        return True
    parts = (pattern, *pattern.children, *leaves_of(pattern))
    return all(
        part.fate is not Fate.REPLACED and (part.children or is_context(part))
        for part in parts
        if part.kind not in IDENTIFIERS and not stands_for(part, MetaKind.IDENTIFIER)
    )


def _declared_rest(
    matcher: Matcher,
    pattern: PatternNode,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    inner: Node,
    state: MatchState,
) -> States:
    """The code after a type; `inner` is the first declarator without the stars that T takes."""
    for match_state in _declarator(matcher, pattern, wanted, nodes[0], inner, state):
        yield from match_rest(matcher, wanted[1:], nodes[1:], match_state)


def _declarator(
    matcher: Matcher,
    pattern: PatternNode,
    wanted: Sequence[PatternNode],
    node: Node,
    inner: Node,
    state: MatchState,
) -> States:
    """The first declarator; `inner` is the part without the stars that T takes."""
    first = wanted[0]
    if node.type != "init_declarator":
        yield from matcher.match(first, inner, state)
    elif first.kind == "init_declarator":
        children = [inner, *code_children(node)[1:]]
        if len(children) == len(first.children):
            for match_state in matcher.each(first.children, children, state):
                yield match_state.record(first, inner.start_byte, node.end_byte)
    elif (
        all(node.text == b";" for node in wanted[1:])
        and is_context(first)
        and matcher.isomorphisms.is_enabled(initialiser_form(words_named(pattern)))
    ):
        yield from matcher.match(first, inner, state)


def match_rest(
    matcher: Matcher, wanted: Sequence[PatternNode], nodes: Sequence[Node], state: MatchState
) -> States:
    if len(wanted) == len(nodes):
        yield from matcher.each(wanted, nodes, state)


def words_named(pattern: PatternNode) -> set[bytes]:
    """The storage classes and qualifiers that a pattern has."""
    named = [child for child in pattern.children if child.kind in MAY_BE_MORE]
    return {leaf.text for node in named for leaf in leaves_of(node)}
