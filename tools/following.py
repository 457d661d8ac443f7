# SPDX-License-Identifier: GPL-2.0-or-later
"""A semantic patch and a C file -> the result of each stage of the engine, as text.

All data are the engine's own; nothing is computed here again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Change, Edit, Span
from qemu_xen_codemod.edit.needed import needed_edits
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.report.diff import unified_diff
from qemu_xen_codemod.smpl.change.rewriter import Rewriter
from qemu_xen_codemod.smpl.compile.pattern import MetavariableUse, PatternNode
from qemu_xen_codemod.smpl.compile.semantic_patch import parse_semantic_patch
from qemu_xen_codemod.smpl.engine import RuleRun, apply_semantic_patch

_STYLE = Style()


def followed(rule: Path, code: Path) -> str:
    """The stages, each under its name."""
    patch = parse_semantic_patch(rule.read_text(encoding="utf-8"), rule.name)
    source = SourceFile(code.name, code.read_bytes())
    runs: list[RuleRun] = []
    patched = apply_semantic_patch(patch, source, _STYLE, watch=runs.append)
    lines = ["== pattern"]
    for smpl in patch.rules:
        for node in smpl.pattern.nodes:
            lines += _pattern(node, 0)
    lines.append("== tree")
    lines += _tree(source.root, 0)
    for run in runs:
        for found in run.found:
            lines.append("== match")
            lines.append(f"span {_span(found.span)}")
            lines += [f"{name} = {value.text.decode()}" for name, value in found.state.env.items()]
            for record in found.state.records():
                lines.append(f"{_span(record.span)}  {_node(record.node)}")
            lines.append("== edits")
            rewriter = Rewriter(found, run.smpl.pattern, _STYLE, "")
            wanted = rewriter.edits(run.smpl.operations)
            lines += map(_edit, needed_edits(source.data, wanted))
    lines.append("== diff")
    diff = unified_diff([Change(source.path, source.data, patched.data)])
    return "\n".join(lines) + "\n" + diff.decode()


def _span(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _node(node: PatternNode) -> str:
    fate = node.fate.name.lower()
    if isinstance(node, MetavariableUse):
        return f"{node.metavariable.kind.value} {node.metavariable.name}  {fate}"
    text = f" `{node.text.decode()}`" if node.text else ""
    return f"{node.kind or type(node).__name__.lower()}{text}  {fate}"


def _pattern(node: PatternNode, depth: int) -> Iterator[str]:
    yield "  " * depth + _node(node)
    for child in node.children:
        yield from _pattern(child, depth + 1)


def _tree(node: Node, depth: int) -> Iterator[str]:
    """The named nodes of tree-sitter."""
    yield f"{'  ' * depth}{node.type} {node.start_byte}-{node.end_byte}"
    for child in node.named_children:
        yield from _tree(child, depth + 1)


def _edit(edit: Edit) -> str:
    pieces = " + ".join(
        f"copy {_span(piece)}" if isinstance(piece, Span) else repr(piece.decode())
        for piece in edit.pieces
    )
    return f"replace {_span(edit.span)} by {pieces or 'nothing'}"
