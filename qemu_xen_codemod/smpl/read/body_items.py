# SPDX-License-Identifier: GPL-2.0-or-later
"""The items of a rule's body: tokens with their marks, dots, nests, disjunctions.

`-` lines are removed, `+` lines added, `*` lines listed; others are context. Dots, nests and
disjunctions are items of their own; everything else stays a token. SmPL outside the subset is
refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import assert_never

from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.smpl.read.metavariable import Metavariable


class LineMark(Enum):
    CONTEXT = " "
    MINUS = "-"
    PLUS = "+"
    #: The code is matched and listed; nothing is changed.
    STAR = "*"


@dataclass(frozen=True, slots=True)
class BodyToken:
    """One C token of a rule's body. Its start identifies it."""

    #: Position among the body's tokens.
    index: int
    token: Token
    mark: LineMark
    #: Whether its line begins with `?`.
    is_optional: bool = False
    #: Whether its line begins with `++`: several matches may add it at one place.
    is_repeated: bool = False
    #: The tokens that follow `#define` or `#undef`; in added code only the metavariables.
    words: tuple[BodyToken, ...] = field(default=(), compare=False)
    #: The position metavariables attached to it: `f@p`.
    positions: tuple[Metavariable, ...] = field(default=(), compare=False)


class WhenModifier(Enum):
    """A word after `when`."""

    ANY = "any"
    STRICT = "strict"
    EXISTS = "exists"
    FORALL = "forall"


@dataclass(frozen=True, slots=True)
class WhenNot:
    """`when != X`."""

    #: X.
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Whens:
    """The when clauses of statement dots or of a nest."""

    modifiers: frozenset[WhenModifier] = frozenset()
    #: Code that must not occur.
    forbidden: tuple[WhenNot, ...] = ()

    @property
    def strict(self) -> bool:
        return WhenModifier.STRICT in self.modifiers

    @property
    def exists(self) -> bool:
        """Whether one path is enough."""
        return WhenModifier.EXISTS in self.modifiers

    @property
    def any(self) -> bool:
        return WhenModifier.ANY in self.modifiers

    def on_paths(self, default: WhenModifier) -> Whens:
        """These clauses, with `default` (`exists` or `forall`) where neither is given."""
        if self.modifiers & {WhenModifier.EXISTS, WhenModifier.FORALL}:
            return self
        return Whens(self.modifiers | {default}, self.forbidden)


@dataclass(frozen=True, slots=True)
class DotsItem:
    """`...`. `name` stands for it where the body is parsed as C."""

    name: bytes
    start: int
    end: int
    mark: LineMark
    #: Whether it stands for statements, not arguments, parameters or an expression.
    statements: bool
    whens: Whens = Whens()
    #: Whether the function may end before the code that follows them, a line with `?`.
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class DisjunctionItem:
    """`( a | b )`. `name` stands for it where the body is parsed as C."""

    name: bytes
    start: int
    end: int
    branches: tuple[tuple[Item, ...], ...]
    #: Whether the branches are statements (they end with `;` or `}`), not expressions or types.
    statements: bool = field(default=False)
    #: `( a & b )`: all have to match.
    is_conjunction: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class NestItem:
    """`<... P ...>`. `name` stands for it where the body is parsed as C."""

    name: bytes
    start: int
    end: int
    #: P.
    items: tuple[Item, ...]
    #: Whether it stands for statements, not for an expression.
    statements: bool
    #: Whether P has to occur: `<+... P ...+>`.
    is_needed: bool
    whens: Whens = Whens()
    #: A nest in an expression may be removed with all that is around it; nests of statements stay.
    mark: LineMark = LineMark.CONTEXT


Item = BodyToken | DotsItem | DisjunctionItem | NestItem

#: How a placeholder's name begins: no C in a tree uses it.
PLACEHOLDER = b"smpl_placeholder_"
#: A construct outside the subset: `f(x)`, and `g(x);` on the next line.
EXPRESSION_BESIDE_STATEMENTS = "an expression next to statements"


def first_start(item: Item) -> int:
    """Byte offset of an item's first character."""
    return item.token.start if isinstance(item, BodyToken) else item.start


def is_marked(item: Item, mark: LineMark) -> bool:
    """Whether an item has the mark; a disjunction, whether all its items have it."""
    if isinstance(item, DisjunctionItem):
        return all(is_marked(element, mark) for branch in item.branches for element in branch)
    if isinstance(item, NestItem):
        # A nest may stay although all its code is removed or added.
        return item.mark is mark and all(is_marked(element, mark) for element in item.items)
    return item.mark is mark


def tokens_in(items: Sequence[Item]) -> list[BodyToken]:
    """All tokens of a body in order, including those in disjunctions, nests and `when !=`."""
    tokens: list[BodyToken] = []
    for item in items:
        if isinstance(item, BodyToken):
            tokens += [item, *item.words]
        elif isinstance(item, DisjunctionItem):
            for branch in item.branches:
                tokens.extend(tokens_in(branch))
        else:
            tokens.extend(tokens_in(item.items) if isinstance(item, NestItem) else ())
            for when in item.whens.forbidden:
                tokens.extend(tokens_in(when.items))
    return tokens


def marks_in(items: Sequence[Item]) -> frozenset[LineMark]:
    """The marks of a body's tokens (see `tokens_in`) and of its dots and nests."""
    marks = {token.mark for token in tokens_in(items)}
    for item in items:
        if isinstance(item, DotsItem):
            marks.add(item.mark)
        elif isinstance(item, DisjunctionItem):
            marks.update(*map(marks_in, item.branches))
        elif isinstance(item, NestItem):
            marks |= {item.mark, *marks_in(item.items)}
    return frozenset(marks)


def with_paths(items: Sequence[Item], default: WhenModifier) -> tuple[Item, ...]:
    """The items, with `default` for dots and nests of statements that give neither `exists` nor
    `forall`.
    """
    return tuple(_on_paths(item, default) for item in items)


def _on_paths(item: Item, default: WhenModifier) -> Item:
    match item:
        case BodyToken():
            return item
        case DotsItem():
            whens = item.whens.on_paths(default) if item.statements else item.whens
            return replace(item, whens=whens)
        case DisjunctionItem():
            branches = tuple(with_paths(branch, default) for branch in item.branches)
            return replace(item, branches=branches)
        case NestItem():
            whens = item.whens.on_paths(default) if item.statements else item.whens
            return replace(item, items=with_paths(item.items, default), whens=whens)
        case _:
            assert_never(item)


def dots_of_return(name: bytes, token: BodyToken) -> DotsItem:
    """`return ...;`: dots for any value, or none."""
    return DotsItem(name, token.token.start, token.token.end, token.mark, statements=False)
