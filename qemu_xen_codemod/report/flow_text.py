# SPDX-License-Identifier: GPL-2.0-or-later
"""FlowGraph -> text: a line for each node, or a graph for graphviz's `dot`."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.flow_graph import FlowGraph, FlowKind, FlowNode
from qemu_xen_codemod.c.point_code import code_at
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.report.terminal import Terminal

_LONGEST = 60
_SHAPES = {
    FlowKind.ENTER: "oval",
    FlowKind.EXIT: "oval",
    FlowKind.BRANCH: "diamond",
    FlowKind.LOOP: "diamond",
    FlowKind.CONDITION: "diamond",
}


def print_flow(source: SourceFile, graph: FlowGraph, terminal: Terminal) -> None:
    """For each node its number, line, kind, code, and successors."""
    numbers = {node: number for number, node in enumerate(graph.nodes)}
    rows = [
        (
            str(number),
            f"line {_line_of(source, node)}",
            _kind(graph, node),
            _code(source, node),
            " ".join(("->", *(str(numbers[successor]) for successor in node.successors)))
            if node.successors
            else "",
        )
        for node, number in numbers.items()
    ]
    terminal.rows(rows, [""] * len(rows))


def print_flow_as_dot(source: SourceFile, graph: FlowGraph, name: str, terminal: Terminal) -> None:
    """The graph for `dot -Tsvg`."""
    for line in _dot(source, graph, name):
        terminal.line(line)


def _dot(source: SourceFile, graph: FlowGraph, name: str) -> Iterator[str]:
    yield f"digraph {_quoted(name)} {{"
    yield "    node [shape=box, fontname=monospace];"
    numbers = {node: number for number, node in enumerate(graph.nodes)}
    for node, number in numbers.items():
        code = _code(source, node)
        label = f"{_line_of(source, node)}: {code}" if code else _kind(graph, node)
        shape = f", shape={_SHAPES[node.kind]}" if node.kind in _SHAPES else ""
        style = "" if node in graph.reached else ", style=dashed"
        yield f"    {number} [label={_quoted(label)}{shape}{style}];"
    for node, number in numbers.items():
        for following in node.successors:
            yield f"    {number} -> {numbers[following]};"
    yield "}"


def _line_of(source: SourceFile, node: FlowNode) -> int:
    place = node.node
    match node.kind:
        case FlowKind.BLOCK_END | FlowKind.EXIT | FlowKind.CONDITION:
            return source.line_of(place.end_byte - 1)
        case _:
            return source.line_of(place.start_byte)


def _kind(graph: FlowGraph, node: FlowNode) -> str:
    return node.kind.value if node in graph.reached else f"{node.kind.value}, never reached"


def _code(source: SourceFile, node: FlowNode) -> str:
    code = code_at(source, node)
    return code if len(code) <= _LONGEST else f"{code[: _LONGEST - 3]}..."


def _quoted(text: str) -> str:
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
