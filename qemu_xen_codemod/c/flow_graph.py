"""FlowGraph: a function's flow of control as nodes and edges, built once for a function of a file.

It is what the `...` of semantic patches walk on, with Coccinelle's kinds of nodes: a loop's head,
the true branch of an `if`, an error exit, the jumps and where a block ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from qemu_xen_codemod.c.flow import Point, falls_through, first_of, successors
from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.point_code import part_at_point
from qemu_xen_codemod.c.source import SourceFile, asked_once


class FlowKind(Enum):
    """What a node of the flow is."""

    ENTER = "enter"
    STATEMENT = "statement"
    BRANCH = "branch"
    #: The true branch of an `if`.
    TRUE = "true branch"
    #: One that control leaves for good: it never comes to the branch's end.
    ERROR_EXIT = "true branch, error exit"
    LOOP = "loop head"
    #: The condition behind the body of a `do` loop.
    CONDITION = "loop condition"
    #: Of a `switch`, or an arm of an `#if`.
    CASE = "case"
    ARM = "#if"
    LABEL = "label"
    RETURN = "return"
    GOTO = "goto"
    BREAK = "break"
    CONTINUE = "continue"
    BLOCK = "block"
    #: The closing brace of a block.
    BLOCK_END = "end of block"
    EXIT = "exit"


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


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A node by its number in the graph."""

    kind: FlowKind
    point: Point
    successors: tuple[int, ...]
    predecessors: tuple[int, ...]
    #: False for code that control never comes to.
    is_reached: bool


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """The flow of one function: its nodes in the order of the code, the exit last."""

    function: Node
    nodes: tuple[FlowNode, ...]


@asked_once
def flow_graphs(source: SourceFile) -> dict[bytes, FlowGraph]:
    """The graph of each function of a file, by its name; the first of several of one name."""
    graphs: dict[bytes, FlowGraph] = {}
    for name, function in functions_in(source):
        if function.child_by_field_name("body") is not None:
            graphs.setdefault(name, build_graph(function))
    return graphs


def build_graph(function: Node) -> FlowGraph:
    """The graph of a function definition that has a body."""
    body = function.child_by_field_name("body")
    assert body is not None
    enter = Point("enter", function)
    exits = Point("exit", function)
    ways: dict[Point, list[Point]] = {}

    def follow(start: Point) -> None:
        todo = [start]
        while todo:
            point = todo.pop()
            if point in ways:
                continue
            on = [first_of(body)] if point == enter else successors(point)
            ways[point] = [exits if one.kind == "exit" else one for one in on]
            todo.extend(reversed(ways[point]))

    ways[exits] = []
    follow(enter)
    reached = set(ways)
    for statement in _statements(body):
        follow(Point("at", statement))
    order = sorted(ways, key=_place)
    numbers = {point: number for number, point in enumerate(order)}
    before: dict[Point, list[int]] = {point: [] for point in order}
    for point in order:
        for way in ways[point]:
            before[way].append(numbers[point])
    return FlowGraph(
        function,
        tuple(
            FlowNode(
                _kind_of(point),
                point,
                tuple(numbers[way] for way in ways[point]),
                tuple(before[point]),
                point in reached,
            )
            for point in order
        ),
    )


def code_at(source: SourceFile, point: Point) -> str:
    """The code that runs at a point, on one line."""
    node = point.node
    if point.kind in ("enter", "exit", "end") or node.type in ("compound_statement", *ARMS):
        return ""
    parts = part_at_point(node, point.kind == "condition")
    if parts == [node]:
        return _line(source.text(node))
    if node.type in ("labeled_statement", "case_statement"):
        end = next((one.end_byte for one in node.children if one.type == ":"), node.start_byte)
        return _line(source.data[node.start_byte : end])
    word = "while" if point.kind == "condition" else node.type.partition("_")[0]
    if node.type == "for_statement":
        end = next(one.end_byte for one in node.children if one.type == ")")
        return _line(source.data[node.start_byte : end])
    return _line(b" ".join((word.encode(), *(source.text(part) for part in parts))))


def _line(code: bytes) -> str:
    return " ".join(code.decode("utf-8", "replace").split())


def _kind_of(point: Point) -> FlowKind:
    if point.kind == "then":
        return FlowKind.TRUE if falls_through(point) else FlowKind.ERROR_EXIT
    kinds = {
        "enter": FlowKind.ENTER,
        "exit": FlowKind.EXIT,
        "end": FlowKind.BLOCK_END,
        "condition": FlowKind.CONDITION,
    }
    return kinds.get(point.kind) or _KINDS.get(point.node.type, FlowKind.STATEMENT)


def _place(point: Point) -> tuple[int, int]:
    """Where a node is listed: a block's end and a loop's condition behind what they hold."""
    order = {"enter": 0, "at": 1, "then": 2, "condition": 3, "end": 3, "exit": 4}[point.kind]
    node = point.node
    return (node.end_byte if order > 2 else node.start_byte), order


def _statements(body: Node) -> Iterator[Node]:
    """The statements of blocks: those that control comes to, and those that it does not."""
    todo = [body]
    while todo:
        node = todo.pop()
        in_block = node.parent is not None and node.parent.type == "compound_statement"
        if in_block and node.is_named and node.type != "comment" and node.type not in ARMS:
            yield node
        todo.extend(reversed(node.children))
