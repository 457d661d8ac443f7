# SPDX-License-Identifier: GPL-2.0-or-later
"""What an expression reads, and what code may change of it; from syntax alone, overestimated in
doubt.

Memory is modelled coarsely: a store through a pointer or into an array may change everything that
is read through one, a store to a member whatever is read of a member of that name. A call may
change everything except local variables of the caller whose address is not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import declarations
from qemu_xen_codemod.c.nodes import operator_of
from qemu_xen_codemod.c.source import SourceFile

#: Nodes whose operand is not evaluated.
_UNEVALUATED = frozenset(("sizeof_expression", "alignof_expression", "offsetof_expression"))
#: Nodes that may be anything: what they name may change.
_UNCLEAR = frozenset(("ERROR", "gnu_asm_expression", "preproc_call", "preproc_def"))


@dataclass(frozen=True, slots=True)
class Reads:
    """What an expression's value depends on."""

    #: Variables, except those of which only a member is read.
    names: frozenset[bytes] = frozenset()
    #: Variables of which a member is read (`s.a`).
    parts: frozenset[bytes] = frozenset()
    #: Members, by name.
    members: frozenset[bytes] = frozenset()
    #: Whether it reads through a pointer or from an array.
    is_memory: bool = False
    #: Whether it reads so without naming a member.
    is_unnamed: bool = False
    #: Whether it calls a function, and whether it changes a variable.
    calls: bool = False
    changes: bool = False


