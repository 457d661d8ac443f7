# SPDX-License-Identifier: GPL-2.0-or-later
"""Declarations, parameters, casts and function headers: a type before a declarator.

In C's grammar the `*` of `char *p` belongs to the declarator; a type metavariable takes it anyway,
so that `T p;` matches with T = `char *`. The code may have storage classes and qualifiers that the
pattern does not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.declaring_macro import is_declaring_macro
from qemu_xen_codemod.c.node_kinds import TYPES
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm, initialiser_form
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyType,
    Dots,
    Fate,
    MetavariableUse,
    PatternNode,
    leaves_of,
    nodes_under,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_all_minus, is_context
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.qualified_types import (
    QUALIFIER,
    in_one_order,
    key_of,
    type_spans,
    without_stars,
)
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.type_metavariable import (
    MAY_BE_MORE,
    is_safe,
    match_rest,
    qualified_pointer,
    with_brackets,
    with_type,
    words_named,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_NAMING = ("declaration", "field_declaration")
_BRACKETS = "the type that it changes goes on after the name"
#: More than any type has.
_MOST_STARS = 1000


def match_declaring(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """The children of a declaring node."""
    nodes = code_children(node)
    if _is_any_type(pattern) and any(
        inner.type == "abstract_function_declarator" for inner in nodes
    ):
        (use,) = pattern.children
        assert isinstance(use, MetavariableUse)
        for match_state in matcher.bind(use, node.start_byte, node.end_byte, state):
            yield match_state.record(pattern, node.start_byte, node.end_byte)
        return
    if node.type in _NAMING and is_declaring_macro(matcher.source, node):
        return
    forms = [code_form.value for code_form in _forms_of(pattern, nodes)]
    for match_part in _match_parts(matcher, pattern, nodes, state):
        for form in forms:
            match_part = match_part.record(
                pattern, node.start_byte, node.end_byte, isomorphism=form
            )
        yield match_part


def _is_any_type(pattern: PatternNode) -> bool:
    """Whether it is only a type metavariable, as in a cast."""
    is_alone = pattern.kind == "type_descriptor" and len(pattern.children) == 1
    return is_alone and stands_for(pattern.children[0], MetaKind.TYPE)


def match_pointer(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`*p`, also against `*const p`."""
    nodes = code_children(node)
    nodes = _without_more(matcher, pattern, nodes)
    if len(nodes) == len(pattern.children):
        yield from matcher.each(pattern.children, nodes, state)


