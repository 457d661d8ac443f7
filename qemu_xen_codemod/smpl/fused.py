"""Two neighbouring statements that become one: the blank lines between them go, too."""

from __future__ import annotations

from itertools import pairwise

from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.matched import Matched
from qemu_xen_codemod.smpl.pattern import Pattern, PatternNode

#: After a declaration a blank line keeps the code apart from all of them.
_STATEMENT = "expression_statement"


def previous_nodes(pattern: Pattern) -> dict[int, PatternNode]:
    """The node before each node at the same level, by the latter's `id`."""
    found: dict[int, PatternNode] = {}
    todo = [pattern.nodes]
    while todo:
        nodes = todo.pop()
        found.update((id(node), before) for before, node in pairwise(nodes))
        todo += [node.children for node in nodes]
        todo += [branch.nodes for node in nodes for branch in node.branches]
    return found


def becomes_one(
    before: PatternNode, node: PatternNode, span: Span, matched: Matched, data: bytes
) -> bool:
    """Whether `before`, which something replaces, and `node`, which is removed at `span`, are
    statements with only white space between them.
    """
    if before.kind != _STATEMENT or node.kind != _STATEMENT or not before.is_all_minus():
        return False
    return any(
        one.end <= span.start and not data[one.end : span.start].strip()
        for one in matched.spans_of(before)
    )
