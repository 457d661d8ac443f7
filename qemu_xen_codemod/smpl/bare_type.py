"""A type as the whole pattern, `- XenXC` and `+ xc_interface *`: matched wherever the type is used.

In C's grammar a `*` belongs to the declarator: to each of the names of `T *a, *b;`. So the base
type is replaced, and each declarator gets or loses its own stars; Coccinelle gives them to the
first alone. What a `typedef`, `struct`, `union` or `enum` defines is no use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.smpl.binding import State
from qemu_xen_codemod.smpl.item import BodyToken, Disjunction, Item, Mark, is_marked
from qemu_xen_codemod.smpl.match import Matcher
from qemu_xen_codemod.smpl.metavariable import Metavariable
from qemu_xen_codemod.smpl.node_kinds import TYPES
from qemu_xen_codemod.smpl.pattern import PatternNode

_TYPE_WORDS = frozenset(
    b"void char short int long float double signed unsigned struct union enum bool _Bool".split()
)
_STARS = re.compile(rb"[\s*]*\Z")
_POINTERS = ("pointer_declarator", "abstract_pointer_declarator")


def is_bare_type(items: Sequence[Item], declared: Mapping[bytes, Metavariable]) -> bool:
    """Whether a body, or each branch of its only disjunction, is a type before and after.

    A single word on both sides is one only when a `typedef` among the declarations says so.
    """
    if len(items) == 1 and isinstance(items[0], Disjunction):
        return all(is_bare_type(branch, declared) for branch in items[0].branches)
    if not all(isinstance(item, BodyToken) for item in items):
        return False
    tokens = [item for item in items if isinstance(item, BodyToken)]
    sides = [
        [one.token for one in tokens if not is_marked(one, without)]
        for without in (Mark.PLUS, Mark.MINUS)
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
        if any(not one.is_type_name for one in metavariables):
            return False
        is_sure = is_sure or bool(stars or metavariables or words[0].text in _TYPE_WORDS)
    return is_sure


def match_bare_type(
    matcher: Matcher, pattern: PatternNode, node: Node, state: State
) -> Iterator[State]:
    """A use of the type: its base, before declarators that have the pattern's stars at least."""
    if pattern.kind == "disjunction":
        for branch in pattern.branches:
            found = list(match_bare_type(matcher, branch.nodes[0], node, state))
            if found:
                yield from (one.record(pattern, node.start_byte, node.end_byte) for one in found)
                return
        return
    if node.type == "type_descriptor" or not _is_use(node):
        return
    base = pattern.children[0]
    stars = sum(leaf.text == b"*" for leaf in pattern.leaves())
    declarators = _declarators(node)
    if stars and not declarators:
        return
    if any(len(_stars_of(one)) < stars for one in declarators):
        return
    if node.type == "identifier" and matcher.source.text(node) == base.text:
        yield state.record(pattern, node.start_byte, node.end_byte)
        return
    for one in matcher.match(base, node, state):
        yield one.record(pattern, node.start_byte, node.end_byte)


def _is_use(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if node.type == "identifier":
        # What the grammar takes for a value: the type in `sizeof(T)`, or a macro's argument.
        around = parent.parent
        return parent.type == "argument_list" or (
            parent.type == "parenthesized_expression"
            and around is not None
            and (
                around.type == "sizeof_expression"
                # `(T)(x)` reads as a call.
                or (around.type == "call_expression" and around.children[0] == parent)
            )
        )
    if node.type not in TYPES or parent.type in TYPES - {"type_descriptor"}:
        return False
    return parent.child_by_field_name("type") == node


def _declarators(base: Node) -> list[Node]:
    parent = base.parent
    if parent is None or base.type == "identifier":
        return []
    return parent.children_by_field_name("declarator")


def _stars_of(declarator: Node) -> list[Node]:
    """The stars right behind the type, the outermost first."""
    at: Node | None = declarator
    if declarator.type == "init_declarator":
        at = declarator.child_by_field_name("declarator")
    found = []
    while at is not None and at.type in _POINTERS:
        found.append(next(child for child in at.children if child.type == "*"))
        at = at.child_by_field_name("declarator")
    return found


def retype(source: SourceFile, span: Span, text: bytes, old_stars: int, rule: str) -> list[Edit]:
    """The edits that give a use of a type whose base is `span` another one, `text` with its stars.

    `old_stars` is how many the pattern has.
    """
    tail = _STARS.search(text)
    base = text[: tail.start()] if tail else text
    stars = text[len(base) :].count(b"*")
    declarators = _declarators(_base_at(source, span))
    more = stars - old_stars
    if not declarators and stars:
        return [Edit(span, (base + b" " + b"*" * stars,), rule)]
    edits = [Edit(span, (base,), rule)]
    for declarator in declarators:
        start = declarator.start_byte
        if more > 0:
            edits.append(_with_stars(source.data, span, start, more, rule))
        elif more < 0:
            edits += _without_stars(source.data, _stars_of(declarator)[:-more], rule)
    if len(edits) > 1 and edits[1].span.start == span.end:
        # The stars stand right behind the type: one edit.
        return [
            Edit(Span(span.start, edits[1].span.end), (base, *edits[1].pieces), rule),
            *edits[2:],
        ]
    return edits


def _base_at(source: SourceFile, span: Span) -> Node:
    """The largest node of a type, or the name, that is exactly the span."""
    node = source.root.descendant_for_byte_range(span.start, span.end - 1)
    assert node is not None
    while (
        node.parent is not None
        and node.parent.type in TYPES - {"type_descriptor"}
        and (node.parent.start_byte, node.parent.end_byte) == (span.start, span.end)
    ):
        node = node.parent
    return node


def _with_stars(data: bytes, base: Span, start: int, count: int, rule: str) -> Edit:
    between = data[base.end : start]
    if b"\n" in between and not between.strip():
        # The name stands on a line of its own: the stars stay with the type.
        return Edit(Span(base.end, base.end), (b" " + b"*" * count,), rule)
    return Edit(Span(start, start), (b"*" * count,), rule)


def _without_stars(data: bytes, stars: Sequence[Node], rule: str) -> list[Edit]:
    edits = []
    for star in stars:
        start, end = star.start_byte, star.end_byte
        has_blank = data[start - 1 : start].isspace()
        if star.parent is not None and star.parent.child_by_field_name("declarator") is None:
            start -= len(data[:start]) - len(data[:start].rstrip(b" \t"))
        elif has_blank:
            while data[end : end + 1] in (b" ", b"\t"):
                end += 1
        is_apart = has_blank or data[end : end + 1] in (b" ", b"\t", b")", b",", b"*")
        edits.append(Edit(Span(start, end), () if is_apart else (b" ",), rule))
    return edits
