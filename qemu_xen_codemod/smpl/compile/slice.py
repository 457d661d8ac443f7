"""Items -> Pattern: the tree of the code before (minus slice) or after (plus slice).

A slice is the body without its `+` lines, or without its `-` lines. It is parsed by tree-sitter
like any C, as the first of these that parses: an expression, statements, top-level declarations.
Dots, disjunctions and statement metavariables stand in it under names of their own
(`body_items.PLACEHOLDER`) and become nodes of their own kinds afterwards: a pattern's tree has the
shape that the same code has in a source file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.ancestors import deeper_than
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.node_kinds import SPECIFIERS
from qemu_xen_codemod.c.source import parse
from qemu_xen_codemod.smpl.compile.expression_ends import unended_expressions
from qemu_xen_codemod.smpl.compile.member_type import is_any_head, is_member_type
from qemu_xen_codemod.smpl.compile.pattern import (
    ATOMS,
    AnyInclude,
    AnyType,
    Conjunction,
    Disjunction,
    Dots,
    Holder,
    Inner,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    PatternToken,
    any_file,
    stands_for,
)
from qemu_xen_codemod.smpl.read.body_items import (
    EXPRESSION_BESIDE_STATEMENTS,
    PLACEHOLDER,
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    first_start,
    is_marked,
)
from qemu_xen_codemod.smpl.read.metavariable import WHOLE_KINDS, MetaKind, Metavariable

#: `#include ...`, which C's grammar does not know.
_NAMED_INCLUDE = re.compile(rb"(\s*#\s*include\s*)\.\.\.(?=\s|\Z)")
_PARTNERS = {b")": b"(", b"]": b"[", b"}": b"{"}
_ANY_TYPE = PLACEHOLDER + b"any_type"


class NotParsed(Exception):
    """The slice is no C that we can read; `offset` is a byte offset of the patch."""

    def __init__(self, offset: int, construct: str = "") -> None:
        super().__init__()
        self.offset = offset
        #: What is not read although it is C, "" when it is none.
        self.construct = construct


#: Of the tree of a pattern; a call in a call is two.
_MOST_LEVELS = 200


#: How a slice is tried: kind, text before, text after.
_WRAPS = {
    PatternKind.EXPRESSION: (b"void f(void) {\nx = (\n", b"\n);\n}\n"),
    PatternKind.STATEMENTS: (b"void f(void) {\n", b"\n}\n"),
    PatternKind.TOPLEVEL: (b"", b"\n"),
    PatternKind.TYPE: (b"int x = (\n", b"\n) y;\n"),
}

OPERATOR_BESIDE_ANOTHER = "a binary operator metavariable beside another operator"
#: What operators are written as that metavariables stand for: no sign that a declaration may have.
_OPERATORS = {MetaKind.BINARY_OPERATOR: b"/", MetaKind.ASSIGNMENT_OPERATOR: b"|="}

BranchParser = Callable[[DisjunctionItem | DotsItem | NestItem, LineMark], tuple[Pattern, ...]]


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
    slice_items = [item for item in items if not is_marked(item, without)]
    unpaired = _unpaired_bracket(slice_items)
    if unpaired is not None:
        raise NotParsed(unpaired)
    best: int | None = None
    for kind in kinds:
        if _is_hopeless(kind, slice_items, metavariables):
            continue
        untyped = untyped_functions(slice_items) if kind is PatternKind.TOPLEVEL else frozenset()
        text, starts, ends = _slice_text(
            slice_items, metavariables, untyped, unended_expressions(slice_items, metavariables)
        )
        before, after = _WRAPS[kind]
        root = parse(before + text + after).root_node
        starts = {at + len(before): item for at, item in starts.items()}
        if root.has_error:
            offset = _first_error(root, starts)
            best = offset if best is None else max(best, offset)
            continue
        deep = deeper_than(root, _MOST_LEVELS)
        if deep is not None:
            raise NotParsed(
                _item_at(deep.start_byte, starts), f"code in more than {_MOST_LEVELS} levels"
            )
        ends = frozenset(at + len(before) for at in ends)
        builder = _PatternBuilder(starts, ends, metavariables, parse_branches, without)
        return Pattern(kind, tuple(builder.build_all(_roots(kind, root))))
    if best is None:
        best = first_start(slice_items[0]) if slice_items else 0
    raise NotParsed(best)


def _unpaired_bracket(items: Sequence[Item]) -> int | None:
    """The offset of a bracket without its partner, which might pair with one around the slice."""
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


def _is_hopeless(
    kind: PatternKind, items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> bool:
    """Whether a slice cannot be of this kind although tree-sitter might find a reading."""
    code = [i for i in items if not (isinstance(i, BodyToken) and i.token.kind is Kind.COMMENT)]
    if not code:
        return True
    if is_member_type(code, metavariables):
        return kind is not PatternKind.TYPE
    last = code[-1]
    if isinstance(last, BodyToken):
        declared = metavariables.get(last.token.text)
        ends_statement = last.token.text in (b";", b"}") or last.token.kind is Kind.DIRECTIVE
        ends_statement = ends_statement or (declared is not None and declared.kind in WHOLE_KINDS)
    else:
        ends_statement = last.statements
    is_expression = kind in (PatternKind.EXPRESSION, PatternKind.TYPE)
    if kind is PatternKind.STATEMENTS:
        ends_statement = ends_statement or len(items) in unended_expressions(items, metavariables)
        return not ends_statement or has_no_return_type(items) or has_function(items)
    return is_expression is ends_statement


def _slice_text(
    items: Sequence[Item],
    metavariables: Mapping[bytes, Metavariable],
    untyped: frozenset[int],
    unended: frozenset[int],
) -> tuple[bytes, dict[int, Item], frozenset[int]]:
    """The slice as C text, which item begins at which offset of it, and the offsets of the `;` that
    are put before the items of the indices `unended`. Before those of the offsets `untyped` in the
    patch a type is put.
    """
    ends: set[int] = set()
    parts: list[bytes] = []
    starts: dict[int, Item] = {}
    at = 0
    for index, item in enumerate(items):
        if index in unended:
            ends.add(at)
            parts.append(b"; ")
            at += 2
        if isinstance(item, BodyToken):
            piece = _NAMED_INCLUDE.sub(rb"\1<any>", item.token.text)
            declared = metavariables.get(piece)
            if declared and declared.kind in WHOLE_KINDS:
                piece += b";"
            elif declared and declared.kind in _OPERATORS:
                piece = _OPERATORS[declared.kind]
            own_line = item.token.kind in (Kind.DIRECTIVE, Kind.COMMENT)
        else:
            piece = item.name + (b";" if item.statements else b"")
            own_line = False
        if own_line and parts and not parts[-1].endswith(b"\n"):
            parts.append(b"\n")
            at += 1
        if first_start(item) in untyped:
            parts.append(_ANY_TYPE + b" ")
            at += len(parts[-1])
        if is_any_head(items, index, metavariables):
            parts.append(b"struct ")
            at += len(parts[-1])
        starts[at] = item
        parts.append(piece + (b"\n" if own_line else b" "))
        at += len(parts[-1])
    if len(items) in unended:
        ends.add(at)
        parts.append(b";")
    return b"".join(parts), starts, frozenset(ends)


def _first_error(root: Node, starts: Mapping[int, Item]) -> int:
    """Byte offset in the patch of the item at or after the first error."""
    todo = [root]
    errors: list[int] = []
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            errors.append(node.start_byte)
        todo.extend(child for child in node.children if child.has_error)
    return _item_at(min(errors, default=0), starts)


def _item_at(offset: int, starts: Mapping[int, Item]) -> int:
    """Byte offset in the patch of the item at or after an offset in the slice."""
    at = min((start for start in starts if start >= offset), default=max(starts, default=0))
    return first_start(starts[at]) if starts else 0


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
        one = todo.pop(0)
        if one.type == kind:
            return one
        todo.extend(one.children)
    return node


def _sized_type(children: tuple[PatternNode, ...]) -> tuple[PatternNode, ...]:
    """`sizeof(T)` with a type metavariable, which C's grammar takes for an expression."""
    inner = children[-1]
    if inner.kind != "parenthesized_expression" or len(inner.children) != 3:
        return children
    opening, name, closing = inner.children
    if not stands_for(name, MetaKind.TYPE):
        return children
    return (*children[:-1], opening, Inner("type_descriptor", (name,)), closing)


