# SPDX-License-Identifier: GPL-2.0-or-later
"""Which nodes of a tree are statements, what contains them, and the function around them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.loop_macro import statement_kind
from qemu_xen_codemod.c.node_kinds import ARMS, DEFINING, STATEMENT_NODES
from qemu_xen_codemod.c.nodes import code_children, descendants

LOOPS = frozenset(("while_statement", "for_statement", "do_statement"))
STATEMENTS = STATEMENT_NODES | {
    "declaration",
    "attributed_statement",
    "type_definition",
    "struct_specifier",
    "enum_specifier",
    "union_specifier",
    "preproc_include",
    "preproc_def",
    "preproc_function_def",
    "preproc_call",
    "seh_try_statement",
}

#: Control does not come to directives.
_RUN = STATEMENTS - DEFINING - {"preproc_include"}

_CONTINUED = ("preproc_else", "preproc_elif", "preproc_elifdef")
#: Nodes that contain statements of which control reaches only the first one directly.
_HOLDERS = frozenset(
    (
        "compound_statement",
        "case_statement",
        "labeled_statement",
        "attributed_statement",
        "seh_try_statement",
    )
)

#: Nodes with one statement as their branch or body.
BRANCHING = frozenset(
    ("if_statement", "else_clause", "while_statement", "for_statement", "do_statement")
)


def statements_of(node: Node) -> list[Node]:
    """The statements (and preprocessor arms) that a block, case, arm or label directly contains."""
    return [child for child in node.children if child.type in _RUN or child.type in ARMS]


def is_function(node: Node) -> bool:
    return node.type == "function_definition"


def enclosing_function(node: Node) -> Node | None:
    """The function definition around a node."""
    at: Node | None = node
    while at is not None and at.type != "function_definition":
        at = at.parent
    return at


def branches_of(node: Node) -> tuple[Node, Node | None]:
    """An if statement's consequence and the statement after its `else`."""
    consequence = node.child_by_field_name("consequence")
    alternative = node.child_by_field_name("alternative")
    assert consequence is not None
    if alternative is not None and alternative.type == "else_clause":
        inside = statements_of(alternative)
        alternative = inside[0] if inside else None
    return consequence, alternative


def jump_target(node: Node) -> Node | None:
    """The loop or switch that a `break` or `continue` belongs to, in its own function."""
    targets = LOOPS if node.type == "continue_statement" else LOOPS | {"switch_statement"}
    at = node.parent
    while at is not None and statement_kind(at) not in targets:
        at = None if is_function(at) else at.parent
    return at


def outermost_arm(arm: Node) -> Node:
    while arm.parent is not None and arm.type in _CONTINUED:
        arm = arm.parent
    return arm


def arms_of(node: Node) -> Iterator[Node]:
    """An `#if` and its other arms."""
    arm: Node | None = node
    while arm is not None:
        yield arm
        arm = next((inner for inner in arm.children if inner.type in _CONTINUED), None)


def inside_arm(arm: Node) -> list[Node]:
    return [statement for statement in statements_of(arm) if statement.type not in _CONTINUED]


def statements_in(node: Node) -> Iterator[Node]:
    """The statements that a statement contains in sequence, directly or in its arms."""
    if node.type in ARMS:
        for arm in arms_of(node):
            yield from inside_arm(arm)
    elif node.type == "switch_statement":
        body = node.child_by_field_name("body")
        yield from statements_of(body) if body is not None else ()
    elif node.type in _HOLDERS:
        yield from statements_of(node)


def cases_of(body: Node) -> Iterator[Node]:
    """The cases of a `switch` in order, by its body; also those in the arms of an `#if`."""
    todo = statements_of(body)[::-1]
    while todo:
        statement = todo.pop()
        if statement.type == "case_statement":
            yield statement
        elif statement.type in ARMS:
            todo += [*statements_in(statement)][::-1]


def labels_of(function: Node) -> dict[bytes, Node]:
    """The labels of a function, without those in a function inside it; if several have one name, as
    in the arms of an `#if`, the last.
    """
    found: dict[bytes, Node] = {}
    todo = [*function.children]
    while todo:
        node = todo.pop()
        if is_function(node):
            continue
        if node.type == "labeled_statement":
            name = node.child_by_field_name("label")
            if name is not None and name.text is not None:
                found.setdefault(name.text, node)
        todo.extend(node.children)
    return found


def runs_once(loop: Node) -> bool:
    """Whether it is `do { } while (0)`, whose body runs once."""
    condition = loop.child_by_field_name("condition")
    return condition is not None and [node.text for node in code_children(condition)[1:-1]] == [
        b"0"
    ]


def next_statement(node: Node, *, in_arm: bool) -> Node | None:
    following = node.next_sibling
    while following is not None:
        if following.type in _RUN:
            return following
        if following.type in (("preproc_if", "preproc_ifdef") if in_arm else ARMS):
            return following
        following = following.next_sibling
    return None


def has_loop(function: Node) -> bool:
    """Whether a function has a loop statement."""
    return any(statement_kind(descendant) in LOOPS for descendant in descendants(function))


def is_branch(node: Node) -> bool:
    """Whether a statement is the body of an `if`, an `else` or a loop."""
    return node.parent is not None and node.parent.type in BRANCHING
