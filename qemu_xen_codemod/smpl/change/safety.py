# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits that must not be made: in code that does not parse, across one side of an #if, or with a
line break in a macro.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from tree_sitter import Node

from qemu_xen_codemod.c.arms import CONDITIONALS, name_of
from qemu_xen_codemod.c.conditional import Block, conditional_blocks
from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import STATEMENT
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.span_index import SpanIndex
from qemu_xen_codemod.smpl.change.list_elements import elements_in
from qemu_xen_codemod.smpl.change.node_places import Unsafe
from qemu_xen_codemod.smpl.compile.pattern import Dots, nodes_under
from qemu_xen_codemod.smpl.compile.pattern_shapes import is_designated
from qemu_xen_codemod.smpl.match.results import EditableMatch

_ELSE = re.compile(rb"\s*else\b")
#: A macro's argument may be one of these alone.
_WHOLE = (b"return", b"break", b"continue")
_PARTNERS = {b")": b"(", b"]": b"[", b"}": b"{"}
_LITERALS = (Kind.STRING, Kind.CHARACTER)
_UNPARSED = "it is in code that could not be parsed"


def check_edits(source: SourceFile, match: Span, edits: Sequence[Edit]) -> None:
    """Raises Unsafe for edits of code that is not fully understood."""
    unparsed = _unparsed(source)
    touched = any(unparsed.has_overlapping(edit.span) for edit in edits)
    for span in source.unparsed if touched else ():
        if any(edit.span.overlaps(span) for edit in edits):
            place = source.place(span.start)
            raise Unsafe(match, _UNPARSED, place)
    for edit in edits:
        if (at := _stray(source, edit.span)) is not None:
            # At the beginning of a line it would be a directive; tree-sitter takes it for one.
            raise Unsafe(match, "there is a `#` in its line", source.place(at))
        if (literal := _cut_literal(source, edit.span)) is not None:
            # A quote without its partner: tree-sitter goes on after it.
            raise Unsafe(match, _UNPARSED, source.place(literal.start))
        if not edit.pieces and _ELSE.match(source.data, edit.span.end):
            raise Unsafe(match, "there is an `else` after it, but no `if` before it")
        _check_conditionals(source, match, edit)
        _check_tree(source, match, edit)
        _check_masked(source, match, edit)


def _stray(source: SourceFile, span: Span) -> int | None:
    """Where a `#` that is not in a directive is in the lines of a span."""
    start = source.data.rfind(b"\n", 0, span.start) + 1
    end = source.data.find(b"\n", span.end)
    if b"#" not in source.data[start : end if end >= 0 else None]:
        return None
    first = source.code_index(start)
    last = source.code_index(end) if end >= 0 else None
    return next((token.start for token in source.code[first:last] if token.text == b"#"), None)


def _cut_literal(source: SourceFile, span: Span) -> Token | None:
    """The string or character constant of which a span contains only a part."""
    for cut in (span.start, span.end):
        index = source.code_index(cut) - 1
        before = source.code[index] if index >= 0 else None
        if before is not None and before.end > cut and before.kind in _LITERALS:
            return before
    return None


@lru_cache(maxsize=2)
def _unparsed(source: SourceFile) -> SpanIndex:
    return SpanIndex(source.unparsed)


def _check_tree(source: SourceFile, match: Span, edit: Edit) -> None:
    """Raises Unsafe for edits of code whose form in the tree differs from the file."""
    span = edit.span
    node = source.ancestors.smallest(span)
    ancestors = source.ancestors
    around = ancestors.nearest(node, _may_differ)
    while around is not None and not around.type.endswith("_statement"):
        if around.type == "binary_expression":
            # A macro call before a statement that begins with `*`.
            raise Unsafe(match, _UNPARSED)
        begin, end = around.start_byte, around.children[-1].start_byte
        first = bisect_right(source.blanked, begin, key=attrgetter("start"))
        for hidden in source.blanked[first:] if span.end <= end else ():
            if hidden.end >= end:
                break
            # The contents of a `typeof` are a fragment of their own.
            if not span.contains(hidden) and not hidden.contains(span):
                raise Unsafe(match, "the cast contains a macro", source.place(hidden.start))
        around = ancestors.nearest(ancestors.parent(around), _may_differ)


