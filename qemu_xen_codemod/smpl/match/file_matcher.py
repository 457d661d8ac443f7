# SPDX-License-Identifier: GPL-2.0-or-later
"""The Matcher of one file, with a form for each kind of node, and the file's StatementSequence."""

from __future__ import annotations

from typing import TypeVar

from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.node_kinds import COMMA_LISTS, DECLARING, DEFINING, SPECIFIERS
from qemu_xen_codemod.c.outside import Outside
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.words import NeededWords
from qemu_xen_codemod.smpl.match.block import match_block
from qemu_xen_codemod.smpl.match.declarers import match_statement
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.match.isomorphisms.other_forms import other_forms
from qemu_xen_codemod.smpl.match.iterators import match_if, match_while
from qemu_xen_codemod.smpl.match.jumps import JUMPS, LOOPS, as_loop, match_jump
from qemu_xen_codemod.smpl.match.lists import match_comma_list, match_field_list
from qemu_xen_codemod.smpl.match.macro_definitions import match_definition
from qemu_xen_codemod.smpl.match.matcher import (
    Form,
    Matcher,
    match_children,
)
from qemu_xen_codemod.smpl.match.operands import match_array, match_binary, match_for
from qemu_xen_codemod.smpl.match.specifiers import match_specifier
from qemu_xen_codemod.smpl.match.statement_sequence import StatementSequence
from qemu_xen_codemod.smpl.match.types_before_names import (
    match_declaring,
    match_pointer,
    match_sized,
)

AnyMatcher = TypeVar("AnyMatcher", bound=Matcher)

_FORMS: dict[str, Form] = {
    **dict.fromkeys(COMMA_LISTS, match_comma_list),
    **dict.fromkeys(DECLARING, match_declaring),
    "pointer_declarator": match_pointer,
    "abstract_pointer_declarator": match_pointer,
    "sized_type_specifier": match_sized,
    "compound_statement": match_block,
    "binary_expression": match_binary,
    "array_declarator": match_array,
    "field_declaration_list": match_field_list,
    **dict.fromkeys(DEFINING, match_definition),
    **dict.fromkeys(SPECIFIERS, match_specifier),
    **dict.fromkeys(LOOPS, as_loop(match_children)),
    "while_statement": as_loop(match_while),
    "if_statement": match_if,
    "expression_statement": match_statement,
    "for_statement": as_loop(match_for),
    **dict.fromkeys(JUMPS, match_jump),
}


def make_matcher(
    needed: NeededWords,
    source: SourceFile,
    headers: Headers | None,
    kind: type[AnyMatcher],
    outside: Outside | None = None,
) -> tuple[AnyMatcher, StatementSequence]:
    """A matcher for single nodes of the file, and one for sequences of statements."""
    matcher = kind(source, FileTypes(source, headers, outside), _FORMS, other_forms, needed.forms)
    sequence = StatementSequence(matcher, needed)
    matcher.sequences = sequence
    return matcher, sequence
