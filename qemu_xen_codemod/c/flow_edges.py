# SPDX-License-Identifier: GPL-2.0-or-later
"""FlowEdges: the nodes of a flow by their place in the tree, and their successors."""

from __future__ import annotations

from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.ancestors import Ancestors
from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.loop_macro import statement_kind
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.statements import (
    LOOPS,
    arms_of,
    branches_of,
    cases_of,
    inside_arm,
    is_function,
    jump_target,
    labels_of,
    next_statement,
    outermost_arm,
    runs_once,
    statements_in,
    statements_of,
)

_KINDS = {
    "if_statement": FlowKind.BRANCH,
    "switch_statement": FlowKind.BRANCH,
    "while_statement": FlowKind.LOOP,
    "for_statement": FlowKind.LOOP,
    "do_statement": FlowKind.LOOP,
    "case_statement": FlowKind.CASE,
    "labeled_statement": FlowKind.LABEL,
    "return_statement": FlowKind.RETURN,
    "goto_statement": FlowKind.GOTO,
    "break_statement": FlowKind.BREAK,
    "continue_statement": FlowKind.CONTINUE,
    "compound_statement": FlowKind.BLOCK,
    **dict.fromkeys(ARMS, FlowKind.ARM),
}
_LEAVING = (FlowKind.RETURN, FlowKind.CONTINUE, FlowKind.GOTO, FlowKind.BREAK)


