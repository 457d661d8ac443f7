# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL constructs that parse but are not supported: errors that name the construct."""

from __future__ import annotations

from itertools import pairwise

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    BareExpression,
    Dots,
    Fate,
    Pattern,
    PatternKind,
    PatternNode,
    items_of,
    nodes_in,
    nodes_under,
    patterns_in,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import (
    has_bare_expression,
    is_designated,
    operand_in_chain,
)
from qemu_xen_codemod.smpl.compile.unparsed import (
    CONTROL,
    CPLUSPLUS,
    OLD_STYLE,
    without_statement,
)
from qemu_xen_codemod.smpl.read.body_items import (
    LineMark,
    first_start,
)
from qemu_xen_codemod.smpl.read.metavariable import INITIALISER_KINDS
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


def check_operands(text: SmplText, pattern: Pattern) -> None:
    """Raises RuleError for dots as an operand where the code that they match is uncertain: at the
    edge of an expression that is the whole pattern, or replaced in a chain of operands.
    """
    inside = list(nodes_in(pattern))
    edges = list(pattern.nodes) if pattern.kind is PatternKind.EXPRESSION else []
    edges += [node.expression for node in inside if isinstance(node, BareExpression)]
    for node in edges:
        dots = [
            child for child in (node.children[:1] + node.children[-1:]) if isinstance(child, Dots)
        ]
        if dots and node.kind in ("binary_expression", "assignment_expression"):
            raise text.outside(
                dots[0].item.start,
                "... as an operand of an expression that is the whole pattern",
                "write the statement or the call that contains it",
            )
    for node in inside:
        if operand_in_chain(node) is None:
            continue
        for child in node.children:
            if isinstance(child, Dots) and child.fate is Fate.REPLACED:
                raise text.outside(
                    child.item.start, "... that is replaced in a chain of operands (x + ...)"
                )


def check_dots(text: SmplText, pattern: Pattern) -> None:
    """Raises RuleError for an optional end where one path is enough, and for removed dots next to
    an expression among statements: it matches only part of the code, and the dots would end in the
    middle of it.
    """
    rows = [pattern.nodes]
    for node in nodes_in(pattern):
        rows += [node.children, *(pattern.nodes for pattern in patterns_in(node))]
        _check_fields(text, node)
    for row in rows:
        for node in row:
            if isinstance(node, Dots) and node.item.may_end and node.item.whens.exists:
                raise text.outside(node.item.start, "? lines where one path is enough (exists)")
        for node, other in pairwise(row):
            dots, beside = (node, other) if isinstance(node, Dots) else (other, node)
            if not isinstance(dots, Dots) or not has_bare_expression(beside):
                continue
            if dots.item.mark is not LineMark.CONTEXT:
                raise text.outside(
                    dots.item.start,
                    "removed dots next to an expression without `;`",
                    "write the whole statement, with its `;`",
                )


def _check_fields(text: SmplText, node: PatternNode) -> None:
    """Dots among `.field = value` stand for all other fields: all of them go, or none."""
    for item in node.children if is_designated(node) else ():
        if stands_for(item, *INITIALISER_KINDS):
            what = f"an {item.metavariable.kind.value} among the fields of an initialiser"
            raise text.outside(item.item.token.start, what)
    dots = [
        child.item for child in node.children if isinstance(child, Dots) and is_designated(node)
    ]
    marks = {dot.mark for dot in dots}
    if len(marks) > 1:
        what = "removed `...` and `...` that stays among the fields of an initialiser"
        raise text.outside(dots[0].start, what)


_ATTRIBUTES = ("attribute_specifier", "attribute_declaration", "attributed_declarator")


def check_outside(text: SmplText, pattern: Pattern) -> None:
    """Raises RuleError at the first construct of a pattern that is outside the subset."""
    for node in nodes_in(pattern):
        if isinstance(node, AnyInclude) and pattern.nodes != (node,):
            raise text.outside(node.item.token.start, "#include of any file next to other code")
    for root in pattern.nodes:
        for node in nodes_under(root):
            construct = _construct(node)
            if construct is not None:
                where = first_start(next(iter(items_of(node))))
                raise text.outside(where, construct)


def _construct(node: PatternNode) -> str | None:
    if node.kind in ("function_definition", "declaration"):
        kinds = {inner.kind for inner in nodes_under(node)}
        if "function_declarator" in kinds and not kinds.isdisjoint(_ATTRIBUTES):
            return "attributes of a function in a pattern"
    if node.kind == "case_statement" and any(isinstance(child, Dots) for child in node.children):
        return "... in a case of a switch pattern"
    if node.kind == "function_definition" and any(c.kind == "declaration" for c in node.children):
        return OLD_STYLE
    if node.kind == "call_expression" and node.children[0].text in CONTROL:
        return without_statement(node.children[0].text)
    if node.kind == "type_identifier" and node.text in CPLUSPLUS:
        return f"C++ ({node.text.decode()})"
    return None
