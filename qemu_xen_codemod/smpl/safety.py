"""Edits that must not be made: into code that does not parse, or across one side of an #if."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.smpl.matched import Unsafe

_NAME = re.compile(rb"\s*#\s*(\w+)")


def check_edits(source: SourceFile, match: Span, edits: Sequence[Edit]) -> None:
    """Raises Unsafe for edits that touch text that is not understood whole."""
    for span in source.unparsed:
        if any(edit.span.overlaps(span) for edit in edits):
            place = source.place(span.start)
            raise Unsafe(match, "it stands in code that could not be parsed", place)
    for edit in edits:
        _check_conditionals(source, match, edit)
        _check_tree(source, match, edit)


def _check_tree(source: SourceFile, match: Span, edit: Edit) -> None:
    """What the tree shows in another form than the file has it must not be edited."""
    span = edit.span
    node = source.root.descendant_for_byte_range(span.start, max(span.start, span.end - 1))
    while node is not None and not node.type.endswith("_statement"):
        if node.type == "cast_expression":
            begin, end = node.start_byte, node.children[-1].start_byte
            for hidden in source.blanked:
                is_inside = begin < hidden.start and hidden.end < end and span.end <= end
                # What stands in a `typeof` is a fragment of its own.
                if is_inside and not span.contains(hidden) and not hidden.contains(span):
                    raise Unsafe(match, "a macro stands in the cast", source.place(hidden.start))
        if node.type == "binary_expression" and node.children[-1].type == "assignment_expression":
            # A macro's call before a statement that begins with `*`.
            raise Unsafe(match, "it stands in code that could not be parsed")
        node = node.parent


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
