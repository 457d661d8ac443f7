"""`int a, b;` when some of its names go: each with its comma, the declaration with the last one."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.lines import remove_lines


def declaration_of_several(source: SourceFile, span: Span) -> Node | None:
    """The declaration of several names in which the span is exactly one declarator."""
    node: Node | None = source.root.descendant_for_byte_range(
        span.start, max(span.start, span.end - 1)
    )
    while node is not None and node.start_byte >= span.start and node.end_byte <= span.end:
        parent = node.parent
        if parent is not None and parent.type in ("declaration", "field_declaration"):
            declarators = parent.children_by_field_name("declarator")
            same = (node.start_byte, node.end_byte) == (span.start, span.end)
            return parent if same and len(declarators) > 1 and node in declarators else None
        node = parent
    return None


def join_removals(source: SourceFile, edits: Sequence[Edit]) -> list[Edit]:
    """The edits with those that remove a declarator of several put together by declaration."""
    joined: list[Edit] = []
    gone: dict[int, tuple[Node, list[Edit]]] = {}
    for edit in edits:
        declaration = None if edit.pieces else declaration_of_several(source, edit.span)
        if declaration is None:
            joined.append(edit)
        else:
            gone.setdefault(declaration.start_byte, (declaration, []))[1].append(edit)
    for declaration, removals in gone.values():
        joined.extend(_without(source, declaration, removals))
    return joined


def _without(source: SourceFile, declaration: Node, removals: Sequence[Edit]) -> list[Edit]:
    declarators = declaration.children_by_field_name("declarator")
    starts = {edit.span.start for edit in removals}
    rule = removals[0].rule
    kept = [one for one in declarators if one.start_byte not in starts]
    if not kept:
        whole = Span(declaration.start_byte, declaration.end_byte)
        return [remove_lines(source.data, whole, rule)]
    found: list[Edit] = []
    before: Node | None = None
    begin: Node | None = None
    for one in declarators:
        if one.start_byte in starts:
            begin = begin or one
            continue
        if begin is not None:
            found.append(Edit(Span(begin.start_byte, one.start_byte), (), rule))
        before, begin = one, None
    if begin is not None and before is not None:
        found.append(Edit(Span(before.end_byte, declarators[-1].end_byte), (), rule))
    return found