class FlowEdges:
    """The nodes of one file. A node is created on request; its edges are added later."""

    def __init__(self, root: Node, ancestors: Ancestors) -> None:
        self._root = root
        self._ancestors = ancestors
        #: By the `id` of a node of the tree: before it, at its end, and after it.
        self._before: dict[int, FlowNode] = {}
        self._ends: dict[int, FlowNode] = {}
        self._following: dict[int, FlowNode] = {}
        self._branches: dict[int, FlowNode] = {}
        self._conditions: dict[int, FlowNode] = {}
        self._exits: dict[int, FlowNode] = {}
        self._labels: dict[int, dict[bytes, Node]] = {}
        self._bare: list[FlowNode] = []

    def knows(self, node: Node) -> bool:
        """Whether a statement has a node already."""
        return node.id in self._before

    def function_around(self, node: Node) -> Node | None:
        return self._ancestors.nearest(node, is_function)

    def draw(self) -> list[FlowNode]:
        """Add the edges of new nodes, and of those that they lead to."""
        drawn: list[FlowNode] = []
        while self._bare:
            node = self._bare.pop()
            drawn.append(node)
            node.successors = tuple(self._successors(node))
            if node.is_statement:
                # Including those after a jump, which control never reaches.
                for statement in statements_in(node.node):
                    self.at(statement)
        for node in drawn:
            if node.kind is FlowKind.TRUE and not _falls_through(node):
                node.kind = FlowKind.ERROR_EXIT
        return drawn

    def _new(self, known: dict[int, FlowNode], kind: FlowKind, node: Node) -> FlowNode:
        found = known.get(node.id)
        if found is None:
            found = known[node.id] = FlowNode(kind, node)
            self._bare.append(found)
        return found

    def at(self, node: Node) -> FlowNode:
        """The node before a statement."""
        found = self._before.get(node.id)
        if found is None:
            kind = _KINDS.get(statement_kind(node), FlowKind.STATEMENT)
            found = self._new(self._before, kind, node)
        return found

    def end(self, block: Node) -> FlowNode:
        """The node at the end of a block, or of a branch without braces."""
        return self._new(self._ends, FlowKind.BLOCK_END, block)

    def condition(self, loop: Node) -> FlowNode:
        """The node after the body of a `do` loop, at its condition."""
        return self._new(self._conditions, FlowKind.CONDITION, loop)

    def exit(self, node: Node) -> FlowNode:
        """Where the function around a node is left; outside of functions, where the file ends."""
        around = self.function_around(node) or self._root
        return self._new(self._exits, FlowKind.EXIT, around)

    # Edges

    def _successors(self, flow_node: FlowNode) -> list[FlowNode]:
        """Where control may go from a node, past the statement's own header only."""
        node = flow_node.node
        match flow_node.kind:
            case FlowKind.EXIT | FlowKind.ENTER:
                return list(flow_node.successors)
            case FlowKind.BLOCK_END:
                is_body = is_function(node.parent) if node.parent is not None else True
                return [self.exit(node) if is_body else self.after(node)]
            case FlowKind.TRUE | FlowKind.ERROR_EXIT:
                return [self.at(branches_of(node)[0])]
            case FlowKind.CONDITION:
                return [self.after(node)] if runs_once(node) else self._body_or_behind(node)
            case FlowKind.ARM:
                return self._into_arms(node)
            case FlowKind.LOOP:
                is_do = node.type == "do_statement"
                return self._body(node) if is_do else self._body_or_behind(node)
            case FlowKind.RETURN | FlowKind.GOTO | FlowKind.BREAK | FlowKind.CONTINUE:
                return [self._jumped(node)]
            case FlowKind.CASE | FlowKind.LABEL | FlowKind.BLOCK:
                return [self.first(node)]
            case FlowKind.BRANCH:
                is_switch = node.type == "switch_statement"
                return self._into_cases(node) if is_switch else self._into_branches(node)
            case FlowKind.STATEMENT:
                return [self.after(node)]
            case _:
                assert_never(flow_node.kind)

    def first(self, holder: Node) -> FlowNode:
        """The first statement of a block, a case or a label."""
        inside = statements_of(holder)
        if inside:
            return self.at(inside[0])
        return self.end(holder) if holder.type == "compound_statement" else self.after(holder)

    def _body(self, loop: Node) -> list[FlowNode]:
        body = loop.child_by_field_name("body") or loop.child_by_field_name("consequence")
        return [self.at(body) if body is not None else self.after(loop)]

    def _body_or_behind(self, loop: Node) -> list[FlowNode]:
        return [*self._body(loop), self.after(loop)]

    def _into_branches(self, node: Node) -> list[FlowNode]:
        alternative = branches_of(node)[1]
        other = self.at(alternative) if alternative is not None else self.after(node)
        return [self._new(self._branches, FlowKind.TRUE, node), other]

    def _into_cases(self, node: Node) -> list[FlowNode]:
        body = node.child_by_field_name("body")
        if body is None:
            return [self.after(node)]
        found = [self.at(case) for case in cases_of(body)]
        # One in an `#if` is not there in every configuration.
        if not any(
            child.children[:1] and child.children[0].type == "default" for child in body.children
        ):
            found.append(self.after(node))
        return found

    def _into_arms(self, node: Node) -> list[FlowNode]:
        """The first statement of each arm of an `#if`, and also what follows if there is only one
        arm.
        """
        found: list[FlowNode] = []
        for arm in arms_of(node):
            inside = inside_arm(arm)
            found.append(self.at(inside[0]) if inside else self.after(outermost_arm(node)))
        if len(found) == 1:
            found.append(self.after(outermost_arm(node)))
        return found

    def _jumped(self, jump: Node) -> FlowNode:
        """Where a jump goes."""
        if jump.type == "return_statement":
            return self.exit(jump)
        if jump.type == "goto_statement":
            return self._at_label(jump)
        target = jump_target(jump)
        if target is None:
            return self.exit(jump)
        if jump.type == "break_statement":
            return self.after(target)
        return self.condition(target) if target.type == "do_statement" else self.at(target)

    def _at_label(self, jump: Node) -> FlowNode:
        label = jump.child_by_field_name("label")
        function = self.function_around(jump)
        if label is None or function is None:
            return self.exit(jump)
        if function.id not in self._labels:
            self._labels[function.id] = labels_of(function)
        target = self._labels[function.id].get(label.text or b"")
        return self.at(target) if target is not None else self.exit(jump)

    def after(self, node: Node) -> FlowNode:
        """The node that control reaches when a statement has run to its end."""
        passed: list[int] = []
        found = self._following.get(node.id)
        while found is None:
            passed.append(node.id)
            onwards = self._behind(node)
            if isinstance(onwards, FlowNode):
                found = onwards
            else:
                node = onwards
                found = self._following.get(node.id)
        self._following.update(dict.fromkeys(passed, found))
        return found

    def _behind(self, node: Node) -> FlowNode | Node:
        """Where control goes after a statement, or after the enclosing statement that ends
        with it.
        """
        parent = self._ancestors.parent(node)
        if parent is None:
            return self.exit(node)
        kind = statement_kind(parent)
        if kind in LOOPS:
            return self.condition(parent) if kind == "do_statement" else self.at(parent)
        if kind in ("function_definition", "translation_unit"):
            return self.exit(node)
        if kind in ("compound_statement", "case_statement") or kind in ARMS:
            following = next_statement(node, in_arm=kind in ARMS)
            if following is not None:
                return self.at(following)
            if kind == "compound_statement":
                return self.end(parent)
            return outermost_arm(parent) if kind in ARMS else parent
        return parent


def _falls_through(branch: FlowNode) -> bool:
    """Whether control may leave the then-branch that begins here by reaching its end, and not only
    by jumps.
    """
    body = branch.node.child_by_field_name("consequence")
    assert body is not None
    todo, seen = list(branch.successors), set()
    while todo:
        point = todo.pop()
        if point in seen:
            continue
        seen.add(point)
        inside = [successor for successor in point.successors if successor.is_inside(body)]
        if len(inside) < len(point.successors) and point.kind not in _LEAVING:
            return True
        todo.extend(inside)
    return False