class _PatternBuilder:
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
        #: The `;` that expressions beside dots got.
        self.ends = ends
        self.metavariables = metavariables
        self.parse_branches = parse_branches
        self.without = without

    def build_all(self, nodes: Sequence[Node]) -> Iterator[PatternNode]:
        """The pattern's nodes; the `;` behind a struct's members belongs to the struct."""
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
        """The pattern node, None for a `;` that only the parse needed."""
        item = self.starts.get(node.start_byte)
        if node.child_count == 0 or node.type in ATOMS or node.type == "comment":
            return self._leaf(node, item)
        if node.type == "preproc_include" and isinstance(item, BodyToken):
            begin = any_file(item.token.text)
            if begin is not None:
                return AnyInclude(item, begin)
            return PatternToken(node.type, item)
        children = tuple(
            child for child in (self.build(one) for one in node.children) if child is not None
        )
        if _is_macro_with_call(node):
            where = _item_at(node.start_byte, self.starts)
            raise NotParsed(where, EXPRESSION_BESIDE_STATEMENTS)
        if node.type == "binary_expression" and _is_beside_operator(children):
            where = _item_at(node.start_byte, self.starts)
            raise NotParsed(where, OPERATOR_BESIDE_ANOTHER)
        if any(one.start_byte in self.ends for one in node.children if one.type == ";"):
            if node.type != "expression_statement" or len(children) != 1:
                raise NotParsed(_item_at(node.start_byte, self.starts))
            return Holder(children[0])
        if node.type == "sizeof_expression":
            children = _sized_type(children)
        if len(children) == 1 and self._stands_alone(node.type, children[0]):
            return children[0]
        return Inner(node.type, children)

    def _stands_alone(self, kind: str, child: PatternNode) -> bool:
        """Whether the node around a placeholder is the placeholder's, not the pattern's."""
        match child:
            case Dots():
                return True
            case MetavariableUse():
                return stands_for(child, *WHOLE_KINDS)
            case Nest():
                return child.item.statements
            case Disjunction() | Conjunction():
                return child.item.statements or kind in ("type_descriptor", "parameter_declaration")
            case PatternToken() | Inner() | AnyType() | Holder() | AnyInclude():
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
            if node.text == _ANY_TYPE:
                return AnyType()
            return None
        declared = self.metavariables.get(item.token.text)
        if declared and declared.kind is not MetaKind.SYMBOL and item.token.kind is Kind.WORD:
            return MetavariableUse(item, declared)
        return PatternToken(node.type, item)


