"""An `#if` inside an expression or a statement that a match changes.

Of the arms of such an `#if` the tree shows one: the pattern has seen no other, and an edit outside
of the arms is an edit in all of them. So the match is refused, unless all that it changes there
stands in one arm. Arms that hold whole statements, members or initialisers are another matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.conditional import Block, conditional_blocks
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.smpl.found import Found
from qemu_xen_codemod.smpl.matched import Unsafe

#: What holds whole elements, between which an `#if` may stand.
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
#: Statements whose head is an expression of its own.
_HEADED = frozenset(
    ("if_statement", "while_statement", "for_statement", "do_statement", "switch_statement")
)


def check_cut(source: SourceFile, found: Found, edits: Sequence[Edit]) -> None:
    """Raises Unsafe. A macro's body holds no directive."""
    if found.source is not source or b"#" not in source.data[found.span.start : found.span.end]:
        return
    matched = [one.span for one in found.state.records()]
    cutting = list(_cutting(source, matched))
    for block, whole in cutting:
        own = [edit for edit in edits if whole.overlaps(edit.span)]
        arms = [arm.span for arm in block.arms]
        is_in_one = any(all(arm.contains(edit.span) for edit in own) for arm in arms)
        is_alone = all(other is block for other, around in cutting if around.overlaps(whole))
        if own and not (is_in_one and is_alone):
            why = "an #if stands inside the code that it changes"
            raise Unsafe(found.span, why, source.place(block.span.start))


def _cutting(source: SourceFile, matched: Sequence[Span]) -> Iterator[tuple[Block, Span]]:
    """The blocks of which a directive stands inside something matched that they cut, each with the
    outermost expression or statement around it.
    """
    for block in conditional_blocks(source):
        lines = [block.span.start, *(arm.span.end for arm in block.arms)]
        if not any(span.start <= line < span.end for span in matched for line in lines):
            continue
        whole = _cut(source, block)
        if whole is not None:
            yield block, whole


def _cut(source: SourceFile, block: Block) -> Span | None:
    """The outermost construct, no list of others, that goes on at both sides of the block."""
    found: Node | None = None
    node = source.root.descendant_for_byte_range(block.span.start, block.span.end)
    while node is not None and node.type not in _LISTS:
        if found is not None and node.type in _HEADED:
            break
        found = node
        node = node.parent
    return Span(found.start_byte, found.end_byte) if found is not None else None
