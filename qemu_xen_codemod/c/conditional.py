# SPDX-License-Identifier: GPL-2.0-or-later
"""The `#if` blocks of a file and their arms, from directives alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.edit.edit import Span

_COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.DOTALL)
#: A directive's name, after its `#` and what may come between.
_NAME = re.compile(rb"(?:#|%:)(?:[ \t\f\v]|/\*[^*]*+\*+(?:[^*/][^*]*+\*+)*/|\\\r?\n)*(\w+)")


@dataclass(frozen=True, slots=True)
class Arm:
    """The lines between one directive of an `#if` block and the next."""

    #: The directive on one line without comments, `#if X < 3`; b"#else" for an else arm.
    directive: bytes
    #: From the line after the directive to the start of the line of the next one.
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """`#if` to `#endif`."""

    #: From the start of the #if's line to just after the #endif's line end.
    span: Span
    arms: tuple[Arm, ...]
    #: How many blocks enclose it.
    depth: int


@dataclass(slots=True)
class _Open:
    start: int
    directive: bytes
    arm_start: int
    arms: list[Arm] = field(default_factory=list)


def directive_text(token: Token) -> bytes:
    """A directive in one line: no comments, single spaces, no space after its `#`."""
    text = b" ".join(_COMMENT.sub(b" ", token.text).split())
    return b"#" + text[1:].lstrip()


@asked_once
def conditional_blocks(source: SourceFile) -> tuple[Block, ...]:
    """The `#if` blocks in order of their start. An unclosed block ends with the file."""
    data = source.data
    blocks: list[Block] = []
    open_blocks: list[_Open] = []
    for token in source.directives:
        named = _NAME.match(token.text)
        name = named.group(1) if named else b""
        end = _line_end(data, token.end)
        if name in (b"if", b"ifdef", b"ifndef"):
            open_blocks.append(_Open(token.start, directive_text(token), end))
        elif open_blocks and name in (b"elif", b"else", b"elifdef", b"elifndef", b"endif"):
            block = open_blocks[-1]
            block.arms.append(Arm(block.directive, Span(block.arm_start, token.start)))
            block.directive, block.arm_start = directive_text(token), end
            if name == b"endif":
                open_blocks.pop()
                blocks.append(Block(Span(block.start, end), tuple(block.arms), len(open_blocks)))
    while open_blocks:
        block = open_blocks.pop()
        block.arms.append(Arm(block.directive, Span(block.arm_start, len(data))))
        blocks.append(Block(Span(block.start, len(data)), tuple(block.arms), len(open_blocks)))
    return tuple(sorted(blocks, key=lambda block: block.span))


def are_exclusive(source: SourceFile, first: int, second: int) -> bool:
    """Whether two offsets are in different branches of an `#if`, so that no compiler sees both."""
    for block in conditional_blocks(source):
        arms = [
            at
            for at, arm in enumerate(block.arms)
            for offset in (first, second)
            if arm.span.start <= offset < arm.span.end
        ]
        if len(set(arms)) > 1:
            return True
    return False


def without_guard(blocks: tuple[Block, ...], source: SourceFile) -> tuple[Block, ...]:
    """The blocks without a header's include guard: `#ifndef X`, `#define X` around all code."""
    if not blocks or not blocks[0].arms[0].directive.startswith(b"#ifndef "):
        return blocks
    guard = blocks[0]
    name = guard.arms[0].directive.split()[1]
    code = [token for token in source.tokens if token.kind is not Kind.COMMENT]
    inside = [t for t in code if guard.span.contains(Span(t.start, t.end))]
    if len(inside) != len(code) or len(inside) < 2:
        return blocks
    if directive_text(inside[1]).split()[:2] != [b"#define", name]:
        return blocks
    return tuple(Block(block.span, block.arms, block.depth - 1) for block in blocks[1:])


def _line_end(data: bytes, at: int) -> int:
    """Just after the end of the line that holds the offset."""
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end + 1
