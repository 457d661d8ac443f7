# SPDX-License-Identifier: GPL-2.0-or-later
"""Isomorphisms: other forms of code that a pattern matches, too. Each has a name.

`standard.iso` next to this file has those that can be written as SmPL; `CodeForm` names those
implemented in the matcher, which need more than the code's text. Together they are a closed list:
`disable`, the reports of refused matches and the table of docs/smpl.md use it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    Pattern,
    PatternKind,
    PatternNode,
)
from qemu_xen_codemod.smpl.compile.slice import parse_slice
from qemu_xen_codemod.smpl.read.body import read_body
from qemu_xen_codemod.smpl.read.body_items import DisjunctionItem, DotsItem, LineMark, NestItem
from qemu_xen_codemod.smpl.read.declarations import parse_declarations
from qemu_xen_codemod.smpl.read.metavariable import Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

STANDARD = Path(__file__).with_name("standard.iso")


class CodeForm(Enum):
    """An isomorphism that is implemented in the matcher, by its name."""

    VALUE_FORMAT = "value_format"
    OPTIONAL_STORAGE = "optional_storage"
    OPTIONAL_QUALIFIER = "optional_qualifier"
    DECL_INIT = "decl_init"
    EXTERN_DECL_INIT = "extern_decl_init"
    STATIC_DECL_INIT = "static_decl_init"
    ADD_INT1 = "add_int1"
    ADD_INT2 = "add_int2"
    ADD_SIGNED = "add_signed"
    TYPE_WORDS = "type_words"
    INITIALISER = "initialiser"
    SEVERAL_DECLARATORS = "several_declarators"
    FIELD_ORDER = "field_order"
    MISSING_RETURN = "missing_return"
    NEGATIVE_NUMBER = "negative_number"


#: The isomorphisms that add an initialiser to a declaration.
INITIALISER_FORMS = frozenset(
    form.value
    for form in (CodeForm.DECL_INIT, CodeForm.STATIC_DECL_INIT, CodeForm.EXTERN_DECL_INIT)
)


def initialiser_form(words: Container[bytes]) -> CodeForm:
    """The isomorphism that adds an initialiser to a declaration with these words."""
    if b"static" in words:
        return CodeForm.STATIC_DECL_INIT
    return CodeForm.EXTERN_DECL_INIT if b"extern" in words else CodeForm.DECL_INIT


#: In Coccinelle these are no isomorphisms, but part of parsing: `disable all` leaves them.
_READING = frozenset(
    (
        CodeForm.TYPE_WORDS,
        CodeForm.INITIALISER,
        CodeForm.SEVERAL_DECLARATORS,
        CodeForm.FIELD_ORDER,
        CodeForm.MISSING_RETURN,
        CodeForm.NEGATIVE_NUMBER,
    )
)
#: Names in Coccinelle's standard.iso whose forms we do not match: disabling them does nothing.
UNSUPPORTED = frozenset(
    (
        *("plus_assoc", "minus_assoc", "plus_minus_assoc1", "plus_minus_assoc2", "times_assoc"),
        *("div_assoc", "times_div_assoc1", "times_div_assoc2", "for_inc", "bsd_branch_pred"),
        *("ne_if", "mkinit", "sizeof_type_expr"),
    )
)


class Where(Enum):
    """Where the code of an isomorphism's other form may be."""

    ANYWHERE = "anywhere"
    #: Where only its truth value matters.
    TESTED = "tested"
    #: An argument, or an assigned value.
    ARGUMENT = "argument"


@dataclass(frozen=True, eq=False, slots=True)
class Isomorphism:
    """One entry of an isomorphism file."""

    name: str
    where: Where
    #: A whole statement, else an expression.
    is_statement: bool
    forms: tuple[PatternNode, ...]
    #: The text of each form.
    texts: tuple[str, ...]
    #: The first `both` forms stand for all the others; the rest occur only in code.
    both: int
    metavariables: tuple[Metavariable, ...]
    #: The metavariables that match only metavariables that the rule needs nowhere else.
    pure: frozenset[str]
    #: The conditions of an `if` or of `? :` that the other form negates.
    negated: frozenset[str]

    @property
    def matches_any_test(self) -> bool:
        """Whether any tested expression matches its comparison."""
        return self.where is Where.TESTED and isinstance(self.forms[-1], MetavariableUse)