def _check_masked(source: SourceFile, match: Span, edit: Edit) -> None:
    """Raises Unsafe for edits that remove or divide a statement which the tree does not show."""
    first = bisect_right(source.blanked, edit.span.start, key=attrgetter("end"))
    kept = [piece for piece in edit.pieces if isinstance(piece, Span)]
    for hidden in source.blanked[first:]:
        if hidden.start >= edit.span.end:
            break
        if source.text(hidden) in _WHOLE:
            continue
        for token in source.code_in(hidden.start, hidden.end):
            word = Span(token.start, token.end)
            if token.text not in STATEMENT or not edit.span.contains(word):
                continue
            around = next((piece for piece in kept if piece.contains(word)), None)
            if around is None or not _has_partners(source.code_in(around.start, around.end)):
                raise Unsafe(match, _UNPARSED, source.place(token.start))


def _has_partners(code: Iterable[Token]) -> bool:
    """Whether each bracket has its partner."""
    opened: list[bytes] = []
    for token in code:
        if token.text in _PARTNERS.values():
            opened.append(token.text)
        elif token.text in _PARTNERS and (not opened or opened.pop() != _PARTNERS[token.text]):
            return False
    return not opened


def _may_differ(node: Node) -> bool:
    """Whether a node may differ from the file's code, or ends the search outwards."""
    if node.type == "binary_expression":
        return node.children[-1].type == "assignment_expression"
    return node.type == "cast_expression" or node.type.endswith("_statement")


def _check_conditionals(source: SourceFile, match: Span, edit: Edit) -> None:
    """Raises Unsafe unless removed code, and code that is copied from elsewhere, contains each #if
    with its #endif, or neither.
    """
    copied = [
        token
        for piece in edit.pieces
        if isinstance(piece, Span) and not edit.span.contains(piece)
        for token in _directives_in(source, piece)
    ]
    if (token := _without_partner(_removed_directives(source, edit))) is not None:
        why = "an #if splits the code that the edit would replace"
        raise Unsafe(match, why, source.place(token.start))
    if (token := _without_partner(copied)) is not None:
        why = "an #if splits code that the new code repeats"
        raise Unsafe(match, why, source.place(token.start))


def _removed_directives(source: SourceFile, edit: Edit) -> list[Token]:
    pieces = [piece for piece in edit.pieces if isinstance(piece, Span)]
    return [
        token
        for token in _directives_in(source, edit.span)
        if not any(piece.contains(Span(token.start, token.end)) for piece in pieces)
    ]


def _directives_in(source: SourceFile, span: Span) -> Sequence[Token]:
    """The directives that are in a span as a whole."""
    first = bisect_left(source.directives, span.start, key=attrgetter("start"))
    last = bisect_right(source.directives, span.end, key=attrgetter("end"))
    return source.directives[first:last]


def _without_partner(directives: Sequence[Token]) -> Token | None:
    """The conditional directive after which it is known that one of them lacks its partner."""
    depth = 0
    for token in directives:
        name = name_of(token).text
        depth += name in (b"if", b"ifdef", b"ifndef")
        depth -= name == b"endif"
        if depth < 0 or (name.startswith((b"else", b"elif")) and depth == 0):
            return token
    return directives[-1] if depth else None


def check_beside(source: SourceFile, span: Span, *, below: bool) -> None:
    """Raises Unsafe for lines next to code of which each arm of an `#if` has a part: they would be
    in one of these arms only.
    """
    if not _directives_in(source, span):
        return
    at = span.end if below else span.start
    for block in conditional_blocks(source):
        around = next((arm.span for arm in block.arms if arm.span.start <= at < arm.span.end), None)
        if len(block.arms) > 1 and around is not None and not around.contains(span):
            why = "lines next to it would be in one branch of an #if only"
            raise Unsafe(span, why, source.place(block.span.start))


#: Nodes that contain whole elements, between which an `#if` may be.
_LISTS = frozenset(
    (
        "translation_unit",
        "function_definition",
        "declaration_list",
        "linkage_specification",
        "compound_statement",
        "case_statement",
        "labeled_statement",
        "field_declaration_list",
        "enumerator_list",
        "initializer_list",
        "preproc_if",
        "preproc_ifdef",
        "preproc_else",
        "preproc_elif",
        "preproc_elifdef",
    )
)
#: Statements whose head is an expression.
_HEADED = frozenset(
    ("if_statement", "while_statement", "for_statement", "do_statement", "switch_statement")
)


