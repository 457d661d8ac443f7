# SPDX-License-Identifier: GPL-2.0-or-later
"""The matches of a node whose form differs from the pattern's: by isomorphisms, and where C's
grammar gives the same code a different shape.
"""

from __future__ import annotations

from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import BUILTIN_TYPES, PREFIXED, STATEMENT_NODES, is_expression
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.isomorphisms import Where
from qemu_xen_codemod.smpl.compile.other_forms import OtherForm
from qemu_xen_codemod.smpl.compile.pattern import Dots, PatternNode
from qemu_xen_codemod.smpl.compile.pattern_shapes import operand_in_chain
from qemu_xen_codemod.smpl.match.isomorphisms.code_forms import (
    branch_without_braces,
    cast_like_a_call,
    initialiser,
    negative_number,
    same_builtin,
    size_of_name,
)
from qemu_xen_codemod.smpl.match.matcher import Form, Matcher
from qemu_xen_codemod.smpl.match.operands import match_chain
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.types_before_names import match_one_of_several


def other_forms(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """The matches by the first form that has any."""
    is_matched = False
    code_form = _CODE_FORMS.get(pattern.kind)
    for match_state in code_form(matcher, pattern, node, state) if code_form is not None else ():
        is_matched = True
        yield match_state
    if is_matched:
        return
    for form in matcher.isomorphisms.of(pattern):
        if form.kinds is not None and node.type not in form.kinds:
            continue
        if not _may_stand(matcher, form, pattern, node):
            continue
        for match_state in matcher.match(form.node, node, state):
            is_matched = True
            yield _recorded(form, pattern, node, state, match_state)
        if is_matched:
            return


def _may_stand(matcher: Matcher, form: OtherForm, pattern: PatternNode, node: Node) -> bool:
    """Whether an isomorphism applies at the node's place."""
    if form.isomorphism.is_statement:
        return node.type in STATEMENT_NODES and _is_statement_alone(form, node)
    if form.is_part and node.type == pattern.kind == "parenthesized_expression":
        # Code in parentheses matches with them or not at all.
        return False
    if not is_expression(node, matcher.source.ancestors.parent(node)):
        return False
    match form.isomorphism.where:
        case Where.ANYWHERE:
            return True
        case Where.TESTED:
            return _is_tested(matcher.source, node)
        case Where.ARGUMENT:
            return _is_argument(node)
        case _:
            assert_never(form.isomorphism.where)


_BODIES = ("function_definition", "switch_statement")


def _is_statement_alone(form: OtherForm, node: Node) -> bool:
    """Whether a node is a statement, for a form that is a block without its braces."""
    if node.type != "compound_statement" or not form.is_part:
        return True
    # A block with dots does not match a block as the statement for the dots.
    is_body = node.parent is not None and node.parent.type in _BODIES
    return not is_body and not isinstance(form.node, Dots)


def _recorded(
    form: OtherForm, pattern: PatternNode, node: Node, before: MatchState, state: MatchState
) -> MatchState:
    """The match of another form, recorded as a match of the pattern."""
    if form.left_out or form.replaced:
        spans = {
            matched_node.node: matched_node.span for matched_node in state.newest_first(before)
        }
        for missing, other in form.replaced:
            # A node that another isomorphism leaves out in turn has no place.
            if other in spans:
                state = state.record(missing, spans[other].start, spans[other].end)
        for dots, token in form.left_out:
            if token in spans:
                state = state.record(dots, spans[token].end, spans[token].end)
    start, end = node.start_byte, node.end_byte
    if form.isomorphism.is_statement and form.is_part and not isinstance(form.node, Dots):
        state = state.record(form.node, start, end, state.env)
    return state.record(pattern, start, end, isomorphism=form.isomorphism.name)


_PREDICTIONS = (b"likely", b"unlikely")
_TESTS = ("if_statement", "while_statement", "do_statement")


def _is_tested(source: SourceFile, node: Node) -> bool:
    """Whether only the truth of an expression's value matters."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "parenthesized_expression":
        around = parent.parent
        is_test = around is not None and around.type in _TESTS
        return (
            _is_test_of(source, around, node) if is_test and around else _is_tested(source, parent)
        )
    if parent.type == "binary_expression":
        return any(child.type in ("&&", "||") for child in parent.children)
    if parent.type in PREFIXED:
        return source.prefix(parent) == b"!"
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        is_prediction = function is not None and function.text in _PREDICTIONS
        return is_prediction and _is_tested(source, parent.parent)
    condition = parent.child_by_field_name("condition")
    return (
        parent.type in ("conditional_expression", "for_statement")
        and condition is not None
        and condition.id == node.id
    )


def _is_test_of(source: SourceFile, statement: Node, condition: Node) -> bool:
    """Whether a statement tests its condition: a loop macro is parsed as a `while`, and the value
    in `do { .. } while (0)` is not used.
    """
    words = {source.text(node) for node in statement.children if node.type in ("if", "while")}
    is_once = statement.type == "do_statement" and source.text(condition) == b"0"
    return words <= {b"if", b"while"} and not is_once


def _is_argument(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type == "argument_list":
        return parent is not None
    return parent.type == "assignment_expression" and parent.children[-1].id == node.id


def _single_operand(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`X + ...` against X alone."""
    if node.type != pattern.kind and operand_in_chain(pattern) is not None:
        yield from match_chain(matcher, pattern, node, state)


_CODE_FORMS: dict[str, Form] = {
    "binary_expression": _single_operand,
    **dict.fromkeys(BUILTIN_TYPES, same_builtin),
    "assignment_expression": initialiser,
    "cast_expression": cast_like_a_call,
    "compound_statement": branch_without_braces,
    "declaration": match_one_of_several,
    "field_declaration": match_one_of_several,
    "sizeof_expression": size_of_name,
    "unary_expression": negative_number,
}
