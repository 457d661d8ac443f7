# SPDX-License-Identifier: GPL-2.0-or-later
"""Metavariable declarations: `expression E;`, `identifier f =~ "^xc_";`, `xc_interface *H;`, `r.E`.

A metavariable's kind says which C code it stands for. A declaration outside the subset is refused
by name: an unknown kind must never be read as a C type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from qemu_xen_codemod.c.lexer import Kind as TokenKind
from qemu_xen_codemod.c.lexer import Token, code_tokens
from qemu_xen_codemod.smpl.read.constraint import Finds, Subject, parse_constraint
from qemu_xen_codemod.smpl.read.formula import conditions_of
from qemu_xen_codemod.smpl.read.fresh_name import read_fresh_name
from qemu_xen_codemod.smpl.read.metavariable import (
    INITIALISER_KINDS,
    LIST_KINDS,
    NAME_KINDS,
    OPERATOR_KINDS,
    MetaKind,
    Metavariable,
    Scope,
    WantedType,
)
from qemu_xen_codemod.smpl.read.operators import check_operators, operator_kind
from qemu_xen_codemod.smpl.read.positions import parse_positions
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.typed import TypePart, split_type

#: The length of a list; nothing longer is one.
_LENGTH = re.compile(rb"[0-9]{1,6}")
#: First words of declarations that Coccinelle supports and we do not.
_OUTSIDE = {
    "format": "format metavariables",
    "unary": "unary operator metavariables, which Coccinelle 1.1.1 does not have",
    "attribute": "attribute metavariables",
    "pragmainfo": "pragmainfo metavariables",
    "iterator": "iterator metavariables",
    "declarer": "declarer metavariables",
    "function": "function metavariables",
    "func": "function metavariables",
    "metavariable": "metavariable declarations (metavariable)",
    "virtual": "virtual identifiers",
    "script": "script constraints",
    "typeof": "typeof in a metavariable's type",
    "pragma": "pragma metavariables",
}
_NO_KINDS = (MetaKind.POSITION, MetaKind.LENGTH)
_KINDS = {kind.value: kind for kind in MetaKind if kind not in _NO_KINDS} | {
    kind.value.replace("initialiser", "initializer"): kind for kind in INITIALISER_KINDS
}
#: The kinds for which Coccinelle checks constraints.
_CONSTRAINED = frozenset(
    (
        MetaKind.EXPRESSION,
        MetaKind.IDEXPRESSION,
        MetaKind.IDENTIFIER,
        MetaKind.CONSTANT,
        MetaKind.TYPE,
        *OPERATOR_KINDS,
    )
)
_SUBJECTS = {MetaKind.TYPE: Subject.TYPE} | dict.fromkeys(OPERATOR_KINDS, Subject.OPERATOR)
_NAMED = {kind.value.split()[0]: kind for kind in NAME_KINDS if kind is not MetaKind.SYMBOL}
#: Tokens that may follow a name, but not a type.
_BEHIND_NAME = frozenset(
    (b",", b".", b"=", b"!=", b"!", b"(", b":", b"@", b"<", b"<=", b">", b">=")
)


def parse_declarations(text: SmplText, start: int, end: int) -> tuple[Metavariable, ...]:
    """The metavariables declared in `text.data[start:end]`. Raises RuleError."""
    declared: list[Metavariable] = []
    for tokens in _split(text, start, end):
        for metavariable in _parse_declaration(text, tokens):
            twin = next((other for other in declared if other.name == metavariable.name), None)
            kinds = (MetaKind.TYPE, MetaKind.LENGTH)
            if twin and twin.inherited == metavariable.inherited and twin.kind in kinds:
                # `r.T *x` next to `type r.T`, or two lists of one length.
                continue
            if twin:
                raise text.error(
                    metavariable.offset, f"metavariable {metavariable.name} is declared twice"
                )
            _check_listed(text, metavariable, declared)
            declared.append(metavariable)
    return with_types(declared)


def with_types(declared: Sequence[Metavariable]) -> tuple[Metavariable, ...]:
    """The metavariables of a rule; the typed ones refer to those named in their types."""
    types = {
        metavariable.name.encode(): metavariable
        for metavariable in declared
        if metavariable.kind is MetaKind.TYPE
    }
    tags = {
        metavariable.name.encode(): metavariable
        for metavariable in declared
        if metavariable.kind is MetaKind.IDENTIFIER
    }
    return tuple(
        replace(metavariable, wanted=_with_metavariable(metavariable.wanted, types, tags))
        if metavariable.wanted
        else metavariable
        for metavariable in declared
    )


def _with_metavariable(
    wanted: WantedType, types: Mapping[bytes, Metavariable], tags: Mapping[bytes, Metavariable]
) -> WantedType:
    """The type, with the metavariables that it names."""
    others = tuple(_with_metavariable(other, types, tags) for other in wanted.others)
    wanted = replace(wanted, others=others) if others else wanted
    if len(wanted.base) == 1:
        return replace(wanted, metavariable=types.get(wanted.base[0]))
    if len(wanted.base) == 2 and wanted.base[0] in (b"struct", b"union"):
        return replace(wanted, tag=tags.get(wanted.base[1]))
    return wanted


def _check_listed(text: SmplText, metavariable: Metavariable, declared: list[Metavariable]) -> None:
    """A constraint lists C names; Coccinelle takes a metavariable's name as the metavariable."""
    listed = {
        word
        for condition in (
            conditions_of(metavariable.constraint) if metavariable.constraint is not None else ()
        )
        if not isinstance(condition, Finds)
        for word in condition.words
    }
    for other in declared:
        if other.name.encode() in listed and other.kind not in NAME_KINDS:
            raise text.outside(
                metavariable.offset,
                f"constraint of {metavariable.name} that names metavariable {other.name}",
            )


