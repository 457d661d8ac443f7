# SPDX-License-Identifier: GPL-2.0-or-later
"""Operations x a MatchState -> Edits.

Each operation is performed at every place that its nodes matched: if the statement after `...`
matches in two branches, both are edited. An edit that would not be safe raises Unsafe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise

from qemu_xen_codemod.c.node_kinds import DECLARING, POINTERS
from qemu_xen_codemod.c.words import CLASSES
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.lines import (
    indent_from,
    insert_lines_after,
    insert_lines_before,
    line_end,
    remove_lines,
)
from qemu_xen_codemod.edit.reindent import reindent
from qemu_xen_codemod.edit.slots import lay_out
from qemu_xen_codemod.edit.splice import are_neighbours, order_of
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl.change.branch import Branch, branch_at, no_lines_beside
from qemu_xen_codemod.smpl.change.declarators import (
    declaration_of_several,
    removed_together,
    with_attributes,
    written_out,
)
from qemu_xen_codemod.smpl.change.filled_templates import FilledTemplates
from qemu_xen_codemod.smpl.change.list_elements import elements_in, is_cut, new_elements
from qemu_xen_codemod.smpl.change.node_places import NodePlaces, Unsafe
from qemu_xen_codemod.smpl.change.parentheses import is_element, kept_apart
from qemu_xen_codemod.smpl.change.retype import retype
from qemu_xen_codemod.smpl.change.safety import check_beside
from qemu_xen_codemod.smpl.change.split_list import is_split, laid_out, list_changes
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import (
    Insert,
    Operation,
    Remove,
    Replace,
    Retype,
    Slots,
    changes_storage,
    place_of,
)
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    Pattern,
    PatternNode,
    PatternToken,
    leaves_of,
    nodes_in,
    patterns_in,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_all_minus
from qemu_xen_codemod.smpl.match.lists import CUT
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.read.metavariable import MetaKind


class Rewriter:
    """Turns one match into edits."""

    def __init__(self, match: EditableMatch, pattern: Pattern, style: Style, rule: str) -> None:
        state = match.state
        self.source = match.source
        self.data = match.source.data
        self.style = style
        self.rule = rule
        self._pattern = pattern
        self._parents = _parents(pattern)
        self.places = NodePlaces(state, len(self.data))
        self.any_span = next(iter(state.records())).span
        self.braced: dict[Span, tuple[Branch, list[bytes], list[bytes]]] = {}
        self.templates = FilledTemplates(self.source, self.style, self.places, match.macro)

    def edits(self, operations: tuple[Operation, ...]) -> list[Edit]:
        """All edits of the match. Raises Unsafe."""
        edits: list[Edit] = []
        removed = {
            node
            for operation in operations
            if isinstance(operation, Remove)
            for node in operation.nodes
        }
        changed = {
            span
            for operation in operations
            if changes_storage(operation)
            for node in place_of(operation)
            for span in self.places.spans_of(node)
        }
        for operation in operations:
            if isinstance(operation, Replace):
                self._check_storage(operation, changed)
                edits.extend(self._replace(operation))
            elif isinstance(operation, Remove):
                for nodes in removed_together(self.source, self.places, operation.nodes):
                    edits.extend(self._remove(nodes, removed))
            elif isinstance(operation, Retype):
                edits.extend(self._retype(operation))
            elif isinstance(operation, Insert):
                edits.extend(self._insert(operation))
            else:
                edits.extend(self._slots(operation, edits))
        for branch, above, below in self.braced.values():
            edits.append(self.templates.expanded(branch.braced(self.data, above, below, self.rule)))
        edits = list(dict.fromkeys(edits))
        for edit, other in pairwise(sorted(edits, key=order_of)):
            if edit.span == other.span and not are_neighbours(edit, other):
                raise Unsafe(edit.span, "two of its changes are at the same place")
        return edits

    # Where nodes are

    def _regions(self, nodes: tuple[PatternNode, ...]) -> Iterator[Span]:
        """The spans of adjacent nodes, each place once. Raises Unsafe."""
        if not self.places.spans_of(nodes[0]) and self._matches_in_other_form(nodes[0]):
            raise Unsafe(
                self.any_span, "it matches through an isomorphism, in a form that cannot be edited"
            )
        yield from self.places.regions(nodes, self.data)

    def _matches_in_other_form(self, node: PatternNode) -> bool:
        """Whether the matched code has nothing in place of the node."""
        at = self._parents.get(node)
        while at is not None and not self.places.spans_of(at):
            at = self._parents.get(at)
        return at is not None or self.places.is_in(node)

    def _is_missing_return(self, node: PatternNode, span: Span) -> bool:
        """Whether a `return;` of the pattern matched the end of a function without `return`."""
        at: PatternNode | None = node
        while at is not None and at.kind != "return_statement":
            at = self._parents.get(at)
        return at is not None and self.data[span.start : span.end] == b"}"

    # Operations

    def _replace(self, operation: Replace) -> Iterator[Edit]:
        around = self._parents.get(operation.nodes[0])
        if around is not None and around.kind == "return_statement":
            for span in self.places.spans_of(around):
                if self.data[span.start : span.end] == b"}":
                    why = "the function ends without the `return` that is changed"
                    raise Unsafe(span, why)
        for span in self._regions(operation.nodes):
            if self._is_missing_return(operation.nodes[0], span):
                raise Unsafe(span, "the function ends without the `return` that is replaced")
            if not operation.template.text:
                yield Edit(_with_blanks(self.data, span), (), self.rule)
                continue
            text = self.templates.filled(operation.template, span)
            base = _indent_at(self.data, span.start)
            lines = reindent(self.data, base, text, self.style) if b"\n" in text else [text]
            eol = line_end(self.data, span.start)
            first = lines[0].lstrip(b" \t")
            joined = eol.join([first, *lines[1:]])
            self._check_comma(operation.template, span)
            if self.templates.needs_parentheses(operation.template, span):
                joined = b"(" + joined + b")"
            if span.start == span.end:
                # The code leaves it out, as the value of `return;`.
                joined = b" " + joined
            if first.startswith(b"#"):
                begin = span.start - len(base)
                if not self.data[begin : span.start].strip():
                    span = Span(begin, span.end)
            may_need_braces = operation.template.is_lines or operation.template.is_several
            branch = branch_at(self.source, span) if may_need_braces else None
            if branch is not None and operation.template.is_several:
                yield self.templates.expanded(branch.braces_around(self.data, text, self.rule))
                continue
            self._check_specifiers(operation, span)
            yield kept_apart(self.source, self.templates.expanded(Edit(span, (joined,), self.rule)))

    def _check_comma(self, template: Template, span: Span) -> None:
        if template.level == 0 and is_element(self.source, span):
            raise Unsafe(span, "the comma in the new code would begin another element here")

    def _check_specifiers(self, operation: Replace, span: Span) -> None:
        """Raises Unsafe if a declaration is replaced that has a `static` or `const` of which the
        pattern knows nothing.
        """
        at = self.source.ancestors.smallest(span)
        if at is None or at.type not in ("declaration", *POINTERS) or at.start_byte != span.start:
            return
        if isinstance(operation.nodes[0], MetavariableUse):
            # A whole declaration, whatever it has.
            return
        leaves = [leaf for node in operation.nodes for leaf in leaves_of(node)]
        known = {leaf.text for leaf in leaves if isinstance(leaf, PatternToken)}
        known.update(operation.template.text.split())
        has_type = any(
            isinstance(leaf, MetavariableUse) and leaf.metavariable.kind is MetaKind.TYPE
            for leaf in leaves
        )
        for child in at.children:
            is_qualifier = child.type == "type_qualifier" and not has_type
            is_specifier = is_qualifier or child.type == "storage_class_specifier"
            if is_specifier and child.text not in known:
                word = self.source.text(child).decode("utf-8", "replace")
                raise Unsafe(span, f"the `{word}` of the declaration would go")

    def _check_storage(self, operation: Replace, changed: Set[Span]) -> None:
        """Raises Unsafe for a second storage class of a declaration that stays.

        `changed`: the storage classes and types that the match changes.
        """
        words = operation.template.text.split()
        if not changes_storage(operation) or CLASSES.isdisjoint(words):
            return
        for span in self._regions(operation.nodes):
            inside = self.source.ancestors.around(self.source.ancestors.smallest(span))
            declaration = next((node for node in inside if node.type in DECLARING), None)
            for child in declaration.children if declaration is not None else ():
                place = Span(child.start_byte, child.end_byte)
                if child.text in CLASSES and place not in changed:
                    where = self.source.place(place.start)
                    raise Unsafe(span, "the declaration has a storage class already", where)

    def _retype(self, operation: Retype) -> Iterator[Edit]:
        stars = sum(leaf.text == b"*" for leaf in leaves_of(operation.node))
        for span in self._regions((operation.node,)):
            text = self.templates.filled(operation.template, span)
            text = self.templates.written_out(text)
            yield from retype(self.source, span, text, stars, self.rule)

    def _remove(self, nodes: tuple[PatternNode, ...], removed: set[PatternNode]) -> Iterator[Edit]:
        for span in self._regions(nodes):
            if self._is_missing_return(nodes[-1], span):
                continue
            if declaration_of_several(self.source, span) is not None:
                yield Edit(span, (), self.rule)
                continue
            span = with_attributes(self.source, span)
            branch = branch_at(self.source, span)
            if branch is not None:
                yield branch.emptied(self.data, self.rule)
            else:
                node = nodes[0]
                before = _previous_nodes(self._pattern).get(node)
                closes = (
                    before is not None
                    and before not in removed
                    and _becomes_one(before, node, span, self.places, self.data)
                )
                yield remove_lines(self.data, span, self.rule, closes_gap=closes)

    def _insert(self, operation: Insert) -> Iterator[Edit]:
        for span in self.places.spans_of(operation.anchor):
            declaration = declaration_of_several(self.source, span)
            if declaration is not None and not operation.is_apart:
                raise Unsafe(span, "the declaration next to it also declares other names")
            if declaration is not None:
                span = Span(declaration.start_byte, declaration.end_byte)
            elif not operation.below:
                span = with_attributes(self.source, span)
            text = self.templates.filled(operation.template, span)
            is_at_end = self._is_missing_return(operation.anchor, span)
            deeper = operation.deeper or is_at_end
            below = operation.below and not is_at_end
            branch = branch_at(self.source, span, is_block=True)
            is_use = isinstance(operation.anchor, MetavariableUse)
            if not deeper and (why := no_lines_beside(self.source, span, is_any_statement=is_use)):
                raise Unsafe(span, why)
            check_beside(self.source, span, below=below)
            if branch is not None and not deeper:
                _, *sides = self.braced.setdefault(span, (branch, [], []))
                sides[below].append(text)
                continue
            put = insert_lines_after if below else insert_lines_before
            edit = self.templates.expanded(put(self.data, span, text, self.style, self.rule))
            if declaration is not None:
                # The code that it copies is removed.
                edit = replace(edit, pieces=written_out(self.source, declaration, edit.pieces))
            yield replace(edit, turn=0) if operation.is_repeated else edit

    def _slots(self, operation: Slots, before: list[Edit]) -> Iterator[Edit]:
        for listed in self.places.spans_of(operation.listed):
            if is_cut(self.source, listed):
                raise Unsafe(listed, CUT)
            elements = elements_in(self.source, listed)
            filled = partial(self._element, around=listed)
            new = new_elements(self.places, operation, listed, elements, filled)
            kept = [
                self.source.text(elements[element.kept]) if element.kept is not None else None
                for element in new
            ]
            if len(new) > 1 and [text for text in kept if text is not None] == [b"void"]:
                raise Unsafe(listed, "`void` here means that there are no parameters")
            if b"..." in kept[:-1]:
                raise Unsafe(listed, "a parameter cannot come after the `...` here")
            if is_split(self.source, listed, elements):
                for change in list_changes(self.source, listed, elements, new):
                    yield laid_out(self.data, change, self.rule)
                continue
            yield from lay_out(
                self.data, listed, elements, new, self.style, self.rule, list(before)
            )

    def _element(self, template: Template, around: Span) -> tuple[Piece, ...]:
        return self.templates.pieces(self.templates.filled(template, around))


def _with_blanks(data: bytes, span: Span) -> Span:
    """A removed part of a declaration with the blanks after it, or before it at the end."""
    if data[span.end :].lstrip()[:1] in (b";", b",", b")"):
        start = len(data[: span.start].rstrip())
        line = data.rfind(b"\n", 0, start) + 1
        # A `//` comment would go on.
        return Span(span.start if b"//" in data[line:start] else start, span.end)
    return Span(span.start, len(data) - len(data[span.end :].lstrip()))


def _indent_at(data: bytes, offset: int) -> bytes:
    """The indentation of the line at an offset."""
    return indent_from(data, data.rfind(b"\n", 0, offset) + 1)


#: No declaration: the blank line after declarations stays.
_STATEMENT = "expression_statement"


@lru_cache(maxsize=64)
def _parents(pattern: Pattern) -> Mapping[PatternNode, PatternNode]:
    """The parent of each node of a pattern; branches of a disjunction have none."""
    return {child: node for node in nodes_in(pattern) for child in node.children}


@lru_cache(maxsize=64)
def _previous_nodes(pattern: Pattern) -> Mapping[PatternNode, PatternNode]:
    """The node before each node of a pattern at the same level."""
    previous: dict[PatternNode, PatternNode] = {}
    todo = [pattern.nodes]
    while todo:
        nodes = todo.pop()
        previous.update((node, before) for before, node in pairwise(nodes))
        todo += [node.children for node in nodes]
        todo += [branch.nodes for node in nodes for branch in patterns_in(node)]
    return previous


def _becomes_one(
    before: PatternNode, node: PatternNode, span: Span, places: NodePlaces, data: bytes
) -> bool:
    """Whether `before`, which is replaced, and `node`, which is removed at `span`, are statements
    with only white space between them.
    """
    if before.kind != _STATEMENT or node.kind != _STATEMENT or not is_all_minus(before):
        return False
    return any(
        previous.end <= span.start and not data[previous.end : span.start].strip()
        for previous in places.spans_of(before)
    )
