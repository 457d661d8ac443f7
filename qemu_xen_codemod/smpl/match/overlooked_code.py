# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that a rule would change in Coccinelle and that our parse of the file leaves out.

It is reported as refused, so that unchanged code is never passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.mask.straighten import straighten
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import Dots, Nest, Pattern, PatternKind, metavariable_of
from qemu_xen_codemod.smpl.compile.prototype import function_name
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.candidates import candidates
from qemu_xen_codemod.smpl.match.matcher import TooManySteps
from qemu_xen_codemod.smpl.match.results import Refusal
from qemu_xen_codemod.smpl.match.state import Binding, MatchState
from qemu_xen_codemod.smpl.match.statement_sequence import StatementSequence

_STORAGE = (b"static", b"extern", b"inline")
#: Matches of one part that are tried; if there are more, the code is reported.
_MOST = 16


def untyped_functions_in(smpl: CompiledRule, source: SourceFile) -> Iterator[Refusal]:
    """The file's functions without a return type (C89) that a rule about functions may match."""
    if smpl.pattern.kind is not PatternKind.TOPLEVEL:
        return
    for node in smpl.pattern.nodes:
        name = function_name(node) if node.kind == "function_definition" else None
        if name is None:
            continue
        for start, word, end in _untyped(source):
            declared = metavariable_of(name)
            if word == name.text if declared is None else declared.allows(word):
                why = "a function without a return type is not searched"
                yield Refusal(Span(start, end), why)


def _untyped(source: SourceFile) -> Iterator[tuple[int, bytes, int]]:
    """Functions without a return type: the start of each, its name, the end of its header."""
    # Of `#if` branches that split a construct, one is kept, so that the braces match.
    code = [token for token in straighten(source.tokens).tokens if token.kind is not Kind.DIRECTIVE]
    depth = begin = 0
    for at, token in enumerate(code):
        if depth == 0 and token.text == b"{" and at > begin and code[at - 1].text == b")":
            words = [token for token in code[begin:at] if token.text not in _STORAGE]
            if len(words) > 2 and words[0].kind is Kind.WORD and words[1].text == b"(":
                is_one_list = [word.text for word in words].count(b"(") == 1
                is_name = words[0].text not in RESERVED and not words[0].text.isupper()
                if is_one_list and is_name:
                    yield code[begin].start, words[0].text, code[at - 1].end
        depth += (token.text == b"{") - (token.text == b"}")
        if depth == 0 and token.text in (b";", b"}"):
            begin = at + 1


def branches_read_in_sequence(
    smpl: CompiledRule, source: SourceFile, sequence: StatementSequence, env: Mapping[str, Binding]
) -> Iterator[Refusal]:
    """Places where a function contains an `#if` that splits a statement, and the code on both
    sides of dots is in two branches of another `#if`: Coccinelle then reads these as a sequence.
    """
    nodes = smpl.pattern.nodes
    if smpl.pattern.kind is not PatternKind.STATEMENTS:
        return
    if isinstance(nodes[0], Dots | Nest) or isinstance(nodes[-1], Dots | Nest):
        return
    if not any(isinstance(node, Dots | Nest) for node in nodes):
        return
    functions = [
        inner
        for span in source.blanked
        if b"#" in source.text(span) and (inner := _function_at(source, span)) is not None
    ]
    if not functions:
        return
    first, last = (Pattern(PatternKind.STATEMENTS, (node,)) for node in (nodes[0], nodes[-1]))
    ends = [
        candidate
        for candidate in candidates(smpl.needed, source, last)
        if _branches_around(candidate)
    ]
    for node in candidates(smpl.needed, source, first):
        if not (branches := _branches_around(node)) or not any(
            _is_in(node, function) for function in functions
        ):
            continue
        others = [end for end in ends if _are_alternatives(branches, _branches_around(end))]
        try:
            states = list(islice(sequence.at(first.nodes, node, MatchState(env)), _MOST + 1))
            is_both = len(states) > _MOST or any(
                True
                for state in states
                for other in others
                for _ in sequence.at(last.nodes, other, state)
            )
        except (TooManySteps, RecursionError):
            is_both = True
        if is_both:
            why = (
                "an `#if` splits a statement of this function, and the match is in branches of "
                "another `#if`"
            )
            yield Refusal(Span(node.start_byte, node.end_byte), why)


def _function_at(source: SourceFile, span: Span) -> Node | None:
    """The function around a span."""
    node = source.root.descendant_for_byte_range(span.start, span.end)
    while node is not None and node.type != "function_definition":
        node = node.parent
    return node


def _is_in(node: Node, outer: Node) -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte


def _branches_around(node: Node) -> dict[int, Node]:
    """The `#if` branches around a node, by the `id` of each `#if`."""
    branches: dict[int, Node] = {}
    at = node.parent
    while at is not None and at.type != "function_definition":
        if at.type in ARMS:
            whole = at
            while whole.parent is not None and whole.type not in ("preproc_if", "preproc_ifdef"):
                whole = whole.parent
            branches.setdefault(whole.id, at)
        at = at.parent
    return branches


def _are_alternatives(group: Mapping[int, Node], other: Mapping[int, Node]) -> bool:
    """Whether two nodes, given their `#if` branches, are in different branches of one `#if`."""
    return any(arm.id != other[whole].id for whole, arm in group.items() if whole in other)