def _split(text: SmplText, start: int, end: int) -> Iterator[list[Token]]:
    """The tokens of each declaration, without its `;`."""
    current: list[Token] = []
    for token in code_tokens(text.data, start, end):
        if token.text == b";":
            if current:
                yield current
            current = []
        elif token.kind is TokenKind.DIRECTIVE:
            raise text.error(token.start, "a directive among the metavariable declarations")
        else:
            current.append(token)
    if current:
        last = current[-1]
        raise text.error(last.end - 1, "the declaration is not closed by `;`")


def _parse_declaration(text: SmplText, tokens: list[Token]) -> Iterator[Metavariable]:
    first = tokens[0].text.decode("utf-8", "replace")
    if tokens[0].kind is not TokenKind.WORD and first != "{":
        raise text.error(tokens[0].start, "a metavariable declaration begins with its kind")
    of_two_words = _named_macros(tokens) or operator_kind(text, tokens)
    if of_two_words is not None:
        for names in _split_commas(tokens[2:]):
            metavariable = _parse_name(text, tokens[1], names, of_two_words)
            check_operators(text, metavariable, names)
            yield metavariable
    elif first in ("local", "global"):
        yield from _parse_scoped(text, tokens)
    elif first == "fresh":
        yield from _parse_fresh(text, tokens)
    elif first in _OUTSIDE:
        raise text.outside(tokens[0].start, _OUTSIDE[first])
    elif first == "typedef":
        for names in _split_commas(tokens[1:]):
            metavariable = _parse_name(text, tokens[0], names, MetaKind.SYMBOL)
            yield replace(metavariable, is_type_name=True)
    elif first == MetaKind.POSITION.value:
        yield from parse_positions(text, tokens[0], list(_split_commas(tokens[1:])))
    elif first in _KINDS:
        yield from _parse_of_kind(text, tokens)
    else:
        is_meant_as_kind = get_close_matches(first, _KINDS, cutoff=0.8)
        part = None if is_meant_as_kind else split_type(text, tokens)
        if part is None:
            raise text.error(
                tokens[0].start,
                f"unknown metavariable kind: {first}",
                "kinds: " + ", ".join(_KINDS) + ", or a C type",
            )
        yield from _parse_typed(text, tokens[0], part, MetaKind.EXPRESSION)


def _named_macros(tokens: Sequence[Token]) -> MetaKind | None:
    """The kind of `iterator name f, g`, whose names stand for themselves."""
    is_named = len(tokens) > 2 and tokens[1].text == b"name" and tokens[2].kind is TokenKind.WORD
    first = tokens[0].text.decode("utf-8", "replace")
    return _NAMED.get(first) if is_named else None


def _parse_scoped(text: SmplText, tokens: list[Token]) -> Iterator[Metavariable]:
    """`local idexpression x`, `global idexpression x`."""
    following = tokens[1].text if len(tokens) > 1 else b""
    if following != MetaKind.IDEXPRESSION.value.encode():
        shown = f"{tokens[0].text.decode()} {following.decode('utf-8', 'replace')}"
        raise text.outside(tokens[0].start, f"{shown} metavariables")
    scope = Scope(tokens[0].text.decode())
    yield from (
        replace(metavariable, scope=scope) for metavariable in _parse_of_kind(text, tokens[1:])
    )


def _parse_fresh(text: SmplText, tokens: list[Token]) -> Iterator[Metavariable]:
    """`fresh identifier x = "v", y;`."""
    if len(tokens) < 3 or tokens[1].text != MetaKind.IDENTIFIER.value.encode():
        raise text.error(tokens[0].start, "`fresh` must be followed by `identifier` and a name")
    for names in _split_commas(tokens[2:]):
        if len(names) > 1 and names[1].text == b".":
            what = "a fresh identifier cannot be inherited"
            raise text.error(names[0].start, what, "declare one of another rule as `identifier`")
        metavariable = _parse_name(text, tokens[1], names[:1], MetaKind.IDENTIFIER)
        yield replace(metavariable, fresh=read_fresh_name(text, names[1:]))


