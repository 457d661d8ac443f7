# SPDX-License-Identifier: GPL-2.0-or-later
"""FormReading: matches a node of a pattern with the left side of an isomorphism."""

from __future__ import annotations

from typing import assert_never

from qemu_xen_codemod.c.node_kinds import CONSTANTS, is_constant_name, same_number
from qemu_xen_codemod.smpl.compile.isomorphisms import (
    Isomorphism,
)
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Fate,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
    leaves_of,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_all_minus, is_context, marks_of
from qemu_xen_codemod.smpl.compile.typed_forms import has_type
from qemu_xen_codemod.smpl.read.metavariable import WHOLE_KINDS, MetaKind, WantedType

_ARITHMETIC = frozenset((b"+", b"-", b"*", b"/", b"%", b"|", b"&", b"^", b"<<", b">>"))


class FormReading:
    """Matches a node of a pattern with the left side of an isomorphism."""

    def __init__(self, isomorphism: Isomorphism) -> None:
        self.isomorphism = isomorphism
        #: The nodes bound to the isomorphism's metavariables.
        self.bound: dict[str, PatternNode] = {}
        #: The pattern's tokens that are also in the isomorphism, in order.
        self.tokens: list[PatternToken] = []
        #: The pattern's nodes, by the isomorphism's text for them.
        self.by_text: dict[tuple[bytes, ...], PatternNode] = {}
        self.dots: list[tuple[Dots, PatternNode | None]] = []
        self.root: PatternNode | None = None
        #: The form on the left side.
        self.form: PatternNode = isomorphism.forms[0]

    def binds(self, form: PatternNode, node: PatternNode) -> bool:
        """Whether the form matches the node, with all metavariables bound."""
        if self.root is None:
            self.root, self.form = node, form
        match form:
            case MetavariableUse():
                return self._binds_metavariable(form, node)
            case PatternToken():
                if not isinstance(node, PatternToken) or not is_same_token(form, node):
                    return False
                self.tokens.append(node)
                return True
            case Dots():
                if not isinstance(node, Dots) or node.whens:
                    # A statement in place of the dots would not be checked against their `when`.
                    return False
                self.dots.append((node, self.tokens[-1] if self.tokens else None))
                return True
            case Inner():
                if node.kind != form.kind or len(node.children) != len(form.children):
                    return False
                pairs = zip(form.children, node.children, strict=True)
                self.by_text[text_of(form)] = node
                return all(self.binds(part, child) for part, child in pairs)
            case (
                Disjunction()
                | Conjunction()
                | Nest()
                | AnyType()
                | BareExpression()
                | AnyInclude()
                | Define()
            ):
                return False
            case _:
                assert_never(form)

    def _binds_metavariable(self, use: MetavariableUse, node: PatternNode) -> bool:
        name = use.metavariable.name
        if name in self.bound:
            return text_of(self.bound[name]) == text_of(node)
        if name in self.isomorphism.pure and not _is_pure(node):
            return False
        wanted = use.metavariable.wanted
        if wanted is not None and not _is_of_type(wanted, node):
            return False
        self.bound[name] = node
        if isinstance(node, Dots) and name in self.isomorphism.negated:
            return True
        if isinstance(node, Dots) and self.isomorphism.is_statement:
            # `if (...) S1 else S2`
            return not node.item.statements and use.metavariable.kind is MetaKind.EXPRESSION
        return _is_of_kind(use.metavariable.kind, node)

    def may_be(self, right: PatternNode, *, is_made: bool) -> bool:
        """Whether the rule allows another form: all parts that the other form lacks are context and
        no operand of a binary operator is replaced, or the whole node has one mark. `is_made`:
        whether another isomorphism made the operator.
        """
        assert self.root is not None
        if len(marks_of(self.root)) <= 1:
            return True
        used = {
            leaf.metavariable.name for leaf in leaves_of(right) if isinstance(leaf, MetavariableUse)
        }
        lost = [node for name, node in self.bound.items() if name not in used]
        is_unwrapped = isinstance(right, MetavariableUse) and self.isomorphism.is_statement
        if is_unwrapped and any(node.fate is Fate.REMOVED for node in self.bound.values()):
            # Nothing would be left of the statement.
            return False
        is_written = not is_made and self.root.kind == "binary_expression"
        if is_written and any(map(is_all_minus, self.bound.values())):
            # As in Coccinelle: `- E1 + E2 == NULL` does not match `!E1`.
            return False
        return all(is_context(token) for token in (*self.tokens, *lost))


