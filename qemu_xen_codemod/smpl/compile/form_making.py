# SPDX-License-Identifier: GPL-2.0-or-later
"""FormMaking: builds the right side of an isomorphism from the pattern's nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from qemu_xen_codemod.smpl.compile.form_reading import FormReading, is_same_token, text_of
from qemu_xen_codemod.smpl.compile.opposite import Opposite, has_one_mark, negates
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import marks_of
from qemu_xen_codemod.smpl.compile.typed_forms import any_expression, has_type, pointer_to
from qemu_xen_codemod.smpl.read.body_items import LineMark
from qemu_xen_codemod.smpl.read.metavariable import MetaKind


class FormMaking:
    """Builds the right side of an isomorphism from the pattern's nodes."""

    def __init__(self, reading: FormReading, root: PatternNode) -> None:
        self.reading = reading
        self.root = root
        marks = marks_of(root)
        self.mark = next(iter(marks)) if len(marks) == 1 else LineMark.CONTEXT
        self.tokens = list(reading.tokens)
        self.used_dots: set[PatternNode] = set()
        self.new: list[PatternNode] = []
        #: The comparisons among them that are the opposite of another one.
        self.opposites: list[PatternNode] = []
        self.replaced: list[tuple[PatternNode, PatternNode]] = []
        #: Whether the rule changes a token that the opposite of a condition lacks.
        self.is_lost = False

    def node(self, form: PatternNode, place: PatternNode | None) -> PatternNode:
        """The pattern tree of a form. `place` is the pattern's node at the same place, if any."""
        match form:
            case MetavariableUse():
                return self._bound(form)
            case PatternToken():
                return self._token(form)
            case Inner():
                original = self.reading.by_text.get(text_of(form))
                if original is not None and original is not self.root:
                    return original
                negated = self._negated(form)
                if negated is not None:
                    return negated
                places: Sequence[PatternNode | None] = place.children if place else ()
                if len(places) != len(form.children):
                    places = [None] * len(form.children)
                pairs = zip(form.children, places, strict=True)
                made = Inner(form.kind, tuple(self.node(*pair) for pair in pairs), self.root.fate)
                if (
                    place is not None
                    and place is not self.root
                    and place in self.reading.by_text.values()
                ):
                    self.replaced.append((place, made))
                self.new.append(made)
                return made
            case (
                Dots()
                | Disjunction()
                | Conjunction()
                | Nest()
                | AnyType()
                | BareExpression()
                | AnyInclude()
                | Define()
            ):
                raise AssertionError("an isomorphism's right side has none")
            case _:
                assert_never(form)

    def _bound(self, use: MetavariableUse) -> PatternNode:
        bound = self.reading.bound.get(use.metavariable.name)
        if bound is None and use.metavariable.kind is MetaKind.EXPRESSION:
            made = any_expression(use)
            for node in self.reading.bound.values() if use.metavariable.wanted else ():
                if isinstance(node, MetavariableUse) and has_type(node):
                    made = pointer_to(node)
            self.new.append(made)
            return made
        if bound is None:
            # `{ ... }` as `S`: the dots match any statement, too.
            dots, _ = self.reading.dots[0]
            self.used_dots.add(dots)
            return dots
        if bound is not self.root:
            return bound
        # It matches only a part of the root's code.
        copy = replace(self.root)
        self.new.append(copy)
        return copy

    def _negated(self, form: Inner) -> PatternNode | None:
        """The opposite of the code bound to X, where the form is `!X`."""
        if not negates(form):
            return None
        sign, operand = form.children
        bound = self._bound(operand) if isinstance(operand, MetavariableUse) else None
        if bound is None or not isinstance(sign, PatternToken):
            return None
        opposite = Opposite(self._token(sign), is_whole=has_one_mark(self.root))
        made = opposite.of(bound)
        self.new += (*opposite.new, *opposite.negations)
        self.opposites += opposite.new
        self.replaced += opposite.replaced
        self.is_lost |= opposite.is_lost
        return made

    def _token(self, form: PatternToken) -> PatternToken:
        for at, token in enumerate(self.tokens):
            if is_same_token(form, token):
                return self.tokens.pop(at)
        made = replace(form, item=replace(form.item, mark=self.mark), fate=self.root.fate)
        self.new.append(made)
        return made

    def left_out(self) -> Iterator[tuple[Dots, PatternNode]]:
        for dots, token in self.reading.dots:
            if dots not in self.used_dots and token is not None and token not in self.tokens:
                yield dots, token
