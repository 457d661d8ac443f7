# SPDX-License-Identifier: GPL-2.0-or-later
"""Operations x a MatchState -> the Edits that the patch requires, without any layout.

The edits of `Rewriter` for the same operations have indentation, line breaks, braces and comments.
These have only the tokens, so that the edited file can be checked against its matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import assert_never

from qemu_xen_codemod.c.lexer import tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.smpl.change.declarators import (
    declaration_of_several,
    removed_together,
    with_attributes,
    written_out,
)
from qemu_xen_codemod.smpl.change.list_elements import elements_in, new_elements, without_empty
from qemu_xen_codemod.smpl.change.node_places import NodePlaces
from qemu_xen_codemod.smpl.change.split_list import is_split, list_changes, plain_change
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import (
    Insert,
    Operation,
    Remove,
    Replace,
    Retype,
    Slots,
)
from qemu_xen_codemod.smpl.compile.pattern import PatternNode
from qemu_xen_codemod.smpl.match.state import MatchState
from qemu_xen_codemod.smpl.read.body_items import PLACEHOLDER

_PART = re.compile(PLACEHOLDER + rb"copy[0-9]+")


def plain_edits(
    source: SourceFile, operations: Sequence[Operation], state: MatchState, made: Sequence[Edit]
) -> list[Edit]:
    """The edits of one match. `made` are those that will be applied: where the `*` or `,` of a
    declaration move with a type or a name, they are taken from these unchanged.
    """
    plain = _PlainEdits(source, state)
    edits: list[Edit] = []
    for operation in operations:
        match operation:
            case Replace():
                edits += plain.replace(operation)
            case Remove():
                edits += plain.remove(operation, made)
            case Insert():
                edits += plain.insert(operation)
            case Slots():
                edits += plain.slots(operation)
            case Retype():
                return list(made)
            case _:
                assert_never(operation)
    return list(dict.fromkeys(edits))


class _PlainEdits:
    def __init__(self, source: SourceFile, state: MatchState) -> None:
        self.source = source
        self.data = source.data
        self.places = NodePlaces(state, len(source.data))

    def replace(self, operation: Replace) -> Iterator[Edit]:
        for span in self.places.regions(operation.nodes, self.data):
            yield Edit(span, self._pieces(operation.template, span))

    def remove(self, operation: Remove, made: Sequence[Edit]) -> Iterator[Edit]:
        for nodes in removed_together(self.source, self.places, operation.nodes):
            for span in self.places.regions(nodes, self.data):
                if not self._is_end_of_function(nodes[-1], span):
                    if declaration_of_several(self.source, span) is None:
                        span = with_attributes(self.source, span)
                    yield next((edit for edit in made if edit.span == span), Edit(span, ()))

    def insert(self, operation: Insert) -> Iterator[Edit]:
        for span in self.places.spans_of(operation.anchor):
            below = operation.below and not self._is_end_of_function(operation.anchor, span)
            if not operation.below:
                span = with_attributes(self.source, span)
            at, pieces = span.end if below else span.start, self._pieces(operation.template, span)
            declaration = declaration_of_several(self.source, span)
            if declaration is not None and operation.is_apart:
                at = declaration.end_byte if below else declaration.start_byte
                pieces = written_out(self.source, declaration, pieces)
            directive = self.source.directive_at(span.start)
            if directive is not None:
                at = directive.end if below else directive.start
            if directive is not None or b"#" in operation.template.text:
                # Lines of its own, as a directive ends with its line.
                pieces = (b"\n", *pieces, b"\n")
            yield Edit(Span(at, at), pieces, turn=0 if operation.is_repeated else None)

    def _is_end_of_function(self, node: PatternNode, span: Span) -> bool:
        """Whether a `return;` of the pattern matched the end of a function without `return`."""
        return node.kind == "return_statement" and self.data[span.start : span.end] == b"}"

    def slots(self, operation: Slots) -> Iterator[Edit]:
        for listed in self.places.spans_of(operation.listed):
            old = elements_in(self.source, listed)
            end = listed.end - 1
            filled = partial(self._pieces, around=listed)
            new = new_elements(self.places, operation, listed, old, filled)
            if is_split(self.source, listed, old):
                changes = list_changes(self.source, listed, old, new)
                yield from (plain_change(self.data, change) for change in changes)
                continue
            if len(new) == len(old) and all(
                element.kept in (None, at) for at, element in enumerate(new)
            ):
                pairs = zip(old, new, strict=True)
                yield from (
                    Edit(span, element.pieces) for span, element in pairs if element.kept is None
                )
                continue
            pieces: list[Piece] = []
            for element in new:
                pieces += [b","] * bool(pieces)
                pieces += element.pieces if element.kept is None else (old[element.kept],)
            if pieces and old and any(t.text == b"," for t in tokens(self.data, old[-1].end, end)):
                pieces.append(b",")
            yield Edit(Span(listed.start + 1, end), tuple(pieces))

    def _pieces(self, template: Template, around: Span) -> tuple[Piece, ...]:
        template = without_empty(template, self.places, around)
        pieces: list[Piece] = []
        at = 0
        for placeholder in _PART.finditer(template.text):
            pieces.append(template.text[at : placeholder.start()])
            pieces += self.places.copied(template.parts[placeholder.group()], around)
            at = placeholder.end()
        return tuple(piece for piece in (*pieces, template.text[at:]) if piece)
