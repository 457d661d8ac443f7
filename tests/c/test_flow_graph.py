# SPDX-License-Identifier: GPL-2.0-or-later
"""The control flow of a function as a graph."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.flow_graph import FlowGraph, FlowKind
from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.point_code import code_at
from qemu_xen_codemod.c.source import SourceFile


def _graph(body: str) -> tuple[SourceFile, FlowGraph]:
    source = SourceFile("a.c", f"int f(int p)\n{{\n{body}\n}}\n".encode())
    ((_, function),) = functions_in(source)
    graph = flow_of(source).graph_of(function)
    assert graph is not None
    return source, graph


def _ways(body: str) -> dict[str, list[str]]:
    """For each node, by its code or else its kind, its successors."""
    source, graph = _graph(body)
    names = {node: code_at(source, node) or node.kind.value for node in graph.nodes}
    return {names[node]: [names[to] for to in node.successors] for node in graph.nodes}


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
            "switch (p) {\ncase 1: a();\n#ifdef X\ncase 2: b();\n#endif\ndefault: c();\n}",
            "switch (p)",
            ["case 1:", "case 2:", "default:"],
            id="case in an #if",
        ),
        pytest.param(
            "switch (p) {\n#ifdef X\ndefault: b();\n#endif\n}\nc();",
            "switch (p)",
            ["default:", "c();"],
            id="default in an #if",
        ),
        pytest.param("a();\n#pragma once\nb();", "a();", ["b();"], id="directive"),
        pytest.param("if (p)\n#pragma once\na();\nb();", "a();", ["b();"], id="body below one"),
        pytest.param(
            "\n#ifdef X\na();\n#else\nb();\n#endif\nc();", "#if", ["a();", "b();"], id="#if"
        ),
    ],
)
def test_what_comes_next(body: str, node: str, following: list[str]) -> None:
    assert _ways(body)[node] == following


def test_each_edge_is_known_from_both_ends() -> None:
    _, graph = _graph("while (p) { if (p) break; a(); } return 0; b();")
    forwards = {(node, to) for node in graph.nodes for to in node.successors}
    backwards = {(to, node) for node in graph.nodes for to in graph.predecessors[node]}
    assert forwards == backwards
    assert [node.kind for node in graph.nodes].count(FlowKind.EXIT) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("return 0; b();", id="behind a return"),
        pytest.param("switch (p) { case 1: return 0; b(); }", id="in a case"),
        pytest.param("switch (p) { b(); case 1: return 0; }", id="before a case"),
        pytest.param("\n#ifdef X\nreturn 0;\nb();\n#endif\n", id="in an arm"),
        pytest.param("return 0;\n#ifdef X\n#else\nb();\n#endif\n", id="in an arm that is not"),
        pytest.param("l: return 0; if (p) { goto l; b(); }", id="in a branch that is not"),
    ],
)
def test_code_that_is_never_reached_is_shown_as_such(body: str) -> None:
    source, graph = _graph(body)
    reached = {code_at(source, node): node in graph.reached for node in graph.nodes}
    assert reached["return 0;"]
    assert not reached["b();"]


def test_the_matcher_walks_on_the_nodes_of_the_graph() -> None:
    """The matcher uses the same graph that `rules flow` shows."""
    source, graph = _graph("if (p) a(); while (p) { b(); } do c(); while (p);")
    flow = flow_of(source)
    for node in graph.nodes:
        if node.is_statement:
            assert flow.at(node.node) is node
        elif node.kind is FlowKind.CONDITION:
            assert flow.condition(node.node) is node
        elif node.kind is FlowKind.BLOCK_END:
            assert flow.end(node.node) is node
    assert flow.graph_of(graph.function) is graph


def test_a_statement_expression_leads_to_what_follows_the_whole() -> None:
    _, graph = _graph("p = ({ a(); b(); }); c();")
    texts = {node: node.node.text or b"" for node in graph.nodes}
    (inner,) = (node for node, text in texts.items() if text == b"b();")
    (end,) = inner.successors
    (behind,) = end.successors
    assert (texts[end], texts[behind]) == (b"{ a(); b(); }", b"c();")
