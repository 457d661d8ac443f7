# SPDX-License-Identifier: GPL-2.0-or-later
"""A type as the whole pattern, `- XenXC` and `+ xc_interface *`: it matches all uses of the type.

In C's grammar a `*` belongs to the declarator: to each of the names of `T *a, *b;`. So the base
type is replaced, and each declarator gains or loses its own stars; Coccinelle gives them only to
the first. The name that a `typedef`, `struct`, `union` or `enum` defines is not a use; a pattern
with members, `struct s { ... }`, matches only the definition.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import POINTERS, TYPES
from qemu_xen_codemod.c.type_arguments import type_argument
from qemu_xen_codemod.c.words import QUALIFIERS
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.member_type import with_members
from qemu_xen_codemod.smpl.compile.pattern import (
    Disjunction,
    MetavariableUse,
    PatternNode,
    leaves_of,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.qualified_types import QUALIFIER, key_of
from qemu_xen_codemod.smpl.match.state import MatchState, States

_OTHER_NAMES = "the declaration also declares names that are no such pointers"
_POINTER = "the type metavariable that is replaced matches a pointer here"


def match_bare_type(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """A use of the type: its base, before declarators with at least the pattern's stars."""
    members = with_members(pattern)
    if members is not None:
        # The definition of the type.
        if node.parent is not None and node.parent.type != "parameter_declaration":
            for match_state in matcher.match(members, node, state):
                yield match_state.record(pattern, node.start_byte, node.end_byte)
    elif isinstance(pattern, Disjunction):
        for branch in pattern.branches:
            states = list(match_bare_type(matcher, branch.nodes[0], node, state))
            if states:
                yield from (
                    match_state.record(pattern, node.start_byte, node.end_byte)
                    for match_state in states
                )
                return
    elif node.type != "type_descriptor" and _is_use(node):
        yield from _use(matcher, pattern, node, state)


def _use(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """The type, at a place where it is used."""
    argument = type_argument(matcher.source, node)
    if argument is not None:
        yield from _in_argument(matcher, pattern, argument, state)
        return
    qualifiers = [key_of(child)[1] for child in pattern.children if child.kind == QUALIFIER]
    base = next(child for child in pattern.children if child.kind != QUALIFIER)
    stars = sum(leaf.text == b"*" for leaf in leaves_of(pattern))
    declarators = declarators_at(node)
    if stars and not declarators:
        return
    are_pointers = [len(stars_of(declarator)) >= stars for declarator in declarators]
    if declarators and not any(are_pointers):
        return
    if not all(are_pointers):
        state = state.with_doubt(_OTHER_NAMES)
    begin = _first_qualifier(node, qualifiers)
    if begin is None:
        return
    if node.type == "identifier" and matcher.source.text(node) == base.text:
        yield state.record(pattern, node.start_byte, node.end_byte)
        return
    if isinstance(base, MetavariableUse):
        yield from _inherited(matcher, pattern, base, node, state)
        return
    for match_state in matcher.match(base, node, state):
        yield match_state.record(pattern, begin, node.end_byte)


def _first_qualifier(node: Node, qualifiers: Sequence[bytes]) -> int | None:
    """Where the qualifiers right before a type begin, None if these are others."""
    begin, before = node.start_byte, node.prev_sibling
    for text in reversed(qualifiers):
        if before is None or before.text != text:
            return None
        begin, before = before.start_byte, before.prev_sibling
    return begin


def _in_argument(
    matcher: Matcher, pattern: PatternNode, argument: Span, state: MatchState
) -> States:
    """The type as the argument of a macro, `va_arg(ap, struct s *)`: with more stars, or more
    qualifiers before it.
    """
    wanted = [leaf.text for leaf in leaves_of(pattern)]
    if any(isinstance(leaf, MetavariableUse) for leaf in leaves_of(pattern)):
        return
    code = matcher.source.code_in(argument.start, argument.end)
    while code and code[0].text in QUALIFIERS and code[0].text != wanted[0]:
        code = code[1:]
    found, more = code[: len(wanted)], code[len(wanted) :]
    if [token.text for token in found] == wanted and all(token.text == b"*" for token in more):
        yield state.record(pattern, found[0].start, found[-1].end)


def _inherited(
    matcher: Matcher, pattern: PatternNode, use: MetavariableUse, node: Node, state: MatchState
) -> States:
    """`- T`: the base of the type bound to T, before declarators that have its stars."""
    bound = state.env.get(use.metavariable.name)
    words = bound.tokens if bound is not None else ()
    depth = len(words) - len(words[: words.index(b"*")]) if b"*" in words else 0
    if node.type == "identifier":
        if words == (matcher.source.text(node),):
            matched = state.record(use, node.start_byte, node.end_byte)
            yield matched.record(pattern, node.start_byte, node.end_byte)
    elif depth == 0:
        for match_state in matcher.match(use, node, state):
            yield match_state.record(pattern, node.start_byte, node.end_byte)
    elif matcher.binding(node.start_byte, node.end_byte).tokens == words[:-depth]:
        declarators = declarators_at(node)
        if declarators and all(len(stars_of(declarator)) >= depth for declarator in declarators):
            matched = state.record(use, node.start_byte, node.end_byte)
            matched = matched.record(pattern, node.start_byte, node.end_byte)
            yield matched.with_doubt(_POINTER)


def _is_use(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if node.type == "identifier":
        # The grammar parses it as a value: the type in `sizeof(T)`, or a macro's argument.
        around = parent.parent
        return parent.type == "argument_list" or (
            parent.type == "parenthesized_expression"
            and around is not None
            and (
                around.type == "sizeof_expression"
                # `(T)(x)` is parsed as a call.
                or (around.type == "call_expression" and around.children[0] == parent)
            )
        )
    if node.type not in TYPES or parent.type in TYPES - {"type_descriptor"}:
        return False
    return parent.child_by_field_name("type") == node


def declarators_at(base: Node) -> list[Node]:
    parent = base.parent
    if parent is None or base.type == "identifier":
        return []
    return parent.children_by_field_name("declarator")


def stars_of(declarator: Node) -> list[Node]:
    """The stars right after the type, the outermost first."""
    at: Node | None = declarator
    if declarator.type == "init_declarator":
        at = declarator.child_by_field_name("declarator")
    stars = []
    while at is not None and at.type in POINTERS:
        stars.append(next(child for child in at.children if child.type == "*"))
        at = at.child_by_field_name("declarator")
    return stars
