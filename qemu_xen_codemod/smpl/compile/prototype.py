# SPDX-License-Identifier: GPL-2.0-or-later
"""The prototypes of a function whose header a rule changes: they are changed in the same way.

Coccinelle does this, too. A prototype's parameters may have other names than the definition's.
"""

from __future__ import annotations

from dataclasses import replace

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.smpl.compile.pattern import (
    Inner,
    MetavariableUse,
    Pattern,
    PatternKind,
    PatternNode,
    PatternToken,
    items_of,
)
from qemu_xen_codemod.smpl.read.body_items import BodyToken, LineMark


def prototype_patterns(
    before: Pattern, after: Pattern | None
) -> tuple[Pattern, Pattern | None] | None:
    """A function's header before and after the change, followed by `;`; None when the rule does not
    change exactly one function.
    """
    old, new = _functions(before), _functions(after)
    if len(old) != 1 or len(new) > 1 or (not new and after is not None):
        return None
    brace = next(iter(items_of(old[0].children[-1])), None)
    if not isinstance(brace, BodyToken) or function_name(old[0]) is None:
        return None
    token = Token(Kind.PUNCTUATION, brace.token.start, brace.token.end, b";")
    end = PatternToken(
        ";", BodyToken(brace.index, token, LineMark.CONTEXT if new else LineMark.MINUS)
    )
    return _declaration(old[0], end), _declaration(new[0], end) if new else None


def without_names(pattern: Pattern) -> Pattern:
    """The pattern of a header without parameter names."""
    return Pattern(pattern.kind, tuple(map(_without_names, pattern.nodes)))


def _without_names(node: PatternNode) -> PatternNode:
    if not isinstance(node, Inner):
        return node
    children = tuple(map(_without_names, node.children))
    if node.kind == "parameter_declaration":
        kept = [_abstract(child) if at else child for at, child in enumerate(children)]
        return replace(node, children=tuple(child for child in kept if child is not None))
    return replace(node, children=children)


def _abstract(declarator: PatternNode) -> PatternNode | None:
    """A declarator without its name."""
    if isinstance(declarator, Inner) and declarator.kind == "pointer_declarator":
        inside = [_abstract(child) for child in declarator.children]
        kept = tuple(child for child in inside if child is not None)
        return replace(declarator, kind="abstract_pointer_declarator", children=kept)
    is_name = isinstance(declarator, MetavariableUse) or declarator.kind == "identifier"
    return None if is_name else declarator


def _functions(pattern: Pattern | None) -> list[PatternNode]:
    nodes = pattern.nodes if pattern is not None else ()
    return [node for node in nodes if node.kind == "function_definition"]


def _declaration(function: PatternNode, end: PatternNode) -> Pattern:
    return Pattern(PatternKind.TOPLEVEL, (Inner("declaration", (*function.children[:-1], end)),))


def function_name(node: PatternNode) -> PatternNode | None:
    """The name in a function's definition or prototype."""
    at: PatternNode | None = node
    while at is not None and at.kind != "function_declarator":
        at = next((child for child in at.children if child.kind.endswith("_declarator")), None)
    return at.children[0] if at is not None else None