class Kind(Enum):
    """What is changed."""

    VARIABLE = "variable"
    #: Of a variable that is a struct.
    PART = "part"
    #: Through a pointer.
    MEMBER = "member"
    MEMORY = "memory"
    #: Everything that a called function can reach.
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that code changes, or may change."""

    kind: Kind
    node: Node
    #: The variable, b"" for the target of a pointer.
    name: bytes = b""
    #: The member, b"" for none.
    member: bytes = b""

    def may_change(self, reads: Reads, *, is_shared: bool) -> bool:
        """Whether it may change what an expression's value depends on. `is_shared`: called
        functions, and stores through pointers, can reach one of its variables.
        """
        if self.kind is Kind.VARIABLE:
            return self.name in reads.names | reads.parts
        if self.kind is Kind.PART:
            is_part = self.name in reads.parts or reads.is_memory
            return self.name in reads.names or (self.member in reads.members and is_part)
        if self.kind is Kind.MEMBER:
            return self.member in reads.members or reads.is_unnamed
        return reads.is_memory or is_shared


def reads_of(source: SourceFile, nodes: Iterable[Node]) -> Reads:
    """What the value of these expressions depends on."""
    reader = _Reader(source)
    for node in nodes:
        reader.read(node)
    return Reads(
        frozenset(reader.names),
        frozenset(reader.parts),
        frozenset(reader.members),
        reader.is_memory,
        reader.is_unnamed,
        reader.calls,
        reader.changes,
    )


class _Reader:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.names: set[bytes] = set()
        self.parts: set[bytes] = set()
        self.members: set[bytes] = set()
        self.is_memory = self.is_unnamed = self.calls = self.changes = False
        self._rules: dict[str, Callable[[Node], None]] = {
            "call_expression": self._call,
            "field_expression": self._member,
            "subscript_expression": self._element,
            "pointer_expression": self._prefixed,
            "unary_expression": self._prefixed,
            "cast_expression": self._cast,
        }

    def read(self, node: Node) -> None:
        if node.type == "identifier":
            self.names.add(self.source.text(node))
        elif node.type not in _UNEVALUATED:
            self.changes |= node.type in ("assignment_expression", "update_expression")
            self._rules.get(node.type, self._children)(node)

    def _call(self, node: Node) -> None:
        self.calls = True
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is not None and function.type != "identifier":
            self.read(function)
        if arguments is not None:
            self._children(arguments)

    def _element(self, node: Node) -> None:
        self.is_memory = self.is_unnamed = True
        self._children(node)

    def _prefixed(self, node: Node) -> None:
        operand = _inner(node.child_by_field_name("argument"))
        operator = self.source.prefix(node)
        if operand is not None and operator == b"&":
            self._address(operand)
        elif operand is not None:
            if operator == b"*":
                self.is_memory = self.is_unnamed = True
            self.read(operand)

    def _cast(self, node: Node) -> None:
        value = node.child_by_field_name("value")
        if value is not None:
            self.read(value)

    def _children(self, node: Node) -> None:
        for child in node.named_children:
            self.read(child)

    def _member(self, node: Node) -> None:
        name = node.child_by_field_name("field")
        outer = _inner(node.child_by_field_name("argument"))
        if name is not None:
            self.members.add(self.source.text(name))
        if outer is None:
            return
        if operator_of(node) == "->":
            self.is_memory = True
            self.read(outer)
        elif outer.type == "identifier":
            self.parts.add(self.source.text(outer))
        else:
            self.read(outer)

    def _address(self, node: Node) -> None:
        """What the address of something depends on: nothing, for a variable."""
        outer = _inner(node.child_by_field_name("argument"))
        is_followed = operator_of(node) == "->" or self.source.prefix(node) == b"*"
        if node.type == "subscript_expression" or is_followed:
            self._children(node) if outer is None else self.read(outer)
            index = node.child_by_field_name("index")
            if index is not None:
                self.read(index)
        elif node.type == "field_expression" and outer is not None:
            self._address(outer)
        elif node.type != "identifier":
            self.read(node)


def _inner(node: Node | None) -> Node | None:
    """An expression without the parentheses around it."""
    while node is not None and node.type == "parenthesized_expression" and node.named_children:
        node = node.named_children[0]
    return node


def effects_of(source: SourceFile, nodes: Iterable[Node]) -> Iterator[Effect]:
    """What may change when these nodes, statements or parts of them, run; including their
    declarations.

    Taking a variable's address counts as changing it.
    """
    todo = list(nodes)[::-1]
    while todo:
        node = todo.pop()
        kind = node.type
        if kind in _UNEVALUATED:
            continue
        if kind == "assignment_expression":
            yield from stored(source, node.child_by_field_name("left"))
        elif kind == "update_expression" or source.prefix(node) == b"&":
            yield from stored(source, node.child_by_field_name("argument"))
        elif kind == "declaration":
            for name, _ in declarations(source, node):
                yield Effect(Kind.VARIABLE, node, name)
        elif kind == "call_expression":
            yield Effect(Kind.CALL, node)
        elif kind in _UNCLEAR or node.is_missing:
            yield Effect(Kind.CALL, node)
            for identifier in _identifiers(node):
                yield Effect(Kind.VARIABLE, identifier, source.text(identifier))
            continue
        todo += node.children[::-1]


def stored(source: SourceFile, node: Node | None) -> Iterator[Effect]:
    """What a store to this place changes."""
    node = _inner(node)
    if node is None:
        return
    if node.type == "identifier":
        yield Effect(Kind.VARIABLE, node, source.text(node))
    elif node.type == "field_expression":
        field = node.child_by_field_name("field")
        member = source.text(field) if field is not None else b""
        root: Node | None = node
        while root is not None and operator_of(root) == ".":
            root = _inner(root.child_by_field_name("argument"))
        if root is not None and root.type == "identifier":
            yield Effect(Kind.PART, node, source.text(root), member)
        else:
            yield Effect(Kind.MEMBER, node, b"", member)
    elif node.type == "subscript_expression":
        array = _inner(node.child_by_field_name("argument"))
        named = array is not None and array.type == "identifier"
        yield Effect(Kind.MEMORY, node, source.text(array) if array is not None and named else b"")
    else:
        yield Effect(Kind.MEMORY, node)


def _identifiers(node: Node) -> Iterator[Node]:
    todo = [node]
    while todo:
        inner = todo.pop()
        if inner.type == "identifier":
            yield inner
        todo += inner.children


def use_of(source: SourceFile, node: Node) -> tuple[bool, bool]:
    """Whether an expression's value is used where it is, and whether it is assigned."""
    if node.type in ("field_identifier", "type_identifier", "statement_identifier"):
        return False, False
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        node, parent = parent, parent.parent
    if parent is None:
        return True, False
    if "declarator" in parent.type or parent.type.endswith("declaration"):
        declarators = parent.children_by_field_name("declarator")
        if any(declarator.id == node.id for declarator in declarators):
            while parent is not None and parent.type.endswith("_declarator"):
                if parent.type == "init_declarator":
                    return False, True
                parent = parent.parent
            return False, False
    if parent.type == "assignment_expression":
        left, operator = parent.child_by_field_name("left"), parent.child_by_field_name("operator")
        if left is not None and left.id == node.id and operator is not None:
            return operator.type != "=", True
    if source.prefix(parent) == b"&":
        return False, True
    function = parent.child_by_field_name("function")
    is_called = function is not None and function.id == node.id
    return not is_called, False
