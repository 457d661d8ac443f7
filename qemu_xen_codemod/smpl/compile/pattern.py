# SPDX-License-Identifier: GPL-2.0-or-later
"""Pattern, PatternNode: the code of a patch as a tree, of the shape that the code has in a file.

A node is one of eleven kinds, a closed union: code that distinguishes them ends with
`assert_never`, so that forgetting a new kind is a type error. Equality is identity: one node stands
for one place of the patch. Leaves refer to their item of the patch's body.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import ClassVar, TypeGuard, assert_never

from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    NestItem,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable

#: Nodes whose children are not C tokens: they are compared by their text.
ATOMS = frozenset(
    ("string_literal", "char_literal", "number_literal", "system_lib_string", "preproc_arg")
)


class Fate(Enum):
    """What happens to the code that a node matches."""

    KEPT = "kept"
    #: Removed with the code that it is part of; nothing takes its place.
    REMOVED = "removed"
    REPLACED = "replaced"
    #: Moved to its place in the added code: statement dots.
    COPIED = "copied"
    #: A declaration that is removed if it is one of several names, and edited if it is alone.
    APART = "apart"


class PatternKind(Enum):
    """What a pattern is in C's grammar."""

    EXPRESSION = "expression"
    STATEMENTS = "statements"
    TOPLEVEL = "toplevel"
    TYPE = "type"


@dataclass(frozen=True, eq=False, slots=True)
class PatternToken:
    """A token of C, or a literal or directive as a whole."""

    #: Tree-sitter's type.
    kind: str
    item: BodyToken
    fate: Fate = Fate.KEPT
    #: What the rule declares the word as, if it is the name of a macro.
    role: MetaKind | None = None
    children: ClassVar[tuple[PatternNode, ...]] = ()

    @property
    def text(self) -> bytes:
        return self.item.token.text


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that code must have; it is not part of the tree."""

    #: Its name, and its parentheses with their contents.
    texts: tuple[bytes, ...]
    #: Whether parentheses follow, with any contents.
    has_any_arguments: bool
    #: Byte offset in the patch.
    start: int
    #: Whether it is in context lines.
    is_kept: bool


@dataclass(frozen=True, eq=False, slots=True)
class Inner:
    """A node of C's grammar with children."""

    #: Tree-sitter's type.
    kind: str
    children: tuple[PatternNode, ...]
    fate: Fate = Fate.KEPT
    attributes: tuple[Attribute, ...] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class MetavariableUse:
    """A use of a metavariable; symbols are tokens instead."""

    item: BodyToken
    metavariable: Metavariable
    fate: Fate = Fate.KEPT
    #: Not a kind of C's grammar.
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()

    @property
    def text(self) -> bytes:
        return self.item.token.text


@dataclass(frozen=True, eq=False, slots=True)
class Dots:
    """`...` for statements, for list elements, or for the value of a `return`."""

    item: DotsItem
    #: The patterns that `when !=` forbids.
    whens: tuple[Pattern, ...] = ()
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class Disjunction:
    """`( a | b )`."""

    item: DisjunctionItem
    branches: tuple[Pattern, ...]
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class Conjunction:
    """`( a & b )`: code that all branches match."""

    item: DisjunctionItem
    branches: tuple[Pattern, ...]
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class Nest:
    """`<... P ...>`: dots, with P wherever it occurs in the code that they match."""

    item: NestItem
    inner: Pattern
    #: The patterns that `when !=` forbids.
    whens: tuple[Pattern, ...] = ()
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class AnyType:
    """The return type of a function for which the patch gives none."""

    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class BareExpression:
    """An expression without `;` among statements. It matches the statement, declaration or
    condition that contains the expression.
    """

    expression: PatternNode
    fate: Fate = Fate.KEPT
    #: Not a kind of C's grammar.
    kind: ClassVar[str] = ""
    text: ClassVar[bytes] = b""

    @property
    def children(self) -> tuple[PatternNode, ...]:
        return (self.expression,)


class IncludePlace(Enum):
    """Which of the included files an `#include <...>` stands for."""

    EACH = "each"
    #: Lines are added above it.
    FIRST = "first"
    #: Lines are added below it.
    LAST = "last"


@dataclass(frozen=True, eq=False, slots=True)
class AnyInclude:
    """`#include ...`, `#include <...>`, `#include "folder/..."`."""

    item: BodyToken
    #: How the file's name begins, including the `<` or `"`.
    begin: bytes
    place: IncludePlace = IncludePlace.EACH
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = "preproc_include"
    children: ClassVar[tuple[PatternNode, ...]] = ()

    @property
    def text(self) -> bytes:
        return self.item.token.text


