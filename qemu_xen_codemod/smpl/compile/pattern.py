# SPDX-License-Identifier: GPL-2.0-or-later
"""Pattern, PatternNode: the code of a patch as a tree, shaped as the same code in a file is.

A node is one of eleven kinds, a closed union: whoever tells them apart ends with `assert_never`, so
that a new kind is a type error wherever it is forgotten. Equality is identity: one node stands for
one place of the patch. Leaves know the item of the patch's body that they are.
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

#: Nodes whose children are not tokens of C: compared by their text.
ATOMS = frozenset(
    ("string_literal", "char_literal", "number_literal", "system_lib_string", "preproc_arg")
)


class Fate(Enum):
    """What becomes of the code that a node matches."""

    KEPT = "kept"
    #: With what it is a part of; nothing takes its place.
    REMOVED = "removed"
    REPLACED = "replaced"
    #: It goes where the added code has it: the dots of statements that move.
    COPIED = "copied"
    #: A declaration that goes where it is one of several names, and changes where it is one alone.
    APART = "apart"


class PatternKind(Enum):
    """What a pattern is for C's grammar."""

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
    #: What the rule declares the word as, where it is the name of a macro.
    role: MetaKind | None = None
    children: ClassVar[tuple[PatternNode, ...]] = ()

    @property
    def text(self) -> bytes:
        return self.item.token.text


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that code has to have, which is not part of the tree."""

    #: Its name, and its parentheses with what they hold.
    texts: tuple[bytes, ...]
    #: Whether parentheses follow, whatever they hold.
    has_any_arguments: bool
    #: Byte offset in the patch.
    start: int
    #: Whether it is in context lines.
    is_kept: bool


@dataclass(frozen=True, eq=False, slots=True)
class Inner:
    """A node of C's grammar that has parts."""

    #: Tree-sitter's type.
    kind: str
    children: tuple[PatternNode, ...]
    fate: Fate = Fate.KEPT
    attributes: tuple[Attribute, ...] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class MetavariableUse:
    """A place of a metavariable, symbols aside: these are tokens."""

    item: BodyToken
    metavariable: Metavariable
    fate: Fate = Fate.KEPT
    #: No kind of C.
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()

    @property
    def text(self) -> bytes:
        return self.item.token.text


@dataclass(frozen=True, eq=False, slots=True)
class Dots:
    """`...`, of statements, of elements of a list, or of the value of a `return`."""

    item: DotsItem
    #: What each `when !=` forbids.
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
    """`( a & b )`: code that each of them matches."""

    item: DisjunctionItem
    branches: tuple[Pattern, ...]
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class Nest:
    """`<... P ...>`: like dots, and P wherever it is in what they stand for."""

    item: NestItem
    inner: Pattern
    #: What each `when !=` forbids.
    whens: tuple[Pattern, ...] = ()
    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class AnyType:
    """The return type that a function of the patch does not name."""

    fate: Fate = Fate.KEPT
    kind: ClassVar[str] = ""
    children: ClassVar[tuple[PatternNode, ...]] = ()
    text: ClassVar[bytes] = b""


@dataclass(frozen=True, eq=False, slots=True)
class Holder:
    """An expression without `;` among statements: whatever runs at one point and holds it, as a
    statement, a declaration, or the condition of an `if`.
    """

    expression: PatternNode
    fate: Fate = Fate.KEPT
    #: No kind of C.
    kind: ClassVar[str] = ""
    text: ClassVar[bytes] = b""

    @property
    def children(self) -> tuple[PatternNode, ...]:
        return (self.expression,)


class IncludePlace(Enum):
    """Which of the files that are included an `#include <...>` stands for."""

    EACH = "each"
    #: Above it lines are added.
    FIRST = "first"
    #: Below it lines are added.
    LAST = "last"


@dataclass(frozen=True, eq=False, slots=True)
class AnyInclude:
    """`#include ...`, `#include <...>`, `#include "folder/..."`."""

    item: BodyToken
    #: What the name of the file begins with, the `<` or `"` included.
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
    """`#define f(x) BODY` or `#undef f`, which matches and goes as a whole."""

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
    #: A body without metavariables.
    tokens: tuple[bytes, ...] = ()
    #: An expression with metavariables, else None.
    body: Pattern | None = None
    #: The type metavariable that the body is, else None.
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
    | Holder
    | AnyInclude
    | Define
)


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """The parsed slice of a body or of one disjunction branch."""

    kind: PatternKind
    nodes: tuple[PatternNode, ...]


def patterns_in(node: PatternNode) -> tuple[Pattern, ...]:
    """The patterns that a leaf holds: a disjunction's branches, what a nest has inside, and what
    dots must not pass.
    """
    match node:
        case PatternToken() | Inner() | MetavariableUse() | AnyType() | Holder() | AnyInclude():
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
    """The item that a leaf is; None for what has parts, and for a type that is not named."""
    return None if isinstance(node, Inner | AnyType | Holder) else node.item


def positions_of(node: PatternNode) -> tuple[Metavariable, ...]:
    """The metavariables that stand for the place of a leaf."""
    item = item_of(node) if isinstance(node, PatternToken | MetavariableUse) else None
    return item.positions if isinstance(item, BodyToken) else ()


@lru_cache(maxsize=4096)
def positions_under(node: PatternNode) -> frozenset[str]:
    """The names of the positions that each match of a node binds."""
    return frozenset(position.name for leaf in leaves_of(node) for position in positions_of(leaf))


def names_iterator(node: PatternNode) -> bool:
    """Whether a node is the name of a macro that is the head of a loop."""
    return isinstance(node, PatternToken) and node.role is MetaKind.ITERATOR_NAME


def metavariable_of(node: PatternNode) -> Metavariable | None:
    return node.metavariable if isinstance(node, MetavariableUse) else None


def stands_for(node: PatternNode, *kinds: MetaKind) -> TypeGuard[MetavariableUse]:
    """Whether a node is a metavariable of one of these kinds."""
    return isinstance(node, MetavariableUse) and node.metavariable.kind in kinds


def nodes_under(node: PatternNode) -> Iterator[PatternNode]:
    """A node and those under it in order, those inside disjunctions and nests aside."""
    yield node
    for child in node.children:
        yield from nodes_under(child)


def nodes_in(pattern: Pattern) -> Iterator[PatternNode]:
    """All nodes of a pattern, those inside disjunctions, nests and `when !=` included."""
    for root in pattern.nodes:
        for node in nodes_under(root):
            yield node
            for inner in patterns_in(node):
                yield from nodes_in(inner)


def leaves_of(node: PatternNode) -> Iterator[PatternNode]:
    """The leaves under a node in order, those inside disjunctions aside."""
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves_of(child)


def items_of(node: PatternNode) -> Iterator[Item]:
    """The items under a node in order, those inside disjunctions aside."""
    for leaf in leaves_of(node):
        item = item_of(leaf)
        if item is not None:
            yield item
