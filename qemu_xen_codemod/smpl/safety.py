"""Edits that must not be made: into code that does not parse, or across one side of an #if."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.span_index import SpanIndex
from qemu_xen_codemod.smpl.matched import Unsafe

_NAME = re.compile(rb"\s*#\s*(\w+)")


def check_edits(source: SourceFile, match: Span, edits: Sequence[Edit]) -> None:
    """Raises Unsafe for edits that touch text that is not understood whole."""
    unparsed = _unparsed(source)
    touched = any(unparsed.has_overlapping(edit.span) for edit in edits)
    for span in source.unparsed if touched else ():
        if any(edit.span.overlaps(span) for edit in edits):
            place = source.place(span.start)
            raise Unsafe(match, "it stands in code that could not be parsed", place)
    for edit in edits:
        _check_conditionals(source, match, edit)
        _check_tree(source, match, edit)


@lru_cache(maxsize=2)
def _unparsed(source: SourceFile) -> SpanIndex:
    return SpanIndex(source.unparsed)


def _check_tree(source: SourceFile, match: Span, edit: Edit) -> None:
    """What the tree shows in another form than the file has it must not be edited."""
    span = edit.span
    node = source.root.descendant_for_byte_range(span.start, max(span.start, span.end - 1))
    ancestors = source.ancestors
    around = ancestors.nearest(node, _may_be_otherwise)
    while around is not None and not around.type.endswith("_statement"):
        if around.type == "binary_expression":
            # A macro's call before a statement that begins with `*`.
            raise Unsafe(match, "it stands in code that could not be parsed")
        begin, end = around.start_byte, around.children[-1].start_byte
        first = bisect_right(source.blanked, begin, key=attrgetter("start"))
        for hidden in source.blanked[first:] if span.end <= end else ():
            if hidden.end >= end:
                break
            # What stands in a `typeof` is a fragment of its own.
            if not span.contains(hidden) and not hidden.contains(span):
                raise Unsafe(match, "a macro stands in the cast", source.place(hidden.start))
        around = ancestors.nearest(ancestors.parent(around), _may_be_otherwise)


def _may_be_otherwise(node: Node) -> bool:
    """Whether a node may not be what the file has there, or nothing around it matters."""
    if node.type == "binary_expression":
        return node.children[-1].type == "assignment_expression"
    return node.type == "cast_expression" or node.type.endswith("_statement")


def _check_conditionals(source: SourceFile, match: Span, edit: Edit) -> None:
    """What an edit removes holds each #if with its #endif, or none of either."""
    if b"#" not in source.data[edit.span.start : edit.span.end]:
        return
    kept = [piece for piece in edit.pieces if isinstance(piece, Span)]
    depth = 0
    for token in source.tokens:
        if token.kind is not Kind.DIRECTIVE:
            continue
        span = Span(token.start, token.end)
        if not edit.span.contains(span) or any(one.contains(span) for one in kept):
            continue
        found = _NAME.match(token.text)
        name = found.group(1) if found else b""
        depth += name in (b"if", b"ifdef", b"ifndef")
        depth -= name == b"endif"
        if depth < 0 or (name in (b"else", b"elif") and depth == 0):
            break
    else:
        if depth == 0:
            return
    place = source.place(token.start)
    raise Unsafe(match, "an #if cuts the code that the edit would replace", place)
