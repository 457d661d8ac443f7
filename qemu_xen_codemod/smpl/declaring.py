"""Declarations, parameters, casts and function headers: where a type stands before a declarator.

In C's grammar the `*` of `char *p` belongs to the declarator; a type metavariable takes it
nevertheless, so that `T p;` matches with T = `char *`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tree_sitter import Node

from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.metavariable import MetaKind
from qemu_xen_codemod.smpl.node_kinds import TYPES
from qemu_xen_codemod.smpl.pattern import PatternNode

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl.match import Matcher

_POINTERS = ("pointer_declarator", "abstract_pointer_declarator")
_BEFORE_TYPE = ("storage_class_specifier", "type_qualifier", "attribute_specifier")


def match_declaring(
    matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node], state: State
) -> Iterator[State]:
    """The children of a declaring node."""
    wanted = pattern.children
    if pattern.kind in ("function_definition", "declaration"):
        nodes = _without_storage(wanted, nodes)
    if wanted and wanted[0].kind == "any_type":
        first = next((at for at, one in enumerate(nodes) if _is_declarator(one)), None)
        if first is not None:
            inner, _ = _strip(nodes[first], None)
            assert inner is not None
            yield from matcher.each(wanted[1:], [inner, *nodes[first + 1 :]], state)
        return
    typed = next((at for at, one in enumerate(wanted) if _is_type_metavariable(one)), None)
    if typed is None:
        if len(nodes) == len(wanted):
            yield from matcher.each(wanted, _without_initialiser(pattern, nodes), state)
        return
    if typed >= len(nodes) or nodes[typed].type not in TYPES:
        return
    for before in matcher.each(wanted[:typed], nodes[:typed], state):
        yield from _with_type(matcher, wanted[typed:], nodes[typed:], before)


def _without_storage(wanted: Sequence[PatternNode], nodes: Sequence[Node]) -> Sequence[Node]:
    """A pattern that names no storage class matches `static`, `extern` and `inline` ones too."""
    if any(one.kind == "storage_class_specifier" for one in wanted):
        return nodes
    return [one for one in nodes if one.type != "storage_class_specifier"]


def _without_initialiser(pattern: PatternNode, nodes: Sequence[Node]) -> Sequence[Node]:
    """decl_init: `T x;` stands for `T x = ...;` as well."""
    if pattern.kind != "declaration":
        return nodes
    if not pattern.children[-2].is_context():
        return nodes
    if any(one.kind == "init_declarator" for one in pattern.children):
        return nodes
    return [one.children[0] if one.type == "init_declarator" else one for one in nodes]


def _is_type_metavariable(pattern: PatternNode) -> bool:
    return pattern.metavariable is not None and pattern.metavariable.kind is MetaKind.TYPE


def _is_declarator(node: Node) -> bool:
    return node.type.endswith("declarator") or node.type == "identifier"


def _with_type(
    matcher: Matcher, wanted: Sequence[PatternNode], nodes: Sequence[Node], state: State
) -> Iterator[State]:
    """`T declarator ...`: T with as many of the declarator's stars as fit."""
    kind, rest = nodes[0], list(nodes[1:])
    if len(wanted) == 1:
        if rest and rest[0].type == "abstract_pointer_declarator" and len(rest) == 1:
            _, end = _strip(rest[0], None)
            yield from matcher.bind(wanted[0], kind.start_byte, end, state)
        elif not rest:
            yield from matcher.bind(wanted[0], kind.start_byte, kind.end_byte, state)
        return
    if not rest:
        return
    depth = _depth(rest[0])
    for count in range(depth, -1, -1):
        inner, end = _strip(rest[0], count)
        if inner is None:
            # All stars of a type without a name: nothing is left for the pattern's own.
            continue
        stop = end if count else kind.end_byte
        for bound in matcher.bind(wanted[0], kind.start_byte, stop, state):
            if rest[0].type == "init_declarator" and wanted[1].kind == "init_declarator":
                children = [inner, *(n for n in rest[0].children[1:] if n.type != "comment")]
                if len(children) != len(wanted[1].children):
                    continue
                for one in matcher.each(wanted[1].children, children, bound):
                    marked = one.record(wanted[1], inner.start_byte, rest[0].end_byte)
                    yield from _rest(matcher, wanted[2:], rest[1:], marked)
            elif rest[0].type != "init_declarator":
                for one in matcher.match(wanted[1], inner, bound):
                    yield from _rest(matcher, wanted[2:], rest[1:], one)
            elif all(one.text == b";" for one in wanted[2:]) and wanted[1].is_context():
                # decl_init: `T x;` stands for `T x = ...;` as well
                for one in matcher.match(wanted[1], inner, bound):
                    yield from _rest(matcher, wanted[2:], rest[1:], one)


def _rest(
    matcher: Matcher, wanted: Sequence[PatternNode], nodes: Sequence[Node], state: State
) -> Iterator[State]:
    if len(wanted) == len(nodes):
        yield from matcher.each(wanted, nodes, state)


def _depth(declarator: Node) -> int:
    if declarator.type == "init_declarator":
        return _depth(declarator.children[0])
    inner = declarator.child_by_field_name("declarator")
    if declarator.type in _POINTERS:
        return 1 + (_depth(inner) if inner is not None else 0)
    return 0


def _strip(declarator: Node, count: int | None) -> tuple[Node | None, int]:
    """The declarator inside `count` pointers (None: all), and where the last star ends."""
    if declarator.type == "init_declarator":
        return _strip(declarator.children[0], count)
    end = declarator.start_byte
    while declarator.type in _POINTERS and count != 0:
        star = next(one for one in declarator.children if one.type == "*")
        end = star.end_byte
        inner = declarator.child_by_field_name("declarator")
        if inner is None:
            return None, end
        declarator = inner
        count = None if count is None else count - 1
    return declarator, end
