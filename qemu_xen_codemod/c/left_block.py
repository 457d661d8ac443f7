# SPDX-License-Identifier: GPL-2.0-or-later
"""Which blocks a jump leaves, in Coccinelle's control flow."""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.statements import jump_target


def leaves_block(point: FlowNode, block: Node) -> bool:
    """Whether a jump passes the closing brace of a block around it: a `goto` passes those of all
    blocks except the function's own, wherever its label is.
    """
    node = point.node
    match point.kind:
        case FlowKind.RETURN:
            return _is_within(node, block)
        case FlowKind.GOTO:
            is_own = block.parent is not None and block.parent.type == "function_definition"
            return not is_own and _is_within(node, block)
        case FlowKind.BREAK | FlowKind.CONTINUE:
            target = jump_target(node)
            return target is not None and _is_within(node, block) and _is_within(block, target)
        case _:
            return False


def is_in_else_chain(point: FlowNode, block: Node) -> bool:
    """Whether a `return` is inside an `if` with `else` in the block: it is then followed by the end
    of that `if`, not by the block's `}`.
    """
    if point.kind is not FlowKind.RETURN or not _is_within(point.node, block):
        return False
    at = point.node.parent
    while at is not None and at.id != block.id:
        if at.type == "if_statement" and at.child_by_field_name("alternative") is not None:
            return True
        at = at.parent
    return False


def _is_within(node: Node, outer: Node) -> bool:
    is_other = (node.start_byte, node.end_byte) != (outer.start_byte, outer.end_byte)
    return is_other and outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
