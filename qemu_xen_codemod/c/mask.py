"""Mask, to the same length, what tree-sitter cannot read, and parse the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Tree

from qemu_xen_codemod.c.arguments import Arguments
from qemu_xen_codemod.c.conditionals import straighten
from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.macros import Items
from qemu_xen_codemod.c.paper import Paper, blanked
from qemu_xen_codemod.c.parse import errors_of, parse

__all__ = ["Masked", "blanked", "mask", "read"]

#: `#define NAME(a, b...)`: the parameter that GNU C names.
_VARIADIC = re.compile(rb"[ \t]*#[ \t]*define[ \t]+\w+\([^)]*?(\w+)[ \t]*\.\.\.")


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
    if not plain.tree.root_node.has_error:
        return plain
    masked = _mask(data)
    return Masked(masked, parse(masked))


def _mask(data: bytes) -> bytes:
    paper = Paper(data)
    line = straighten(tokens(data))
    items = Items(paper, line.tokens)
    items.mask()
    Arguments(paper, line.tokens, items.partner, items.place, items.parameters).mask()
    for token in line.tokens:
        if token.kind is Kind.DIRECTIVE:
            found = _VARIADIC.match(token.text)
            if found:
                paper.blank(token.start + found.start(1), token.start + found.end(1))
    for span in line.dropped:
        paper.blank(span.start, span.end)
    return bytes(paper.bytes)
