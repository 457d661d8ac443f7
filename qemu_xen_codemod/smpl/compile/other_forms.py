"""OtherForms: what the nodes of a rule's pattern match besides their own form, by isomorphisms.

An other form is a tree like the pattern's. The parts that both forms have are the same nodes, so
what becomes of them is the same wherever they match; what the rule does to a part that the other
form lacks cannot be done there. Trees are made when a node is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import assert_never

from qemu_xen_codemod.c.node_kinds import CONSTANTS, is_constant_name, same_number
from qemu_xen_codemod.smpl.compile.isomorphisms import (
    CodeForm,
    Isomorphism,
    standard_isomorphisms,
)
from qemu_xen_codemod.smpl.compile.opposite import Opposite, has_one_mark, negates
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    Disjunction,
    Dots,
    Fate,
    Holder,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
    is_context,
    leaves_of,
    marks_of,
    stands_for,
)
from qemu_xen_codemod.smpl.read.body_items import DotsItem, LineMark
from qemu_xen_codemod.smpl.read.metavariable import (
    ANY_POINTER,
    WHOLE_KINDS,
    MetaKind,
    Metavariable,
    WantedType,
)

_ARITHMETIC = frozenset((b"+", b"-", b"*", b"/", b"%", b"|", b"&", b"^", b"<<", b">>"))


@dataclass(frozen=True, eq=False, slots=True)
class OtherForm:
    """One other form of a pattern's node."""

    isomorphism: Isomorphism
    node: PatternNode
    #: Whether it is a part of the pattern, not a tree made for the isomorphism.
    is_part: bool
    #: Tree-sitter's types of code that it can match, None for any.
    kinds: frozenset[str] | None
    #: The pattern's dots that it lacks, each with the token behind which they would stand.
    left_out: tuple[tuple[Dots, PatternNode], ...]
    #: The pattern's nodes that it lacks, each with the one that stands in its place.
    replaced: tuple[tuple[PatternNode, PatternNode], ...]


@cache
def _lefts() -> Mapping[str, Sequence[tuple[int, Isomorphism, PatternNode]]]:
    """The forms that stand for others by the kinds of nodes that they may be, in the order of the
    isomorphisms.
    """
    found: dict[str, list[tuple[int, Isomorphism, PatternNode]]] = {}
    for at, isomorphism in enumerate(standard_isomorphisms()):
        for left in isomorphism.forms[: isomorphism.both]:
            # A metavariable alone has a type: see `_is_of_type`.
            kinds = (left.kind,) if left.kind else ("", "binary_expression")
            for kind in kinds:
                found.setdefault(kind, []).append((at, isomorphism, left))
    return found


