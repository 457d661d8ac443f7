"""Metavariable declarations: `expression E;`, `identifier f =~ "^xc_";`, `xc_interface *H;`, `r.E`.

A metavariable stands for C text; its kind says which. A declaration outside the subset is refused
by its name: a kind that is not known must never be read as a C type by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from qemu_xen_codemod.c.lexer import Kind as TokenKind
from qemu_xen_codemod.c.lexer import Token, code_tokens
from qemu_xen_codemod.smpl.read.automaton import Automaton
from qemu_xen_codemod.smpl.read.metavariable import ANY_POINTER, MetaKind, Metavariable, WantedType
from qemu_xen_codemod.smpl.read.positions import parse_positions
from qemu_xen_codemod.smpl.read.regex import RegexError
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_LENGTH = re.compile(rb"[0-9]{1,9}")
#: First words of declarations that Coccinelle reads and we do not.
#: Of an expression list: longer numbers are no list's.
_LENGTH = re.compile(rb"[0-9]{1,6}")
_OUTSIDE = {
    "fresh": "fresh identifier",
    "idexpression": "idexpression",
    "local": "local idexpression",
    "global": "global idexpression",
    "parameter": "parameter metavariables",
    "declaration": "declaration metavariables",
    "field": "field metavariables",
    "initialiser": "initialiser metavariables",
    "initializer": "initialiser metavariables",
    "format": "format metavariables",
    "assignment": "assignment operator metavariables",
    "binary": "binary operator metavariables",
    "unary": "unary operator metavariables",
    "attribute": "attribute metavariables",
    "pragmainfo": "pragmainfo metavariables",
    "iterator": "iterator names",
    "declarer": "declarer names",
    "function": "function metavariables",
    "func": "function metavariables",
    "metavariable": "metavariable declarations (metavariable)",
    "virtual": "virtual identifiers",
    "script": "script constraints",
    "enum": "enum typed metavariables",
    "typeof": "typeof in a metavariable's type",
    "pragma": "pragma metavariables",
}
_KINDS = {kind.value: kind for kind in MetaKind if kind is not MetaKind.POSITION}
_QUALIFIERS = {b"const", b"volatile", b"restrict"}
_TYPE_WORDS = {b"struct", b"union", b"unsigned", b"signed", b"long", b"short", b"int", b"char"}


def parse_declarations(text: SmplText, start: int, end: int) -> tuple[Metavariable, ...]:
    """The metavariables declared in `text.data[start:end]`. Raises RuleError."""
    declared: list[Metavariable] = []
    for tokens in _split(text, start, end):
        for metavariable in _parse_declaration(text, tokens):
            twin = next((one for one in declared if one.name == metavariable.name), None)
            if twin:
                raise text.error(
                    metavariable.offset, f"metavariable {metavariable.name} is declared twice"
                )
            _check_listed(text, metavariable, declared)
            declared.append(metavariable)
    types = {one.name.encode(): one.name for one in declared if one.kind is MetaKind.TYPE}
    tags = {one.name.encode(): one for one in declared if one.kind is MetaKind.IDENTIFIER}
    return tuple(
        replace(one, wanted=_with_metavariable(one.wanted, types, tags)) if one.wanted else one
        for one in declared
    )


def _with_metavariable(
    wanted: WantedType, types: Mapping[bytes, str], tags: Mapping[bytes, Metavariable]
) -> WantedType:
    """The type with the metavariables that its words are."""
    if len(wanted.base) == 1:
        return replace(wanted, metavariable=types.get(wanted.base[0]))
    if len(wanted.base) == 2 and wanted.base[0] in (b"struct", b"union"):
        return replace(wanted, tag=tags.get(wanted.base[1]))
    return wanted


def _check_listed(text: SmplText, one: Metavariable, declared: list[Metavariable]) -> None:
    """A constraint lists C names; Coccinelle reads the name of a metavariable as that one."""
    for other in declared:
        is_named = one.listed is not None and other.name.encode() in one.listed[1]
        if is_named and other.kind is not MetaKind.SYMBOL:
            raise text.outside(
                one.offset, f"constraint of {one.name} that names metavariable {other.name}"
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
    if first == "{":
        raise text.outside(tokens[0].start, "metavariables of several types ({...})")
    if tokens[0].kind is not TokenKind.WORD:
        raise text.error(tokens[0].start, "a metavariable declaration begins with its kind")
    if first in _OUTSIDE:
        raise text.outside(tokens[0].start, _OUTSIDE[first])
    if first == "typedef":
        for names in _split_commas(tokens[1:]):
            one = _parse_name(text, tokens[0], names, MetaKind.SYMBOL, None)
            yield replace(one, is_type_name=True)
    elif first == MetaKind.POSITION.value:
        yield from parse_positions(text, tokens[0], list(_split_commas(tokens[1:])))
    elif first not in _KINDS:
        yield from _parse_typed(text, tokens)
    else:
        yield from _parse_of_kind(text, tokens)


def _parse_of_kind(text: SmplText, tokens: list[Token]) -> Iterator[Metavariable]:
    """`expression list A, B`: names of a kind that has a word of its own."""
    first = tokens[0].text.decode()
    rest = tokens[1:]
    kind = _KINDS[first]
    length: int | None = None
    # `expression list;` declares a name.
    if rest and rest[0].text == b"list" and rest[1:2] and rest[1].text not in (b",", b"=", b"!="):
        if f"{first} list" not in _KINDS:
            raise text.outside(rest[0].start, f"{first} list")
        kind, rest = _KINDS[f"{first} list"], rest[1:]
        if rest and rest[0].text == b"[":
            length, rest = _parse_length(text, kind, rest)
    opening = rest[0].text if len(rest) > 1 else b""
    is_listed = opening == b"{" and kind is MetaKind.IDENTIFIER
    is_pointer = opening == b"*" and kind is MetaKind.EXPRESSION
    if opening in (b"*", b"{", b"struct", b"union", b"enum") and not (is_listed or is_pointer):
        raise text.outside(rest[0].start, f"typed {first} ({first} {opening.decode()} ...)")
    for names in _split_commas(rest):
        wanted: WantedType | None = None
        if names and names[0].text == b"*" and kind is MetaKind.EXPRESSION:
            wanted, names = ANY_POINTER, names[1:]
        yield replace(_parse_name(text, tokens[0], names, kind, wanted), length=length)


def _parse_length(text: SmplText, kind: MetaKind, rest: list[Token]) -> tuple[int, list[Token]]:
    """`[2]` behind `expression list`."""
    if kind is not MetaKind.EXPRESSION_LIST or len(rest) < 3 or not _LENGTH.fullmatch(rest[1].text):
        raise text.outside(rest[0].start, f"{kind.value} with a length that is no number")
    return int(rest[1].text), rest[3:]


def _split_commas(tokens: list[Token]) -> Iterator[list[Token]]:
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


def _parse_name(
    text: SmplText, head: Token, tokens: list[Token], kind: MetaKind, wanted: WantedType | None
) -> Metavariable:
    if not tokens or tokens[0].kind is not TokenKind.WORD:
        where = tokens[0].start if tokens else head.end - 1
        raise text.error(where, "a metavariable's name is missing")
    name, rest, inherited = tokens[0], tokens[1:], None
    if rest and rest[0].text == b"." and len(rest) > 1:
        inherited = name.text.decode()
        if inherited == "virtual":
            raise text.outside(name.start, "virtual identifiers")
        name, rest = rest[1], rest[2:]
    regex, listed = _parse_constraint(text, kind, tokens[0], rest) if rest else (None, None)
    return Metavariable(name.text.decode(), kind, name.start, inherited, regex, listed, wanted)


def _parse_constraint(
    text: SmplText, kind: MetaKind, head: Token, rest: list[Token]
) -> tuple[tuple[str, Automaton] | None, tuple[bool, frozenset[bytes]] | None]:
    """`=~ "re"`, `!~ "re"`, `= {a, b}`, `!= {a, b}`, `= a`, `!= a`, on identifiers only."""
    start = rest[0].start
    operator = text.data[start : start + 2].decode("utf-8", "replace")
    shown = text.data[start : rest[-1].end].decode("utf-8", "replace")
    is_type = rest[0].kind is TokenKind.WORD or rest[0].text in (b"*", b"[")
    if kind is MetaKind.CONSTANT and is_type:
        name = text.data[head.start : rest[-1].end].decode("utf-8", "replace")
        raise text.outside(head.start, f"a constant with a type (constant {name})")
    if kind is not MetaKind.IDENTIFIER or rest[0].text in (b"@", b":"):
        raise text.outside(start, f"constraint on {kind.value} metavariables ({shown})")
    if any(token.text in (b"||", b"&&") for token in rest):
        raise text.outside(start, f"constraint combination ({shown})")
    if operator in ("=~", "!~"):
        string = rest[-1]
        if string.kind is not TokenKind.STRING or string.text[-1:] != b'"':
            raise text.error(start, f"`{operator}` wants a regular expression in double quotes")
        return (operator, _regex(text, string)), None
    if rest[0].text in (b"=", b"!="):
        words = rest[1:]
        if words and words[0].text == b"{" and words[-1].text == b"}":
            words = [token for token in words[1:-1] if token.text != b","]
        elif len(words) != 1:
            words = []
        if not words or any(word.kind is not TokenKind.WORD for word in words):
            raise text.outside(start, f"constraint on an identifier ({shown})")
        return None, (rest[0].text == b"=", frozenset(word.text for word in words))
    raise text.outside(start, f"constraint on an identifier ({shown})")


def _regex(text: SmplText, string: Token) -> Automaton:
    """The expression, compiled. Coccinelle reads PCRE or, built without it, OCaml's Str, whose
    groups and alternatives have backslashes and would be read otherwise here.
    """
    body = string.text[1:-1]
    if re.search(rb"\\[(|)]", body):
        raise text.outside(
            string.start,
            "OCaml Str syntax in a regular expression",
            "write ( | ) without backslash",
        )
    try:
        return Automaton(body)
    except RegexError as fault:
        if fault.is_outside:
            what = f"{fault.what} in a regular expression"
            raise text.outside(string.start, what, fault.help) from fault
        what = f"the regular expression is wrong: {fault.what}"
        raise text.error(string.start, what, fault.help) from fault


def _parse_typed(text: SmplText, tokens: list[Token]) -> Iterator[Metavariable]:
    """`struct foo *x, y;`: the type's words, then declarators of `*` and a name."""
    groups = list(_split_commas(tokens))
    first = groups[0]
    constraint = next(
        (at for at, token in enumerate(first) if token.text in (b"=", b"!=", b"!", b"@", b":")),
        None,
    )
    if constraint is not None:
        raise text.outside(first[constraint].start, "constraint on typed metavariables")
    for token in first:
        if token.text in (b"[", b"(", b"{"):
            raise text.outside(token.start, "array or function types of metavariables")
    if len(first) > 3 and first[1].text == b".":
        shown = b"".join(token.text for token in first[:3]).decode("utf-8", "replace")
        raise text.outside(
            first[0].start,
            f"an inherited type in a metavariable's type ({shown})",
            f"declare `type {shown};` and use its name",
        )
    stars = [at for at, token in enumerate(first) if token.text == b"*"]
    split = stars[0] if stars else len(first) - 1
    qualifier = next((token for token in first[:split] if token.text in _QUALIFIERS), None)
    if qualifier is not None:
        raise text.outside(
            qualifier.start, f"{qualifier.text.decode()} in the type of a metavariable"
        )
    words = first[:split]
    named = first[-1]
    if (
        not words
        or any(token.kind is not TokenKind.WORD for token in words)
        or (len(words) > 1 and words[0].text not in _TYPE_WORDS)
        or get_close_matches(first[0].text.decode("utf-8", "replace"), _KINDS, cutoff=0.8)
    ):
        raise text.error(
            first[0].start,
            f"metavariable kind not known: {first[0].text.decode('utf-8', 'replace')}",
            "kinds: " + ", ".join(_KINDS) + ", or a C type",
        )
    base = tuple(token.text for token in words)
    declarators = [first[split:] if stars else [named], *groups[1:]]
    for declarator in declarators:
        depth = sum(token.text == b"*" for token in declarator)
        names = [t for t in declarator if t.text != b"*" and t.text not in _QUALIFIERS]
        yield _parse_name(text, tokens[0], names, MetaKind.EXPRESSION, WantedType(base, depth))
