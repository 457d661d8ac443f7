# SPDX-License-Identifier: GPL-2.0-or-later
"""The types of typed metavariables: `const struct foo *E, F;`, `{int, long} x;`, `char[] s;`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.words import TYPE_WORDS
from qemu_xen_codemod.smpl.read.metavariable import ANY_POINTER, WantedType
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_QUALIFIERS = (b"const", b"volatile")
_TAGGED = (b"struct", b"union", b"enum")
#: Tokens that begin a constraint after a name.
_CONSTRAINTS = (b"=", b"!=", b"!", b"<", b"<=", b">", b">=", b":", b"(", b"@")


@dataclass(frozen=True, slots=True)
class InheritedType:
    """`r.T` in a type: a type metavariable of another rule."""

    rule: Token
    name: Token


@dataclass(frozen=True, slots=True)
class TypePart:
    """The type in a declaration, and the names after it."""

    wanted: WantedType
    inherited: tuple[InheritedType, ...]
    #: The tokens from the first name on.
    names: Sequence[Token]


def split_type(text: SmplText, tokens: Sequence[Token]) -> TypePart | None:
    """The type that begins a declaration, None if there is none. Raises RuleError."""
    if tokens and tokens[0].text == b"{":
        return _split_several(text, tokens)
    end = _first_name(tokens)
    head, names = tokens[:end], tokens[end:]
    if head and all(token.text == b"*" for token in head):
        if len(head) > 1:
            raise text.outside(head[1].start, "a pointer to a pointer to anything")
        return TypePart(ANY_POINTER, (), names)
    read = _type(text, head)
    if read is None:
        return None
    wanted, inherited = read
    return TypePart(wanted, tuple(inherited), names)


def _first_name(tokens: Sequence[Token]) -> int:
    """The index of the first name, or of the rule that it is inherited from."""
    end = next(
        (at for at, token in enumerate(tokens) if at and token.text in (b",", *_CONSTRAINTS)),
        len(tokens),
    )
    return max(end - 3 if end > 2 and tokens[end - 2].text == b"." else end - 1, 0)


def _split_several(text: SmplText, tokens: Sequence[Token]) -> TypePart | None:
    """`{T1, T2} *x`."""
    close = next((at for at, token in enumerate(tokens) if token.text == b"}"), None)
    if close is None:
        raise text.error(tokens[0].start, "the types of a metavariable are not closed by `}`")
    names_start = close + 1
    while names_start < len(tokens) and tokens[names_start].text == b"*":
        names_start += 1
    stars = names_start - close - 1
    types: list[WantedType] = []
    inherited: list[InheritedType] = []
    commas = [at for at, token in enumerate(tokens[:close]) if token.text == b","]
    for before, comma in pairwise((0, *commas, close)):
        read = _type(text, tokens[before + 1 : comma])
        if read is None:
            raise text.outside(tokens[0].start, "this type of a metavariable")
        types.append(replace(read[0], depth=read[0].depth + stars))
        inherited += read[1]
    return TypePart(
        replace(types[0], others=tuple(types[1:])), tuple(inherited), tokens[names_start:]
    )


def _base(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words of a type, without qualifiers; empty if no type begins there."""
    first = tokens[0] if tokens else None
    if first is None or first.kind is not Kind.WORD:
        return ()
    if first.text in _TAGGED:
        is_tagged = len(tokens) > 1 and tokens[1].kind is Kind.WORD
        return tokens[:2] if is_tagged else ()
    words = 0
    while words < len(tokens) and tokens[words].text in TYPE_WORDS:
        words += 1
    return tokens[: words or 1]


def _check_after_type(text: SmplText, token: Token) -> None:
    """Refuse what C allows after a type's stars and we do not support."""
    if token.text in (*_QUALIFIERS, b"restrict"):
        what = f"{token.text.decode()} after a star or the base of a metavariable's type"
        raise text.outside(token.start, what)
    if token.text in (b"[", b"("):
        raise text.outside(token.start, "array or function types of metavariables")


def _type(text: SmplText, tokens: Sequence[Token]) -> tuple[WantedType, list[InheritedType]] | None:
    """The type that these tokens form, None if they form none."""
    rest = list(tokens)
    qualifiers: set[bytes] = set()
    while rest and rest[0].text in _QUALIFIERS:
        qualifiers.add(rest.pop(0).text)
    inherited: list[InheritedType] = []
    if len(rest) > 2 and rest[1].text == b".":
        inherited.append(InheritedType(rest[0], rest[2]))
        rest = rest[2:]
    base = _base(rest)
    if not base:
        return None
    rest = rest[len(base) :]
    depth = 0
    while rest and rest[0].text == b"*":
        depth += 1
        rest.pop(0)
    is_array = [token.text for token in rest] == [b"[", b"]"]
    if is_array:
        rest = []
    if rest:
        _check_after_type(text, rest[0])
        return None
    words = tuple(token.text for token in base)
    return WantedType(words, depth, qualifiers=frozenset(qualifiers), is_array=is_array), inherited
