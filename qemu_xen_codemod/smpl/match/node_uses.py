# SPDX-License-Identifier: GPL-2.0-or-later
"""NodeUses: how nodes of a file are used, where C's grammar does not show it: as an expression, as
a cast, as the code of a metavariable, and how far that code reaches.
"""

from __future__ import annotations

import re
from itertools import pairwise

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind, closing, code_tokens
from qemu_xen_codemod.c.locals import names_automatic
from qemu_xen_codemod.c.node_kinds import (
    CONSTANTS,
    IDENTIFIERS,
    STATEMENT_NODES,
    TYPES,
    is_constant_name,
    is_expression,
)
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import STATEMENT, TYPE_OF
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.read.metavariable import OPERATOR_KINDS, MetaKind, Metavariable, Scope
from qemu_xen_codemod.smpl.read.operators import OPERATORS

_ENDS_IN_TYPE_OF = re.compile(rb"\b(?:" + b"|".join(sorted(TYPE_OF)) + rb")\Z")
#: The nodes that these metavariables match.
_NODES = {
    MetaKind.STATEMENT: STATEMENT_NODES,
    MetaKind.PARAMETER: ("parameter_declaration",),
    MetaKind.FIELD: ("field_declaration",),
}
#: With a `;` after them these are declarations.
_TYPES_ALONE = frozenset(("struct_specifier", "union_specifier", "enum_specifier"))
_VALUE_NAMES = frozenset(("identifier", "null", "true", "false"))

#: The grammar takes any word after `->` for a name.
_KEYWORDS = STATEMENT | {b"sizeof"}


class NodeUses:
    """The uses of nodes in one file."""

    def __init__(self, source: SourceFile, types: FileTypes) -> None:
        self._source = source
        self._types = types

    def is_of_kind(self, declared: Metavariable, node: Node) -> bool:
        """Whether a node is of the metavariable's kind and satisfies its constraint."""
        kind = declared.kind
        if kind is MetaKind.EXPRESSION:
            return self.is_expression(node) and (
                declared.constraint is None or declared.allows(*self._tokens(node))
            )
        if kind is MetaKind.IDEXPRESSION:
            return node.type in _VALUE_NAMES and self._is_name_of_value(declared, node)
        if kind is MetaKind.IDENTIFIER:
            name = self._source.text(node)
            return node.type in IDENTIFIERS and name not in _KEYWORDS and declared.allows(name)
        if kind is MetaKind.CONSTANT and not declared.allows(*self._tokens(node)):
            return False
        if kind is MetaKind.CONSTANT:
            if node.type in CONSTANTS:
                return True
            if self._source.prefix(node) == b"-":
                node = node.children[-1]
            return node.type == "identifier" and is_constant_name(self._source.text(node))
        if kind is MetaKind.TYPE:
            is_argument = node.parent is not None and node.parent.type == "argument_list"
            if is_argument and node.type == "identifier":
                return self._types.is_type_name(node)
            return node.type in TYPES
        if kind in OPERATOR_KINDS:
            return self._source.text(node) in OPERATORS[kind]
        if kind is MetaKind.DECLARATION:
            after = node.next_sibling
            is_type = node.type in _TYPES_ALONE and after is not None and after.type == ";"
            # A struct without a name is a member of the struct around it.
            is_member = node.parent is not None and node.parent.type == "field_declaration"
            return (is_type and not is_member) or node.type in ("declaration", "type_definition")
        is_other = kind is MetaKind.INITIALISER and _is_initialiser(node)
        return is_other or node.type in _NODES.get(kind, ())

    def _tokens(self, node: Node) -> tuple[bytes, ...]:
        return tuple(token.text for token in self._source.code_in(node.start_byte, node.end_byte))

    def _is_name_of_value(self, declared: Metavariable, node: Node) -> bool:
        """Whether a name is an expression, and declared in the metavariable's scope."""
        if not self.is_expression(node) or not declared.allows(self._source.text(node)):
            return False
        if declared.scope is None:
            return True
        is_local = names_automatic(self._source, node)
        return is_local is (declared.scope is Scope.LOCAL)

    def is_expression(self, node: Node) -> bool:
        """Whether a node is used as an expression; the type of a `sizeof` is not."""
        around = self._source.ancestors.parent
        parent = around(node)
        if not is_expression(node, parent):
            return self.is_cast_operand(node)
        if node.type != "identifier":
            return True
        outer = around(parent) if parent is not None else None
        if outer is None or outer.type != "sizeof_expression":
            return True
        return not self._types.is_type_name(node)

    def is_cast_like_a_call(self, node: Node) -> bool:
        """Whether a node is `(u32)(x)`, which C's grammar cannot distinguish from `(f)(x)`."""
        if node.type != "call_expression":
            return False
        function, *_, arguments = code_children(node)
        inside, given = code_children(function), code_children(arguments)
        is_shaped = function.type == "parenthesized_expression" and len(given) == len(inside) == 3
        return is_shaped and inside[1].type == "identifier" and self._types.is_type_name(inside[1])

    def is_cast_operand(self, node: Node) -> bool:
        """Whether a node is the `(x)` of a cast that is parsed as a call."""
        if node.type != "argument_list":
            return False
        call = self._source.ancestors.parent(node)
        return call is not None and self.is_cast_like_a_call(call)

    def type_end(self, start: int, end: int) -> int:
        """The end of a type whose node has these bounds. The tree may leave out the operand of a
        `typeof` and the stars after it, and the name of an attribute.
        """
        data = self._source.data
        is_of = _ENDS_IN_TYPE_OF.search(data[start:end]) is not None
        if is_of:
            end = closing(data, data.find(b"(", end) + 1) + 1
        named = end
        for token, after in pairwise(code_tokens(data, end)):
            is_blank = self._source.masked[token.start : token.end].isspace()
            if is_blank and is_of and token.text == b"*":
                end = named = token.end
            elif is_blank and token.kind is Kind.WORD and after.text != b"(":
                named = token.end
            else:
                # An attribute before a function's name belongs to the function.
                return end if token.kind is Kind.WORD and after.text == b"(" else named
        return end

    def declaration_end(self, end: int) -> int:
        """Where a declaration ends: the `;` after a struct's members is not part of its node."""
        first = next(code_tokens(self._source.data, end), None)
        is_closed = self._source.data[end - 1 : end] == b";"
        return first.end if first and first.text == b";" and not is_closed else end


def _is_initialiser(node: Node) -> bool:
    """Whether a node is an element of an initialiser, or the whole of it."""
    around = node.parent
    if around is None or node.type in ("{", "}", ",", "comment"):
        return False
    is_whole = around.type == "init_declarator" and around.child_by_field_name("value") == node
    return is_whole or around.type == "initializer_list"
