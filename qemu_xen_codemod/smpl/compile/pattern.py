"""Pattern, PatternNode: the code of a patch as a tree, shaped as the same code in a file is.

A node is one of ten kinds, a closed union: whoever tells them apart ends with `assert_never`, so
that a new kind is a type error wherever it is forgotten. Equality is identity: one node stands for
one place of the patch. Leaves know the item of the patch's body that they are.
"""

from __future__ import annotations

import re
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
    LineMark,
    NestItem,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable

#: Nodes whose children are no tokens of C: compared by their text.
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


@dataclass(frozen=True, eq=False, slots=True)
class Inner:
    """A node of C's grammar that has parts."""

    #: Tree-sitter's type.
    kind: str
    children: tuple[PatternNode, ...]
    fate: Fate = Fate.KEPT
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
    """`<... P ...>`: like dots, and P wherever it stands in what they stand for."""

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
)


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """The parsed slice of a body or of one disjunction branch."""

    kind: PatternKind
    nodes: tuple[PatternNode, ...]

    def is_context(self) -> bool:
        """Whether nothing of it is marked."""
        return all(is_context(node) for node in self.nodes)


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
        case Nest():
            return (node.inner, *node.whens)
        case _:
            assert_never(node)


def branches_of(node: PatternNode) -> tuple[Pattern, ...]:
    """The patterns of which code matches one where it matches the node."""
    match node:
        case Disjunction():
            return node.branches
        case (
            PatternToken()
            | Inner()
            | MetavariableUse()
            | Dots()
            | Nest()
            | AnyType()
            | Holder()
            | Conjunction()
            | AnyInclude()
        ):
            return ()
        case _:
            assert_never(node)


def kinds_of(node: PatternNode) -> Iterator[str]:
    """What the node, or one of its branches, is."""
    for branch in node.branches if isinstance(node, Disjunction | Conjunction) else ():
        yield from (kind for first in branch.nodes[:1] for kind in kinds_of(first))
    yield node.kind


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
    return frozenset(one.name for leaf in leaves_of(node) for one in positions_of(leaf))


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


@lru_cache(maxsize=4096)
def is_context(node: PatternNode) -> bool:
    """Whether nothing of a node is marked."""
    for leaf in leaves_of(node):
        match leaf:
            case PatternToken() | MetavariableUse() | Dots() | Nest() | AnyInclude():
                if leaf.item.mark is not LineMark.CONTEXT:
                    return False
            case Disjunction() | Conjunction() | Inner() | AnyType() | Holder():
                pass
            case _:
                assert_never(leaf)
        if not all(pattern.is_context() for pattern in patterns_in(leaf)):
            return False
    return True


@lru_cache(maxsize=4096)
def marks_of(node: PatternNode) -> frozenset[LineMark]:
    """The marks of the tokens of a node, those inside disjunctions aside."""
    return frozenset(item.mark for item in items_of(node) if isinstance(item, BodyToken))


def is_all_minus(node: PatternNode) -> bool:
    """Whether the whole of a node stands in `-` lines, whatever takes its place."""
    return all(
        not isinstance(item, DisjunctionItem) and item.mark is LineMark.MINUS
        for item in items_of(node)
    )


@lru_cache(maxsize=4096)
def is_starred(node: PatternNode) -> bool:
    """Whether the whole of a node stands in `*` lines."""
    items = list(items_of(node))
    return bool(items) and all(
        not isinstance(one, DisjunctionItem) and one.mark is LineMark.STAR for one in items
    )


def has_any_head(node: PatternNode) -> bool:
    """Whether it is `T { ... }` with a type metavariable, a struct or a union."""
    return node.kind == "struct_specifier" and stands_for(node.children[0], MetaKind.TYPE)


_ANY_FILE = re.compile(
    rb"""\s*#\s*include\s*(?:\.\.\.|([<"](?:[^<>"]*/)?)\.\.\.[>"])\s*(?:/[/*].*)?\Z"""
)


def any_file(directive: bytes) -> bytes | None:
    """What the files begin with that `#include <folder/...>` stands for, None for other lines."""
    found = _ANY_FILE.match(directive)
    return (found.group(1) or b"") if found else None


def is_designated(node: PatternNode) -> bool:
    """Whether a list is one of `.field = value` initialisers, whose order does not matter."""
    return node.kind == "initializer_list" and any(
        child.kind == "initializer_pair" and child.children[0].kind == "field_designator"
        for child in node.children
    )


#: Operators of which `x + ...` stands for a row of any length that has x as an operand; of those
#: in the second set `... + x` does, too.
_IN_ROWS = frozenset((b"+", b"*", b"&", b"|", b"&&", b"||"))
_EXCHANGED = frozenset((b"+", b"*", b"&", b"|"))


def operand_in_row(pattern: PatternNode) -> PatternNode | None:
    """X of `X + ...`, which matches X as an operand of a row of any length, of X alone too; None
    when the pattern is none.
    """
    if pattern.kind != "binary_expression":
        return None
    left, operator, right = pattern.children
    if isinstance(right, Dots) and operator.text in _IN_ROWS:
        return left
    return right if isinstance(left, Dots) and operator.text in _EXCHANGED else None


def holds_expression(pattern: PatternNode) -> bool:
    """Whether a pattern is an expression among statements, or a choice with one as a branch."""
    if isinstance(pattern, Disjunction | Conjunction):
        return any(holds_expression(one) for branch in pattern.branches for one in branch.nodes)
    return isinstance(pattern, Holder)


def is_return(pattern: PatternNode) -> bool:
    """Whether a pattern is a `return`, or a choice of them."""
    if not isinstance(pattern, Disjunction):
        return pattern.kind == "return_statement"
    return all(branch.nodes and is_return(branch.nodes[-1]) for branch in pattern.branches)


def may_be_missing(pattern: PatternNode) -> bool:
    """Whether a pattern is `return;` or `return ...;`, which the end of a function stands for."""
    if pattern.kind != "return_statement":
        return False
    value = pattern.children[1:-1]
    return not value or isinstance(value[0], Dots)
