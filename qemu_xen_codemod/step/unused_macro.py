# SPDX-License-Identifier: GPL-2.0-or-later
"""Macros that a rule's commit left unused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qemu_xen_codemod.c.lexer import Kind, Token, tokens, words_of
from qemu_xen_codemod.c.scope import line_start
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.c.usage import macro_body
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.removal import remove_lines

_UNDEF = re.compile(rb"#[ \t]*undef\b")


def unused_macros(path: str, draft: Draft, rule: str) -> list[Edit]:
    """Edits that remove macros of the file which code used before and no longer uses.

    A list of macros, one directly below the other, is removed as a whole and with its comment if
    nothing in it is used any more: the rest, which nobody ever used, makes no sense without the
    others.
    """
    data = draft.read(path)
    if b"define" not in data:
        return []
    before = _used(draft.source_before(path))
    after = _used(draft.source(path))
    edits: list[Edit] = []
    for paragraph in _paragraphs(data):
        names = {macro_body(token)[0] for token in paragraph if token.kind is Kind.DIRECTIVE}
        if not names & (before - after):
            continue
        draft.workspace.prepare(frozenset(names - after))
        idle = {
            name
            for name in names
            if name not in after and not _is_used_elsewhere(name, path, draft)
        }
        unused = {name for name in idle if name in before}
        if not unused:
            continue
        if idle == names:
            edits.append(_removal(data, paragraph[0].start, paragraph[-1].end, rule))
            continue
        for token in paragraph:
            if token.kind is Kind.DIRECTIVE and macro_body(token)[0] in unused:
                edits.append(_removal(data, token.start, token.end, rule))
    return edits


def _paragraphs(data: bytes) -> Iterator[list[Token]]:
    """Runs of `#define` lines without a blank line between, with the comments among and above."""
    paragraph: list[Token] = []
    for token in tokens(data):
        belongs = token.kind is Kind.COMMENT or (
            token.kind is Kind.DIRECTIVE and bool(macro_body(token)[0])
        )
        if paragraph and (not belongs or _lines_between(data, paragraph[-1], token) > 1):
            yield from _with_macro(paragraph)
            paragraph = []
        if belongs:
            paragraph.append(token)
    yield from _with_macro(paragraph)


def _with_macro(paragraph: list[Token]) -> Iterator[list[Token]]:
    if any(token.kind is Kind.DIRECTIVE for token in paragraph):
        yield paragraph


def _lines_between(data: bytes, first: Token, second: Token) -> int:
    return data.count(b"\n", first.end, second.start)


@asked_once
def _used(source: SourceFile) -> frozenset[bytes]:
    """The words in code and directives, without the names in `#define` and #undef."""
    found: set[bytes] = set()
    for token in source.tokens:
        if token.kind is Kind.WORD:
            found.add(token.text)
        elif token.kind is Kind.DIRECTIVE and not _UNDEF.match(token.text):
            name, body = macro_body(token)
            inside = body if name else words_of(token)
            found |= {word.text for word in inside if word.kind is Kind.WORD}
    return frozenset(found)


def _is_used_elsewhere(name: bytes, path: str, draft: Draft) -> bool:
    """A macro of a .c file is its own, unless that file is included."""
    return any(
        other != path and name in _used(draft.source(other))
        for other in draft.holding(frozenset((name,)))
    )


def _removal(data: bytes, start: int, end: int, rule: str) -> Edit:
    stop = data.find(b"\n", end)
    return remove_lines(
        data, Span(line_start(data, start), len(data) if stop < 0 else stop + 1), rule
    )
