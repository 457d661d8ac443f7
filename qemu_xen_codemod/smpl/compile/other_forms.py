# SPDX-License-Identifier: GPL-2.0-or-later
"""OtherForms: the code that the nodes of a rule's pattern also match, by isomorphisms.

Another form is a tree like the pattern's. Parts that both forms have are the same nodes, so they
are edited in the same way wherever they match; an edit of a part that the other form lacks cannot
be made there. Trees are built when a node's forms are first requested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import assert_never

from qemu_xen_codemod.smpl.compile.form_making import FormMaking
from qemu_xen_codemod.smpl.compile.form_reading import FormReading
from qemu_xen_codemod.smpl.compile.isomorphisms import (
    CodeForm,
    Isomorphism,
    standard_isomorphisms,
)
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


@dataclass(frozen=True, eq=False, slots=True)
class OtherForm:
    """Another form of a pattern's node."""

    isomorphism: Isomorphism
    node: PatternNode
    #: Whether it is part of the pattern, not a tree built for the isomorphism.
    is_part: bool
    #: Whether it is tried before the pattern's own form, as it is first in the isomorphism.
    is_first: bool
    #: Tree-sitter types of the code that it can match, None for any.
    kinds: frozenset[str] | None
    #: The pattern's dots that it lacks, each with the token before them.
    left_out: tuple[tuple[Dots, PatternNode], ...]
    #: The pattern's nodes that it lacks, each with the node in its place.
    replaced: tuple[tuple[PatternNode, PatternNode], ...]


@cache
def _lefts() -> Mapping[str, Sequence[tuple[int, Isomorphism, PatternNode]]]:
    """The left sides by the kinds of nodes that they may match, in the isomorphisms' order."""
    by_kind: dict[str, list[tuple[int, Isomorphism, PatternNode]]] = {}
    for at, isomorphism in enumerate(standard_isomorphisms()):
        for left in isomorphism.forms[: isomorphism.both]:
            # A metavariable alone has a type: see `_is_of_type`.
            kinds = (left.kind,) if left.kind else ("", "binary_expression")
            for kind in kinds:
                by_kind.setdefault(kind, []).append((at, isomorphism, left))
    return by_kind


class OtherForms:
    """The other forms of the nodes of one rule."""

    def __init__(
        self,
        disabled: frozenset[str] = frozenset(),
        anchors: frozenset[PatternNode] = frozenset(),
    ) -> None:
        """`anchors`: the nodes that lines are added next to, which are not left out."""
        self.disabled = disabled
        self._anchors = anchors
        self._known: dict[PatternNode, tuple[OtherForm, ...]] = {}
        #: For nodes built here: the index of the first isomorphism that may still be applied.
        self._begins: dict[PatternNode, int] = {}

    def is_enabled(self, form: CodeForm) -> bool:
        return form.value not in self.disabled

    def has_made(self, node: PatternNode) -> bool:
        """Whether an isomorphism built a node, rather than the rule."""
        return node in self._begins

    def of(self, node: PatternNode) -> tuple[OtherForm, ...]:
        """The other forms of a node, in the order in which they are tried."""
        forms = self._known.get(node)
        if forms is None:
            forms = tuple(self._made(node))
            self._known[node] = forms
        return forms

    def first_of(self, node: PatternNode) -> Iterator[OtherForm]:
        """The forms that are tried before the node's own form."""
        if node.kind == "binary_expression":
            yield from (form for form in self.of(node) if form.is_first)

    def _made(self, node: PatternNode) -> Iterator[OtherForm]:
        begin = self._begins.get(node, 0)
        done = -1
        groups: list[list[OtherForm]] = []
        for at, isomorphism, left in _lefts().get(node.kind, ()):
            if at < begin or at == done or isomorphism.name in self.disabled:
                continue
            reading = FormReading(isomorphism)
            if not reading.binds(left, node):
                continue
            done = at
            # Of a binary operator it is the operator that another isomorphism made.
            is_made = len(node.children) == 3 and self.has_made(node.children[1])
            rights = (
                form
                for form in isomorphism.forms
                if form is not left and reading.may_be(form, is_made=is_made)
            )
            made = (self._form(isomorphism, at, node, reading, right) for right in rights)
            groups.append([other_form for other_form in made if other_form is not None])
        # As in Coccinelle, where each is applied to the branches that earlier ones made.
        for forms in reversed(groups):
            yield from forms

    def _form(
        self,
        isomorphism: Isomorphism,
        at: int,
        node: PatternNode,
        reading: FormReading,
        right: PatternNode,
    ) -> OtherForm | None:
        making = FormMaking(reading, node)
        made = making.node(right, node)
        if making.is_lost:
            return None
        for new_node in making.new:
            self._begins[new_node] = at + 1
        # An opposite has all its other forms, as the pattern's own condition does.
        self._begins.update(dict.fromkeys(making.opposites, 0))
        is_part = made not in making.new
        left_out, replaced = tuple(making.left_out()), tuple(making.replaced)
        if is_part and not self._anchors.isdisjoint(node.children):
            return None
        is_first = _is_exchanged(right, reading.form) and (
            isomorphism.forms.index(right) < isomorphism.forms.index(reading.form)
        )
        return OtherForm(
            isomorphism, made, is_part, is_first, self._kinds(made), left_out, replaced
        )

    def _kinds(self, made: PatternNode) -> frozenset[str] | None:
        match made:
            case PatternToken() | Inner():
                kinds = {made.kind}
                if made.kind == "parenthesized_expression":
                    return None
            case (
                MetavariableUse()
                | Disjunction()
                | Conjunction()
                | Dots()
                | Nest()
                | AnyType()
                | BareExpression()
                | AnyInclude()
                | Define()
            ):
                return None
            case _:
                assert_never(made)
        if made.kind == "identifier":
            return None
        for other in self.of(made):
            if other.kinds is None:
                return None
            kinds |= other.kinds
        return frozenset(kinds)


def _is_exchanged(node: PatternNode, other: PatternNode) -> bool:
    """Whether two forms are the same operator with its operands exchanged: `E == C`, `C == E`."""
    operators = [form.children[1].text for form in (node, other) if len(form.children) == 3]
    is_binary = node.kind == other.kind == "binary_expression"
    return is_binary and len(operators) == 2 and operators[0] == operators[1]
