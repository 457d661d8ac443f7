# SPDX-License-Identifier: GPL-2.0-or-later
"""The code that runs at one node of a function's flow of control."""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.flow_graph import FlowKind, FlowNode
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.source import SourceFile

_HEADERS = {
    "if_statement": ("condition",),
    "while_statement": ("condition",),
    "switch_statement": ("condition",),
    "for_statement": ("initializer", "condition", "update"),
    "case_statement": ("value",),
    "do_statement": (),
    "compound_statement": (),
    "labeled_statement": (),
    "preproc_if": (),
    "preproc_ifdef": (),
    "preproc_else": (),
    "preproc_elif": (),
}


def parts_at(point: FlowNode) -> list[Node]:
    """The nodes of the tree that run at a node of the flow; none between statements."""
    node = point.node
    if point.kind is FlowKind.CONDITION:
        return node.children_by_field_name("condition")
    return header_of(node) if point.is_statement else []


def header_of(statement: Node) -> list[Node]:
    """The nodes under a statement that run before its contents: for a plain one, itself."""
    fields = _HEADERS.get(statement.type)
    if fields is None:
        return [statement]
    return [part for field in fields for part in statement.children_by_field_name(field)]


def code_at(source: SourceFile, point: FlowNode) -> str:
    """The code that runs at a node of the flow, on one line."""
    node = point.node
    if not point.runs_code or node.type in ("compound_statement", *ARMS):
        return ""
    parts = parts_at(point)
    if parts == [node]:
        return _line(source.text(node))
    is_condition = point.kind is FlowKind.CONDITION
    if node.type in ("labeled_statement", "case_statement"):
        end = next(
            (inner.end_byte for inner in node.children if inner.type == ":"), node.start_byte
        )
        return _line(source.data[node.start_byte : end])
    word = "while" if is_condition else node.type.partition("_")[0]
    if node.type == "for_statement":
        end = next(child.end_byte for child in node.children if child.type == ")")
        return _line(source.data[node.start_byte : end])
    return _line(b" ".join((word.encode(), *(source.text(part) for part in parts))))


def _line(code: bytes) -> str:
    return " ".join(code.decode("utf-8", "replace").split())
