# SPDX-License-Identifier: GPL-2.0-or-later
"""Items -> Pattern: the tree of the code before (minus slice) or after (plus slice).

A slice is the body without its `+` lines, or without its `-` lines. Tree-sitter parses it like any
C, as the first of these kinds that parses: an expression, statements, top-level declarations. Dots,
disjunctions and statement metavariables are in it under placeholder names
(`body_items.PLACEHOLDER`) and become nodes of their own kinds afterwards: a pattern's tree has the
shape that the same code has in a source file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.ancestors import deeper_than
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.mask.mask import Masked
from qemu_xen_codemod.c.mask.prefixes import with_prefixes
from qemu_xen_codemod.c.node_kinds import is_constant_name
from qemu_xen_codemod.c.source import parse
from qemu_xen_codemod.smpl.compile.attributes import split_attributes, with_attributes
from qemu_xen_codemod.smpl.compile.definition import is_definition
from qemu_xen_codemod.smpl.compile.expression_ends import unended_expressions
from qemu_xen_codemod.smpl.compile.function_heads import (
    has_function,
    has_no_return_type,
    untyped_functions,
)
from qemu_xen_codemod.smpl.compile.member_type import is_member_type
from qemu_xen_codemod.smpl.compile.pattern import (
    Pattern,
    PatternKind,
)
from qemu_xen_codemod.smpl.compile.pattern_builder import BranchParser, NotParsed, PatternBuilder
from qemu_xen_codemod.smpl.compile.slice_text import first_error, item_at, slice_text
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    Item,
    LineMark,
    first_start,
    is_marked,
)
from qemu_xen_codemod.smpl.read.metavariable import WHOLE_KINDS, MetaKind, Metavariable

_PARTNERS = {b")": b"(", b"]": b"[", b"}": b"{"}


#: Depth of a pattern's tree; a call in a call has two levels.
_MOST_LEVELS = 200


#: The text around a slice for each kind: before it and after it.
_WRAPS = {
    PatternKind.EXPRESSION: (b"void f(void) {\nx = (\n", b"\n);\n}\n"),
    PatternKind.STATEMENTS: (b"void f(void) {\n", b"\n}\n"),
    PatternKind.TOPLEVEL: (b"", b"\n"),
    PatternKind.TYPE: (b"int x = (\n", b"\n) y;\n"),
}


def parse_slice(
    items: Sequence[Item],
    without: LineMark,
    metavariables: Mapping[bytes, Metavariable],
    parse_branches: BranchParser,
    kinds: Sequence[PatternKind] = tuple(PatternKind),
) -> Pattern:
    """The tree of the items that are not marked `without`, as the first kind that parses.

    Raises NotParsed.
    """
    slice_items, attributes = split_attributes(
        [item for item in items if not is_marked(item, without)], metavariables
    )
    unpaired = _unpaired_bracket(slice_items)
    if unpaired is not None:
        raise NotParsed(unpaired)

    def names_type(name: bytes, _: int) -> bool:
        declared = metavariables.get(name)
        if declared is not None:
            return declared.is_type_name or declared.kind is MetaKind.TYPE
        return not is_constant_name(name)

    best: int | None = None
    shown = _with_loops(slice_items, metavariables)
    for kind in kinds:
        if _cannot_be(kind, shown, metavariables):
            continue
        untyped = untyped_functions(shown) if kind is PatternKind.TOPLEVEL else frozenset()
        text, starts, ends = slice_text(
            slice_items, metavariables, untyped, unended_expressions(slice_items, metavariables)
        )
        before, after = _WRAPS[kind]
        code = before + text + after
        tree = parse(code)
        starts = {at + len(before): item for at, item in starts.items()}
        if tree.root_node.has_error:
            offset = first_error(tree.root_node, starts)
            best = offset if best is None else max(best, offset)
            continue
        masked = with_prefixes(Masked(code, tree), names_type)
        root = masked.tree.root_node
        if masked.misread:
            raise NotParsed(item_at(masked.misread[0].start, starts))
        deep = deeper_than(root, _MOST_LEVELS)
        if deep is not None:
            raise NotParsed(
                item_at(deep.start_byte, starts), f"code in more than {_MOST_LEVELS} levels"
            )
        ends = frozenset(at + len(before) for at in ends)
        builder = PatternBuilder(starts, ends, metavariables, parse_branches, without)
        built = list(builder.build_all(_roots(kind, root)))
        return Pattern(kind, tuple(with_attributes(built, attributes)))
    if best is None:
        best = first_start(slice_items[0]) if slice_items else 0
    raise NotParsed(best)


def _with_loops(items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]) -> list[Item]:
    """The items with `while` in place of each iterator name."""
    replaced: list[Item] = []
    for item in items:
        declared = metavariables.get(item.token.text) if isinstance(item, BodyToken) else None
        if isinstance(item, BodyToken) and declared and declared.kind is MetaKind.ITERATOR_NAME:
            item = replace(item, token=item.token._replace(text=b"while"))
        replaced.append(item)
    return replaced


def _unpaired_bracket(items: Sequence[Item]) -> int | None:
    """The offset of an unpaired bracket, which might pair with one around the slice."""
    opened: list[BodyToken] = []
    for item in items:
        if not isinstance(item, BodyToken) or item.token.kind is not Kind.PUNCTUATION:
            continue
        if item.token.text in _PARTNERS.values():
            opened.append(item)
            continue
        partner = _PARTNERS.get(item.token.text)
        if partner and (not opened or opened.pop().token.text != partner):
            return first_start(item)
    return first_start(opened[-1]) if opened else None


def _cannot_be(
    kind: PatternKind, items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> bool:
    """Whether a slice cannot be of this kind, although tree-sitter might parse it."""
    code = [i for i in items if not (isinstance(i, BodyToken) and i.token.kind is Kind.COMMENT)]
    if not code:
        return True
    if is_member_type(code, metavariables):
        return kind is not PatternKind.TYPE
    if len(code) == 1 and is_definition(code[0]):
        return kind is not PatternKind.TOPLEVEL
    last = code[-1]
    if isinstance(last, BodyToken):
        declared = metavariables.get(last.token.text)
        ends_statement = last.token.text in (b";", b"}") or last.token.kind is Kind.DIRECTIVE
        ends_statement = ends_statement or (declared is not None and declared.kind in WHOLE_KINDS)
    else:
        ends_statement = last.statements
    if kind is PatternKind.EXPRESSION and _may_be_literal(code):
        return False
    is_expression = kind in (PatternKind.EXPRESSION, PatternKind.TYPE)
    if kind is PatternKind.STATEMENTS:
        ends_statement = ends_statement or len(items) in unended_expressions(items, metavariables)
        return not ends_statement or has_no_return_type(items) or has_function(items)
    return is_expression is ends_statement


def _may_be_literal(code: Sequence[Item]) -> bool:
    """Whether a slice may be a compound literal, `(T){ .a = E }`, or begin with one."""
    first, last = code[0], code[-1]
    return (
        isinstance(first, BodyToken)
        and isinstance(last, BodyToken)
        and first.token.text in (b"(", b"&", b"*")
        and last.token.text == b"}"
    )


def _roots(kind: PatternKind, root: Node) -> list[Node]:
    match kind:
        case PatternKind.TOPLEVEL:
            return list(root.children)
        case PatternKind.TYPE:
            (descriptor,) = _find(root, "cast_expression").children_by_field_name("type") or [root]
            return [descriptor]
        case PatternKind.STATEMENTS:
            return _find(root, "compound_statement").children[1:-1]
        case PatternKind.EXPRESSION:
            return [_find(root, "parenthesized_expression").children[1]]
        case _:
            assert_never(kind)


def _find(node: Node, kind: str) -> Node:
    todo = [node]
    while todo:
        inner = todo.pop(0)
        if inner.type == kind:
            return inner
        todo.extend(inner.children)
    return node


_TYPE_WORDS = frozenset(
    b"void char short int long float double signed unsigned struct union enum bool _Bool".split()
)


def is_bare_type(items: Sequence[Item], declared: Mapping[bytes, Metavariable]) -> bool:
    """Whether a body, or each branch of its only disjunction, is a type before and after.

    A single word on both sides counts as a type only when a `typedef` declares it.
    """
    if len(items) == 1 and isinstance(items[0], DisjunctionItem):
        return all(is_bare_type(branch, declared) for branch in items[0].branches)
    if not all(isinstance(item, BodyToken) for item in items):
        return False
    tokens = [item for item in items if isinstance(item, BodyToken)]
    sides = [
        [body_token.token for body_token in tokens if not is_marked(body_token, without)]
        for without in (LineMark.PLUS, LineMark.MINUS)
    ]
    is_sure = False
    for side in sides:
        words = [token for token in side if token.kind is Kind.WORD]
        stars = side[len(words) :]
        if not words or side[: len(words)] != words:
            return False
        if any(token.text != b"*" for token in stars):
            return False
        metavariables = [declared[token.text] for token in words if token.text in declared]
        if any(
            not (metavariable.is_type_name or metavariable.kind is MetaKind.TYPE)
            for metavariable in metavariables
        ):
            return False
        is_sure = is_sure or bool(stars or metavariables or words[0].text in _TYPE_WORDS)
    return is_sure