def match_sized(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`unsigned T`, where T is all words after the sign."""
    nodes = code_children(node)
    wanted = pattern.children
    if len(wanted) == 2 and stands_for(wanted[1], MetaKind.TYPE) and len(nodes) > 1:
        for match_state in matcher.match(wanted[0], nodes[0], state):
            yield from matcher.bind(wanted[1], nodes[1].start_byte, nodes[-1].end_byte, match_state)
    elif len(nodes) == len(wanted):
        yield from matcher.each(wanted, nodes, state)


def match_one_of_several(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`int i;` against `int a, b;`: the pattern matches each declarator by itself.

    The whole pattern may be removed, or code inside the declarator edited. A change of the type
    would affect all names; Coccinelle does not match then.
    """
    form = CodeForm.SEVERAL_DECLARATORS
    declarators = node.children_by_field_name("declarator") if node.type in _NAMING else []
    if len(declarators) < 2 or not matcher.isomorphisms.is_enabled(form):
        return
    is_replaced = False
    is_removed = pattern.fate in (Fate.REMOVED, Fate.APART)
    if not is_removed and not _keeps_type(pattern):
        is_replaced = is_all_minus(pattern)
        if not is_replaced:
            return
    parts = [part for child in pattern.children for part in nodes_under(child)]
    is_array = any(part.kind == "array_declarator" and not is_context(part) for part in parts)
    if is_array and not is_removed and not is_replaced:
        # As in Coccinelle, which treats the size as part of the type.
        return
    is_any = any(isinstance(part, Dots) and part.fate is Fate.REPLACED for part in parts)
    shared = [inner for inner in code_children(node) if inner.end_byte <= declarators[0].start_byte]
    for declarator in declarators:
        nodes = [*shared, declarator, node.children[-1]]
        for match_part in _match_parts(matcher, pattern, nodes, state):
            if is_replaced:
                match_part = match_part.with_doubt(
                    "the declaration that it replaces declares other names too"
                )
            if is_any:
                match_part = match_part.with_doubt(
                    "the declaration whose value is replaced has other names too"
                )
            start, end = declarator.start_byte, declarator.end_byte
            yield match_part.record(pattern, start, end, isomorphism=form.value)


def _keeps_type(pattern: PatternNode) -> bool:
    if any(child.text == b"," for child in pattern.children):
        return False
    *head, _, end = pattern.children
    return all(is_context(part) for part in (*head, end))


def _match_parts(
    matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node], state: MatchState
) -> States:
    wanted = in_one_order(pattern.children, [key_of(child) for child in pattern.children])
    #: The span of each type with the qualifiers next to it.
    spans = type_spans(nodes)
    qualifier_count = sum(node.type == QUALIFIER for node in nodes)
    nodes = _without_more(matcher, pattern, nodes)
    nodes = in_one_order(nodes, [(node.type, node.text or b"") for node in nodes])
    untyped = next((at for at, part in enumerate(wanted) if isinstance(part, AnyType)), None)
    if untyped is not None:
        first = next((at for at, node in enumerate(nodes) if _is_declarator(node)), None)
        if first is not None and untyped < first:
            inner, _ = without_stars(nodes[first], None)
            assert inner is not None
            rest = [inner, *nodes[first + 1 :]]
            for before in matcher.each(wanted[:untyped], nodes[:untyped], state):
                yield from match_rest(matcher, wanted[untyped + 1 :], rest, before)
        return
    uses = [(at, part) for at, part in enumerate(wanted) if stands_for(part, MetaKind.TYPE)]
    if not uses:
        if len(nodes) == len(wanted):
            yield from matcher.each(wanted, _without_initialiser(matcher, pattern, nodes), state)
        return
    typed, use = uses[0]
    qualifiers = [part for part in wanted[:typed] if part.kind == QUALIFIER]
    if qualifiers:
        yield from qualified_pointer(matcher, pattern, wanted, nodes, spans, state)
    if typed >= len(nodes) or nodes[typed].type not in TYPES:
        return
    wanted_rest, from_type = wanted[typed + 1 :], nodes[typed:]
    kind = from_type[0]
    span = Span(kind.start_byte, kind.end_byte) if qualifiers else spans[kind.id]
    counts = range(1 if qualifiers else _MOST_STARS)
    if qualifiers and qualifier_count != len(qualifiers):
        # T has no qualifiers besides those of the pattern.
        return
    for before in matcher.each(wanted[:typed], nodes[:typed], state):
        yield from with_type(matcher, pattern, use, wanted_rest, from_type, span, counts, before)
        if pattern.kind in (*_NAMING, "parameter_declaration"):
            for with_bracket in with_brackets(
                matcher, pattern, use, wanted_rest, from_type, span, before
            ):
                yield with_bracket if is_safe(pattern, use) else with_bracket.with_doubt(_BRACKETS)


def _without_more(matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node]) -> list[Node]:
    """The nodes without storage classes and qualifiers that the pattern does not have."""
    named = words_named(pattern)
    optional = [kind for kind, form in MAY_BE_MORE.items() if matcher.isomorphisms.is_enabled(form)]
    return [node for node in nodes if node.type not in optional or node.text in named]


def _forms_of(pattern: PatternNode, nodes: Sequence[Node]) -> Iterator[CodeForm]:
    """The isomorphisms by which a declaration may have more nodes than the pattern."""
    named = words_named(pattern)
    extra = {node.type for node in nodes if node.type in MAY_BE_MORE and node.text not in named}
    yield from (form for kind, form in MAY_BE_MORE.items() if kind in extra)
    kinds = [child.kind for child in pattern.children]
    is_set = any(node.type == "init_declarator" for node in nodes)
    if is_set and pattern.kind == "declaration" and "init_declarator" not in kinds:
        yield initialiser_form(named)


def _without_initialiser(
    matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node]
) -> Sequence[Node]:
    """`T x;` with a metavariable x also matches `T x = ...;`."""
    if pattern.kind != "declaration" or not is_context(pattern.children[-2]):
        return nodes
    if not any(stands_for(leaf, MetaKind.IDENTIFIER) for leaf in leaves_of(pattern.children[-2])):
        return nodes
    if any(child.kind == "init_declarator" for child in pattern.children):
        return nodes
    if not matcher.isomorphisms.is_enabled(initialiser_form(words_named(pattern))):
        return nodes
    return [node.children[0] if node.type == "init_declarator" else node for node in nodes]


def _is_declarator(node: Node) -> bool:
    return node.type.endswith("declarator") or node.type == "identifier"
