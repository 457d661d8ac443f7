# SPDX-License-Identifier: GPL-2.0-or-later
"""Locals that a rule's commit left unused."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.scope import declared_name
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.step.removal import remove_lines, whole_lines

#: What an initialiser must not contain if it is to be removed.
_EFFECTS = frozenset(
    (
        "call_expression",
        "assignment_expression",
        "update_expression",
        "compound_statement",
        "gnu_asm_expression",
        "ERROR",
    )
)
_DECLARATORS = frozenset(
    ("identifier", "init_declarator", "pointer_declarator", "array_declarator")
)


def unused_locals(before: SourceFile, after: SourceFile, rule: str) -> list[Edit]:
    """Edits that remove locals used before and not after, at most one per function.

    The blank lines around the next one are judged when the first is removed. A local stays if its
    name is anywhere else in the function, including `(void)x`, if its initialiser may have an
    effect, and if the function is new.
    """
    functions = dict(_functions(before))
    edits: list[Edit] = []
    for name, function in _functions(after):
        old = functions.get(name)
        if old is None or after.text(function) == before.text(old):
            continue
        was = _word_counts(before, old)
        now = _word_counts(after, function)
        unused = (
            (declaration, declarator)
            for declaration in _declarations(function)
            for declarator in _declarators(declaration)
            if now[_name(after, declarator)] == 1
            and was[_name(after, declarator)] > 1
            and not _has_effect(declarator)
        )
        found = next(unused, None)
        if found is not None:
            edits.append(_removal(after, *found, rule))
    return edits


def _functions(source: SourceFile) -> Iterator[tuple[bytes, Node]]:
    todo = [source.root]
    while todo:
        node = todo.pop()
        if node.type == "function_definition":
            name = declared_name(node)
            if name is not None:
                yield source.text(name), node
        elif node.type != "compound_statement":
            todo.extend(reversed(node.children))


def _word_counts(source: SourceFile, node: Node) -> Counter[bytes]:
    """How often each word occurs in the code of a node, in all `#if` arms and directives, without
    members.
    """
    counts: Counter[bytes] = Counter()
    first = bisect_left(source.tokens, node.start_byte, key=_start)
    before = b""
    for token in islice(source.tokens, first, None):
        if token.start >= node.end_byte:
            break
        if before not in (b".", b"->"):
            counts.update(_words(token))
        before = before if token.kind is Kind.COMMENT else token.text
    return counts


def _start(token: Token) -> int:
    return token.start


def _words(token: Token) -> Iterator[bytes]:
    if token.kind is Kind.WORD:
        yield token.text
    elif token.kind is Kind.DIRECTIVE:
        yield from (word.text for word in words_of(token) if word.kind is Kind.WORD)


def _declarations(function: Node) -> Iterator[Node]:
    body = function.child_by_field_name("body")
    todo = [body] if body is not None else []
    while todo:
        node = todo.pop()
        for child in node.children:
            if child.type != "declaration":
                todo.append(child)
            elif node.type != "for_statement" and not child.has_error:
                yield child


def _declarators(declaration: Node) -> list[Node]:
    kind = declaration.child_by_field_name("type")
    if kind is None or kind.child_by_field_name("body") is not None:
        return []
    found = declaration.children_by_field_name("declarator")
    return [node for node in found if node.type in _DECLARATORS]


def _name(source: SourceFile, declarator: Node) -> bytes:
    if declarator.type == "identifier":
        return source.text(declarator)
    name = declared_name(declarator)
    return b"" if name is None else source.text(name)


def _has_effect(declarator: Node) -> bool:
    todo = [declarator]
    while todo:
        node = todo.pop()
        if node.type in _EFFECTS:
            return True
        todo.extend(node.children)
    return False


def _removal(source: SourceFile, declaration: Node, declarator: Node, rule: str) -> Edit:
    names = declaration.children_by_field_name("declarator")
    if len(names) > 1:
        at = [name.id for name in names].index(declarator.id)
        if at == 0:
            return Edit(Span(declarator.start_byte, names[1].start_byte), (), rule)
        return Edit(Span(names[at - 1].end_byte, declarator.end_byte), (), rule)
    span = Span(declaration.start_byte, declaration.end_byte)
    lines = whole_lines(source.data, span)
    return Edit(span, (), rule) if lines is None else remove_lines(source.data, lines, rule)
