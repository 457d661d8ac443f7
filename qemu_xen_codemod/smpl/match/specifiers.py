# SPDX-License-Identifier: GPL-2.0-or-later
"""`struct s { ... };`, `T { ... }`: a struct, union or enum, and its name.

In C's grammar the `;` is next to the struct. A struct with a single plain typedef name matches,
too; a type metavariable at its head is then bound to that name, else to `struct s`.
"""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import code_children, next_code
from qemu_xen_codemod.smpl.compile.pattern import Fate, PatternNode, stands_for
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_any_head
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_NAMED_BY_TYPEDEF = "the struct gets its name from a typedef here"


def match_specifier(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """The children one by one, without comments, and the `;` after them."""
    wanted = pattern.children
    if wanted[-1].text != b";":
        yield from _parts(matcher, wanted, node, _name_span(node), state)
        return
    following = next_code(node)
    around = node.parent
    if around is None or around.type == "field_declaration":
        # A member without a name.
        return
    if following is not None and following.type == ";":
        for part in _parts(matcher, wanted[:-1], node, _name_span(node), state):
            for ended in matcher.match(wanted[-1], following, part):
                yield ended.record(pattern, node.start_byte, following.end_byte)
    elif (name := _typedef_name(node)) is not None:
        is_changed = pattern.fate is not Fate.KEPT or not all(map(is_context, _head(pattern)))
        for part in _parts(matcher, wanted[:-1], node, (name.start_byte, name.end_byte), state):
            part = part.record(pattern, around.start_byte, around.end_byte)
            is_its_name = is_changed and has_any_head(pattern)
            is_whole = pattern.fate is not Fate.KEPT or not is_context(wanted[-1])
            yield part.with_doubt(_NAMED_BY_TYPEDEF) if is_its_name or is_whole else part


def _head(pattern: PatternNode) -> tuple[PatternNode, ...]:
    return tuple(child for child in pattern.children[:-1] if not child.kind.endswith("_list"))


def _parts(
    matcher: Matcher,
    wanted: tuple[PatternNode, ...],
    node: Node,
    name: tuple[int, int] | None,
    state: MatchState,
) -> States:
    """The head and the members; `name` is the span of the type's name, None without one."""
    nodes = code_children(node)
    head = wanted[0]
    if stands_for(head, MetaKind.TYPE):
        if name is not None and node.type != "enum_specifier" and len(wanted) == 2:
            for match_state in matcher.bind(head, *name, state):
                yield from matcher.match(wanted[1], nodes[-1], match_state)
    elif len(nodes) == len(wanted):
        yield from matcher.each(wanted, nodes, state)


def _name_span(node: Node) -> tuple[int, int] | None:
    """The span of `struct s`; None for a struct without a tag."""
    tag = node.child_by_field_name("name")
    return (node.start_byte, tag.end_byte) if tag is not None else None


def _typedef_name(node: Node) -> Node | None:
    """The only name that a typedef gives to a struct or union."""
    around = node.parent
    if around is None or around.type != "type_definition" or node.type == "enum_specifier":
        return None
    names = around.children_by_field_name("declarator")
    return names[0] if len(names) == 1 and names[0].type == "type_identifier" else None