class OtherForms:
    """Answers for one rule."""

    def __init__(self, disabled: frozenset[str] = frozenset()) -> None:
        self.disabled = disabled
        self._known: dict[PatternNode, tuple[OtherForm, ...]] = {}
        #: Of the nodes made here: the isomorphisms before this one are done with.
        self._begins: dict[PatternNode, int] = {}

    def looks_for(self, form: CodeForm) -> bool:
        return form.value not in self.disabled

    def has_made(self, node: PatternNode) -> bool:
        """Whether a node is one that an isomorphism made, not the rule's own."""
        return node in self._begins

    def of(self, node: PatternNode) -> tuple[OtherForm, ...]:
        """The other forms of a node in the order in which they are tried."""
        found = self._known.get(node)
        if found is None:
            found = tuple(self._made(node))
            self._known[node] = found
        return found

    def _made(self, node: PatternNode) -> Iterator[OtherForm]:
        begin = self._begins.get(node, 0)
        done = -1
        found: list[list[OtherForm]] = []
        for at, isomorphism, left in _lefts().get(node.kind, ()):
            if at < begin or at == done or isomorphism.name in self.disabled:
                continue
            reading = _Reading(isomorphism)
            if not reading.binds(left, node):
                continue
            done = at
            rights = (one for one in isomorphism.forms if one is not left and reading.may_be(one))
            made = (self._form(isomorphism, at, node, reading, one) for one in rights)
            found.append([one for one in made if one is not None])
        # As in Coccinelle, where each goes into the branches that those before it made.
        for forms in reversed(found):
            yield from forms

    def _form(
        self,
        isomorphism: Isomorphism,
        at: int,
        node: PatternNode,
        reading: _Reading,
        right: PatternNode,
    ) -> OtherForm | None:
        making = _Making(reading, node)
        made = making.node(right, node)
        if making.is_lost:
            return None
        for one in making.new:
            self._begins[one] = at + 1
        # As the pattern's own condition has its other forms, which each have an opposite.
        self._begins.update(dict.fromkeys(making.opposites, 0))
        is_part = made not in making.new
        left_out, replaced = tuple(making.left_out()), tuple(making.replaced)
        return OtherForm(isomorphism, made, is_part, self._kinds(made), left_out, replaced)

    def _kinds(self, made: PatternNode) -> frozenset[str] | None:
        match made:
            case PatternToken() | Inner():
                kinds = {made.kind}
                if made.kind == "parenthesized_expression":
                    return None
            case (
                MetavariableUse()
                | Disjunction()
                | Dots()
                | Nest()
                | AnyType()
                | Holder()
                | AnyInclude()
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


class _Reading:
    """A node of a pattern read as the left side of an isomorphism."""

    def __init__(self, isomorphism: Isomorphism) -> None:
        self.isomorphism = isomorphism
        #: What the isomorphism's metavariables stand for.
        self.bound: dict[str, PatternNode] = {}
        #: The pattern's tokens that the isomorphism writes, in order.
        self.tokens: list[PatternToken] = []
        #: The pattern's nodes by how the isomorphism writes them.
        self.by_text: dict[tuple[bytes, ...], PatternNode] = {}
        self.dots: list[tuple[Dots, PatternNode | None]] = []
        self.root: PatternNode | None = None

    def binds(self, form: PatternNode, node: PatternNode) -> bool:
        """Whether the form matches the node, all metavariables bound."""
        if self.root is None:
            self.root = node
        match form:
            case MetavariableUse():
                return self._binds_metavariable(form, node)
            case PatternToken():
                if not isinstance(node, PatternToken) or not _is_same_token(form, node):
                    return False
                self.tokens.append(node)
                return True
            case Dots():
                if not isinstance(node, Dots) or node.whens:
                    # What they must not pass, a statement in their place would not be asked for.
                    return False
                self.dots.append((node, self.tokens[-1] if self.tokens else None))
                return True
            case Inner():
                if node.kind != form.kind or len(node.children) != len(form.children):
                    return False
                pairs = zip(form.children, node.children, strict=True)
                self.by_text[_text_of(form)] = node
                return all(self.binds(one, two) for one, two in pairs)
            case Disjunction() | Nest() | AnyType() | Holder() | AnyInclude():
                return False
            case _:
                assert_never(form)

    def _binds_metavariable(self, use: MetavariableUse, node: PatternNode) -> bool:
        name = use.metavariable.name
        if name in self.bound:
            return _text_of(self.bound[name]) == _text_of(node)
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

    def may_be(self, right: PatternNode) -> bool:
        """Whether the rule lets the form be another: what that one lacks is all context, or all of
        the node has one mark.
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
        return all(is_context(one) for one in (*self.tokens, *lost))


class _Making:
    """The right side of an isomorphism with the pattern's nodes in it."""

    def __init__(self, reading: _Reading, root: PatternNode) -> None:
        self.reading = reading
        self.root = root
        marks = marks_of(root)
        self.mark = next(iter(marks)) if len(marks) == 1 else LineMark.CONTEXT
        self.tokens = list(reading.tokens)
        self.used_dots: set[PatternNode] = set()
        self.new: list[PatternNode] = []
        #: Of them the comparisons that are the opposite of one.
        self.opposites: list[PatternNode] = []
        self.replaced: list[tuple[PatternNode, PatternNode]] = []
        #: Whether the rule changes a token that the opposite of a condition lacks.
        self.is_lost = False

    def node(self, form: PatternNode, place: PatternNode | None) -> PatternNode:
        """The pattern's tree of a form. `place` is what the pattern has where it stands."""
        match form:
            case MetavariableUse():
                return self._bound(form)
            case PatternToken():
                return self._token(form)
            case Inner():
                known = self.reading.by_text.get(_text_of(form))
                if known is not None and known is not self.root:
                    return known
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
            case Dots() | Disjunction() | Nest() | AnyType() | Holder() | AnyInclude():
                raise AssertionError("an isomorphism's right side has none")
            case _:
                assert_never(form)

    def _bound(self, use: MetavariableUse) -> PatternNode:
        bound = self.reading.bound.get(use.metavariable.name)
        if bound is None and use.metavariable.kind is MetaKind.EXPRESSION:
            made = self._pointer_to_bound(use) or _any_expression(use)
            self.new.append(made)
            return made
        if bound is None:
            # `{ ... }` as `S`: any statement, as the dots are.
            dots, _ = self.reading.dots[0]
            self.used_dots.add(dots)
            return dots
        if bound is not self.root:
            return bound
        # What it matches is a part of what the root does.
        copy = replace(self.root)
        self.new.append(copy)
        return copy

    def _pointer_to_bound(self, use: MetavariableUse) -> PatternNode | None:
        """The metavariable of type T that the pattern has, as a pointer to T; None for another."""
        wanted = use.metavariable.wanted
        held = next((one for one in self.reading.bound.values() if _has_type(one)), None)
        if wanted is None or not isinstance(held, MetavariableUse):
            return None
        declared = held.metavariable
        types = [replace(one, depth=one.depth + 1) for one in _types_of(declared)]
        pointer = replace(types[0], others=tuple(types[1:]))
        return replace(held, metavariable=replace(declared, wanted=pointer))

    def _negated(self, form: Inner) -> PatternNode | None:
        """The opposite of what X stands for, where the form is `!X`."""
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
            if _is_same_token(form, token):
                return self.tokens.pop(at)
        made = replace(form, item=replace(form.item, mark=self.mark), fate=self.root.fate)
        self.new.append(made)
        return made

    def left_out(self) -> Iterator[tuple[Dots, PatternNode]]:
        for dots, token in self.reading.dots:
            if dots not in self.used_dots and token is not None and token not in self.tokens:
                yield dots, token


def _is_same_token(form: PatternToken, token: PatternToken) -> bool:
    if form.kind != token.kind:
        return False
    return form.text == token.text or (
        form.kind == "number_literal" and same_number(form.text, token.text)
    )


def _text_of(node: PatternNode) -> tuple[bytes, ...]:
    return tuple(leaf.text for leaf in leaves_of(node))


def _is_pure(node: PatternNode) -> bool:
    """Whether the rule can do without what a metavariable stands for."""
    leaves = list(leaves_of(node))
    if len(leaves) != 1 or not isinstance(leaves[0], MetavariableUse):
        return False
    declared = leaves[0].metavariable
    # A type that another place of the pattern binds is known without this one.
    return declared.is_single or (declared.kind is MetaKind.TYPE and declared.uses > 1)


def _any_expression(use: MetavariableUse) -> PatternNode:
    """What an isomorphism says nothing of: the index of `E1[E2]`."""
    token = use.item.token
    item = DotsItem(token.text, token.start, token.end, LineMark.CONTEXT, statements=False)
    return Dots(item)


def _types_of(declared: Metavariable) -> list[WantedType]:
    return [replace(one, others=()) for one in declared.wanted.types] if declared.wanted else []


def _has_type(node: PatternNode) -> bool:
    """Whether a node is a metavariable whose type the pattern declares."""
    declared = node.metavariable if isinstance(node, MetavariableUse) else None
    return (
        declared is not None
        and bool(_types_of(declared))
        and all(
            one is not ANY_POINTER and not one.is_array and not one.qualifiers
            for one in _types_of(declared)
        )
    )


def _is_of_type(wanted: WantedType, node: PatternNode) -> bool:
    """Whether the pattern says of a node that it has the type: a pointer, `int`, any T."""
    if wanted.metavariable is not None:
        return _has_type(node)
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
            if isinstance(node, Dots | AnyType | Holder):
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
            is_other = isinstance(node, Dots | Nest | Disjunction | Holder)
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
            | MetaKind.POSITION
            | MetaKind.BINARY_OPERATOR
            | MetaKind.ASSIGNMENT_OPERATOR
        ):
            return False
        case _:
            assert_never(kind)
