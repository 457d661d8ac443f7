"""Other ways to write the same expression: what a pattern matches besides its own form.

Those of Coccinelle's standard.iso that patches rely on, each one way as there; docs/smpl.md lists
them and those that are left out. `statements` has those of statements.
"""

from __future__ import annotations

from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import (
    BUILTIN_TYPES,
    CONSTANTS,
    is_constant_name,
    is_expression,
    same_number,
)
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyType,
    Disjunction,
    Dots,
    Fate,
    Holder,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
    is_all_minus,
    is_context,
    is_starred,
    leaves_of,
    stands_for,
)
from qemu_xen_codemod.smpl.match.isomorphisms.statements import other_statements
from qemu_xen_codemod.smpl.match.isomorphisms.types import (
    has_one_mark,
    same_builtin,
    size_of_name,
    whole,
    without_cast,
)
from qemu_xen_codemod.smpl.match.matcher import Form, Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, WantedType

_MIRRORED = {b"==": "==", b"!=": "!=", b"<": ">", b">": "<", b"<=": ">=", b">=": "<="}
_COMMUTATIVE = {b"+": "+", b"*": "*", b"|": "|", b"&": "&"}
_ARITHMETIC = frozenset((b"+", b"-", b"*", b"/", b"%", b"|", b"&", b"^", b"<<", b">>"))
_PREDICTIONS = (b"likely", b"unlikely")


