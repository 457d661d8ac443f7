# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether code has the attributes that a pattern requires: C's grammar does not show them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.attribute_place import is_behind_name
from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.c.node_kinds import SPECIFIERS
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import Attribute, Inner

_OPENING, _CLOSING = (b"(", b"[", b"{"), (b")", b"]", b"}")


def has_attributes(source: SourceFile, pattern: Inner, node: Node) -> bool:
    if not pattern.attributes:
        return True
    if _is_other_declaration(pattern, node):
        return False
    region = _region(source, node)
    tokens = source.code_in(region.start, region.end)
    return all(_is_among(source, tokens, attribute) for attribute in pattern.attributes)


def _is_other_declaration(pattern: Inner, node: Node) -> bool:
    """Whether code declares several names, or only one of code and pattern has a value."""
    declarators = node.children_by_field_name("declarator")
    has_value = any(declarator.type == "init_declarator" for declarator in declarators)
    wants_value = any(child.kind == "init_declarator" for child in pattern.children)
    is_several = len(declarators) > 1
    return node.type in ("declaration", "field_declaration") and (
        is_several or has_value is not wants_value
    )


def _region(source: SourceFile, node: Node) -> Span:
    """A node with the masked code next to it that belongs to it."""
    masked = source.masked
    body = node.child_by_field_name("body") if node.type == "function_definition" else None
    start, end = node.start_byte, body.start_byte if body is not None else node.end_byte
    while start and masked[start - 1 : start].isspace():
        start -= 1
    while masked[end : end + 1].isspace() and masked[end - 1 : end] != b";":
        end += 1
    return Span(node.end_byte if node.type in SPECIFIERS else start, end)


def _is_among(source: SourceFile, tokens: Sequence[Token], wanted: Attribute) -> bool:
    """Whether the attribute is there, and is the only one after the declared name."""
    size = len(wanted.texts)
    for at in _outside_brackets(tokens):
        if tuple(token.text for token in tokens[at : at + size]) != wanted.texts:
            continue
        after = tokens[at + size :]
        has_arguments = [token.text for token in after[:1]] == [b"("]
        if size == 1 and has_arguments is not wanted.has_any_arguments:
            # With arguments it is a different attribute.
            continue
        if wanted.has_any_arguments:
            after = after[_closing(after) + 1 :]
        beside = [*tokens[:at][-1:], *after[:1]]
        is_alone = not any(_is_masked(source, token) for token in beside)
        if is_alone and is_behind_name([token.text for token in after]):
            return True
    return False


def _is_masked(source: SourceFile, token: Token) -> bool:
    return source.masked[token.start : token.end].isspace()


def _closing(tokens: Sequence[Token]) -> int:
    """The index of the parenthesis that closes the first token."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text == b"(") - (token.text == b")")
        if depth == 0:
            return at
    return len(tokens)


def _outside_brackets(tokens: Sequence[Token]) -> Iterator[int]:
    depth = 0
    for at, token in enumerate(tokens):
        if depth == 0:
            yield at
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