def _is_beside_operator(children: Sequence[PatternNode]) -> bool:
    """Whether an operator that a metavariable stands for has another one beside it."""
    inner = [one for one in children if one.kind == "binary_expression"]
    signs = [one for part in (children, *(one.children for one in inner)) for one in part[1:2]]
    return bool(inner) and any(stands_for(one, MetaKind.BINARY_OPERATOR) for one in signs)


def _is_macro_with_call(node: Node) -> bool:
    """Whether it is `f(x) g(y);`, which C's grammar takes for a declaration of g."""
    if node.type != "declaration":
        return False
    kinds = [one.type for one in node.children[:2]]
    return kinds == ["macro_type_specifier", "function_declarator"]


def has_no_return_type(items: Sequence[Item]) -> bool:
    """`name(...) {` at the beginning: a function whose return type may be any."""
    words = list(_code_of(items))
    while words and words[0].text in _STORAGE:
        words = words[1:]
    if len(words) < 2 or words[0].kind is not Kind.WORD or words[1].text != b"(":
        return False
    if words[0].text in (b"if", b"while", b"for", b"switch", b"sizeof", b"return"):
        return False
    return _brace_follows(words[1:])


_STORAGE = (b"static", b"extern", b"inline")


def untyped_functions(items: Sequence[Item]) -> frozenset[int]:
    """Where, by offsets in the patch, top-level functions begin that name no return type."""
    code = [i for i in items if not (isinstance(i, BodyToken) and i.token.kind is Kind.COMMENT)]
    found: set[int] = set()
    depth = 0
    begins = True
    for at, item in enumerate(code):
        text = item.token.text if isinstance(item, BodyToken) else b""
        if begins and depth == 0 and text in _STORAGE:
            continue
        if begins and depth == 0 and has_no_return_type(code[at:]):
            found.add(first_start(item))
        depth += (text in (b"(", b"{")) - (text in (b")", b"}"))
        is_directive = isinstance(item, BodyToken) and item.token.kind is Kind.DIRECTIVE
        begins = is_directive or text in (b";", b"}")
    return frozenset(found)


