# SPDX-License-Identifier: GPL-2.0-or-later
"""Which words of a declaration are its type, its name, and macros that C does not know.

A declaration has one type and a declarator one name. Every other plain word is a macro used as an
attribute (`static void coroutine_fn f(void)`, `} QEMU_PACKED T;`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.macro_kind import Kinds, MacroKind, no_kinds
from qemu_xen_codemod.c.words import (
    ATTRIBUTE,
    BUILTIN,
    OPERATOR,
    SPECIFIER,
    STATEMENT,
    TAGGED,
    TYPE_OF,
)

_NO_UNIT = STATEMENT | (OPERATOR - SPECIFIER)
#: No declaration has more; this keeps a file of macros without semicolons from being read to its
#: end each time.
_MOST = 24
#: How macros are written.
CAPITALS = re.compile(rb"_*[A-Z][A-Z0-9_]*\Z")


class Part(Enum):
    """The kind of a unit at the head of a declaration."""

    SPECIFIER = "specifier"
    TYPE = "type"
    ATTRIBUTE = "attribute"
    STAR = "star"
    #: A plain word.
    WORD = "word"
    #: A word followed by one or more parentheses.
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Unit:
    """Tokens `start` to `end` (exclusive) of a line, treated as one."""

    part: Part
    start: int
    end: int
    #: The index of the last parenthesis' opener, -1 for none.
    opener: int = -1
    #: What the macro stands for, if that is known.
    kind: MacroKind | None = None


@dataclass(slots=True)
class Head:
    """The units at the head of a declaration or statement, and the token they stop at."""

    units: list[Unit]
    stop: int
    name: Unit | None = None
    surplus: list[Unit] = field(default_factory=list)


def read_head(
    line: Sequence[Token],
    partner: Sequence[int],
    start: int,
    end: int,
    kinds: Kinds = no_kinds,
) -> Head:
    """The units from `start` on. `partner` gives each opener's closer, -1 for none."""
    units: list[Unit] = []
    at = start
    while at < end and len(units) < _MOST:
        token = line[at]
        if token.kind is Kind.WORD and token.text not in _NO_UNIT:
            unit = _word(line, partner, at, end, kinds)
        elif token.text == b"*" and units:
            unit = Unit(Part.STAR, at, at + 1)
        else:
            break
        units.append(unit)
        at = unit.end
    return Head(units, at)


def _word(line: Sequence[Token], partner: Sequence[int], at: int, end: int, kinds: Kinds) -> Unit:
    text = line[at].text
    after = at + 1
    parens = after < end and line[after].text == b"(" and after < partner[after] < end
    if text in ATTRIBUTE or text in TYPE_OF:
        part = Part.ATTRIBUTE if text in ATTRIBUTE else Part.TYPE
        return Unit(part, at, partner[after] + 1 if parens else after, after if parens else -1)
    if text in BUILTIN:
        return Unit(Part.TYPE, at, after)
    if text in SPECIFIER:
        return Unit(Part.SPECIFIER, at, after)
    if text in TAGGED:
        return Unit(Part.TYPE, at, _tagged(line, partner, after, end))
    if not parens or _is_declarator(line, partner, after, end):
        return Unit(Part.WORD, at, after, kind=kinds(text))
    opener = after
    while True:
        after = partner[opener] + 1
        if not (after < end and line[after].text == b"(" and after < partner[after] < end):
            return Unit(Part.CALL, at, after, opener, kinds(text))
        opener = after


def _is_declarator(line: Sequence[Token], partner: Sequence[int], opener: int, end: int) -> bool:
    """Whether `(*name)(` at `opener` is a declarator rather than arguments."""
    after = partner[opener] + 1
    if after >= end or line[after].text not in (b"(", b"["):
        return False
    inner = [token.text for token in line[opener + 1 : opener + 3]]
    return inner[0] in (b"*", b"^") or len(inner) > 1 and inner[1] == b"*"


def _tagged(line: Sequence[Token], partner: Sequence[int], at: int, end: int) -> int:
    """The end of `struct tag`, `struct { ... }`, `struct MACRO tag { ... }`, from the tag on."""
    words = 0
    while at < end:
        token = line[at]
        if token.text in ATTRIBUTE and at + 1 < end and partner[at + 1] > 0:
            at = partner[at + 1] + 1
        elif token.text == b"{" and partner[at] > 0:
            return min(partner[at] + 1, end)
        elif token.kind is Kind.WORD and (not words or _opens_body(line, at + 1, end)):
            words += 1
            at += 1
        else:
            break
    return at


def _opens_body(line: Sequence[Token], at: int, end: int) -> bool:
    return at < end and line[at].text == b"{"


