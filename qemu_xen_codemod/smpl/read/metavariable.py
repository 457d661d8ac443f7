# SPDX-License-Identifier: GPL-2.0-or-later
"""Metavariable: a declared name of a semantic patch, and the code that it may stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.smpl.read.constraint import Constraint, passes
from qemu_xen_codemod.smpl.read.formula import Formula
from qemu_xen_codemod.smpl.read.fresh_name import FreshName
from qemu_xen_codemod.smpl.read.place_test import PlaceTest


class MetaKind(Enum):
    EXPRESSION = "expression"
    IDEXPRESSION = "idexpression"
    EXPRESSION_LIST = "expression list"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"
    TYPE = "type"
    STATEMENT = "statement"
    STATEMENT_LIST = "statement list"
    DECLARATION = "declaration"
    SYMBOL = "symbol"
    POSITION = "position"
    PARAMETER = "parameter"
    PARAMETER_LIST = "parameter list"
    FIELD = "field"
    FIELD_LIST = "field list"
    INITIALISER = "initialiser"
    INITIALISER_LIST = "initialiser list"
    #: The number of elements of a list: n of `field list[n] fs`.
    LENGTH = "length"
    BINARY_OPERATOR = "binary operator"
    ASSIGNMENT_OPERATOR = "assignment operator"
    #: The name of a macro that heads a loop.
    ITERATOR_NAME = "iterator name"
    #: The name of a macro that declares something.
    DECLARER_NAME = "declarer name"
    ATTRIBUTE_NAME = "attribute name"


#: Kinds that are complete without a `;`.
WHOLE_KINDS = (
    MetaKind.STATEMENT,
    MetaKind.STATEMENT_LIST,
    MetaKind.DECLARATION,
    MetaKind.FIELD,
    MetaKind.FIELD_LIST,
)
#: Kinds that match any number of list elements.
LIST_KINDS = (
    MetaKind.EXPRESSION_LIST,
    MetaKind.PARAMETER_LIST,
    MetaKind.FIELD_LIST,
    MetaKind.INITIALISER_LIST,
)
PARAMETER_KINDS = (MetaKind.PARAMETER, MetaKind.PARAMETER_LIST)
INITIALISER_KINDS = (MetaKind.INITIALISER, MetaKind.INITIALISER_LIST)
#: Names of C, which stand for themselves.
NAME_KINDS = (
    MetaKind.SYMBOL,
    MetaKind.ITERATOR_NAME,
    MetaKind.DECLARER_NAME,
    MetaKind.ATTRIBUTE_NAME,
)
#: Operators between two operands.
OPERATOR_KINDS = (MetaKind.BINARY_OPERATOR, MetaKind.ASSIGNMENT_OPERATOR)


class Scope(Enum):
    """Where the name that an idexpression stands for must be declared."""

    LOCAL = "local"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class WantedType:
    """The type that a typed metavariable requires: `struct foo **E` is (struct, foo), 2."""

    #: Words of the type without qualifiers; one word may be a type metavariable's name.
    base: tuple[bytes, ...]
    #: The number of `*`.
    depth: int
    #: The type metavariable that is the base.
    metavariable: Metavariable | None = None
    #: The identifier metavariable that is the tag of the struct, union or enum.
    tag: Metavariable | None = None
    #: `const`, `volatile` or both before the base.
    qualifiers: frozenset[bytes] = frozenset()
    #: Whether it is an array of that type.
    is_array: bool = False
    #: Other types that are accepted.
    others: tuple[WantedType, ...] = ()

    @property
    def types(self) -> Iterator[WantedType]:
        """All types that are accepted."""
        yield self
        yield from self.others


#: `expression *E`: any expression that is known to be a pointer.
ANY_POINTER = WantedType((), 1)


@dataclass(frozen=True, slots=True)
class Metavariable:
    """One declared metavariable."""

    name: str
    kind: MetaKind
    #: Byte offset of its name in the declarations.
    offset: int
    #: The rule whose binding it inherits (`rule.E`).
    inherited: str | None = None
    #: The constraint that its declaration puts on the code.
    constraint: Constraint | None = None
    wanted: WantedType | None = None
    #: Where the name of an idexpression must be declared, None for anywhere.
    scope: Scope | None = None
    #: The positions of other rules that a position must differ from, by rule and name.
    avoids: tuple[tuple[str, str], ...] = ()
    #: The test that a position has to pass.
    place_test: Formula[PlaceTest] | None = None
    #: The parts of a fresh identifier.
    fresh: FreshName | None = None
    #: The number of elements of a list, or the metavariable for it; None for any number.
    length: int | str | None = None
    #: Whether it occurs only once in its rule.
    is_single: bool = False
    #: A SYMBOL that a `typedef` declares: the name of a C type.
    is_type_name: bool = False
    #: The number of its occurrences in matched code, and in `++` lines that take it from other
    #: code.
    uses: int = 0
    #: Whether a `++` line names it before the dots after which it may be bound.
    is_named_before: bool = False
    #: Whether the rule names it at all.
    is_used: bool = False

    def allows(self, *tokens: bytes) -> bool:
        """Whether code of these tokens satisfies its constraint."""
        return passes(self.constraint, tokens)
