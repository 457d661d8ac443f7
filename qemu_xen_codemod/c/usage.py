"""Where code uses a word as the name of a function or object: told from tokens alone.

Tokens rather than the tree, so that no use is lost to code that tree-sitter cannot parse. Not a
use: a declaration or definition of the word, a member (`.word`, `->word`), a tag (`struct word`),
a designator, a comment, a string, and a directive other than the body of a `#define`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import BUILTIN, OPERATOR, SPECIFIER, STATEMENT, TAGGED
from qemu_xen_codemod.edit.edit import Span

#: Words that a function's declarator does not follow directly.
_BEFORE_EXPRESSION = STATEMENT | OPERATOR
_CLOSERS = {b")": b"(", b"]": b"[", b"}": b"{"}


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a word."""

    word: bytes
    span: Span
    #: The macro in whose definition it stands, b"" outside of macro definitions.
    macro: bytes = b""


def uses(source: SourceFile, words: frozenset[bytes]) -> Iterator[Use]:
    """The uses of any of the words in a C file, in order."""
    present = words & source.words
    if not present:
        return
    found: list[Use] = []
    for token in source.directives:
        if any(word in token.text for word in present):
            name, body = macro_body(token)
            places = (at for at, one in enumerate(body) if one.text in present)
            found.extend(_uses_at(body, places, name))
    for word in present:
        found.extend(_uses_at(source.code, source.word_places.get(word, ()), b""))
    yield from sorted(found, key=lambda use: use.span)


def macro_body(directive: Token) -> tuple[bytes, tuple[Token, ...]]:
    """The name and the body's tokens of a `#define`; (b"", ()) for any other directive."""
    inside = [token for token in words_of(directive) if token.kind is not Kind.COMMENT]
    if len(inside) < 2 or inside[0].text != b"define" or inside[1].kind is not Kind.WORD:
        return b"", ()
    at = 2
    if len(inside) > 2 and inside[2].text == b"(" and inside[2].start == inside[1].end:
        while at < len(inside) and inside[at].text != b")":
            at += 1
        at += 1
    return inside[1].text, tuple(inside[at:])


def macro_name(directive: Token) -> bytes:
    """The macro that a `#define` defines, b"" for any other directive."""
    inside = [token for token in words_of(directive) if token.kind is not Kind.COMMENT][:2]
    is_define = len(inside) == 2 and inside[0].text == b"define"
    return inside[1].text if is_define else b""


def macro_parameters(directive: Token) -> tuple[Token, ...]:
    """The parameters of a `#define`, () for any other directive."""
    inside = [token for token in words_of(directive) if token.kind is not Kind.COMMENT]
    if len(inside) < 3 or inside[0].text != b"define" or inside[2].start != inside[1].end:
        return ()
    if inside[2].text != b"(":
        return ()
    closing = next((at for at, one in enumerate(inside) if one.text == b")"), len(inside))
    return tuple(one for one in inside[3:closing] if one.kind is Kind.WORD)


def _uses_at(code: Sequence[Token], places: Iterable[int], macro: bytes) -> Iterator[Use]:
    for index in places:
        token = code[index]
        if token.kind is Kind.WORD and _is_use(code, index):
            yield Use(token.text, Span(token.start, token.end), macro)


def _is_use(code: Sequence[Token], index: int) -> bool:
    before = code[index - 1] if index else None
    if before is None:
        return True
    if before.text in (b".", b"->") or before.text in TAGGED or before.text == b"goto":
        return False
    return not _is_declared(code, index)


def _is_declared(code: Sequence[Token], index: int) -> bool:
    """Is the word at `index` a declarator's name?"""
    before = code[index - 1]
    followed_by = code[index + 1].text if index + 1 < len(code) else b""
    if before.text == b"*" and index > 1 and code[index - 2].text == b"(" and followed_by == b")":
        # `int (*word)(...)`, but `(*word)(...)` as a statement is a call.
        return index > 2 and _is_type_end(code[index - 3])
    at = index - 1
    while at >= 0 and code[at].text == b"*":
        at -= 1
    if at < 0 or not _is_type_end(code[at]):
        return False
    if at < index - 1 and at > 0 and not _starts_declaration(code[at - 1]):
        return False
    if followed_by != b"(":
        # `xc_fn word;` or `T *word = ...`; `a * word` is an expression.
        return before.text != b"*" or followed_by in (b";", b"=", b"[")
    end = _closing(code, index + 1)
    after = code[end + 1].text if end + 1 < len(code) else b""
    return after == b"{" or _are_parameters(code[index + 2 : end])


def _is_type_end(token: Token) -> bool:
    return token.kind is Kind.WORD and token.text not in _BEFORE_EXPRESSION


def _starts_declaration(token: Token) -> bool:
    """Can a declaration's last type word follow this token?"""
    return token.text in (b";", b"{", b"}", b")") or (
        token.kind is Kind.WORD and token.text not in _BEFORE_EXPRESSION
    )


def _closing(code: Sequence[Token], index: int) -> int:
    """The index of the parenthesis that closes the one at `index`, or of the last token."""
    depth = 0
    for at in range(index, len(code)):
        text = code[at].text
        depth += (text == b"(") - (text == b")")
        if depth == 0:
            return at
    return len(code) - 1


def _are_parameters(inside: Sequence[Token]) -> bool:
    """Do these tokens read as parameters of a declaration rather than as arguments of a call?"""
    if not inside:
        return True
    words = [token for token in inside if token.kind is Kind.WORD]
    if any(token.text in BUILTIN | SPECIFIER | TAGGED for token in words):
        return True
    for first, second in pairwise(inside):
        if first.kind is Kind.WORD and second.kind is Kind.WORD:
            return first.text not in OPERATOR
    return any(
        first.kind is Kind.WORD and star.text == b"*" and (last.kind is Kind.WORD)
        for first, star, last in zip(inside, inside[1:], inside[2:], strict=False)
    )
