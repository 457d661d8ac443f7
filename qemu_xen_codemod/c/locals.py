"""The local declarations that are in scope at a node, the innermost first."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, declarations
from qemu_xen_codemod.c.declared import flat
from qemu_xen_codemod.c.source import SourceFile


def around(node: Node) -> Iterator[list[Node]]:
    """What declares names around a node, the innermost block first: its declarations before the
    node, a loop's, a function's parameters.
    """
    child, parent = node, node.parent
    group: list[Node] = []
    while parent is not None:
        if parent.type == "declaration":
            group.append(parent)
        elif parent.type == "function_definition":
            yield group + [
                one
                for one in _parameters(parent)
                if one.type in ("parameter_declaration", "declaration")
            ]
            return
        elif parent.type == "for_statement":
            first = parent.child_by_field_name("initializer")
            if first is not None and first.type == "declaration" and first != child:
                group.append(first)
            yield group
            group = []
        else:
            before = [one for one in parent.children if one.end_byte <= child.start_byte]
            group += [one for one in flat(before) if one.type == "declaration"]
            if parent.type == "compound_statement":
                yield group
                group = []
        child, parent = parent, parent.parent


def _parameters(function: Node) -> Iterator[Node]:
    declarator = function.child_by_field_name("declarator")
    found: Node | None = None
    while declarator is not None:
        if declarator.type == "function_declarator":
            # The innermost one: `int (*f(int a))(int b)` has the parameter a.
            found = declarator.child_by_field_name("parameters")
        inner = declarator.child_by_field_name("declarator")
        if inner is None and declarator.type == "parenthesized_declarator":
            inner = declarator.named_children[0] if declarator.named_children else None
        declarator = inner
    if found is not None:
        yield from found.named_children
    yield from (one for one in function.children if one.type == "declaration")


def names_before(source: SourceFile, node: Node, use: Node) -> Iterator[tuple[bytes, CType | None]]:
    """The names that a declaration declares before the use."""
    inside = node.start_byte <= use.start_byte < node.end_byte
    declarators = node.children_by_field_name("declarator")
    for declarator, found in zip(declarators, declarations(source, node), strict=False):
        if not inside or declarator.start_byte <= use.start_byte:
            yield found
