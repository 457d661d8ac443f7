# SPDX-License-Identifier: GPL-2.0-or-later
"""Handles of a library: which variable a call opens, and which calls get that variable.

For a handle in a local variable, only its function matters. A handle in a variable of the tree, or
in a member of a struct, is followed by its name and by the names that it is copied to. A call with
an unknown argument counts as getting the handle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.locals import names_local
from qemu_xen_codemod.c.scope import node_at
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import enclosing_function
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.pack import HandleKind
from qemu_xen_codemod.step.workspace import Workspace

_WRAPPED = frozenset(("parenthesized_expression", "cast_expression"))
#: Where a value is only tested.
_CHECKS = frozenset(
    ("if_statement", "while_statement", "for_statement", "do_statement", "conditional_expression")
)
_COMPARED = frozenset(("==", "!=", "&&", "||"))


@dataclass(frozen=True, slots=True)
class Handle:
    """Where the result of an opening call is kept."""

    #: The variable, or the member of a struct.
    name: bytes
    #: The function whose local variable it is and that does not pass it on, or None.
    owner: Node | None = None
    #: The file of that function.
    source: SourceFile | None = None


def handle_opened(source: SourceFile, span: Span, kinds: Sequence[HandleKind]) -> Handle | None:
    """The handle that the call at a span opens, None if that is unknown."""
    name = _assigned(source, span)
    if name is None:
        return None
    function = enclosing_function(node_at(source, span.start))
    if function is None or not names_local(source, function, name, span.start):
        return Handle(name)
    escapes = any(use is None for use in uses_of(source, function, name, kinds))
    return None if escapes else Handle(name, function, source)


def _assigned(source: SourceFile, span: Span) -> bytes | None:
    """The variable or member to which the value of the expression at a span is assigned."""
    node: Node | None = source.root.descendant_for_byte_range(span.start, span.end)
    while node is not None and node.parent is not None and node.parent.type in _WRAPPED:
        node = node.parent
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return None
    target = None
    if parent.type == "assignment_expression":
        left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
        target = left if right is not None and right.id == node.id else None
    elif parent.type == "init_declarator":
        target = parent.child_by_field_name("declarator")
        while target is not None and target.type.endswith("_declarator"):
            target = target.child_by_field_name("declarator")
    return _name_of(source, target)


def _name_of(source: SourceFile, node: Node | None) -> bytes | None:
    """A variable's name, or that of a member."""
    while node is not None and node.type in _WRAPPED and node.named_children:
        node = node.named_children[-1]
    if node is not None and node.type == "field_expression":
        node = node.child_by_field_name("field")
    is_name = node is not None and node.type in ("identifier", "field_identifier")
    return source.text(node) if node is not None and is_name else None


def uses_of(
    source: SourceFile, function: Node, name: bytes, kinds: Sequence[HandleKind]
) -> Iterator[bytes | None]:
    """How a function uses its local handle: the functions that it is passed to, None for other
    uses. Opening, closing and checking it are not uses.
    """
    for node in _identifiers(source, function, name):
        yield from _use(source, node, kinds)
    # Most functions have none, and the tokens of a large file take long.
    for token in source.directives if b"#" in source.text(function) else ():
        if function.start_byte <= token.start < function.end_byte and name in token.text:
            yield None


def _identifiers(source: SourceFile, function: Node, name: bytes) -> Iterator[Node]:
    """The identifiers in a function that are this name, in order.

    They are searched for in its text: a function may have a hundred locals and ten thousand nodes.
    """
    at = source.data.find(name, function.start_byte, function.end_byte)
    while at >= 0:
        end = at + len(name)
        node = function.descendant_for_byte_range(at, end)
        is_whole = node is not None and (node.start_byte, node.end_byte) == (at, end)
        if node is not None and is_whole and node.type == "identifier":
            yield node
        at = source.data.find(name, end, function.end_byte)


def _use(source: SourceFile, node: Node, kinds: Sequence[HandleKind]) -> Iterator[bytes | None]:
    parent = node.parent
    while parent is not None and parent.type in _WRAPPED and parent.parent is not None:
        if parent.parent.type in _CHECKS:
            return
        node, parent = parent, parent.parent
    if parent is None or parent.type.endswith(("declarator", "declaration")):
        if parent is not None and parent.type == "init_declarator":
            value = parent.child_by_field_name("value")
            if value is not None and value.id == node.id:
                yield None
        return
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        called = source.text(function) if function is not None else b""
        if called not in {kind.close.encode() for kind in kinds}:
            yield called
        return
    left = parent.child_by_field_name("left")
    is_set = parent.type == "assignment_expression" and left is not None and left.id == node.id
    is_compared = parent.type == "binary_expression" and parent.children[1].type in _COMPARED
    is_denied = source.prefix(parent) == b"!"
    if not (is_set or is_compared or is_denied or parent.type in _CHECKS):
        yield None


