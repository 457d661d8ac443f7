# SPDX-License-Identifier: GPL-2.0-or-later
"""Where code uses a word as the name of a function or object, from tokens alone.

Tokens are used instead of the tree, so that no use is lost in code that tree-sitter cannot parse.
These are not uses: a declaration or definition of the word, a member (`.word`, `->word`), a tag
(`struct word`), a designator, a comment, a string, and a directive other than the body of a
`#define`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from qemu_xen_codemod.c.declarator import Lexeme, is_declarator
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import STATEMENT, TAGGED
from qemu_xen_codemod.edit.edit import Span

#: Up to this many words are searched for one by one, which is as fast.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a word."""

    word: bytes
    span: Span
    #: The macro whose definition contains it, b"" outside of macro definitions.
    macro: bytes = b""
    #: The neighbouring tokens, b"" for none.
    before: bytes = b""
    after: bytes = b""


def uses(source: SourceFile, words: frozenset[bytes]) -> Iterator[Use]:
    """The uses of any of the words in a C file, in order."""
    few = len(words) < _FEW
    present = {word for word in words if word in source.data} if few else words & source.words
    if not present:
        return
    found: list[Use] = []
    for directive in _directives_with(source, present):
        name, body = macro_body(directive)
        places = (at for at, pair in enumerate(body) if pair.text in present)
        found.extend(_uses_at(body, places, name))
    for word in present:
        found.extend(_uses_at(source.code, source.word_places.get(word, ()), b""))
    yield from sorted(found, key=lambda use: use.span)


def _directives_with(source: SourceFile, words: Iterable[bytes]) -> Iterable[Token]:
    """The directives that contain one of the words, perhaps in a longer one."""
    found: dict[int, Token] = {}
    for word in words:
        at = source.data.find(word)
        while at >= 0:
            directive = source.directive_at(at)
            if directive is not None:
                found[directive.start] = directive
            at = source.data.find(word, directive.end if directive is not None else at + 1)
    return found.values()


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
    words = (token for token in words_of(directive) if token.kind is not Kind.COMMENT)
    inside = list(islice(words, 2))
    is_define = len(inside) == 2 and inside[0].text == b"define"
    return inside[1].text if is_define else b""


def macro_parameters(directive: Token) -> tuple[Token, ...]:
    """The parameters of a `#define`, () for any other directive."""
    inside = (token for token in words_of(directive) if token.kind is not Kind.COMMENT)
    head = list(islice(inside, 3))
    if len(head) < 3 or head[0].text != b"define" or head[2].start != head[1].end:
        return ()
    if head[2].text != b"(":
        return ()
    listed = takewhile(lambda pair: pair.text != b")", inside)
    return tuple(entry for entry in listed if entry.kind is Kind.WORD)


def _uses_at(code: Sequence[Token], places: Iterable[int], macro: bytes) -> Iterator[Use]:
    for index in places:
        token = code[index]
        if token.kind is Kind.WORD and is_use(code, index):
            before = code[index - 1].text if index else b""
            after = code[index + 1].text if index + 1 < len(code) else b""
            yield Use(token.text, Span(token.start, token.end), macro, before, after)


def is_use(code: Sequence[Lexeme], index: int) -> bool:
    """Whether the word at `index` is a use; the code has no comments or directives."""
    before = code[index - 1] if index else None
    if before is None:
        return True
    if before.text in (b".", b"->") or before.text in TAGGED or before.text == b"goto":
        return False
    if index > 2 and before.text == b":" and code[index - 2].text == b":":
        # C++: `other::word` is not `::word`.
        qualifier = code[index - 3]
        return qualifier.kind is not Kind.WORD or qualifier.text in STATEMENT
    return not is_declarator(code, index)
