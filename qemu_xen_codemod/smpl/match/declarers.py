# SPDX-License-Identifier: GPL-2.0-or-later
"""`DECLARE_LIST(x);`: a macro that declares something, which C's grammar parses as a call.

It is at file level, or a statement of a block. After a storage class the grammar parses it as
something else: such a place is a refused match.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import is_branch
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import PatternNode, PatternToken, nodes_in
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.candidates import word_pattern
from qemu_xen_codemod.smpl.match.matcher import Matcher, match_children
from qemu_xen_codemod.smpl.match.results import Refusal
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_STORED = "there is a storage class before the declarer"


def match_statement(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """A statement. A declarer is never the branch of an `if` or a loop."""
    if not (_names_declarer(pattern.children[0]) and is_branch(node)):
        yield from match_children(matcher, pattern, node, state)


def misparsed_declarers(smpl: CompiledRule, source: SourceFile) -> Iterator[Refusal]:
    """The rule's declarers at file level that follow a storage class."""
    names = frozenset(
        node.children[0].text for node in nodes_in(smpl.pattern) if _names_declarer(node)
    )
    for place in word_pattern(names).finditer(source.data) if names else ():
        node = source.root.descendant_for_byte_range(place.start(), place.end() - 1)
        parent = node.parent if node is not None else None
        if node is None or parent is None or node.type != "type_identifier":
            continue
        is_stored = any(inner.type == "storage_class_specifier" for inner in parent.children)
        if parent.type == "declaration" and is_stored and not source.is_dead(place.start()):
            yield Refusal(Span(*place.span()), _STORED)


def _names_declarer(node: PatternNode) -> bool:
    if node.kind != "call_expression":
        return False
    name = node.children[0]
    return isinstance(name, PatternToken) and name.role is MetaKind.DECLARER_NAME
