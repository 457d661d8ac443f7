# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions in a body: where they begin, and whether they have a return type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.words import STORAGE
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    Item,
    first_start,
)


def has_no_return_type(items: Sequence[Item]) -> bool:
    """Whether the items begin with `name(...) {`: a function with any return type."""
    words = list(_code_of(items))
    while words and words[0].text in STORAGE:
        words = words[1:]
    if len(words) < 2 or words[0].kind is not Kind.WORD or words[1].text != b"(":
        return False
    if words[0].text in (b"if", b"while", b"for", b"switch", b"sizeof", b"return"):
        return False
    return _brace_follows(words[1:])


def untyped_functions(items: Sequence[Item]) -> frozenset[int]:
    """The offsets in the patch of top-level functions without a return type."""
    code = [i for i in items if not (isinstance(i, BodyToken) and i.token.kind is Kind.COMMENT)]
    offsets: set[int] = set()
    depth = 0
    begins = True
    for at, item in enumerate(code):
        text = item.token.text if isinstance(item, BodyToken) else b""
        if begins and depth == 0 and text in STORAGE:
            continue
        if begins and depth == 0 and has_no_return_type(code[at:]):
            offsets.add(first_start(item))
        depth += (text in (b"(", b"{")) - (text in (b")", b"}"))
        is_directive = isinstance(item, BodyToken) and item.token.kind is Kind.DIRECTIVE
        begins = is_directive or text in (b";", b"}")
    return frozenset(offsets)


def _code_of(items: Sequence[Item]) -> Iterator[Token]:
    """The tokens of the items, with `...` for items that stand for statements."""
    for item in items:
        if not isinstance(item, BodyToken):
            if item.statements:
                yield Token(Kind.PUNCTUATION, item.start, item.end, b"...")
        elif item.token.kind is not Kind.COMMENT:
            yield item.token


def _brace_follows(tokens: Sequence[object]) -> bool:
    depth = 0
    for at, token in enumerate(tokens):
        text = getattr(token, "text", b"")
        depth += (text == b"(") - (text == b")")
        if depth == 0:
            following = getattr(tokens[at + 1], "text", b"") if at + 1 < len(tokens) else b""
            return bool(following == b"{")
    return False


def has_function(items: Sequence[Item]) -> bool:
    """Whether a `{` at depth 0 follows a `)` whose `(` follows two words (type and name)."""
    words = list(_code_of(items))
    depth = 0
    for at, token in enumerate(words):
        if token.text == b"(" and depth == 0 and at >= 2 and words[at - 1].kind is Kind.WORD:
            before = words[at - 2]
            is_type = before.kind is Kind.WORD and before.text not in (b"else", b"do", b"return")
            is_star = before.text == b"*" and at >= 3 and words[at - 3].kind is Kind.WORD
            if (is_type or is_star) and _brace_follows(words[at:]):
                return True
        depth += (token.text in (b"(", b"{")) - (token.text in (b")", b"}"))
    return False
