# SPDX-License-Identifier: GPL-2.0-or-later
"""The nodes of a file at which a pattern can begin to match at all.

A pattern that contains C words can match only around their places; other patterns are tried
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import EXPRESSIONS, SPECIFIERS, TYPES
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import STATEMENTS, is_function
from qemu_xen_codemod.smpl.compile.pattern import Pattern, PatternKind, PatternNode, patterns_in
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_any_head
from qemu_xen_codemod.smpl.compile.words import NeededWords, WordGroup


def candidates(
    needed: NeededWords,
    source: SourceFile,
    pattern: Pattern,
    among: Iterable[Node] | None = None,
) -> Iterator[Node]:
    """The nodes, in file order, at which the pattern's first node may match: from `among` if it is
    given, else from the nodes around the pattern's words.
    """
    first = pattern.nodes[0]
    nodes = iter(among) if among is not None else _nodes_to_try(needed, pattern, source)
    match pattern.kind:
        case PatternKind.EXPRESSION:
            # C's grammar parses `(u32)(x)` as a call.
            wanted = EXPRESSIONS | {"argument_list"}
            wanted |= {"init_declarator"} if _is_assignment(first) else set()
        case PatternKind.TYPE:
            wanted = TYPES | {"identifier"}
        case PatternKind.STATEMENTS:
            wanted = STATEMENTS
            if not _may_be_function_body(first):
                nodes = (node for node in nodes if not _is_function_body(source, node))
        case PatternKind.TOPLEVEL:
            found = (node for node in nodes if _is_toplevel(node) or _is_struct_of(first, node))
            yield from (node for node in found if _is_code(source, node))
            return
        case _:
            assert_never(pattern.kind)
    yield from (node for node in nodes if node.type in wanted and _is_code(source, node))


def _is_code(source: SourceFile, node: Node) -> bool:
    """Whether a node is compiled, or a directive as a whole: as in Coccinelle, nothing matches in
    the condition of an `#if`, or in what tree-sitter takes for code after a comment in a directive.
    """
    start = node.start_byte
    if source.is_dead(start):
        return False
    directive = source.directive_at(start)
    return directive is None or directive.start == start or node.type.startswith("preproc")


def _nodes_to_try(needed: NeededWords, pattern: Pattern, source: SourceFile) -> Iterator[Node]:
    first, *later = pattern.nodes
    words = anchor_words(needed, first, source)
    if words is not None:
        return _nodes_around(source, words)
    if pattern.kind is PatternKind.STATEMENTS:
        words = _rarest(needed.of_all(later), source)
    return descendants(source.root) if words is None else _nodes_in_functions(source, words)


def _is_struct_of(first: PatternNode, node: Node) -> bool:
    """Whether a node is the struct that a typedef defines."""
    is_union = node.type == "union_specifier" and has_any_head(first)
    if first.kind not in SPECIFIERS or not (node.type == first.kind or is_union):
        return False
    return (
        node.parent is not None
        and node.parent.type == "type_definition"
        and _is_toplevel(node.parent)
    )


def _may_be_function_body(first: PatternNode) -> bool:
    """Whether a statement pattern is a block whose braces stay."""
    if first.kind != "compound_statement":
        return False
    return is_context(first.children[0]) and is_context(first.children[-1])


def _is_function_body(source: SourceFile, node: Node) -> bool:
    if node.type != "compound_statement":
        return False
    parent = source.ancestors.parent(node)
    return parent is not None and parent.type == "function_definition"


def _is_assignment(node: PatternNode) -> bool:
    """Whether a pattern may match an initialiser."""
    return node.kind == "assignment_expression" or any(
        _is_assignment(root) for branch in patterns_in(node) for root in branch.nodes
    )


def anchor_words(
    needed: NeededWords, node: PatternNode, source: SourceFile
) -> frozenset[bytes] | None:
    """Names of which every match of the node in the file contains one: the fewest, then the
    longest; None when none are known. They need not occur in the file.
    """
    return _rarest(needed.of_beginning(node), source)


def words_of_all(
    needed: NeededWords, nodes: Sequence[PatternNode], source: SourceFile
) -> frozenset[bytes] | None:
    """The same for all nodes of a pattern: a piece of code with a match contains one of them."""
    first, *later = nodes
    return _rarest((*needed.of_beginning(first), *needed.of_all(later)), source)


def _rarest(groups: Iterable[WordGroup], source: SourceFile) -> frozenset[bytes] | None:
    # `words` does not take `$` for a letter.
    is_plain = b"$" not in source.data
    usable = (group for group in groups if group.are_names and (group.are_known or is_plain))
    return max(
        (group.among(source.words) for group in usable),
        key=lambda words: (-len(words), min(map(len, words), default=0)),
        default=None,
    )


def _nodes_around(source: SourceFile, words: frozenset[bytes]) -> Iterator[Node]:
    levels: dict[int, int] = {}
    nodes: list[Node] = []
    if not words:
        return iter(())
    for place in word_pattern(words).finditer(source.data, source.first):
        inner = source.root.descendant_for_byte_range(place.start(), place.end() - 1)
        new: list[Node] = []
        outer = 0
        for node in source.ancestors.around(inner):
            if node.id in levels:
                outer = levels[node.id]
                break
            new.append(node)
        levels.update((node.id, outer + at) for at, node in enumerate(reversed(new), 1))
        nodes += new
        source.ancestors.expect(outer + len(new))
    return iter(sorted(nodes, key=lambda node: (node.start_byte, -node.end_byte)))


def _nodes_in_functions(source: SourceFile, words: frozenset[bytes]) -> Iterator[Node]:
    """The nodes of functions that contain one of the words; all if one is outside of functions."""
    functions: dict[int, Node] = {}
    end = 0
    for place in word_pattern(words).finditer(source.data, source.first) if words else ():
        if place.start() < end:
            continue
        inner = source.root.descendant_for_byte_range(place.start(), place.end() - 1)
        around = [node for node in source.ancestors.around(inner) if is_function(node)]
        if not around:
            return descendants(source.root)
        functions[around[-1].id] = around[-1]
        end = around[-1].end_byte
    return chain.from_iterable(map(descendants, functions.values()))


def word_pattern(words: frozenset[bytes]) -> re.Pattern[bytes]:
    """An expression that finds any of these words."""
    either = b"|".join(re.escape(word) for word in sorted(words))
    return re.compile(rb"(?<![\w$])(?:" + either + rb")(?![\w$])")


def _is_toplevel(node: Node) -> bool:
    """Whether a node is at file level, if need be inside `#if` branches or linkage blocks."""
    parent = node.parent
    while parent is not None and (
        parent.type.startswith("preproc")
        or parent.type in ("linkage_specification", "declaration_list")
    ):
        parent = parent.parent
    return parent is not None and parent.type == "translation_unit"
