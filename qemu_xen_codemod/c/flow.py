"""Control flow inside one function, asked of tree-sitter nodes step by step.

A `Point` stands before a statement, at the closing brace of a block, or at the function's end. The
arms of an `#if` are alternatives, as Coccinelle has them. Nothing is built ahead: `after` and
`successors` answer from the tree.
"""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from qemu_xen_codemod.c.loop_macro import statement_kind
from qemu_xen_codemod.c.node_kinds import ARMS, STATEMENT_NODES
from qemu_xen_codemod.c.nodes import code_children

#: Nodes that hold a list of statements.
_LEAVING = frozenset(
    ("return_statement", "continue_statement", "goto_statement", "break_statement")
)
_LOOPS = frozenset(("while_statement", "for_statement", "do_statement"))
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


class Point(NamedTuple):
    """A place in a function's flow of control."""

    #: "at" a statement, the "then" of an if, the "condition" of a do loop, the "end" brace of a
    #: compound statement, or the function's "exit".
    kind: str
    node: Node

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.node.id


def statements_of(node: Node) -> list[Node]:
    """The statements (and preprocessor arms) that a block, case, arm or label holds directly."""
    return [child for child in node.children if child.type in STATEMENTS or child.type in ARMS]


def enclosing_function(node: Node) -> Node | None:
    """The function definition around a node."""
    at: Node | None = node
    while at is not None and at.type != "function_definition":
        at = at.parent
    return at


def has_loop(node: Node) -> bool:
    """Whether the function around a node has a loop statement."""
    todo = [enclosing_function(node) or node]
    while todo:
        one = todo.pop()
        if statement_kind(one) in _LOOPS:
            return True
        todo.extend(one.children)
    return False


def first_of(block: Node) -> Point:
    """Where control is just after a block's opening brace."""
    inside = statements_of(block)
    return _enter(inside[0]) if inside else Point("end", block)


def _enter(node: Node) -> Point:
    return Point("at", node)


def after(node: Node) -> Point:
    """Where control goes when a statement has run to its end."""
    parent = node.parent
    if parent is None:
        return Point("exit", node)
    following = node.next_sibling
    kind = statement_kind(parent)
    if kind in ARMS:
        while following is not None and not (
            following.type in STATEMENTS or following.type in ("preproc_if", "preproc_ifdef")
        ):
            following = following.next_sibling
        return _enter(following) if following is not None else after(_outermost_arm(parent))
    if kind == "compound_statement":
        while following is not None and not (
            following.type in STATEMENTS or following.type in ARMS
        ):
            following = following.next_sibling
        return _enter(following) if following is not None else Point("end", parent)
    if kind == "case_statement":
        while following is not None and following.type not in STATEMENTS | ARMS:
            following = following.next_sibling
        return _enter(following) if following is not None else after(parent)
    if kind == "else_clause":
        assert parent.parent is not None
        return after(parent.parent)
    if kind in _LOOPS:
        return Point("condition" if kind == "do_statement" else "at", parent)
    if kind == "function_definition":
        return Point("exit", parent)
    if kind == "translation_unit":
        return Point("exit", node)
    return after(parent)


def _outermost_arm(arm: Node) -> Node:
    while arm.parent is not None and arm.type in (
        "preproc_else",
        "preproc_elif",
        "preproc_elifdef",
    ):
        arm = arm.parent
    return arm


def successors(point: Point) -> list[Point]:
    """Where control may go from a point, past the statement's own header only."""
    node = point.node
    if point.kind == "exit":
        return []
    if point.kind == "end":
        parent = node.parent
        if parent is None or parent.type == "function_definition":
            return [Point("exit", node)]
        return [after(node)]
    if point.kind == "then":
        return [_enter(branches_of(node)[0])]
    if point.kind == "condition":
        return [after(node)] if _is_zero(node) else [*_body(node), after(node)]
    kind = statement_kind(node)
    if kind in ARMS:
        return _arm_successors(node)
    if kind in ("while_statement", "for_statement"):
        return [*_body(node), after(node)]
    if kind in ("break_statement", "continue_statement", "goto_statement"):
        return _jump(node)
    if kind in ("case_statement", "labeled_statement"):
        inside = statements_of(node)
        return [_enter(inside[0])] if inside else [after(node)]
    if kind == "return_statement":
        return [Point("exit", node)]
    if kind == "compound_statement":
        return [first_of(node)]
    known = {
        "if_statement": _if_successors,
        "do_statement": _body,
        "switch_statement": _switch_successors,
    }.get(kind)
    return known(node) if known else [after(node)]


def _is_zero(loop: Node) -> bool:
    """Whether it is `do { } while (0)`, which goes through its body once."""
    condition = loop.child_by_field_name("condition")
    return condition is not None and [one.text for one in code_children(condition)[1:-1]] == [b"0"]


