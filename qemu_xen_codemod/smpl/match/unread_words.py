# SPDX-License-Identifier: GPL-2.0-or-later
"""Words of a rule in code that our parse of a file does not show correctly.

A call that is masked, is in text that does not parse, or is parsed as a declaration cannot match.
It is reported as refused, so that nothing is passed over in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from tree_sitter import Node

from qemu_xen_codemod.c.fragments import Fragment
from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.node_kinds import BUILTIN_TYPES
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.span_index import SpanIndex
from qemu_xen_codemod.smpl.compile.pattern import PatternNode, PatternToken
from qemu_xen_codemod.smpl.compile.pattern_shapes import branches_of
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.candidates import anchor_words, word_pattern
from qemu_xen_codemod.smpl.match.results import Refusal

_UNPARSED = "it is in code that could not be parsed"
_MACRO = "the body of this macro could not be parsed"
_DECLARED = "it may be a call, but it parses as a declaration"
_CUT_NAME = "a backslash at the end of the line splits the name"
_CUT = re.compile(rb"(?<=[\w$])\\\r?\n(?=[\w$])")
_LETTER = re.compile(rb"[\w$]")
_CUT_WORD = re.compile(rb"[A-Za-z_$][\w$]*(?:\\\r?\n[\w$]+)+")
#: Types that make `f(x)` in a block a prototype, not a call.
_TYPES = frozenset(("primitive_type", "sized_type_specifier", "struct_specifier", "enum_specifier"))
_STORAGE = frozenset((b"extern", b"static"))


def unread_words(
    smpl: CompiledRule, source: SourceFile, views: Sequence[Fragment], known: Sequence[Span]
) -> Iterator[Refusal]:
    """The places in the file. `known` are the spans of matches, edited or refused; code that the
    file hides is not searched.
    """
    index = SpanIndex((*known, *source.hidden))
    called = frozenset(word for root in smpl.pattern.nodes for word in _called(root))
    first = smpl.pattern.nodes[0]
    words = called or (anchor_words(smpl.needed, first, source) or frozenset()) - RESERVED
    if not words:
        return
    for place in word_pattern(words).finditer(source.data):
        span = Span(*place.span())
        is_called = place.group() in called
        why = _why_unread(source, span, is_called=is_called)
        if not why or not _is_code(source, span) or index.has_around(span):
            continue
        if not any(_shows(fragment, span, is_called=is_called) for fragment in views):
            yield Refusal(span, why)
    for view in views:
        if view.is_macro:
            yield from _in_macro(view, source, words, index)
    yield from _cut_words(source, words)


def _is_before_bracket(source: SourceFile, span: Span) -> bool:
    """Whether the next token of code is an opening parenthesis."""
    at = source.code_index(span.end)
    return at < len(source.code) and source.code[at].text == b"("


def _is_code(source: SourceFile, span: Span) -> bool:
    """Whether a word is a token of compiled code, outside comments and directives."""
    at = source.code_index(span.start)
    is_token = at < len(source.code) and source.code[at].end == span.end
    return is_token and source.code[at].start == span.start and not source.is_dead(span.start)


def _called(node: PatternNode) -> Iterator[bytes]:
    """The names that the matched code of a pattern calls."""
    if node.kind == "call_expression":
        name = node.children[0]
        if isinstance(name, PatternToken) and name.kind == "identifier":
            yield name.text
    for child in node.children:
        yield from _called(child)
    for branch in branches_of(node):
        for root in branch.nodes:
            yield from _called(root)


def _in_macro(
    view: Fragment, source: SourceFile, words: frozenset[bytes], known: SpanIndex
) -> Iterator[Refusal]:
    for token in tokens(source.data, view.place.start, view.place.end):
        span = Span(token.start, token.end)
        if token.text not in words or known.has_around(span):
            continue
        if not _shows(view, span, is_called=False):
            yield Refusal(span, _MACRO)


def _shows(view: Fragment, span: Span, *, is_called: bool) -> bool:
    """Whether a fragment's tree shows a word correctly."""
    if view.source is None or not view.place.contains(span):
        return False
    return not _why_unread(view.source, span, is_called=is_called)


def _why_unread(source: SourceFile, span: Span, *, is_called: bool) -> str:
    """Why the file's tree does not show a word as a name, or as a call; "" if it does."""
    node = source.root.descendant_for_byte_range(span.start, span.end - 1)
    if node is None or (node.start_byte, node.end_byte) != (span.start, span.end):
        return _UNPARSED
    # The name of a type may be masked with another type, which shows it.
    is_masked = source.masked[span.start : span.end] != source.text(span)
    if (is_masked and node.type not in BUILTIN_TYPES) or _is_in_error(source, node):
        return _UNPARSED
    if is_called and _is_misread(source, node) and _is_before_bracket(source, span):
        return _DECLARED
    return ""


def _is_in_error(source: SourceFile, node: Node) -> bool:
    around = source.ancestors.nearest(node, _is_error_or_function)
    return around is not None and around.is_error


def _is_error_or_function(node: Node) -> bool:
    return node.is_error or node.type == "function_definition"


def _is_misread(source: SourceFile, node: Node) -> bool:
    """Whether a name before a parenthesis in a block is parsed as something other than a call or
    the prototype of a function or a member.
    """
    parent = source.ancestors.parent(node)
    if parent is None or node.type not in ("identifier", "type_identifier"):
        return False
    if parent.type == "call_expression":
        return False
    at: Node | None = parent
    while at is not None and at.type != "compound_statement":
        if at.type == "declaration" and _is_prototype(at, node):
            return False
        if at.type.startswith("attribute"):
            return False
        at = source.ancestors.parent(at)
    return at is not None


def _is_prototype(declaration: Node, name: Node) -> bool:
    """Whether a declaration in a block declares the function `name`."""
    kind = declaration.child_by_field_name("type")
    is_stored = any(
        node.type == "storage_class_specifier" and node.text in _STORAGE
        for node in declaration.children
    )
    is_typed = kind is not None and (kind.type in _TYPES or is_stored)
    declarator = name.parent
    return is_typed and declarator is not None and declarator.type == "function_declarator"


def _cut_words(source: SourceFile, words: frozenset[bytes]) -> Iterator[Refusal]:
    """The words that a backslash at the end of a line splits, and that only a compiler joins."""
    read_to = 0
    for cut in _CUT.finditer(source.data):
        if cut.start() < read_to:
            continue
        begin = cut.start()
        while begin and _LETTER.match(source.data, begin - 1):
            begin -= 1
        cut_word = _CUT_WORD.match(source.data, begin)
        read_to = cut_word.end() if cut_word is not None else cut.end()
        if cut_word is None or re.sub(rb"\\\r?\n", b"", cut_word.group()) not in words:
            continue
        around = bisect_right(source.tokens, begin, key=attrgetter("start")) - 1
        if source.tokens[around].kind is Kind.WORD:
            yield Refusal(Span(*cut_word.span()), _CUT_NAME)
