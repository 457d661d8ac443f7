# SPDX-License-Identifier: GPL-2.0-or-later
"""The `#if` blocks of a file with their directives, for editing them.

Raises Unresolved, with the place, for directives that do not match or that are hard to see. For the
ranges alone there is `conditional`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qemu_xen_codemod.c.condition import Left
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.source import SourceFile

_OPENS = frozenset((b"if", b"ifdef", b"ifndef"))
_CONTINUES = frozenset((b"elif", b"elifdef", b"elifndef", b"else"))
CONDITIONALS = _OPENS | _CONTINUES | {b"endif"}
_SPLICE = re.compile(rb"\\[ \t]*\r?\n")
_COMMENTS = re.compile(rb"/\*.*?\*/", re.DOTALL)
#: A directive that a search for `#` at the beginning of a line would miss.
_HIDDEN = re.compile(rb"[ \t\f\v]*(?:#|%:|\?\?=)[ \t\f\v]*(?:if|ifdef|ifndef|elif|else|endif)\b")


class Unresolved(Exception):
    """Why a file cannot be read as `#if` blocks, or must not be resolved."""

    def __init__(self, offset: int, why: str) -> None:
        super().__init__(why)
        self.offset = offset
        self.why = why


@dataclass(slots=True, eq=False)
class Arm:
    """A directive of a block, with the lines after it."""

    directive: Token
    name: Token
    #: Tokens of the condition, without comments.
    condition: tuple[Token, ...]
    blocks: list[Block] = field(default_factory=list)
    #: An `#error` in the arm and outside of the blocks in it.
    error: Token | None = None
    left: Left = field(default_factory=lambda: Left(None))


@dataclass(slots=True, eq=False)
class Block:
    """From an `#if` to its `#endif`."""

    arms: list[Arm]
    endif: Token | None = None


def name_of(directive: Token) -> Token:
    for token in words_of(directive):
        if token.kind is not Kind.COMMENT:
            return token
    return Token(Kind.WORD, directive.end, directive.end, b"")


def read_blocks(source: SourceFile) -> list[Block]:
    _check_visible(source)
    top: list[Block] = []
    open_blocks: list[Block] = []
    for directive in source.directives:
        name = name_of(directive)
        if name.text == b"error" and open_blocks:
            arm = open_blocks[-1].arms[-1]
            arm.error = arm.error or directive
        if name.text not in CONDITIONALS:
            continue
        words = [token for token in words_of(directive) if token.kind is not Kind.COMMENT]
        if name.text in _OPENS:
            block = Block([Arm(directive, name, tuple(words[1:]))])
            (open_blocks[-1].arms[-1].blocks if open_blocks else top).append(block)
            open_blocks.append(block)
            continue
        shown = name.text.decode()
        if not open_blocks:
            raise Unresolved(directive.start, f"#{shown} without an #if")
        block = open_blocks[-1]
        if name.text == b"endif":
            block.endif = directive
            open_blocks.pop()
            continue
        if block.arms[-1].name.text == b"else":
            raise Unresolved(directive.start, f"#{shown} after #else")
        block.arms.append(Arm(directive, name, tuple(words[1:])))
    if open_blocks:
        first = open_blocks[-1].arms[0]
        raise Unresolved(first.directive.start, f"#{first.name.text.decode()} without an #endif")
    return top


def _check_visible(source: SourceFile) -> None:
    """Raises Unresolved for a directive that would be overlooked, or read differently than
    meant.
    """
    data = source.data
    for token in source.tokens:
        if token.kind is Kind.DIRECTIVE:
            plain = _SPLICE.sub(b"", token.text)
            name = name_of(Token(token.kind, token.start, token.end, plain)).text
            if name in CONDITIONALS and name != name_of(token).text:
                raise Unresolved(token.start, "a directive whose name is broken over two lines")
            if b"\n" in plain and b"/*" in plain.partition(b"//")[2]:
                raise Unresolved(token.start, "a directive with a comment inside a comment")
        elif token.kind is Kind.COMMENT and _HIDDEN.match(data, token.end):
            start = data.rfind(b"\n", 0, token.start) + 1
            if not _COMMENTS.sub(b"", data[start : token.end]).strip():
                raise Unresolved(token.start, "a directive after a comment")
    for found in re.finditer(rb"(?m)^[ \t\f\v]*(?:%:|\?\?=)[ \t\f\v]*(?:if|el|endif)", data):
        raise Unresolved(found.start(), "a directive that does not begin with #")
