"""The code that runs at one point of a function's flow of control."""

from __future__ import annotations

from tree_sitter import Node

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


def part_at_point(node: Node, is_condition: bool = False) -> list[Node]:
    """The nodes under a statement that run at the statement's own point of the flow, or at the
    condition behind a `do` loop's body.
    """
    fields = ("condition",) if is_condition else _HEADERS.get(node.type)
    if fields is None:
        return [node]
    return [part for field in fields for part in node.children_by_field_name(field)]