@dataclass(frozen=True, eq=False, slots=True)
class Define:
    """`#define f(x) BODY` or `#undef f`, which is matched and edited as a whole."""

    #: Tree-sitter's type.
    kind: str
    item: BodyToken
    #: `define` or `undef`.
    word: bytes
    name: PatternNode
    #: None for a macro without parentheses.
    parameters: tuple[PatternNode, ...] | None
    #: `#define f(...)`.
    has_any_parameters: bool
    #: `#define f ...`.
    has_any_body: bool
    #: The tokens of a body without metavariables.
    tokens: tuple[bytes, ...] = ()
    #: A body that is an expression with metavariables, else None.
    body: Pattern | None = None
    #: A body that is a type metavariable, else None.
    type: MetavariableUse | None = None
    #: The metavariables in the line, by their offset in its text.
    uses: tuple[tuple[int, MetavariableUse], ...] = ()
    fate: Fate = Fate.KEPT
    children: ClassVar[tuple[PatternNode, ...]] = ()

    @property
    def text(self) -> bytes:
        return self.item.token.text


PatternNode = (
    PatternToken
    | Inner
    | MetavariableUse
    | Dots
    | Disjunction
    | Conjunction
    | Nest
    | AnyType
    | BareExpression
    | AnyInclude
    | Define
)


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """The parsed slice of a body or of a disjunction branch."""

    kind: PatternKind
    nodes: tuple[PatternNode, ...]


def patterns_in(node: PatternNode) -> tuple[Pattern, ...]:
    """The patterns inside a leaf: a disjunction's branches, the code of a nest, and the code that
    dots must not pass.
    """
    match node:
        case (
            PatternToken()
            | Inner()
            | MetavariableUse()
            | AnyType()
            | BareExpression()
            | AnyInclude()
        ):
            return ()
        case Dots():
            return node.whens
        case Disjunction() | Conjunction():
            return node.branches
        case Define():
            return (node.body,) if node.body is not None else ()
        case Nest():
            return (node.inner, *node.whens)
        case _:
            assert_never(node)


def item_of(node: PatternNode) -> Item | None:
    """The item of a leaf; None for a node with children, and for a type that is not named."""
    return None if isinstance(node, Inner | AnyType | BareExpression) else node.item


def positions_of(node: PatternNode) -> tuple[Metavariable, ...]:
    """The position metavariables of a leaf."""
    item = item_of(node) if isinstance(node, PatternToken | MetavariableUse) else None
    return item.positions if isinstance(item, BodyToken) else ()


@lru_cache(maxsize=4096)
def positions_under(node: PatternNode) -> frozenset[str]:
    """The names of the positions that every match of a node binds."""
    return frozenset(position.name for leaf in leaves_of(node) for position in positions_of(leaf))


def names_iterator(node: PatternNode) -> bool:
    """Whether a node is the name of a macro that heads a loop."""
    return isinstance(node, PatternToken) and node.role is MetaKind.ITERATOR_NAME


def metavariable_of(node: PatternNode) -> Metavariable | None:
    return node.metavariable if isinstance(node, MetavariableUse) else None


def stands_for(node: PatternNode, *kinds: MetaKind) -> TypeGuard[MetavariableUse]:
    """Whether a node is a metavariable of one of these kinds."""
    return isinstance(node, MetavariableUse) and node.metavariable.kind in kinds


def nodes_under(node: PatternNode) -> Iterator[PatternNode]:
    """A node and its descendants in order, without those inside disjunctions and nests."""
    yield node
    for child in node.children:
        yield from nodes_under(child)


def nodes_in(pattern: Pattern) -> Iterator[PatternNode]:
    """All nodes of a pattern, including those inside disjunctions, nests and `when !=`."""
    for root in pattern.nodes:
        for node in nodes_under(root):
            yield node
            for inner in patterns_in(node):
                yield from nodes_in(inner)


def leaves_of(node: PatternNode) -> Iterator[PatternNode]:
    """The leaves under a node in order, without those inside disjunctions."""
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves_of(child)


def items_of(node: PatternNode) -> Iterator[Item]:
    """The items under a node in order, without those inside disjunctions."""
    for leaf in leaves_of(node):
        item = item_of(leaf)
        if item is not None:
            yield item