def other_forms(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """The matches of a node that is written otherwise than the pattern."""
    kind = pattern.kind
    if kind.endswith("_statement") or kind in ("declaration", "field_declaration"):
        yield from other_statements(matcher, pattern, node, state)
        return
    if kind == "assignment_expression" and node.type == "init_declarator":
        yield from _initialiser(matcher, pattern, node, state)
        return
    if kind in BUILTIN_TYPES and node.type in BUILTIN_TYPES:
        yield from same_builtin(matcher, pattern, node, state)
        return
    form: Form | None
    match pattern:
        case PatternToken() | Inner():
            form = _EXPRESSION_FORMS.get(kind)
        case MetavariableUse():
            form = _typed_test
        case Dots() | Disjunction() | Nest() | AnyType() | Holder():
            form = None
        case _:
            assert_never(pattern)
    if form is not None and is_expression(node):
        yield from form(matcher, pattern, node, state)


def _without_parentheses(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    if node.type != pattern.kind and has_one_mark(pattern):
        yield from whole(matcher, pattern, pattern.children[1], node, state)


def _zero_character(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    is_argument = node.parent is not None and node.parent.type == "argument_list"
    is_zero = node.type == "char_literal" and matcher.source.text(node) == rb"'\0'"
    if is_zero and is_argument and same_number(pattern.text, b"0"):
        yield state.record(pattern, node.start_byte, node.end_byte)


def _initialiser(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`r = E` stands for `T r = E` as well, where r and `=` stay, or all of it becomes another
    assignment.
    """
    left, operator, right = pattern.children
    declaration = node.parent
    value = node.child_by_field_name("value")
    if operator.text != b"=" or value is None or declaration is None:
        return
    if declaration.parent is not None and declaration.parent.type == "for_statement":
        return
    stays = is_context(left) and is_context(operator)
    becomes_other = is_all_minus(pattern) and Fate.KEPT is pattern.fate is operator.fate
    if not (stays or becomes_other or is_starred(pattern)):
        return
    if left.fate is not Fate.KEPT:
        state = state.with_doubt("the variable that is declared here would get another name")
    name = node.child_by_field_name("declarator")
    while name is not None and name.type in ("pointer_declarator", "array_declarator"):
        name = name.child_by_field_name("declarator")
    if name is None or name.type != "identifier":
        return
    if stands_for(left, MetaKind.EXPRESSION):
        typed = matcher.typed_state(left, name, state)
        named = matcher.bind(left, name.start_byte, name.end_byte, typed) if typed else iter(())
    else:
        named = matcher.match(left, name, state)
    for one in named:
        for two in matcher.match(right, value, one):
            yield two.record(pattern, node.start_byte, node.end_byte)


def _comparison(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    if len(pattern.children) != 3:
        return
    left, operator, right = pattern.children
    sign = operator.text
    keeps_test = is_context(operator) and is_context(right)
    if sign in (b"==", b"!=") and _is_null(right) and (keeps_test or has_one_mark(pattern)):
        if sign == b"==" and node.type == "unary_expression" and node.children[0].type == "!":
            for one in matcher.match(left, node.children[-1], state):
                yield one.record(pattern, node.start_byte, node.end_byte)
        elif sign == b"!=" and _is_tested(node):
            yield from whole(matcher, pattern, left, node, state)
    if sign in _ARITHMETIC:
        yield from _tested_number(matcher, pattern, node, state)
    yield from _mirrored(matcher, pattern, node, state)


def _tested_number(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`A + B` that is tested stands for `A + B != 0` as well."""
    outer = code_children(node)
    if node.type != pattern.kind or len(outer) != 3 or not _is_tested(node):
        return
    tested, comparison, zero = outer
    if comparison.type != "!=" or matcher.source.text(zero) != b"0":
        return
    sides = code_children(tested)
    if tested.type == pattern.kind and len(sides) == 3:
        for one in matcher.each(pattern.children, sides, state):
            yield one.record(pattern, node.start_byte, node.end_byte)


def _mirrored(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`A + B` as `B + A`, `A < B` as `B > A`, `E == C` as `C == E`."""
    left, operator, right = pattern.children
    sign = operator.text
    mirrored = _MIRRORED.get(sign) or _COMMUTATIVE.get(sign)
    inside = code_children(node)
    if mirrored is None or node.type != "binary_expression" or len(inside) != 3:
        return
    if sign in (b"==", b"!=") and not (_is_constant(left) or _is_constant(right)):
        return
    if inside[1].type == mirrored:
        for one in matcher.match(left, inside[2], state):
            for two in matcher.match(right, inside[0], one):
                if sign in _COMMUTATIVE:
                    two = two.record(operator, inside[1].start_byte, inside[1].end_byte)
                yield two.record(pattern, node.start_byte, node.end_byte)


def _is_null(pattern: PatternNode) -> bool:
    texts = [leaf.text for leaf in leaves_of(pattern)]
    return texts in ([b"NULL"], [b"0"])


def _is_constant(pattern: PatternNode) -> bool:
    if isinstance(pattern, MetavariableUse):
        return pattern.metavariable.kind is MetaKind.CONSTANT
    return pattern.kind in CONSTANTS or (
        pattern.kind == "identifier" and is_constant_name(pattern.text)
    )


_TESTS = ("if_statement", "while_statement", "do_statement")


def _is_tested(node: Node) -> bool:
    """Whether an expression's value is only asked for being zero or not."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "parenthesized_expression":
        return (parent.parent is not None and parent.parent.type in _TESTS) or _is_tested(parent)
    if parent.type == "binary_expression":
        return any(child.type in ("&&", "||") for child in parent.children)
    if parent.type == "unary_expression":
        return parent.children[0].type == "!"
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        return function is not None and function.text in _PREDICTIONS
    condition = parent.child_by_field_name("condition")
    return (
        parent.type in ("conditional_expression", "for_statement")
        and condition is not None
        and condition.id == node.id
    )


def _prediction(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    function, arguments = pattern.children[0], pattern.children[-1]
    if function.text not in _PREDICTIONS or len(arguments.children) != 3:
        return
    if node.type == "call_expression":
        name = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        if name is not None and given is not None and name.text in _PREDICTIONS:
            inside = code_children(given)[1:-1]
            if len(inside) == 1:
                for one in matcher.match(arguments.children[1], inside[0], state):
                    yield one.record(pattern, node.start_byte, node.end_byte)
            return
    yield from whole(matcher, pattern, arguments.children[1], node, state)


def _conditional(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`A ? B : C` stands for `!A ? C : B` as well."""
    inside = code_children(node)
    if node.type != pattern.kind or len(inside) != 5 or len(pattern.children) != 5:
        return
    if inside[0].type != "unary_expression" or inside[0].children[0].type != "!":
        return
    test, _, yes, _, no = pattern.children
    for one in matcher.match(test, inside[0].children[-1], state):
        for two in matcher.match(yes, inside[4], one):
            for three in matcher.match(no, inside[2], two):
                yield three.record(pattern, node.start_byte, node.end_byte)


def _typed_test(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`!E` stands for `E == NULL` (or `E == 0`), a tested `E` for `E != NULL`, when E is declared
    as a pointer (or an int).
    """
    inner, sign = pattern, "!="
    if isinstance(inner, MetavariableUse) and not _is_tested(node):
        return
    if pattern.kind == "unary_expression":
        if node.type == "number_literal":
            yield from _negative(matcher, pattern, node, state)
            return
        if pattern.children[0].text != b"!":
            return
        inner, sign = pattern.children[1], "=="
    zero = _zero_of(inner.metavariable.wanted if isinstance(inner, MetavariableUse) else None)
    sides = code_children(node)
    if zero is None or node.type != "binary_expression" or sides[1].type != sign:
        return
    if matcher.source.text(sides[2]) == zero:
        if inner is pattern:
            yield from matcher.match(inner, sides[0], state)
        else:
            yield from (
                one.record(pattern, node.start_byte, node.end_byte)
                for one in matcher.match(inner, sides[0], state)
            )


def _negative(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`-E` on `-1`, which the grammar takes for one number."""
    sign, inner = pattern.children
    start, end = node.start_byte, node.end_byte
    text = matcher.source.text(node)
    if sign.text != b"-" or text[:1] != b"-":
        return
    state = state.record(sign, start, start + 1)
    if stands_for(inner, MetaKind.EXPRESSION, MetaKind.CONSTANT):
        is_typed = inner.metavariable.wanted is not None
        found = iter(()) if is_typed else matcher.bind(inner, start + 1, end, state)
    elif same_number(inner.text, text[1:]):
        found = iter((state.record(inner, start + 1, end),))
    else:
        return
    for one in found:
        yield one.record(pattern, start, end)


def _zero_of(wanted: WantedType | None) -> bytes | None:
    if wanted is None:
        return None
    if wanted.depth:
        return b"NULL"
    return b"0" if wanted.base == (b"int",) else None


_EXPRESSION_FORMS: dict[str, Form] = {
    "parenthesized_expression": _without_parentheses,
    "cast_expression": without_cast,
    "binary_expression": _comparison,
    "call_expression": _prediction,
    "conditional_expression": _conditional,
    "unary_expression": _typed_test,
    "number_literal": _zero_character,
    "sizeof_expression": size_of_name,
}
