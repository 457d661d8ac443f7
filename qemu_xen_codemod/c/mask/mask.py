"""Mask, to the same length, what tree-sitter cannot read, and parse the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Tree

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.macro_kind import Kinds, no_kinds
from qemu_xen_codemod.c.mask.arguments import Arguments
from qemu_xen_codemod.c.mask.macros import Items
from qemu_xen_codemod.c.mask.paper import Paper, blanked
from qemu_xen_codemod.c.mask.straighten import straighten
from qemu_xen_codemod.c.parse import errors_of, parse

__all__ = ["Masked", "blanked", "mask", "read"]

#: `#define NAME(a, b...)`: the parameter that GNU C names.
_VARIADIC = re.compile(rb"[ \t]*#[ \t]*define[ \t]+\w+\([^)]*?(\w+)[ \t]*\.\.\.")

#: `#if a ? b : c`
_CHOICE = re.compile(rb"[ \t]*#[ \t]*(?:el)?if[ \t]+([^?/]*\?.*)", re.DOTALL)
#: What tree-sitter reads without an error, but as something else: `FOREACH(x) {` in a function (as
#: a function in it), `MACRO(x)` alone on a line before a word and `MACRO` before a call (as a type
#: before a name), an expression in a `typeof` (as a type).
_MISREAD = re.compile(
    rb"\n[ \t]+(?!(?:if|for|while|switch)\b)[A-Za-z_]\w* ?\([^\n;{}]*\)[ \t]*\{"
    rb"|(?:\A|\n)[ \t]*(?!(?:if|for|while|switch)\b)[A-Za-z_]\w*\([^\n;{}]*\)"
    rb"[ \t\r]*\n\s*[A-Za-z_]"
    rb"|(?:\A|[\n}])[ \t]*[A-Z_][A-Z0-9_]+[ \t\r]*\n\s*[A-Za-z_]\w*[ \t]*\("
    rb"|typeof(?:__)?\s*\([^()]*[-(.\[]"
)
#: A second round finds what the first one laid open; no known file needs a fourth.
_ROUNDS = 4
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Masked:
    """What was parsed in a file's place, and its tree."""

    #: As long as the file, the same line ends at the same offsets.
    data: bytes
    tree: Tree


def mask(data: bytes) -> bytes:
    """The bytes to parse in the file's place, as long, its line ends kept. Never raises."""
    return read(data).data


def read(
    data: bytes,
    lex: Callable[[], Iterable[Token]] | None = None,
    known: KnownMacros | None = None,
) -> Masked:
    """The file parsed as it is when that goes without errors, else masked as long as that helps.

    `lex` gives the tokens of `data` to those who have them already. Never raises.
    """
    best = Masked(data, parse(data))
    harm = _harm(best)
    is_misread = known is not None and known.are_misread_in(data)
    for _ in range(_ROUNDS):
        if not harm and not is_misread and not _MISREAD.search(best.data):
            break
        is_misread = False
        lexed = lex() if lex and best.data is data else tokens(best.data)
        text = _mask(best.data, lexed, known or no_kinds)
        if text == best.data:
            break
        masked = Masked(text, parse(text))
        left = _harm(masked)
        if left > harm or left == harm != 0:
            break
        best, harm = masked, left
    return best


def _harm(masked: Masked) -> int:
    """How much of a file its tree does not tell: bytes in errors, and one for each."""
    return sum(span.end - span.start + 1 for span in errors_of(masked.tree))


def _mask(data: bytes, lexed: Iterable[Token], kinds: Kinds) -> bytes:
    paper = Paper(data)
    line = straighten(_without_pragmas(paper, lexed))
    items = Items(paper, line.tokens, kinds)
    items.mask()
    Arguments(paper, items).mask()
    for token in line.tokens:
        if token.kind is Kind.DIRECTIVE:
            _directive(paper, token)
    for span in line.dropped:
        paper.blank(span.start, span.end)
    return bytes(paper.bytes)


def _without_pragmas(paper: Paper, lexed: Iterable[Token]) -> Iterator[Token]:
    """The tokens without `_Pragma(".."),` which may stand anywhere and is no code."""
    is_pragma, depth = False, 0
    for token in lexed:
        if token.text == b"_Pragma":
            is_pragma, depth = True, 0
        elif is_pragma and (token.kind is Kind.DIRECTIVE or not depth and token.text != b"("):
            is_pragma = False
        if not is_pragma:
            yield token
            continue
        paper.blank(token.start, token.end)
        depth += (token.text == b"(") - (token.text == b")")


def _directive(paper: Paper, token: Token) -> None:
    """What tree-sitter cannot read in a directive that stays."""
    text, start = token.text, token.start
    variadic = _VARIADIC.match(text)
    if variadic:
        paper.blank(start + variadic.start(1), start + variadic.end(1))
    asks = _CHOICE.match(text)
    if asks:
        paper.write(start + asks.start(1), start + asks.end(1), b"1")
    if b"/*" in text and b"\\\n" in text and b"define" in text:
        # A comment ends the macro for tree-sitter, which then reads its next lines as code.
        for comment in _COMMENT.finditer(text):
            first, last = start + comment.start(), start + comment.end()
            if b"\n" in comment.group():
                paper.blank(first, last)
            else:
                paper.blank(first, first + 2)
                paper.blank(last - 2, last)
