# SPDX-License-Identifier: GPL-2.0-or-later
"""`int a, b;` when names are removed: each with its comma, the declaration with the last one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import BRANCHING
from qemu_xen_codemod.c.words import ATTRIBUTE
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.lines import remove_lines
from qemu_xen_codemod.smpl.change.node_places import NodePlaces, Unsafe
from qemu_xen_codemod.smpl.compile.pattern import PatternNode

_DECLARING = ("declaration", "function_definition")


def with_attributes(source: SourceFile, span: Span) -> Span:
    """The span of a declaration from the attributes on that come before it.

    Raises Unsafe if they come before a statement: it may be the branch of a macro.
    """
    start = span.start
    node = source.ancestors.smallest(span)
    is_statement = source.ancestors.nearest(node, _contains_statements) is not None
    while node is not None and node.end_byte == span.end and node.type in _DECLARING:
        is_statement = False
        start = min(start, node.start_byte)
        node = source.ancestors.parent(node)
    # The tree does not show macros.
    shown = len(source.masked[:start].rstrip())
    above = bisect_left(source.directives, start, key=attrgetter("start"))
    if above:
        # Words that end a directive are none.
        shown = max(shown, source.directives[above - 1].end)
    for unit in reversed(_units(source.code_in(shown, start))):
        is_word = unit[0].kind is Kind.WORD
        if not is_word or (len(unit) > 1 and unit[0].text not in ATTRIBUTE):
            break
        start = unit[0].start
        if is_statement:
            raise Unsafe(span, "the code before it could not be parsed", source.place(start))
    return Span(start, span.end)


def _contains_statements(node: Node) -> bool:
    return node.type == "compound_statement" or node.type in BRANCHING


def _units(code: Sequence[Token]) -> list[list[Token]]:
    """Words, each with the parentheses after it."""
    units: list[list[Token]] = []
    depth = 0
    for token in code:
        if units and (depth or token.text == b"("):
            units[-1].append(token)
        else:
            units.append([token])
        depth += (token.text == b"(") - (token.text == b")")
    return units


def declaration_of_several(source: SourceFile, span: Span) -> Node | None:
    """The declaration of several names in which the span is exactly one declarator."""
    node = source.ancestors.smallest(span)
    while node is not None and node.start_byte >= span.start and node.end_byte <= span.end:
        parent = source.ancestors.parent(node)
        if parent is not None and parent.type in ("declaration", "field_declaration"):
            declarators = parent.children_by_field_name("declarator")
            same = (node.start_byte, node.end_byte) == (span.start, span.end)
            return parent if same and len(declarators) > 1 and node in declarators else None
        node = parent
    return None


def removed_together(
    source: SourceFile, places: NodePlaces, nodes: Sequence[PatternNode]
) -> Iterator[tuple[PatternNode, ...]]:
    """Adjacent nodes of a pattern in runs whose code is adjacent, too.

    A name in a declaration of several is a run of its own, and a directive between two nodes, of
    which the pattern knows nothing, stays.
    """
    run: list[PatternNode] = []
    was_apart = False
    for node in nodes:
        is_apart = any(declaration_of_several(source, span) for span in places.spans_of(node))
        if run and (is_apart or was_apart or _has_directive(source, places, run, node)):
            yield tuple(run)
            run = []
        run.append(node)
        was_apart = is_apart
    yield tuple(run)


def _has_directive(
    source: SourceFile, places: NodePlaces, run: Sequence[PatternNode], node: PatternNode
) -> bool:
    """Whether there is a directive between the nodes of a run and the next one."""
    before = [span.end for other in run for span in places.spans_of(other)]
    for span in places.spans_of(node):
        end = max((end for end in before if end <= span.start), default=span.start)
        if source.directives_in(end, span.start):
            return True
    return False


def written_out(
    source: SourceFile, declaration: Node, pieces: Sequence[Piece]
) -> tuple[Piece, ...]:
    """The pieces as text. Raises Unsafe."""
    first = declaration.children_by_field_name("declarator")[0].start_byte
    for piece in pieces:
        if isinstance(piece, Span) and declaration.start_byte <= piece.start < first < piece.end:
            # `int *` of `int a, *b;`.
            raise Unsafe(piece, "the type that is copied contains other names")
    return tuple(
        source.data[piece.start : piece.end] if isinstance(piece, Span) else piece
        for piece in pieces
    )


def join_removals(source: SourceFile, edits: Sequence[Edit]) -> list[Edit]:
    """The edits, with removals of single declarators combined for each declaration."""
    joined: list[Edit] = []
    gone: dict[int, tuple[Node, list[Edit]]] = {}
    for edit in edits:
        declaration = None if edit.pieces else declaration_of_several(source, edit.span)
        if declaration is None:
            joined.append(edit)
        else:
            gone.setdefault(declaration.start_byte, (declaration, []))[1].append(edit)
    for declaration, removals in gone.values():
        below = [
            edit
            for edit in edits
            if edit.turn is not None and _is_right_below(source, declaration, edit)
        ]
        joined.extend(_without(source, declaration, removals, below))
    return joined


def _is_right_below(source: SourceFile, declaration: Node, edit: Edit) -> bool:
    """Whether an edit adds code after a declaration, with only white space between them."""
    at = edit.span.start
    return at >= declaration.end_byte and not source.data[declaration.end_byte : at].strip()


def _without(
    source: SourceFile, declaration: Node, removals: Sequence[Edit], below: Sequence[Edit]
) -> list[Edit]:
    """`below`: the code that is added in its place, in case nothing of it is left."""
    declarators = declaration.children_by_field_name("declarator")
    starts = {edit.span.start for edit in removals}
    rule = removals[0].rule
    kept = [declarator for declarator in declarators if declarator.start_byte not in starts]
    if not kept and below:
        return [Edit(_up_to(source, declaration, below[0].span.start), (), rule)]
    if not kept:
        whole = Span(declaration.start_byte, declaration.end_byte)
        return [remove_lines(source.data, whole, rule)]
    edits: list[Edit] = []
    before: Node | None = None
    begin: Node | None = None
    for declarator in declarators:
        if declarator.start_byte in starts:
            begin = begin or declarator
            continue
        if begin is not None:
            edits.append(Edit(Span(begin.start_byte, declarator.start_byte), (), rule))
        before, begin = declarator, None
    if begin is not None and before is not None:
        edits.append(Edit(Span(before.end_byte, declarators[-1].end_byte), (), rule))
    return edits


def _up_to(source: SourceFile, declaration: Node, end: int) -> Span:
    """The declaration with the rest of its line up to `end`, if it is alone on its line."""
    start = source.data.rfind(b"\n", 0, declaration.start_byte) + 1
    is_alone = not source.data[start : declaration.start_byte].strip()
    if end == declaration.end_byte or not is_alone:
        return Span(declaration.start_byte, declaration.end_byte)
    return Span(start, end)
