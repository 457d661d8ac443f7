"""Where in a file a pattern can begin to match at all.

A pattern that holds C words of its own can match only around their places; the others are tried
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.flow import STATEMENTS
from qemu_xen_codemod.c.node_kinds import EXPRESSIONS, SPECIFIERS, TYPES
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyType,
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
    is_context,
    leaves_of,
    patterns_in,
)
from qemu_xen_codemod.smpl.read.metavariable import Metavariable

_NAMES = ("identifier", "field_identifier", "type_identifier")
#: Isomorphisms may leave these out.
_OPTIONAL = (b"NULL", b"likely", b"unlikely")
_WORD = re.compile(rb"[A-Za-z_]\w*\Z")


def candidates(
    source: SourceFile, pattern: Pattern, among: Iterable[Node] | None = None
) -> Iterator[Node]:
    """The nodes, in the file's order, at which the pattern's first node may match: of those `among`
    which it is to be tried, or of those that hold its words.
    """
    first = pattern.nodes[0]
    nodes = iter(among) if among is not None else _nodes_to_try(first, source)
    nodes = (node for node in nodes if not source.is_dead(node.start_byte))
    match pattern.kind:
        case PatternKind.EXPRESSION:
            # `(u32)(x)` is a call to C's grammar.
            wanted = EXPRESSIONS | {"argument_list"}
            wanted |= {"init_declarator"} if _is_assignment(first) else set()
        case PatternKind.TYPE:
            wanted = TYPES | {"identifier"}
        case PatternKind.STATEMENTS:
            wanted = STATEMENTS
            if not _may_be_function_body(first):
                nodes = (node for node in nodes if not _is_function_body(node))
        case PatternKind.TOPLEVEL:
            yield from (node for node in nodes if _is_toplevel(node) or _is_struct_of(first, node))
            return
        case _:
            assert_never(pattern.kind)
    yield from (node for node in nodes if node.type in wanted)


def _nodes_to_try(first: PatternNode, source: SourceFile) -> Iterator[Node]:
    words = anchor_words(first, source)
    return descendants(source.root) if words is None else _nodes_around(source, words)


def _is_struct_of(first: PatternNode, node: Node) -> bool:
    """Whether a node is the struct that a typedef defines."""
    if first.kind not in SPECIFIERS or node.type != first.kind or node.parent is None:
        return False
    return node.parent.type == "type_definition" and _is_toplevel(node.parent)


def _may_be_function_body(first: PatternNode) -> bool:
    """Whether a statement pattern is a block that stays one."""
    if first.kind != "compound_statement":
        return False
    return is_context(first.children[0]) and is_context(first.children[-1])


def _is_function_body(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "function_definition"


def _is_assignment(node: PatternNode) -> bool:
    """Whether a pattern may match an initialiser."""
    return node.kind == "assignment_expression" or any(
        _is_assignment(root) for branch in patterns_in(node) for root in branch.nodes
    )


def anchor_words(node: PatternNode, source: SourceFile) -> frozenset[bytes] | None:
    """C words of which each match of the node in the file holds one: the fewest, longest; None when
    none are known. None of them need stand in the file.
    """
    casts = {leaf.text for leaf in _cast_types(node)}
    groups = [_leaf_words(leaf, casts, source) for leaf in leaves_of(node)]
    return max(
        (words for words in groups if words is not None),
        key=lambda words: (-len(words), min(map(len, words), default=0)),
        default=None,
    )


def _leaf_words(
    leaf: PatternNode, casts: set[bytes], source: SourceFile
) -> frozenset[bytes] | None:
    match leaf:
        case Disjunction():
            branches = [
                anchor_words(branch.nodes[0], source) if branch.nodes else None
                for branch in leaf.branches
            ]
            known = [words for words in branches if words is not None]
            return frozenset().union(*known) if len(known) == len(branches) else None
        case MetavariableUse():
            return _words_allowed(leaf.metavariable, source, is_cast=leaf.text in casts)
        case PatternToken():
            is_name = leaf.kind in _NAMES and _WORD.match(leaf.text) is not None
            is_sure = is_name and leaf.text not in casts and leaf.text not in _OPTIONAL
            return frozenset((leaf.text,)) if is_sure else None
        case Nest() if not leaf.item.statements:
            return anchor_words(leaf.inner.nodes[0], source)
        case Dots() | Nest() | AnyType() | Inner() | Holder():
            return None
        case _:
            assert_never(leaf)


def _words_allowed(
    declared: Metavariable, source: SourceFile, *, is_cast: bool
) -> frozenset[bytes] | None:
    """What a metavariable may stand for, where its constraint lets us know."""
    if declared.listed and declared.listed[0]:
        return declared.listed[1]
    if declared.regex and declared.regex[0] == "=~" and not is_cast and b"$" not in source.data:
        # `$` is no letter to `words`.
        return frozenset(filter(declared.allows, source.words))
    return None


def _cast_types(node: PatternNode) -> Iterator[PatternNode]:
    if node.kind == "type_descriptor":
        yield from leaves_of(node)
    for child in node.children:
        yield from _cast_types(child)


def _nodes_around(source: SourceFile, words: frozenset[bytes]) -> Iterator[Node]:
    levels: dict[int, int] = {}
    found: list[Node] = []
    if not words:
        return iter(())
    for place in word_pattern(words).finditer(source.data):
        inner = source.root.descendant_for_byte_range(place.start(), place.end() - 1)
        new: list[Node] = []
        outer = 0
        for node in source.ancestors.around(inner):
            if node.id in levels:
                outer = levels[node.id]
                break
            new.append(node)
        levels.update((node.id, outer + at) for at, node in enumerate(reversed(new), 1))
        found += new
        source.ancestors.expect(outer + len(new))
    return iter(sorted(found, key=lambda node: (node.start_byte, -node.end_byte)))


def word_pattern(words: frozenset[bytes]) -> re.Pattern[bytes]:
    """Any of the words, whole."""
    either = b"|".join(re.escape(word) for word in sorted(words))
    return re.compile(rb"(?<![\w$])(?:" + either + rb")(?![\w$])")


def _is_toplevel(node: Node) -> bool:
    """Whether a node stands at file level, #if arms and linkage blocks seen through."""
    parent = node.parent
    while parent is not None and (
        parent.type.startswith("preproc")
        or parent.type in ("linkage_specification", "declaration_list")
    ):
        parent = parent.parent
    return parent is not None and parent.type == "translation_unit"
