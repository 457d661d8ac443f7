# SPDX-License-Identifier: GPL-2.0-or-later
"""Forms of the same code that need more than its text, each a `CodeForm`; and code whose shape in
C's grammar differs from the pattern's: a cast like a call, the name of a type.
"""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.complex_types import is_complex
from qemu_xen_codemod.c.ctype import builtin
from qemu_xen_codemod.c.node_kinds import BUILTIN_TYPES, STATEMENT_NODES, same_number
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.c.statements import enclosing_function
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    Fate,
    MetavariableUse,
    Nest,
    PatternNode,
    leaves_of,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_all_minus, is_context, is_starred
from qemu_xen_codemod.smpl.compile.pattern_shapes import is_return
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Scope


def initialiser(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`r = E` also matches `T r = E`, if r and `=` stay, or the whole of it becomes another
    assignment.
    """
    if node.type != "init_declarator" or not matcher.isomorphisms.is_enabled(CodeForm.INITIALISER):
        return
    if not _may_initialise(pattern):
        return
    left, operator, right = pattern.children
    declaration = node.parent
    value = node.child_by_field_name("value")
    sign = next((inner for inner in node.children if inner.type == "="), None)
    if value is None or declaration is None or sign is None or _is_in_for(declaration):
        return
    if isinstance(operator, MetavariableUse) and operator.fate is Fate.REPLACED:
        state = state.with_doubt("the variable that is declared here would be assigned differently")
    if left.fate is not Fate.KEPT:
        state = state.with_doubt("the variable that is declared here would get another name")
    name = node.child_by_field_name("declarator")
    while name is not None and name.type in ("pointer_declarator", "array_declarator"):
        name = name.child_by_field_name("declarator")
    if name is None or name.type != "identifier":
        return
    if stands_for(left, MetaKind.EXPRESSION, MetaKind.IDEXPRESSION):
        scope = left.metavariable.scope
        is_local = enclosing_function(node) is not None
        if scope is not None and is_local is not (scope is Scope.LOCAL):
            return
        typed = matcher.typed_state(left, name, state)
        named = matcher.bind(left, name.start_byte, name.end_byte, typed) if typed else iter(())
    else:
        named = matcher.match(left, name, state)
    form = CodeForm.INITIALISER.value
    for match_state in named:
        signed = matcher.match(operator, sign, match_state)
        for matched in (
            value_state
            for sign_state in signed
            for value_state in matcher.match(right, value, sign_state)
        ):
            yield matched.record(pattern, node.start_byte, node.end_byte, isomorphism=form)


def _is_in_for(declaration: Node) -> bool:
    return declaration.parent is not None and declaration.parent.type == "for_statement"


def _may_initialise(pattern: PatternNode) -> bool:
    """Whether an assignment of a pattern may match an initialiser."""
    left, operator, _ = pattern.children
    if is_context(left) and is_context(operator):
        stays = True
    elif isinstance(operator, MetavariableUse):
        stays = is_all_minus(pattern) and operator.fate is Fate.REPLACED
    else:
        stays = is_all_minus(pattern) and Fate.KEPT is pattern.fate is operator.fate
    is_sign = stands_for(operator, MetaKind.ASSIGNMENT_OPERATOR) or operator.text == b"="
    return is_sign and (stays or is_starred(pattern))


def negative_number(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`-E` against `-1`, which the grammar parses as one number."""
    form = CodeForm.NEGATIVE_NUMBER
    sign, inner = pattern.children
    start, end = node.start_byte, node.end_byte
    text = matcher.source.text(node)
    if node.type != "number_literal" or sign.text != b"-" or text[:1] != b"-":
        return
    if not matcher.isomorphisms.is_enabled(form):
        return
    state = state.record(sign, start, start + 1)
    if stands_for(inner, MetaKind.EXPRESSION, MetaKind.CONSTANT):
        is_typed = inner.metavariable.wanted is not None
        states = iter(()) if is_typed else matcher.bind(inner, start + 1, end, state)
    elif same_number(inner.text, text[1:]):
        states = iter((state.record(inner, start + 1, end),))
    else:
        return
    for match_state in states:
        yield match_state.record(pattern, start, end, isomorphism=form.value)


def branch_without_braces(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """A block of the pattern against a branch without braces, along the control flow: a nest, or
    `{ ... return E; }` against a `goto` that leads to such a `return`.
    """
    opening, *inside, closing = pattern.children
    if any(isinstance(part, Nest) for part in inside):
        is_kept = is_context(opening) and is_context(closing)
        if len(inside) > 1 or not is_kept or node.type not in STATEMENT_NODES:
            return
        if node.type != "compound_statement" and matcher.sequences is not None:
            for match_state in matcher.sequences.branch(inside, node, state):
                yield match_state.record(pattern, node.start_byte, node.end_byte)
        return
    code = [part for part in inside if not isinstance(part, Dots)]
    if node.type != "goto_statement" or len(code) != 1 or not is_return(code[0]):
        return
    assert matcher.sequences is not None
    for match_state in matcher.sequences.jump(inside, node, state):
        yield match_state.record(pattern, node.start_byte, node.end_byte)


def same_builtin(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`long` also matches `long int`."""
    leaves = list(leaves_of(pattern))
    if node.type not in BUILTIN_TYPES or any(isinstance(leaf, MetavariableUse) for leaf in leaves):
        return
    written = b" ".join(leaf.text for leaf in leaves)
    text = matcher.source.text(node)
    if builtin(written) != builtin(text) or is_complex(matcher.source, node):
        return
    form = _form_of_type(written, text.split())
    if matcher.isomorphisms.is_enabled(form):
        yield state.record(pattern, node.start_byte, node.end_byte, isomorphism=form.value)


def _form_of_type(written: bytes, words: list[bytes]) -> CodeForm:
    if written == b"unsigned":
        return CodeForm.ADD_INT1
    if written == b"signed":
        return CodeForm.ADD_INT2
    if written == b"int" and b"signed" in words:
        return CodeForm.ADD_SIGNED
    return CodeForm.TYPE_WORDS


def cast_like_a_call(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`(T)E` against `(u32)(x)`, which C's grammar parses as a call."""
    if not matcher.uses.is_cast_like_a_call(node):
        return
    opening, described, closing, value = pattern.children
    function, operand = code_children(node)
    first, name, last = code_children(function)
    if len(described.children) != 1:
        return
    wanted = described.children[0]
    state = state.record(opening, first.start_byte, first.end_byte)
    state = state.record(closing, last.start_byte, last.end_byte)
    if stands_for(wanted, MetaKind.TYPE):
        named = matcher.bind(wanted, name.start_byte, name.end_byte, state)
    elif isinstance(wanted, MetavariableUse):
        return
    else:
        named = matcher.match(wanted, name, state)
    for match_state in named:
        for matched in matcher.match(value, operand, match_state):
            yield matched.record(pattern, node.start_byte, node.end_byte)


def size_of_name(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`sizeof(T)` against `sizeof(name)` if the name is a type, which C's grammar does not show."""
    descriptor = next(
        (child for child in pattern.children if child.kind == "type_descriptor"), None
    )
    if descriptor is None or node.type != pattern.kind:
        return
    inside = [inner for inner in code_children(node) if inner.type == "parenthesized_expression"]
    if len(inside) != 1:
        return
    names = [item for item in code_children(inside[0]) if item.type == "identifier"]
    if len(names) != 1 or not matcher.types.is_type_name(names[0]):
        return
    leaves = list(leaves_of(descriptor))
    if len(leaves) != 1:
        return
    if stands_for(leaves[0], MetaKind.TYPE):
        states = matcher.bind(leaves[0], names[0].start_byte, names[0].end_byte, state)
    elif leaves[0].text == matcher.source.text(names[0]):
        states = iter((state.record(leaves[0], names[0].start_byte, names[0].end_byte),))
    else:
        return
    for match_state in states:
        yield match_state.record(pattern, node.start_byte, node.end_byte)
