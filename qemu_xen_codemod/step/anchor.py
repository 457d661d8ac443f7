# SPDX-License-Identifier: GPL-2.0-or-later
"""Anchors: where in a file an insert step puts its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.conditional import conditional_blocks, directive_text, without_guard
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.scope import declared_name, line_start
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.rule.steps.anchor import (
    Anchor,
    BlockAnchor,
    DeclarationAnchor,
    DirectiveAnchor,
    FunctionAnchor,
    LineAnchor,
)

_CONTAINERS = frozenset(
    (
        "translation_unit",
        "preproc_if",
        "preproc_ifdef",
        "preproc_else",
        "preproc_elif",
        "linkage_specification",
        "declaration_list",
    )
)
_DECLARATIONS = frozenset(
    (
        "declaration",
        "type_definition",
        "struct_specifier",
        "union_specifier",
        "enum_specifier",
        "preproc_def",
        "preproc_function_def",
    )
)


def find_anchor(source: SourceFile, anchor: Anchor) -> Span | None:
    """The whole lines of the first place that the anchor names, None if there is none.

    Comments directly above a function or a declaration belong to it.
    """
    match anchor:
        case DirectiveAnchor():
            return _directive(source, anchor.directive.strip().encode())
        case BlockAnchor():
            return _block_of(source, anchor.word.encode())
        case FunctionAnchor():
            return _item(source, anchor.function.encode(), frozenset(("function_definition",)))
        case DeclarationAnchor():
            return _item(source, anchor.word.encode(), _DECLARATIONS)
        case LineAnchor():
            return _line(source, anchor.line.strip().encode())
        case _:
            assert_never(anchor)


def holds_word(source: SourceFile, word: bytes) -> bool:
    """Whether the file contains the word as code, including directives."""
    return word in source.data and next(_code_words(source, word), None) is not None


def _code_words(source: SourceFile, word: bytes) -> Iterator[Span]:
    for token in source.tokens:
        if token.kind is Kind.WORD and token.text == word:
            yield Span(token.start, token.end)
        elif token.kind is Kind.DIRECTIVE and word in token.text:
            for inner in words_of(token):
                if inner.kind is Kind.WORD and inner.text == word:
                    yield Span(inner.start, inner.end)


def _directive(source: SourceFile, text: bytes) -> Span | None:
    wanted = directive_text(Token(Kind.DIRECTIVE, 0, 0, text))
    for token in source.directives:
        if directive_text(token) == wanted:
            return _lines(source, Span(token.start, token.end))
    return None


def _block_of(source: SourceFile, word: bytes) -> Span | None:
    blocks = [
        block for block in without_guard(conditional_blocks(source), source) if block.depth == 0
    ]
    for at in _code_words(source, word):
        for block in blocks:
            if block.span.contains(at):
                return block.span
    return None


def _item(source: SourceFile, name: bytes, kinds: frozenset[str]) -> Span | None:
    for kind, names, node in _named_items(source) if name in source.data else ():
        if kind in kinds and name in names:
            first = node
            while (
                first.prev_sibling is not None
                and first.prev_sibling.type == "comment"
                and not _blank_between(source, first.prev_sibling.end_byte, first.start_byte)
                and _begins_line(source, first.prev_sibling.start_byte)
            ):
                first = first.prev_sibling
            return _lines(source, Span(first.start_byte, node.end_byte))
    return None


@asked_once
def _named_items(source: SourceFile) -> tuple[tuple[str, tuple[bytes, ...], Node], ...]:
    """The items at file level, each with its kind and the names that it declares."""
    return tuple((node.type, tuple(_names(source, node)), node) for node in _items(source.root))


def _items(container: Node) -> Iterator[Node]:
    for child in container.children:
        if child.type in _CONTAINERS:
            yield from _items(child)
        else:
            yield child


def _names(source: SourceFile, node: Node) -> list[bytes]:
    """The names that an item at file level declares."""
    found = [source.text(child) for child in node.children_by_field_name("name")]
    inner = node.child_by_field_name("type")
    if inner is not None and inner.child_by_field_name("body") is not None:
        found += [source.text(child) for child in inner.children_by_field_name("name")]
    for declarator in node.children_by_field_name("declarator"):
        at: Node | None = declarator
        if declarator.type not in ("identifier", "type_identifier"):
            at = declared_name(declarator)
        if at is not None:
            found.append(source.text(at))
    return found


def _line(source: SourceFile, wanted: bytes) -> Span | None:
    """The first line with this text that begins in code."""
    code = {
        line_start(source.data, token.start)
        for token in source.tokens
        if token.kind is not Kind.COMMENT
    }
    for start in source.line_starts:
        end = source.data.find(b"\n", start)
        end = len(source.data) if end < 0 else end
        if start in code and source.data[start:end].strip() == wanted:
            return _lines(source, Span(start, end))
    return None


def _lines(source: SourceFile, span: Span) -> Span:
    """From the start of the first line to just after the last one's end."""
    end = span.end
    if end == 0 or source.data[end - 1 : end] != b"\n":
        found = source.data.find(b"\n", end)
        end = len(source.data) if found < 0 else found + 1
    return Span(line_start(source.data, span.start), end)


def _begins_line(source: SourceFile, offset: int) -> bool:
    return not source.data[line_start(source.data, offset) : offset].strip()


def _blank_between(source: SourceFile, start: int, end: int) -> bool:
    return source.data.count(b"\n", start, end) > 1
