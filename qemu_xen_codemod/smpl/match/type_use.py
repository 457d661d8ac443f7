"""A type as the whole pattern, `- XenXC` and `+ xc_interface *`: matched wherever the type is used.

In C's grammar a `*` belongs to the declarator: to each of the names of `T *a, *b;`. So the base
type is replaced, and each declarator gets or loses its own stars; Coccinelle gives them to the
first alone. What a `typedef`, `struct`, `union` or `enum` defines is no use; a pattern
with members, `struct s { ... }`, stands for the definition alone.
"""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import POINTERS, TYPES
from qemu_xen_codemod.smpl.compile.member_type import with_members
from qemu_xen_codemod.smpl.compile.pattern import Disjunction, PatternNode, leaves_of
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States


def match_bare_type(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """A use of the type: its base, before declarators that have the pattern's stars at least."""
    if isinstance(pattern, Disjunction):
        for branch in pattern.branches:
            found = list(match_bare_type(matcher, branch.nodes[0], node, state))
            if found:
                yield from (one.record(pattern, node.start_byte, node.end_byte) for one in found)
                return
        return
    members = with_members(pattern)
    if members is not None:
        if node.parent is not None and node.parent.type != "parameter_declaration":
            for one in matcher.match(members, node, state):
                yield one.record(pattern, node.start_byte, node.end_byte)
        return
    if node.type == "type_descriptor" or not _is_use(node):
        return
    base = pattern.children[0]
    stars = sum(leaf.text == b"*" for leaf in leaves_of(pattern))
    declarators = declarators_at(node)
    if stars and not declarators:
        return
    if any(len(stars_of(one)) < stars for one in declarators):
        return
    if node.type == "identifier" and matcher.source.text(node) == base.text:
        yield state.record(pattern, node.start_byte, node.end_byte)
        return
    for one in matcher.match(base, node, state):
        yield one.record(pattern, node.start_byte, node.end_byte)


def _is_use(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if node.type == "identifier":
        # What the grammar takes for a value: the type in `sizeof(T)`, or a macro's argument.
        around = parent.parent
        return parent.type == "argument_list" or (
            parent.type == "parenthesized_expression"
            and around is not None
            and (
                around.type == "sizeof_expression"
                # `(T)(x)` reads as a call.
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
    """The stars right behind the type, the outermost first."""
    at: Node | None = declarator
    if declarator.type == "init_declarator":
        at = declarator.child_by_field_name("declarator")
    found = []
    while at is not None and at.type in POINTERS:
        found.append(next(child for child in at.children if child.type == "*"))
        at = at.child_by_field_name("declarator")
    return found
