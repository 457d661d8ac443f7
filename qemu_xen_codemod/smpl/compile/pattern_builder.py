# SPDX-License-Identifier: GPL-2.0-or-later
"""PatternBuilder: tree-sitter's tree of a slice -> PatternNodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.node_kinds import SPECIFIERS
from qemu_xen_codemod.smpl.compile.definition import NotRead, definition, is_definition
from qemu_xen_codemod.smpl.compile.pattern import (
    ATOMS,
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    Pattern,
    PatternNode,
    PatternToken,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_shapes import any_file
from qemu_xen_codemod.smpl.compile.slice_text import ANY_TYPE, item_at
from qemu_xen_codemod.smpl.read.body_items import (
    EXPRESSION_BESIDE_STATEMENTS,
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
)
from qemu_xen_codemod.smpl.read.metavariable import (
    NAME_KINDS,
    PARAMETER_KINDS,
    WHOLE_KINDS,
    MetaKind,
    Metavariable,
)

OPERATOR_BESIDE_ANOTHER = "a binary operator metavariable next to another operator"

BranchParser = Callable[[DisjunctionItem | DotsItem | NestItem, LineMark], tuple[Pattern, ...]]


class NotParsed(Exception):
    """The slice is not C that we support; `offset` is a byte offset in the patch."""

    def __init__(self, offset: int, construct: str = "") -> None:
        super().__init__()
        self.offset = offset
        #: The unsupported construct, "" if the slice is not C.
        self.construct = construct


class PatternBuilder:
    """Tree-sitter nodes of a slice -> PatternNodes."""

    def __init__(
        self,
        starts: Mapping[int, Item],
        ends: frozenset[int],
        metavariables: Mapping[bytes, Metavariable],
        parse_branches: BranchParser,
        without: LineMark,
    ) -> None:
        self.starts = starts
        #: Offsets of the `;` added after expressions next to dots.
        self.ends = ends
        self.metavariables = metavariables
        self.parse_branches = parse_branches
        self.without = without

    def build_all(self, nodes: Sequence[Node]) -> Iterator[PatternNode]:
        """The pattern's nodes. The `;` after a struct's members belongs to the struct."""
        for node, following in zip_longest(nodes, nodes[1:]):
            built = self.build(node) if node.type != ";" else None
            if built is None:
                continue
            is_ended = following is not None and following.type == ";" and node.type in SPECIFIERS
            if following is not None and is_ended and isinstance(built, Inner):
                end = self.build(following)
                built = replace(built, children=(*built.children, end)) if end else built
            yield built

    def build(self, node: Node) -> PatternNode | None:
        """The pattern node, None for a `;` that only the parser needed."""
        item = self.starts.get(node.start_byte)
        if node.child_count == 0 or node.type in ATOMS or node.type == "comment":
            return self._leaf(node, item)
        is_include = node.type == "preproc_include"
        if isinstance(item, BodyToken) and (is_include or is_definition(item)):
            return self._directive(node.type, item)
        built = (self.build(inner) for inner in node.children)
        children = tuple(node for node in built if node is not None)
        if node.type == "field_declaration_list":
            return Inner(node.type, tuple(map(_as_member, children)))
        if _is_macro_with_call(node):
            where = item_at(node.start_byte, self.starts)
            raise NotParsed(where, EXPRESSION_BESIDE_STATEMENTS)
        if node.type == "binary_expression" and _is_beside_operator(children):
            where = item_at(node.start_byte, self.starts)
            raise NotParsed(where, OPERATOR_BESIDE_ANOTHER)
        if any(child.start_byte in self.ends for child in node.children if child.type == ";"):
            if node.type != "expression_statement" or len(children) != 1:
                raise NotParsed(item_at(node.start_byte, self.starts))
            return BareExpression(children[0])
        if node.type == "argument_list" and any(stands_for(c, *PARAMETER_KINDS) for c in children):
            where = item_at(node.start_byte, self.starts)
            raise NotParsed(where, "a parameter metavariable among arguments")
        if node.type == "parameter_list":
            children = tuple(map(_as_parameter, children))
        if node.type == "sizeof_expression":
            children = _sized_type(children)
        if len(children) == 1 and self._stands_alone(node.type, children[0]):
            return children[0]
        return Inner(node.type, children)

    def _directive(self, kind: str, item: BodyToken) -> PatternNode:
        """A preprocessor line; the body of a `#define` is parsed like a branch."""
        if not is_definition(item):
            begin = any_file(item.token.text)
            return PatternToken(kind, item) if begin is None else AnyInclude(item, begin)

        def parse(body: Sequence[BodyToken]) -> Pattern:
            start, end = body[0].token.start, body[-1].token.end
            branch = DisjunctionItem(b"", start, end, (tuple(body),))
            (pattern,) = self.parse_branches(branch, self.without)
            return pattern

        try:
            return definition(kind, item, self.metavariables, parse)
        except NotRead as fault:
            raise NotParsed(item.token.start, fault.construct) from None

    def _stands_alone(self, kind: str, child: PatternNode) -> bool:
        """Whether the node around a placeholder belongs to the placeholder, not the pattern."""
        match child:
            case Dots():
                return True
            case MetavariableUse():
                is_parameter = kind == "parameter_declaration"
                kinds = PARAMETER_KINDS if is_parameter else WHOLE_KINDS
                return stands_for(child, *kinds)
            case Nest():
                return child.item.statements
            case Disjunction() | Conjunction():
                return child.item.statements or kind in ("type_descriptor", "parameter_declaration")
            case PatternToken() | Inner() | AnyType() | BareExpression() | AnyInclude() | Define():
                return False
            case _:
                assert_never(child)

    def _leaf(self, node: Node, item: Item | None) -> PatternNode | None:
        if isinstance(item, DotsItem):
            return Dots(item, self.parse_branches(item, self.without))
        if isinstance(item, DisjunctionItem):
            branches = self.parse_branches(item, self.without)
            return (Conjunction if item.is_conjunction else Disjunction)(item, branches)
        if isinstance(item, NestItem):
            inner, *whens = self.parse_branches(item, self.without)
            return Nest(item, inner, tuple(whens))
        if item is None:
            if node.text == ANY_TYPE:
                return AnyType()
            return None
        declared = self.metavariables.get(item.token.text)
        if declared is None or item.token.kind is not Kind.WORD:
            return PatternToken(node.type, item)
        if declared.kind not in NAME_KINDS:
            return MetavariableUse(item, declared)
        role = None if declared.kind is MetaKind.SYMBOL else declared.kind
        return PatternToken(node.type, item, role=role)


def _is_beside_operator(children: Sequence[PatternNode]) -> bool:
    """Whether an operator metavariable has another operator next to it."""
    inner = [child for child in children if child.kind == "binary_expression"]
    signs = [
        child for part in (children, *(node.children for node in inner)) for child in part[1:2]
    ]
    return bool(inner) and any(stands_for(sign, MetaKind.BINARY_OPERATOR) for sign in signs)


def _is_macro_with_call(node: Node) -> bool:
    """Whether it is `f(x) g(y);`, which C's grammar parses as a declaration of g."""
    if node.type != "declaration":
        return False
    kinds = [inner.type for inner in node.children[:2]]
    return kinds == ["macro_type_specifier", "function_declarator"]


