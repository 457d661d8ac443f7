# SPDX-License-Identifier: GPL-2.0-or-later
"""FlowGraph: a function's control flow as nodes and edges, with Coccinelle's kinds of nodes: a
loop's head, the true branch of an `if`, an error exit, jumps and ends of blocks. `flow` builds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import assert_never

from tree_sitter import Node


class FlowKind(Enum):
    """The kind of a node."""

    ENTER = "enter"
    STATEMENT = "statement"
    BRANCH = "branch"
    #: The true branch of an `if`.
    TRUE = "true branch"
    #: A true branch that control leaves by jumps only: it never reaches the branch's end.
    ERROR_EXIT = "true branch, error exit"
    LOOP = "loop head"
    #: The condition after the body of a `do` loop.
    CONDITION = "loop condition"
    #: The head of a `switch`, or of an `#if` with its arms.
    CASE = "case"
    ARM = "#if"
    LABEL = "label"
    RETURN = "return"
    GOTO = "goto"
    BREAK = "break"
    CONTINUE = "continue"
    BLOCK = "block"
    #: The closing brace of a block, or the end of a branch without braces.
    BLOCK_END = "end of block"
    EXIT = "exit"


def _is_before_statement(kind: FlowKind) -> bool:
    match kind:
        case (
            FlowKind.STATEMENT
            | FlowKind.BRANCH
            | FlowKind.LOOP
            | FlowKind.CASE
            | FlowKind.ARM
            | FlowKind.LABEL
            | FlowKind.RETURN
            | FlowKind.GOTO
            | FlowKind.BREAK
            | FlowKind.CONTINUE
            | FlowKind.BLOCK
        ):
            return True
        case (
            FlowKind.ENTER
            | FlowKind.TRUE
            | FlowKind.ERROR_EXIT
            | FlowKind.CONDITION
            | FlowKind.BLOCK_END
            | FlowKind.EXIT
        ):
            return False
        case _:
            assert_never(kind)


@dataclass(eq=False, slots=True)
class FlowNode:
    """One node; only `Flow` creates it and adds its edges."""

    kind: FlowKind
    #: The statement; for a true branch the `if`, for a condition its loop, for an end its block, or
    #: the function.
    node: Node
    #: Where control may go from here.
    successors: tuple[FlowNode, ...] = field(default=(), repr=False)
    #: Whether control is before a statement here; an `#if` counts as one.
    is_statement: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_statement = _is_before_statement(self.kind)

    @property
    def runs_code(self) -> bool:
        """Whether code of the function is evaluated here: a statement or a condition."""
        return self.is_statement or self.kind is FlowKind.CONDITION

    @property
    def is_true_branch(self) -> bool:
        return self.kind is FlowKind.TRUE or self.kind is FlowKind.ERROR_EXIT

    def is_inside(self, outer: Node) -> bool:
        """Whether it is in a statement."""
        node = self.node
        is_in = outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
        return is_in and self.kind is not FlowKind.EXIT


@dataclass(frozen=True, eq=False)
class FlowGraph:
    """The flow of one function: its nodes in the order of the code, the exit last."""

    function: Node
    nodes: tuple[FlowNode, ...]

    @cached_property
    def predecessors(self) -> Mapping[FlowNode, tuple[FlowNode, ...]]:
        """For each node, those that lead to it; not an `#if` around cases to which the code above
        it never comes.
        """
        before: dict[FlowNode, list[FlowNode]] = {node: [] for node in self.nodes}
        for node in self.nodes:
            if node.kind is FlowKind.ARM and node not in self.reached:
                continue
            for following in node.successors:
                before[following].append(node)
        return {flow_node: tuple(more) for flow_node, more in before.items()}

    @cached_property
    def reached(self) -> frozenset[FlowNode]:
        """The nodes that control reaches."""
        seen: set[FlowNode] = set()
        todo = [self.nodes[0]]
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(node.successors)
        return frozenset(seen)
