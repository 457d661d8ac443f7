"""The flow of control of a function as a graph."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.flow_graph import FlowGraph, FlowKind, code_at, flow_graphs
from qemu_xen_codemod.c.source import SourceFile


def _graph(body: str) -> tuple[SourceFile, FlowGraph]:
    source = SourceFile("a.c", f"int f(int p)\n{{\n{body}\n}}\n".encode())
    return source, flow_graphs(source)[b"f"]


def _ways(body: str) -> dict[str, list[str]]:
    """For each node, by its code or else its kind, what comes next."""
    source, graph = _graph(body)
    names = [code_at(source, one.point) or one.kind.value for one in graph.nodes]
    names = [
        one.kind.value if one.kind in (FlowKind.TRUE, FlowKind.ERROR_EXIT) else name
        for name, one in zip(names, graph.nodes, strict=True)
    ]
    return {
        name: [names[to] for to in one.successors]
        for name, one in zip(names, graph.nodes, strict=True)
    }


@pytest.mark.parametrize(
    ("body", "node", "following"),
    [
        pytest.param("a();", "enter", ["a();"], id="beginning"),
        pytest.param("a();", "end of block", ["exit"], id="end"),
        pytest.param("return p;", "return p;", ["exit"], id="return"),
        pytest.param("if (p) a(); b();", "if (p)", ["true branch", "b();"], id="if"),
        pytest.param(
            "if (p) return 1; b();", "if (p)", ["true branch, error exit", "b();"], id="error exit"
        ),
        pytest.param("while (p) a(); b();", "a();", ["while (p)"], id="back to a loop's head"),
        pytest.param("do a(); while (p); b();", "while (p)", ["a();", "b();"], id="do"),
        pytest.param("for (;;) { break; } b();", "break;", ["b();"], id="break"),
        pytest.param("while (p) { continue; }", "continue;", ["while (p)"], id="continue"),
        pytest.param("goto l; a(); l: b();", "goto l;", ["l:"], id="goto"),
        pytest.param(
            "switch (p) { case 1: a(); default: b(); }",
            "switch (p)",
            ["case 1:", "default:"],
            id="switch",
        ),
        pytest.param(
            "switch (p) { case 1: a(); default: b(); }", "a();", ["default:"], id="fall through"
        ),
        pytest.param(
            "\n#ifdef X\na();\n#else\nb();\n#endif\nc();", "#if", ["a();", "b();"], id="#if"
        ),
    ],
)
def test_what_comes_next(body: str, node: str, following: list[str]) -> None:
    assert _ways(body)[node] == following


def test_each_edge_is_known_from_both_ends() -> None:
    _, graph = _graph("while (p) { if (p) break; a(); } return 0; b();")
    forwards = {(at, to) for at, one in enumerate(graph.nodes) for to in one.successors}
    backwards = {(to, at) for at, one in enumerate(graph.nodes) for to in one.predecessors}
    assert forwards == backwards
    assert [one.kind for one in graph.nodes].count(FlowKind.EXIT) == 1


def test_code_that_is_never_reached_is_shown_as_such() -> None:
    source, graph = _graph("return 0; b();")
    reached = {code_at(source, one.point): one.is_reached for one in graph.nodes}
    assert reached["return 0;"]
    assert not reached["b();"]


def test_the_graph_of_a_function_is_built_once() -> None:
    source = SourceFile("a.c", b"int f(void)\n{\n}\n")
    assert flow_graphs(source)[b"f"] is flow_graphs(source)[b"f"]