def given(
    handle: Handle | None,
    references: Sequence[Reference],
    kinds: Sequence[HandleKind],
    workspace: Workspace,
) -> tuple[str, ...]:
    """The functions among the references that get a handle of the tree, sorted."""
    able = [
        reference
        for reference in references
        if not any(kind.is_not_for(reference.symbol) for kind in kinds)
    ]
    if handle is not None:
        names = _copies(handle.name, workspace)
        able = [entry for entry in able if _is_given(entry, names, kinds, workspace)]
    return tuple(sorted({item.symbol for item in able}))


def _copies(name: bytes, workspace: Workspace) -> frozenset[bytes]:
    """The name, and those of the members and variables that it is copied to."""
    names, todo = {name}, [name]
    while todo:
        word = todo.pop()
        for path in filter(is_c, workspace.holding(frozenset((word,)))):
            for copy in _copied_to(workspace.source(path), word):
                if copy not in names:
                    names.add(copy)
                    todo.append(copy)
    return frozenset(names)


def _copied_to(source: SourceFile, name: bytes) -> Iterator[bytes]:
    for at in source.word_places.get(name, ()):
        token = source.code[at]
        following = source.code[at + 1].text if at + 1 < len(source.code) else b""
        if following in (b";", b",", b")", b"}"):
            copy = _assigned_whole(source, token)
            if copy is not None:
                yield copy


def _assigned_whole(source: SourceFile, token: Token) -> bytes | None:
    """What a variable, or the member that ends with the token, is directly assigned to."""
    node: Node | None = node_at(source, token.start)
    while node is not None and node.parent is not None and node.parent.type == "field_expression":
        node = node.parent
    if node is None:
        return None
    parent = node.parent
    if parent is not None and parent.type == "initializer_pair":
        designator = parent.child_by_field_name("designator")
        return source.text(designator).lstrip(b". ") if designator is not None else None
    return _assigned(source, Span(node.start_byte, node.end_byte))


def _is_given(
    reference: Reference,
    names: frozenset[bytes],
    kinds: Sequence[HandleKind],
    workspace: Workspace,
) -> bool:
    """Whether a call gets a handle with one of the names, or an unknown argument."""
    source = workspace.source(reference.place.path)
    arguments = _arguments(source, reference)
    if arguments is None or reference.in_macro:
        return True
    first = arguments[0] if arguments else []
    last = first[-1].text if first else b""
    if last in names or last == b")":
        return True
    function = enclosing_function(node_at(source, reference.offset))
    is_local = function is not None and names_local(source, function, last, reference.offset)
    if len(first) != 1 or function is None or not is_local:
        return False
    return not opens(source, function, last, kinds)


def opens(source: SourceFile, function: Node, name: bytes, kinds: Sequence[HandleKind]) -> bool:
    """Whether a function assigns the result of an opening call to the variable."""
    opening = {kind.open.encode() for kind in kinds}
    todo = [function]
    while todo:
        node = todo.pop()
        todo.extend(node.children)
        called = node.child_by_field_name("function") if node.type == "call_expression" else None
        if (
            called is not None
            and source.text(called) in opening
            and _assigned(source, Span(node.start_byte, node.end_byte)) == name
        ):
            return True
    return False


def _arguments(source: SourceFile, reference: Reference) -> list[list[Token]] | None:
    """The tokens of each argument of a call, None if it is not a call."""
    code: Sequence[Token] = source.code
    if reference.in_macro:
        holding = (
            directive
            for directive in source.directives
            if directive.start <= reference.offset < directive.end
        )
        code = [word for token in holding for word in words_of(token)]
    code = [pair for pair in code if pair.kind is not Kind.COMMENT]
    at = next((i for i, entry in enumerate(code) if entry.start > reference.offset), len(code))
    if at >= len(code) or code[at].text != b"(":
        return None
    found: list[list[Token]] = [[]]
    depth = 0
    for token in code[at:]:
        depth += (token.text in (b"(", b"[", b"{")) - (token.text in (b")", b"]", b"}"))
        if depth == 0:
            break
        if depth == 1 and token.text == b",":
            found.append([])
        elif depth > 1 or token.text != b"(":
            found[-1].append(token)
    return found if found != [[]] else []