def _parse_of_kind(text: SmplText, tokens: list[Token]) -> Iterator[Metavariable]:
    """`expression list A, B`: names of a kind that has a keyword."""
    first = tokens[0].text.decode()
    rest = tokens[1:]
    kind = _KINDS[first]
    length: int | Metavariable | None = None
    # `expression list;` declares a name.
    if rest and rest[0].text == b"list" and rest[1:2] and rest[1].text not in (b",", b"=", b"!="):
        if f"{first} list" not in _KINDS:
            raise text.outside(rest[0].start, f"{first} list")
        kind, rest = _KINDS[f"{first} list"], rest[1:]
        if rest and rest[0].text == b"[":
            length, rest = _parse_length(text, kind, rest)
    opening = rest[0].text if len(rest) > 1 else b""
    is_named = len(rest) == 1 or (len(rest) > 1 and rest[1].text in _BEHIND_NAME)
    may_have_type = kind in (MetaKind.IDEXPRESSION, MetaKind.CONSTANT) or (
        kind is MetaKind.EXPRESSION and opening == b"*"
    )
    if may_have_type and not is_named:
        part = split_type(text, rest)
        if part is not None:
            yield from _parse_typed(text, tokens[0], part, kind)
            return
    if not rest:
        raise text.error(tokens[0].start, f"`{first}` does not declare a metavariable")
    if not is_named:
        raise text.outside(rest[0].start, f"typed {first} ({first} {opening.decode()} ...)")
    if isinstance(length, Metavariable):
        yield length
    wanted = length.name if isinstance(length, Metavariable) else length
    for names in _split_commas(rest):
        yield replace(_parse_name(text, tokens[0], names, kind), length=wanted)


def _parse_length(
    text: SmplText, kind: MetaKind, rest: list[Token]
) -> tuple[int | Metavariable, list[Token]]:
    """`[2]`, `[n]` or `[r.n]` after `expression list`."""
    end = next((at for at, token in enumerate(rest) if token.text == b"]"), len(rest) - 1)
    inside = rest[1:end]
    texts = [token.text for token in inside]
    if kind in LIST_KINDS and len(inside) == 1 and _LENGTH.fullmatch(texts[0]):
        return int(texts[0]), rest[end + 1 :]
    is_name = len(inside) == 1 or (len(inside) == 3 and texts[1] == b".")
    words = [token for token in inside if token.text != b"."]
    if (
        kind not in LIST_KINDS
        or not is_name
        or any(word.kind is not TokenKind.WORD for word in words)
    ):
        raise text.outside(rest[0].start, f"{kind.value} with this length")
    *origin, name = (word.text.decode() for word in words)
    length = Metavariable(name, MetaKind.LENGTH, words[-1].start, origin[0] if origin else None)
    return length, rest[end + 1 :]


def _split_commas(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    depth = 0
    current: list[Token] = []
    for token in tokens:
        depth += (token.text in (b"{", b"(")) - (token.text in (b"}", b")"))
        if token.text == b"," and depth == 0:
            yield current
            current = []
        else:
            current.append(token)
    yield current


def _parse_typed(
    text: SmplText, head: Token, part: TypePart, kind: MetaKind
) -> Iterator[Metavariable]:
    """The names after a type, whose stars apply to each of them, as in Coccinelle."""
    for inherited_type in part.inherited:
        origin, name = inherited_type.rule.text.decode(), inherited_type.name.text.decode()
        yield Metavariable(name, MetaKind.TYPE, inherited_type.name.start, origin)
    for names in _split_commas(part.names):
        if names and names[0].text == b"*":
            raise text.error(
                names[0].start,
                "a star after a comma",
                "the stars of the type apply to all names: `struct s *x, y;` declares two pointers",
            )
        yield replace(_parse_name(text, head, names, kind), wanted=part.wanted)


def _parse_name(text: SmplText, head: Token, tokens: list[Token], kind: MetaKind) -> Metavariable:
    if not tokens or tokens[0].kind is not TokenKind.WORD:
        where = tokens[0].start if tokens else head.end - 1
        raise text.error(where, "a metavariable's name is missing")
    name, rest, inherited = tokens[0], tokens[1:], None
    if rest and rest[0].text == b"." and len(rest) > 1:
        inherited = name.text.decode()
        name, rest = rest[1], rest[2:]
    constraint = None
    if rest and (kind not in _CONSTRAINED or rest[0].text == b"@"):
        shown = text.data[rest[0].start : rest[-1].end].decode("utf-8", "replace")
        raise text.outside(rest[0].start, f"constraint on {kind.value} metavariables ({shown})")
    if rest:
        constraint = parse_constraint(text, rest, _SUBJECTS.get(kind, Subject.WORD))
    return Metavariable(name.text.decode(), kind, name.start, inherited, constraint)