@cache
def names_matching_any_test() -> frozenset[str]:
    """The names of isomorphisms by which any tested expression matches a comparison."""
    return frozenset(
        standard_isomorphism.name
        for standard_isomorphism in standard_isomorphisms()
        if standard_isomorphism.matches_any_test
    )


_HEADS = {
    b"Expression": (Where.ANYWHERE, False),
    b"TestExpression": (Where.TESTED, False),
    b"ToTestExpression": (Where.TESTED, False),
    b"ArgExpression": (Where.ARGUMENT, False),
    b"Statement": (Where.ANYWHERE, True),
}
_ENTRY = re.compile(
    rb"^(\w+)\n@ *(\w+) *@\n(.*?)^@@\n(.*?)(?=^\w+\n@|\Z)", re.MULTILINE | re.DOTALL
)
_ARROW = re.compile(rb"<=>|=>")
_CONDITIONAL = re.compile(rb"if \(\w+\)|\w+ \?")
_NEGATION = re.compile(rb"!(\w+)")
_PURE = re.compile(rb"\bpure(?= +\w+ +(\w+) *;)")


@cache
def standard_isomorphisms() -> tuple[Isomorphism, ...]:
    """The isomorphisms of standard.iso, in order."""
    return tuple(read_isomorphisms(read_regular(STANDARD), STANDARD.name))


def read_isomorphisms(data: bytes, path: str) -> Iterator[Isomorphism]:
    """The entries of an isomorphism file. Raises RuleError."""
    data = re.sub(rb"^//[^\n]*", b"", data, flags=re.MULTILINE)
    for entry in _ENTRY.finditer(data):
        head, name, declarations, body = entry.groups()
        where, is_statement = _HEADS[head]
        pure = frozenset(match.group(1).decode() for match in _PURE.finditer(declarations))
        text = SmplText(_PURE.sub(b"    ", declarations), path)
        declared = {
            metavariable.name.encode(): metavariable
            for metavariable in parse_declarations(text, 0, len(text.data))
        }
        sides = [side.strip() for side in _ARROW.split(body)]
        arrows = _ARROW.findall(body)
        kind = PatternKind.STATEMENTS if is_statement else PatternKind.EXPRESSION
        yield Isomorphism(
            name.decode(),
            where,
            is_statement,
            tuple(_form(side, path, declared, kind) for side in sides),
            tuple(side.decode() for side in sides),
            1 + arrows.count(b"<=>"),
            tuple(declared.values()),
            pure,
            _negated(body) if _CONDITIONAL.match(sides[0]) else frozenset(),
        )


def _negated(body: bytes) -> frozenset[str]:
    return frozenset(name.decode() for name in _NEGATION.findall(body))


def _form(
    side: bytes, path: str, declared: dict[bytes, Metavariable], kind: PatternKind
) -> PatternNode:
    # A parenthesis in column 1 would begin a disjunction.
    text = SmplText(b" " + side, path)
    items = read_body(text, 0, len(text.data), declared)
    (node,) = parse_slice(items, LineMark.PLUS, declared, _no_branches, (kind,)).nodes
    return node


def _no_branches(_: DisjunctionItem | DotsItem | NestItem, __: LineMark) -> tuple[Pattern, ...]:
    """A form has no disjunctions, and its dots have no `when`."""
    return ()


@cache
def isomorphism_names() -> frozenset[str]:
    """All names that can be disabled."""
    standard = (standard_isomorphism.name for standard_isomorphism in standard_isomorphisms())
    return frozenset((*standard, *(form.value for form in CodeForm))) | UNSUPPORTED


def coccinelle_names() -> frozenset[str]:
    """The names that `disable all` stands for."""
    return isomorphism_names() - {form.value for form in _READING}
