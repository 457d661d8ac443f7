"""`when != X`: does X occur in the part of a statement that runs at its own node?

Of an `if` or a loop that part is its condition; what its branches hold are nodes of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.match import Matcher, matches_at
from qemu_xen_codemod.smpl.pattern import Pattern

_HEADERS = {
    "if_statement": ("condition",),
    "while_statement": ("condition",),
    "switch_statement": ("condition",),
    "for_statement": ("initializer", "condition", "update"),
    "case_statement": ("value",),
    "do_statement": (),
    "compound_statement": (),
    "labeled_statement": (),
    "preproc_if": (),
    "preproc_ifdef": (),
    "preproc_else": (),
    "preproc_elif": (),
}


def own_part(node: Node, is_condition: bool = False) -> list[Node]:
    """The nodes under a statement that run at the statement's own point of the flow, or at the
    condition behind a `do` loop's body.
    """
    fields = ("condition",) if is_condition else _HEADERS.get(node.type)
    if fields is None:
        return [node]
    return [part for field in fields for part in node.children_by_field_name(field)]


def occurs(
    matcher: Matcher, pattern: Pattern, node: Node, part: Sequence[Node], state: State
) -> bool:
    """Whether a forbidden pattern matches the statement or something in its own part."""
    if pattern.kind == "statements":
        return len(pattern.nodes) == 1 and any(
            True for _ in matcher.match(pattern.nodes[0], node, state)
        )
    return any(True for one in _descendants(part) for _ in matches_at(matcher, pattern, one, state))


def _descendants(nodes: Sequence[Node]) -> Iterator[Node]:
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield node
        todo.extend(node.children)