def is_same_token(form: PatternToken, token: PatternToken) -> bool:
    if form.kind != token.kind:
        return False
    return form.text == token.text or (
        form.kind == "number_literal" and same_number(form.text, token.text)
    )


def text_of(node: PatternNode) -> tuple[bytes, ...]:
    return tuple(leaf.text for leaf in leaves_of(node))


def _is_pure(node: PatternNode) -> bool:
    """Whether the rule can do without the code of a pure metavariable."""
    leaves = list(leaves_of(node))
    if len(leaves) != 1 or not isinstance(leaves[0], MetavariableUse):
        return False
    declared = leaves[0].metavariable
    # A type that another place of the pattern binds is known without this one.
    return declared.is_single or (declared.kind is MetaKind.TYPE and declared.uses > 1)


def _is_of_type(wanted: WantedType, node: PatternNode) -> bool:
    """Whether the pattern gives a node this type: a pointer, `int`, any T."""
    if wanted.metavariable is not None:
        return has_type(node)
    if isinstance(node, MetavariableUse) and node.metavariable.wanted is not None:
        declared = node.metavariable.wanted
        if declared.others or declared.is_array:
            return False
        if wanted.depth:
            return declared.depth > 0
        return declared.depth == 0 and declared.base == wanted.base
    if wanted.depth or node.kind != "binary_expression":
        return False
    return len(node.children) == 3 and node.children[1].text in _ARITHMETIC


def _is_of_kind(kind: MetaKind, node: PatternNode) -> bool:
    """Whether a metavariable of an isomorphism may stand for a node of the pattern."""
    match kind:
        case MetaKind.EXPRESSION:
            if isinstance(node, Dots | AnyType | BareExpression):
                return False
            if isinstance(node, Nest) and node.item.statements:
                return False
            return not stands_for(
                node,
                *(MetaKind.EXPRESSION_LIST, MetaKind.TYPE),
                *WHOLE_KINDS,
            )
        case MetaKind.CONSTANT:
            if isinstance(node, MetavariableUse):
                return node.metavariable.kind is MetaKind.CONSTANT
            return node.kind in CONSTANTS or (
                node.kind == "identifier" and is_constant_name(node.text)
            )
        case MetaKind.IDENTIFIER:
            return node.kind in ("identifier", "field_identifier") or stands_for(
                node, MetaKind.IDENTIFIER
            )
        case MetaKind.STATEMENT:
            is_list = stands_for(node, MetaKind.STATEMENT_LIST)
            is_declaration = stands_for(node, MetaKind.DECLARATION)
            is_other = isinstance(node, Dots | Nest | Disjunction | BareExpression)
            return not (is_list or is_declaration or is_other)
        case MetaKind.TYPE:
            leaves = list(leaves_of(node))
            return len(leaves) == 1 and stands_for(leaves[0], MetaKind.TYPE)
        case (
            MetaKind.IDEXPRESSION
            | MetaKind.DECLARATION
            | MetaKind.EXPRESSION_LIST
            | MetaKind.STATEMENT_LIST
            | MetaKind.SYMBOL
            | MetaKind.ITERATOR_NAME
            | MetaKind.DECLARER_NAME
            | MetaKind.ATTRIBUTE_NAME
            | MetaKind.POSITION
            | MetaKind.PARAMETER
            | MetaKind.PARAMETER_LIST
            | MetaKind.FIELD
            | MetaKind.FIELD_LIST
            | MetaKind.INITIALISER
            | MetaKind.INITIALISER_LIST
            | MetaKind.LENGTH
            | MetaKind.BINARY_OPERATOR
            | MetaKind.ASSIGNMENT_OPERATOR
        ):
            return False
        case _:
            assert_never(kind)