def _code_of(items: Sequence[Item]) -> Iterator[Token]:
    """The tokens of items, `...` for what stands for statements."""
    for item in items:
        if not isinstance(item, BodyToken):
            if item.statements:
                yield Token(Kind.PUNCTUATION, item.start, item.end, b"...")
        elif item.token.kind is not Kind.COMMENT:
            yield item.token


def _brace_follows(tokens: Sequence[object]) -> bool:
    depth = 0
    for at, token in enumerate(tokens):
        text = getattr(token, "text", b"")
        depth += (text == b"(") - (text == b")")
        if depth == 0:
            following = getattr(tokens[at + 1], "text", b"") if at + 1 < len(tokens) else b""
            return bool(following == b"{")
    return False


def has_function(items: Sequence[Item]) -> bool:
    """Whether a `{` at depth 0 follows a `)` whose `(` follows two words (type and name)."""
    words = list(_code_of(items))
    depth = 0
    for at, token in enumerate(words):
        if token.text == b"(" and depth == 0 and at >= 2 and words[at - 1].kind is Kind.WORD:
            before = words[at - 2]
            is_type = before.kind is Kind.WORD and before.text not in (b"else", b"do", b"return")
            is_star = before.text == b"*" and at >= 3 and words[at - 3].kind is Kind.WORD
            if (is_type or is_star) and _brace_follows(words[at:]):
                return True
        depth += (token.text in (b"(", b"{")) - (token.text in (b")", b"}"))
    return False


_TYPE_WORDS = frozenset(
    b"void char short int long float double signed unsigned struct union enum bool _Bool".split()
)


def is_bare_type(items: Sequence[Item], declared: Mapping[bytes, Metavariable]) -> bool:
    """Whether a body, or each branch of its only disjunction, is a type before and after.

    A single word on both sides is one only when a `typedef` among the declarations says so.
    """
    if len(items) == 1 and isinstance(items[0], DisjunctionItem):
        return all(is_bare_type(branch, declared) for branch in items[0].branches)
    if not all(isinstance(item, BodyToken) for item in items):
        return False
    tokens = [item for item in items if isinstance(item, BodyToken)]
    sides = [
        [one.token for one in tokens if not is_marked(one, without)]
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
        if any(not (one.is_type_name or one.kind is MetaKind.TYPE) for one in metavariables):
            return False
        is_sure = is_sure or bool(stars or metavariables or words[0].text in _TYPE_WORDS)
    return is_sure