def _body(node: Node) -> list[Point]:
    body = node.child_by_field_name("body") or node.child_by_field_name("consequence")
    return [_enter(body)] if body is not None else [after(node)]


def branches_of(node: Node) -> tuple[Node, Node | None]:
    """An if statement's consequence and the statement behind its `else`."""
    consequence = node.child_by_field_name("consequence")
    alternative = node.child_by_field_name("alternative")
    assert consequence is not None
    if alternative is not None and alternative.type == "else_clause":
        inside = statements_of(alternative)
        alternative = inside[0] if inside else None
    return consequence, alternative


def _if_successors(node: Node) -> list[Point]:
    alternative = branches_of(node)[1]
    return [Point("then", node), _enter(alternative) if alternative else after(node)]


def _switch_successors(node: Node) -> list[Point]:
    body = node.child_by_field_name("body")
    if body is None:
        return [after(node)]
    cases = [child for child in statements_of(body) if child.type == "case_statement"]
    points = [_enter(case) for case in cases]
    if not any(case.children and case.children[0].type == "default" for case in cases):
        points.append(after(node))
    return points


def _arm_successors(node: Node) -> list[Point]:
    """The first statement of each arm of an `#if`, and what follows it when there is but one."""
    points: list[Point] = []
    arm: Node | None = node
    while arm is not None:
        inside = [one for one in statements_of(arm) if one.type not in _CONTINUED]
        points.append(_enter(inside[0]) if inside else after(_outermost_arm(node)))
        arm = next((one for one in arm.children if one.type in _CONTINUED), None)
    if len(points) == 1:
        points.append(after(_outermost_arm(node)))
    return points


_CONTINUED = ("preproc_else", "preproc_elif", "preproc_elifdef")


def leaves_block(node: Node, block: Node) -> bool:
    """Whether a jump passes the closing brace of a block around it, as Coccinelle draws the flow:
    a `goto` passes those of all blocks but the function's own, wherever its label stands.
    """
    if node.type == "return_statement":
        return _is_within(node, block)
    if node.type == "goto_statement":
        is_own = block.parent is not None and block.parent.type == "function_definition"
        return not is_own and _is_within(node, block)
    if node.type not in ("break_statement", "continue_statement"):
        return False
    target = jump_target(node)
    return target is not None and _is_within(node, block) and _is_within(block, target)


def is_in_else_chain(node: Node, block: Node) -> bool:
    """Whether a `return` stands inside an `if` with `else` in the block: what comes behind it is
    the end of that `if` then, not the block's `}`.
    """
    if node.type != "return_statement" or not _is_within(node, block):
        return False
    at = node.parent
    while at is not None and at.id != block.id:
        if at.type == "if_statement" and at.child_by_field_name("alternative") is not None:
            return True
        at = at.parent
    return False


def falls_through(branch: Point) -> bool:
    """Whether control may leave the then-branch that begins here by coming to its end, not only by
    jumps.
    """
    body = branch.node.child_by_field_name("consequence")
    assert body is not None
    todo, seen = successors(branch), set()
    while todo:
        point = todo.pop()
        if point.key in seen:
            continue
        seen.add(point.key)
        ways = successors(point)
        inside = [one for one in ways if is_inside(one, body)]
        is_jump = point.kind == "at" and point.node.type in _LEAVING
        if len(inside) < len(ways) and not is_jump:
            return True
        todo.extend(inside)
    return False


def is_inside(point: Point, outer: Node) -> bool:
    """Whether a point stands in a statement."""
    node = point.node
    is_in = outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
    return is_in and point.kind != "exit"


def _is_within(node: Node, outer: Node) -> bool:
    is_other = (node.start_byte, node.end_byte) != (outer.start_byte, outer.end_byte)
    return is_other and outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte


def jump_target(node: Node) -> Node | None:
    """The loop or switch that a `break` or `continue` belongs to."""
    targets = _LOOPS if node.type == "continue_statement" else _LOOPS | {"switch_statement"}
    at = node.parent
    while at is not None and statement_kind(at) not in targets:
        at = at.parent
    return at


def _jump(node: Node) -> list[Point]:
    if node.type == "goto_statement":
        label = node.child_by_field_name("label")
        function = enclosing_function(node)
        if label is not None and function is not None:
            todo = [function]
            while todo:
                one = todo.pop()
                if one.type == "labeled_statement":
                    name = one.child_by_field_name("label")
                    if name is not None and name.text == label.text:
                        return [_enter(one)]
                todo.extend(one.children)
        return [Point("exit", node)]
    at = jump_target(node)
    if at is None:
        return [Point("exit", node)]
    if node.type == "break_statement":
        return [after(at)]
    return [Point("condition" if at.type == "do_statement" else "at", at)]
