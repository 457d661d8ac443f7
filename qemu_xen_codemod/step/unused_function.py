# SPDX-License-Identifier: GPL-2.0-or-later
"""Static functions that a rule's commit left unused."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.functions import is_static
from qemu_xen_codemod.c.scope import declared_name
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.steps.anchor import FunctionAnchor
from qemu_xen_codemod.step.anchor import find_anchor
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.removal import remove_lines, whole_lines


def unused_functions(before: SourceFile, after: SourceFile, draft: Draft, rule: str) -> list[Edit]:
    """Edits that remove static functions used before and not after, with comment and prototypes."""
    candidates = {
        name: node
        for name, node in _statics(after)
        if name in before.data and not _is_used(after, name, node)
    }
    was = dict(_statics(before))
    edits: list[Edit] = []
    for name in candidates:
        if name not in was or not _is_used(before, name, was[name]):
            continue
        if not after.path.endswith(".c") and _is_used_elsewhere(after.path, name, draft):
            continue
        place = Place(after.path, 1, 1)
        lines = find_anchor(after, FunctionAnchor(name.decode("utf-8", "replace"), place))
        if lines is None:
            continue
        edits.append(remove_lines(after.data, lines, rule))
        edits += _prototype_removals(after, name, rule)
    return edits


def _items(source: SourceFile) -> Iterator[Node]:
    todo = [source.root]
    while todo:
        node = todo.pop()
        if node.type in ("function_definition", "declaration"):
            yield node
        elif node.type.startswith("preproc_") or node.type == "translation_unit":
            todo.extend(reversed(node.children))


def _statics(source: SourceFile) -> Iterator[tuple[bytes, Node]]:
    for node in _items(source):
        if node.type == "function_definition" and not node.has_error and is_static(source, node):
            name = declared_name(node)
            if name is not None:
                yield source.text(name), node


def _is_used(source: SourceFile, name: bytes, function: Node) -> bool:
    """Whether it is used outside of itself."""
    definition = Span(function.start_byte, function.end_byte)
    found = uses(source, frozenset((name,)))
    return any(use.macro or not definition.contains(use.span) for use in found)


def _is_used_elsewhere(path: str, name: bytes, draft: Draft) -> bool:
    words = frozenset((name,))
    return any(
        next(uses(draft.source(other), words), None) is not None
        for other in draft.holding(words)
        if other != path
    )


def _prototype_removals(source: SourceFile, name: bytes, rule: str) -> Iterator[Edit]:
    for node in _items(source):
        if node.type == "declaration" and len(node.children_by_field_name("declarator")) == 1:
            declared = declared_name(node)
            if declared is not None and source.text(declared) == name:
                lines = whole_lines(source.data, Span(node.start_byte, node.end_byte))
                if lines is not None:
                    yield remove_lines(source.data, lines, rule)