def check_cut(source: SourceFile, match: EditableMatch, edits: Sequence[Edit]) -> None:
    """Raises Unsafe for an `#if` inside an expression or a statement that a match changes.

    The tree shows one branch of such an `#if`: the pattern has not seen the others, and an edit
    outside the branches is an edit in all of them. So the match is refused, unless all that it
    changes there, or copies from there, is in one branch. Branches of whole statements, members or
    initialisers are no problem. A macro's body contains no directive.
    """
    if match.source is not source or b"#" not in source.data[match.span.start : match.span.end]:
        return
    matched = [record.span for record in match.state.records()]
    cutting = list(_cutting(source, matched))
    for block, whole in cutting:
        edits_inside = [
            edit
            for edit in edits
            if whole.overlaps(edit.span)
            or any(isinstance(piece, Span) and block.span.overlaps(piece) for piece in edit.pieces)
        ]
        branch_spans = [arm.span for arm in block.arms]
        is_in_one = any(
            all(arm.contains(edit.span) for edit in edits_inside) for arm in branch_spans
        )
        is_alone = all(other is block for other, around in cutting if around.overlaps(whole))
        if edits_inside and not (is_in_one and is_alone):
            why = "there is an #if inside the code that it changes"
            raise Unsafe(match.span, why, source.place(block.span.start))


def check_directives(match: EditableMatch, edits: Sequence[Edit]) -> None:
    """Raises Unsafe for code that goes with a directive of which the pattern knows nothing: a
    `#define` may be used further on, and Coccinelle leaves it.
    """
    matched = [record.span for record in match.state.records()]
    for edit in edits:
        for token in _removed_directives(match.source, edit):
            if name_of(token).text in CONDITIONALS:
                continue
            span = Span(token.start, token.end)
            if not any(span.contains(other) for other in matched):
                why = "there is a directive in the code that goes"
                raise Unsafe(match.span, why, match.source.place(token.start))


def check_fields(match: EditableMatch, edits: Sequence[Edit]) -> None:
    """Raises Unsafe for an initialiser that goes with fields that the pattern does not name."""
    records = list(match.state.records())
    for record in records:
        if not is_designated(record.node) or any(
            isinstance(child, Dots) for child in record.node.children
        ):
            continue
        named = {node for child in record.node.children[1:-1] for node in nodes_under(child)}
        spans = [other.span for other in records if other.node in named]
        for field in elements_in(match.source, record.span):
            is_named = any(field.overlaps(span) for span in spans)
            if not is_named and any(edit.removes(field) for edit in edits):
                why = "the initialiser that goes has a field that the pattern does not name"
                raise Unsafe(match.span, why, match.source.place(field.start))


def _cutting(source: SourceFile, matched: Sequence[Span]) -> Iterator[tuple[Block, Span]]:
    """The blocks with a directive inside matched code that they split, each with the outermost
    expression or statement around it.
    """
    for block in conditional_blocks(source):
        lines = [block.span.start, *(arm.span.end for arm in block.arms)]
        if not any(span.start <= line < span.end for span in matched for line in lines):
            continue
        whole = _cut(source, block)
        if whole is not None:
            yield block, whole


def _cut(source: SourceFile, block: Block) -> Span | None:
    """The outermost construct, other than a list, that continues on both sides of the block."""
    outermost: Node | None = None
    node = source.root.descendant_for_byte_range(block.span.start, block.span.end)
    while node is not None and node.type not in _LISTS:
        if outermost is not None and node.type in _HEADED:
            break
        outermost = node
        node = node.parent
    return Span(outermost.start_byte, outermost.end_byte) if outermost is not None else None


def reason_against(edits: Sequence[Edit], data: bytes) -> str:
    """Why these edits of the file's bytes must not be made inside a macro, "" if they may be."""
    for edit in edits:
        parts = (data[p.start : p.end] if isinstance(p, Span) else p for p in edit.pieces)
        text = b"".join(parts)
        if b"\n" in text and any(isinstance(p, bytes) and b"\n" in p for p in edit.pieces):
            return "the edit would put a line break into a macro's body"
        before: Token | None = None
        for token in tokens(b" " + text, 1):
            opens = before.text == b"(" if before else data[edit.span.start - 1 :][:1] == b"("
            if token.text == b"##" and opens:
                return "the edit would leave a `##` without an operand"
            before = token
    return ""
