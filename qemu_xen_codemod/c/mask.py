"""Mask, to the same length, what tree-sitter cannot read, and parse the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Tree

from qemu_xen_codemod.c.arguments import Arguments
from qemu_xen_codemod.c.straighten import straighten
from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.macros import Items
from qemu_xen_codemod.c.paper import Paper, blanked
from qemu_xen_codemod.c.parse import errors_of, parse

__all__ = ["Masked", "blanked", "mask", "read"]

#: `#define NAME(a, b...)`: the parameter that GNU C names.
_VARIADIC = re.compile(rb"[ \t]*#[ \t]*define[ \t]+\w+\([^)]*?(\w+)[ \t]*\.\.\.")

#: `#if a ? b : c`
_CHOICE = re.compile(rb"[ \t]*#[ \t]*(?:el)?if[ \t]+([^?/]*\?.*)", re.DOTALL)
#: `FOREACH(x) {` in a function, which tree-sitter can take for a function in the function.
_ITERATOR = re.compile(
    rb"\n[ \t]+(?!(?:if|for|while|switch)\b)[A-Za-z_]\w* ?\([^\n;{}]*\)[ \t]*\{"
)
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Masked:
    """What was parsed in a file's place, and its tree."""

    #: As long as the file, the same line ends at the same offsets.
    data: bytes
    tree: Tree


def mask(data: bytes) -> bytes:
    return read(data).data


def read(data: bytes) -> Masked:
    """The file parsed as it is when that goes without errors, else masked. Never raises."""
    plain = Masked(data, parse(data))
    if not plain.tree.root_node.has_error and not _ITERATOR.search(data):
        return plain
    text = _mask(data)
    masked = Masked(text, parse(text))
    return min(masked, plain, key=_harm)


def _harm(masked: Masked) -> int:
    """How much of a file its tree does not tell: bytes in errors, and one for each."""
    return sum(span.end - span.start + 1 for span in errors_of(masked.tree))


def _mask(data: bytes) -> bytes:
    paper = Paper(data)
    line = straighten(tokens(data))
    items = Items(paper, line.tokens)
    items.mask()
    Arguments(paper, line.tokens, items.partner, items.place, items.parameters).mask()
    for token in line.tokens:
        if token.kind is Kind.DIRECTIVE:
            _directive(paper, token)
    for span in line.dropped:
        paper.blank(span.start, span.end)
    return bytes(paper.bytes)


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
