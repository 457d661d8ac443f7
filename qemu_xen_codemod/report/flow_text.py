"""FlowGraph -> text: a line for each node, or a graph in the language of graphviz's `dot`."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.flow_graph import FlowGraph, FlowKind, FlowNode, code_at
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
    """Each node: its number, its line, what it is, its code, and the nodes that come next."""
    rows = [
        (
            str(number),
            f"line {_line_of(source, node)}",
            _kind(node),
            _code(source, node),
            " ".join(("->", *map(str, node.successors))) if node.successors else "",
        )
        for number, node in enumerate(graph.nodes)
    ]
    terminal.rows(rows, [""] * len(rows))


def print_flow_as_dot(source: SourceFile, graph: FlowGraph, name: str, terminal: Terminal) -> None:
    """The graph for `dot -Tsvg`."""
    for line in _dot(source, graph, name):
        terminal.line(line)


def _dot(source: SourceFile, graph: FlowGraph, name: str) -> Iterator[str]:
    yield f"digraph {_quoted(name)} {{"
    yield "    node [shape=box, fontname=monospace];"
    for number, node in enumerate(graph.nodes):
        code = _code(source, node)
        said = f"{_line_of(source, node)}: {code}" if code else _kind(node)
        shape = f", shape={_SHAPES[node.kind]}" if node.kind in _SHAPES else ""
        style = "" if node.is_reached else ", style=dashed"
        yield f"    {number} [label={_quoted(said)}{shape}{style}];"
    for number, node in enumerate(graph.nodes):
        for following in node.successors:
            yield f"    {number} -> {following};"
    yield "}"


def _line_of(source: SourceFile, node: FlowNode) -> int:
    at, kind = node.point.node, node.point.kind
    return source.line_of(
        at.end_byte - 1 if kind in ("end", "exit", "condition") else at.start_byte
    )


def _kind(node: FlowNode) -> str:
    return node.kind.value if node.is_reached else f"{node.kind.value}, never reached"


def _code(source: SourceFile, node: FlowNode) -> str:
    if node.kind in (FlowKind.TRUE, FlowKind.ERROR_EXIT):
        return ""
    code = code_at(source, node.point)
    return code if len(code) <= _LONGEST else f"{code[: _LONGEST - 3]}..."


def _quoted(text: str) -> str:
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
