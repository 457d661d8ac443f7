# SPDX-License-Identifier: GPL-2.0-or-later
"""The local declarations of a function, and those in scope at a node."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, declarations
from qemu_xen_codemod.c.declared import flat
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.edit.edit import Span

_SCOPES = frozenset(("compound_statement", "for_statement", "function_definition"))


def around(source: SourceFile, node: Node, name: bytes | None = None) -> Iterator[list[Node]]:
    """What declares names around a node, innermost first: the declarations before the node in its
    block, a loop's header, a function's parameters. With `name`, only declarations of that name are
    among those of blocks.
    """
    child = node
    group: list[Node] = []
    for parent in islice(source.ancestors.around(node), 1, None):
        if parent.type == "declaration":
            group.append(parent)
        elif parent.type == "function_definition":
            yield group + [
                parameter
                for parameter in parameters_of(parent)
                if parameter.type in ("parameter_declaration", "declaration")
            ]
            return
        elif parent.type == "for_statement":
            first = parent.child_by_field_name("initializer")
            if first is not None and first.type == "declaration" and first != child:
                group.append(first)
            yield group
            group = []
        else:
            group += _declarations(source).before(parent, child.start_byte, name)
            if parent.type == "compound_statement":
                yield group
                group = []
        child = parent


def names_automatic(source: SourceFile, node: Node) -> bool:
    """Whether a name is that of a parameter or of a local variable that is not static."""
    name = source.text(node)
    for group in around(source, node, name):
        found = [
            inner
            for inner in group
            if any(declared == name for declared, _ in names_before(source, inner, node))
        ]
        if found:
            return all(
                child.type != "storage_class_specifier" or source.text(child) != b"static"
                for child in found[-1].children
            )
    return False


def parameters_of(function: Node) -> Iterator[Node]:
    """The declarations between the parentheses of a function's header, or before its body (K&R)."""
    declarator = function.child_by_field_name("declarator")
    found: Node | None = None
    while declarator is not None:
        if declarator.type == "function_declarator":
            # The innermost declarator: in `int (*f(int a))(int b)`, a is the parameter.
            found = declarator.child_by_field_name("parameters")
        inner = declarator.child_by_field_name("declarator")
        if inner is None and declarator.type == "parenthesized_declarator":
            inner = declarator.named_children[0] if declarator.named_children else None
        declarator = inner
    if found is not None:
        yield from found.named_children
    yield from (node for node in function.children if node.type == "declaration")


def names_before(source: SourceFile, node: Node, use: Node) -> Iterator[tuple[bytes, CType | None]]:
    """The names that a declaration declares before the use."""
    inside = node.start_byte <= use.start_byte < node.end_byte
    for start, found in _declarations(source).names(node):
        if not inside or start <= use.start_byte:
            yield found


class _Declarations:
    """The declarations of a file's blocks, each read once: they are asked about at each name."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        #: Those among the children of a node by its id: all, and those of each name.
        self._inside: dict[int, dict[bytes | None, list[Node]]] = {}
        #: The names of a declaration, with the starts of their declarators, by its id.
        self._names: dict[int, list[tuple[int, tuple[bytes, CType | None]]]] = {}

    def before(self, parent: Node, offset: int, name: bytes | None) -> list[Node]:
        """The declarations among the children of a node that end before an offset, and declare a
        name if one is given.
        """
        inside = self._inside.get(parent.id)
        if inside is None:
            found = [node for node in flat(parent.children) if node.type == "declaration"]
            inside = self._inside[parent.id] = {None: found}
            for node in found:
                for declared in dict.fromkeys(declared for _, (declared, _) in self.names(node)):
                    inside.setdefault(declared, []).append(node)
        nodes = inside.get(name, [])
        return nodes[: bisect_right(nodes, offset, key=attrgetter("end_byte"))]

    def names(self, node: Node) -> list[tuple[int, tuple[bytes, CType | None]]]:
        if node.id not in self._names:
            starts = [child.start_byte for child in node.children_by_field_name("declarator")]
            found = zip(starts, declarations(self._source, node), strict=False)
            self._names[node.id] = list(found)
        return self._names[node.id]


@asked_once
def _declarations(source: SourceFile) -> _Declarations:
    return _Declarations(source)


@dataclass(frozen=True, slots=True)
class Local:
    """A parameter or a local variable of a function."""

    name: bytes
    #: Where its declarator begins.
    start: int
    #: The range, from `start` on, in which it is visible.
    scope: Span
    #: None if it is not known.
    ctype: CType | None = None

    def is_seen_at(self, offset: int) -> bool:
        return self.start <= offset <= self.scope.end


def locals_of(source: SourceFile, function: Node) -> list[Local]:
    """The parameters and locals of a function, in the file's order."""
    found: list[Local] = []
    for parameter in parameters_of(function):
        found += _locals(source, parameter, function)
    body = function.child_by_field_name("body")
    todo = [(body, body)] if body is not None else []
    while todo:
        node, scope = todo.pop()
        if node.type == "declaration":
            found += _locals(source, node, scope)
        inner = node if node.type in _SCOPES else scope
        todo += [(child, inner) for child in node.children]
    return sorted(found, key=lambda item: item.start)


def names_local(source: SourceFile, function: Node, name: bytes, offset: int) -> bool:
    """Whether a name is that of a parameter or a local of the function at an offset in it."""
    return any(
        local.name == name and local.is_seen_at(offset) for local in locals_of(source, function)
    )


def _locals(source: SourceFile, node: Node, scope: Node) -> Iterator[Local]:
    declarators = node.children_by_field_name("declarator")
    for declarator, (name, ctype) in zip(declarators, declarations(source, node), strict=False):
        yield Local(name, declarator.start_byte, Span(scope.start_byte, scope.end_byte), ctype)
