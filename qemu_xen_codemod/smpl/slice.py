"""Items -> Pattern: the tree of the code before (minus slice) or after (plus slice).

A slice is the body without its `+` lines, or without its `-` lines. It is parsed by tree-sitter
like any C, as the first of these that parses: an expression, statements, top-level declarations.
Dots, disjunctions and statement metavariables stand in it under names of their own
(`item.PLACEHOLDER`) and become nodes of their own kinds afterwards: a pattern's tree has the
shape that the same code has in a source file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from tree_sitter import Node

from qemu_xen_codemod.c.ancestors import deeper_than
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.source import parse
from qemu_xen_codemod.smpl.function_heads import (
    has_function,
    has_no_return_type,
    untyped_functions,
)
from qemu_xen_codemod.smpl.item import (
    PLACEHOLDER,
    BodyToken,
    Disjunction,
    Dots,
    Item,
    Mark,
    first_start,
    is_marked,
)
from qemu_xen_codemod.smpl.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.node_kinds import SPECIFIERS
from qemu_xen_codemod.smpl.pattern import ATOMS, Pattern, PatternNode

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
    "expression": (b"void f(void) {\nx = (\n", b"\n);\n}\n"),
    "statements": (b"void f(void) {\n", b"\n}\n"),
    "toplevel": (b"", b"\n"),
    "type": (b"int x = (\n", b"\n) y;\n"),
}

BranchParser = Callable[[Disjunction | Dots, Mark], tuple[Pattern, ...]]


def parse_slice(
    items: Sequence[Item],
    without: Mark,
    metavariables: Mapping[bytes, Metavariable],
    parse_branches: BranchParser,
    kinds: Sequence[str] = ("expression", "statements", "toplevel", "type"),
) -> Pattern:
    """The tree of the items that are not marked `without`, as the first kind that parses.

    Raises NotParsed.
    """
    slice_items = [item for item in items if not is_marked(item, without)]
    best: int | None = None
    for kind in kinds:
        if _is_hopeless(kind, slice_items, metavariables):
            continue
        untyped = untyped_functions(slice_items) if kind == "toplevel" else frozenset()
        text, starts = _slice_text(slice_items, metavariables, untyped)
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
        builder = _Builder(starts, metavariables, parse_branches, without)
        return Pattern(kind, tuple(builder.build_all(_roots(kind, root))))
    if best is None:
        best = first_start(slice_items[0]) if slice_items else 0
    raise NotParsed(best)


def _is_hopeless(
    kind: str, items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> bool:
    """Whether a slice cannot be of this kind although tree-sitter might find a reading."""
    code = [i for i in items if not (isinstance(i, BodyToken) and i.token.kind is Kind.COMMENT)]
    if not code:
        return True
    last = code[-1]
    if isinstance(last, BodyToken):
        declared = metavariables.get(last.token.text)
        ends_statement = last.token.text in (b";", b"}") or last.token.kind is Kind.DIRECTIVE
        ends_statement = ends_statement or (
            declared is not None and declared.kind in (MetaKind.STATEMENT, MetaKind.STATEMENT_LIST)
        )
    else:
        ends_statement = last.statements
    is_expression = kind in ("expression", "type")
    if kind == "statements":
        return not ends_statement or has_no_return_type(items) or has_function(items)
    return is_expression is ends_statement


def _slice_text(
    items: Sequence[Item], metavariables: Mapping[bytes, Metavariable], untyped: frozenset[int]
) -> tuple[bytes, dict[int, Item]]:
    """The slice as C text, and which item begins at which offset of it. Before those of the offsets
    `untyped` in the patch a type is put.
    """
    parts: list[bytes] = []
    starts: dict[int, Item] = {}
    at = 0
    for item in items:
        if isinstance(item, BodyToken):
            piece = item.token.text
            declared = metavariables.get(piece)
            if declared and declared.kind in (MetaKind.STATEMENT, MetaKind.STATEMENT_LIST):
                piece += b";"
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
        starts[at] = item
        parts.append(piece + (b"\n" if own_line else b" "))
        at += len(parts[-1])
    return b"".join(parts), starts


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


def _roots(kind: str, root: Node) -> list[Node]:
    if kind == "toplevel":
        return list(root.children)
    if kind == "type":
        (descriptor,) = _find(root, "cast_expression").children_by_field_name("type") or [root]
        return [descriptor]
    body = root.children[0].child_by_field_name("body")
    assert body is not None
    if kind == "statements":
        return body.children[1:-1]
    return [_find(body, "parenthesized_expression").children[1]]


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
    declared = inner.children[1].metavariable
    if declared is None or declared.kind is not MetaKind.TYPE:
        return children
    opening, name, closing = inner.children
    return (*children[:-1], opening, PatternNode("type_descriptor", (name,)), closing)


class _Builder:
    """Tree-sitter nodes of a slice -> PatternNodes."""

    def __init__(
        self,
        starts: Mapping[int, Item],
        metavariables: Mapping[bytes, Metavariable],
        parse_branches: BranchParser,
        without: Mark,
    ) -> None:
        self.starts = starts
        self.metavariables = metavariables
        self.parse_branches = parse_branches
        self.without = without

    def build_all(self, nodes: Sequence[Node]) -> Iterator[PatternNode]:
        """The pattern's nodes; the `;` behind a struct's members belongs to the struct."""
        for node, following in zip_longest(nodes, nodes[1:]):
            built = self.build(node) if node.type != ";" else None
            if built is None:
                continue
            if following is not None and following.type == ";" and node.type in SPECIFIERS:
                end = self.build(following)
                built = replace(built, children=(*built.children, end)) if end else built
            yield built

    def build(self, node: Node) -> PatternNode | None:
        """The pattern node, None for a `;` that only the parse needed."""
        item = self.starts.get(node.start_byte)
        if node.child_count == 0 or node.type in ATOMS or node.type == "comment":
            return self._leaf(node, item)
        if node.type == "preproc_include" and isinstance(item, BodyToken):
            return PatternNode(node.type, (), item)
        children = tuple(
            child for child in (self.build(one) for one in node.children) if child is not None
        )
        if node.type == "sizeof_expression":
            children = _sized_type(children)
        if len(children) == 1 and self._stands_alone(node.type, children[0]):
            return children[0]
        return PatternNode(node.type, children)

    def _stands_alone(self, kind: str, child: PatternNode) -> bool:
        """Whether the node around a placeholder is the placeholder's, not the pattern's."""
        if child.kind == "dots":
            return True
        declared = child.metavariable
        if declared and declared.kind in (MetaKind.STATEMENT, MetaKind.STATEMENT_LIST):
            return True
        if child.kind == "disjunction":
            assert isinstance(child.item, Disjunction)
            return child.item.statements or kind in ("type_descriptor", "parameter_declaration")
        return False

    def _leaf(self, node: Node, item: Item | None) -> PatternNode | None:
        if isinstance(item, Dots):
            return PatternNode("dots", (), item, branches=self.parse_branches(item, self.without))
        if isinstance(item, Disjunction):
            return PatternNode(
                "disjunction", (), item, branches=self.parse_branches(item, self.without)
            )
        if item is None:
            if node.text == _ANY_TYPE:
                return PatternNode("any_type")
            return None
        declared = self.metavariables.get(item.token.text)
        if declared and declared.kind is not MetaKind.SYMBOL and item.token.kind is Kind.WORD:
            return PatternNode("metavariable", (), item, declared)
        return PatternNode(node.type, (), item)