def assign(line: Sequence[Token], head: Head, *, named: bool = True) -> None:
    """Set the head's name and its surplus: the units that are macros.

    `named`: the declaration must have a name (False for casts).
    """
    units = head.units
    stars = [at for at, unit in enumerate(units) if unit.part is Part.STAR]
    typed = any(unit.part is Part.TYPE for unit in units)
    words = [at for at, unit in enumerate(units) if unit.part in (Part.WORD, Part.CALL)]
    before = [at for at in words if not stars or at < stars[0]]
    behind = [at for at in words if stars and at > stars[-1]]
    between = [at for at in words if at not in before and at not in behind]
    surplus = [at for at, unit in enumerate(units) if unit.part is Part.ATTRIBUTE] + between
    bodied = any(line[unit.end - 1].text == b"}" for unit in units)
    attributes = [
        at
        for at in words
        if (bodied or len(words) > 1)
        and (units[at].kind is MacroKind.ATTRIBUTE or _is_attribute_call(line, units[at], typed))
    ]
    surplus += attributes
    before = [at for at in before if at not in attributes]
    behind = [at for at in behind if at not in attributes]
    if stars:
        name = _pick_name(line, units, behind, typed=True) if named else None
        surplus += [at for at in behind if at != name]
        types = before
    else:
        name = _pick_name(line, units, before, typed=typed) if named else None
        types = [at for at in before if name is None or at < name]
        surplus += [at for at in before if name is not None and at > name]
    if typed:
        surplus += types
    elif len(types) > 1:
        kept = min(types, key=lambda at: _as_type(line, units[at], at))
        surplus += [at for at in types if at != kept]
    head.name = units[name] if name is not None else None
    head.surplus = [units[at] for at in sorted(surplus)]


def _pick_name(
    line: Sequence[Token], units: list[Unit], words: list[int], *, typed: bool
) -> int | None:
    """Which of the words after the type (or among them, if no type is certain) is the name."""
    if not words or not typed and len(words) < 2:
        return words[0] if words and units[words[0]].part is Part.CALL else None
    for order, at in enumerate(words):
        if units[at].part is Part.CALL and (typed or order):
            follows = [units[later].part for later in words[order + 1 :]]
            if Part.CALL not in follows or not order or _macro_like(line, units[at]) < 2:
                return at
    last = words[-1]
    plain = [at for at in words if units[at].part is Part.WORD]
    if units[last].part is Part.CALL or _macro_like(line, units[last]):
        better = [at for at in plain if not _macro_like(line, units[at])]
        if not typed:
            better = better[1:]
        if better:
            return better[-1]
    return plain[-1] if plain else None


def _is_attribute_call(line: Sequence[Token], unit: Unit, typed: bool) -> bool:
    """`ALIGNED(16)`, `__section(".data")`: no parameter list has a number or a string."""
    if unit.part is not Part.CALL or unit.kind is MacroKind.TYPE:
        return False
    if line[unit.start].text.startswith(b"__") and typed:
        return True
    return any(
        line[at].kind in (Kind.NUMBER, Kind.STRING) and line[at - 1].text in (b"(", b",")
        for at in range(unit.opener + 1, unit.end - 1)
    )


def _as_type(line: Sequence[Token], unit: Unit, at: int) -> tuple[int, int]:
    """The least is the type: of two plain words the second, of two in capitals the first."""
    like = _macro_like(line, unit)
    return like, at if like else -at


def _macro_like(line: Sequence[Token], unit: Unit) -> int:
    """0: reads like a type or a name; more: reads like an attribute macro."""
    text = line[unit.start].text
    if unit.kind is MacroKind.TYPE:
        return 0
    if unit.part is Part.CALL:
        return 2
    if text.endswith(b"_t") and not text.startswith(b"__"):
        return 0
    if text.startswith((b"__", b"g_auto")) or text.endswith(b"_fn"):
        return 2
    return 1 if CAPITALS.match(text) else 0


def is_type_argument(line: Sequence[Token], unit: Unit) -> bool:
    """Whether the parenthesis contains just a type, which tree-sitter takes for a macro's
    argument.
    """
    inner = line[unit.opener + 1 : unit.end - 1]
    words = [t for t in inner if t.kind is Kind.WORD and t.text not in SPECIFIER]
    plain = [t for t in words if t.text not in TAGGED]
    return (
        bool(inner)
        and (len(plain) == 1 or all(t.text in BUILTIN for t in plain))
        and all(t.kind is Kind.WORD or t.text == b"*" for t in inner)
    )


def are_adjacent(tokens: Sequence[Token]) -> bool:
    """Whether two words are adjacent, as they never are in an expression."""
    pairs = pairwise(tokens)
    return any(a.kind is Kind.WORD and b.kind is Kind.WORD for a, b in pairs)