def _as_parameter(node: PatternNode) -> PatternNode:
    """A parameter type without a name, among dots: tree-sitter-c before 0.23.5 takes it for a name
    in a K&R parameter list.
    """
    if stands_for(node, MetaKind.TYPE):
        return Inner("parameter_declaration", (node,))
    if isinstance(node, PatternToken) and node.kind == "identifier":
        return Inner("parameter_declaration", (replace(node, kind="type_identifier"),))
    return node


def _sized_type(children: tuple[PatternNode, ...]) -> tuple[PatternNode, ...]:
    """`sizeof(T)` with a type metavariable, which C's grammar parses as an expression."""
    inner = children[-1]
    if inner.kind != "parenthesized_expression" or len(inner.children) != 3:
        return children
    opening, name, closing = inner.children
    if not stands_for(name, MetaKind.TYPE):
        return children
    return (*children[:-1], opening, Inner("type_descriptor", (name,)), closing)


def _as_member(node: PatternNode) -> PatternNode:
    """A disjunction among members of a struct, whose branches were parsed as declarations."""
    if isinstance(node, Disjunction | Conjunction):
        for branch in node.branches:
            if len(branch.nodes) > 1:
                raise NotParsed(node.item.start, "several members in a branch of a disjunction")
        branches = [replace(b, nodes=tuple(map(_as_member, b.nodes))) for b in node.branches]
        return replace(node, branches=tuple(branches))
    is_declaration = isinstance(node, Inner) and node.kind == "declaration"
    return Inner("field_declaration", node.children) if is_declaration else node
