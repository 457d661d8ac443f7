# SPDX-License-Identifier: GPL-2.0-or-later
"""What tree-sitter's kinds of nodes mean in C: expressions, types, statements, identifiers."""

from __future__ import annotations

import re

from tree_sitter import Node

EXPRESSIONS = frozenset(
    (
        "identifier",
        "call_expression",
        "field_expression",
        "binary_expression",
        "parenthesized_expression",
        "cast_expression",
        "conditional_expression",
        "assignment_expression",
        "update_expression",
        "unary_expression",
        "pointer_expression",
        "subscript_expression",
        "sizeof_expression",
        "alignof_expression",
        "offsetof_expression",
        "compound_literal_expression",
        "comma_expression",
        "generic_expression",
        "string_literal",
        "concatenated_string",
        "char_literal",
        "number_literal",
        "true",
        "false",
        "null",
    )
)
#: An operator in front of an operand, as `-x` and `*x`: `SourceFile.prefix` says which one it is.
PREFIXED = frozenset(("unary_expression", "pointer_expression"))
CONSTANTS = frozenset(
    (
        "string_literal",
        "concatenated_string",
        "char_literal",
        "number_literal",
        "null",
        "sizeof_expression",
    )
)
IDENTIFIERS = frozenset(
    (
        "identifier",
        "field_identifier",
        "statement_identifier",
        "type_identifier",
        # Ordinary names for Coccinelle.
        "null",
        "true",
        "false",
    )
)
TYPES = frozenset(
    (
        "primitive_type",
        "type_identifier",
        "sized_type_specifier",
        "struct_specifier",
        "union_specifier",
        "enum_specifier",
        "type_descriptor",
        "macro_type_specifier",
    )
)
BUILTIN_TYPES = frozenset(("primitive_type", "sized_type_specifier"))
#: Types with a body; alone before a `;` they are statements.
SPECIFIERS = frozenset(("struct_specifier", "union_specifier", "enum_specifier"))
#: An `#if` and its other arms.
ARMS = frozenset(("preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef"))
#: `#define` and `#undef`; the last is any directive that the grammar does not know.
DEFINING = frozenset(("preproc_def", "preproc_function_def", "preproc_call"))
STATEMENT_NODES = frozenset(
    (
        "expression_statement",
        "compound_statement",
        "if_statement",
        "while_statement",
        "for_statement",
        "do_statement",
        "switch_statement",
        "return_statement",
        "break_statement",
        "continue_statement",
        "goto_statement",
        "labeled_statement",
        "case_statement",
    )
)
#: Declarators that are a `*` and another one, or nothing.
POINTERS = frozenset(("pointer_declarator", "abstract_pointer_declarator"))
COMMA_LISTS = frozenset(("argument_list", "parameter_list", "initializer_list", "enumerator_list"))
#: Nodes in which a type comes before a declarator.
DECLARING = frozenset(
    (
        "declaration",
        "function_definition",
        "parameter_declaration",
        "field_declaration",
        "type_descriptor",
        "type_definition",
    )
)
_DECLARATOR_PARENTS = frozenset(
    (
        "function_declarator",
        "pointer_declarator",
        "parenthesized_declarator",
        "declaration",
        "parameter_declaration",
        "function_definition",
        "preproc_def",
        "preproc_function_def",
        "preproc_params",
        "preproc_ifdef",
        "attributed_declarator",
        "type_definition",
        "attribute",
        "macro_type_specifier",
    )
)
_CONSTANT_NAME = re.compile(rb"[A-Z_][A-Z0-9_]*\Z")


def is_constant_name(text: bytes) -> bool:
    """A name in capitals, which C authors give only to constants."""
    return _CONSTANT_NAME.match(text) is not None


def same_number(data: bytes, other: bytes) -> bool:
    """Whether two number literals are the same number, or the same text."""
    if data == other:
        return True
    try:
        return _integer(data) == _integer(other)
    except ValueError:
        return False


def _integer(text: bytes) -> int:
    """The value of an integer literal without suffix. Raises ValueError."""
    digits = text.decode("ascii").lower()
    if not digits[:1].isdigit():
        raise ValueError(digits)  # A sign is an operator.
    # As in Coccinelle: hexadecimal and decimal are compared, octal is not.
    return int(digits, 0)


#: Nodes that are not expressions in some places.
_DEPENDENT = frozenset(
    ("identifier", "parenthesized_expression", "string_literal", "call_expression")
)


def is_expression(node: Node, parent: Node | None) -> bool:
    """Whether a node is used as an expression, given its parent; a declared name is not one."""
    if node.type not in EXPRESSIONS:
        return False
    if parent is None or node.type not in _DEPENDENT:
        return node.type != "identifier"
    if parent.type == "preproc_include":
        return False
    if node.type == "parenthesized_expression":
        # The parentheses of `if (p)` belong to the statement.
        return parent.type not in STATEMENT_NODES - {"expression_statement", "return_statement"}
    if node.type == "string_literal":
        # Part of `"a" "b"`, which is one string.
        return parent.type != "concatenated_string"
    if node.type != "identifier":
        return True
    if parent.type in _DECLARATOR_PARENTS:
        return False
    if parent.type in ("init_declarator", "array_declarator", "enumerator"):
        field = "name" if parent.type == "enumerator" else "declarator"
        declared = parent.child_by_field_name(field)
        return declared is None or declared.id != node.id
    return True
