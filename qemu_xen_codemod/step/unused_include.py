# SPDX-License-Identifier: GPL-2.0-or-later
"""Includes that a rule's commit left unused, as far as the tree itself shows."""

from __future__ import annotations

import posixpath
import re

from qemu_xen_codemod.c.lexer import Kind, tokens, words_of
from qemu_xen_codemod.c.source import SourceFile, asked_once
from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import INCLUDE, find_header, includes
from qemu_xen_codemod.step.removal import remove_lines, whole_lines

#: QEMU's generated header of trace functions: in no source tree, and its names have this form.
_TRACE_HEADER = "trace.h"
#: If an include leads to more headers than this, nobody can say that none is needed.
_MOST = 40


def unused_includes(path: str, draft: Draft, rule: str) -> list[Edit]:
    """Edits that remove includes whose names the file used before and no longer uses.

    Only headers that are found in the tree (and QEMU's trace.h), with everything that they include;
    an include that leads to a header which is not found stays.
    """
    source = draft.source(path)
    data = source.data
    before, after = _words(draft.source_before(path)), _words(source)
    if before <= after:
        return []
    included = {name for _, name in includes(source).values()}
    edits: list[Edit] = []
    for token, (quote, name) in includes(source).items():
        if quote != b'"':
            continue
        if posixpath.basename(name) == _TRACE_HEADER:
            used = any(word.startswith((b"trace_", b"TRACE_")) for word in after)
            was_used = any(word.startswith((b"trace_", b"TRACE_")) for word in before)
            is_idle = was_used and not used
        else:
            is_idle = _is_idle(path, name, included, draft, before, after)
        lines = whole_lines(data, Span(token.start, token.end)) if is_idle else None
        if lines is not None:
            edits.append(remove_lines(data, lines, rule))
    return edits


@asked_once
def _words(source: SourceFile) -> frozenset[bytes]:
    """The words of the code, without those of `#include` lines and C's own."""
    found: set[bytes] = set()
    for token in tokens(source.data):
        if token.kind is Kind.WORD:
            found.add(token.text)
        elif token.kind is Kind.DIRECTIVE and not INCLUDE.match(token.text):
            found |= {word.text for word in words_of(token) if word.kind is Kind.WORD}
    return frozenset(found - RESERVED)


def _is_idle(
    path: str,
    name: str,
    included: set[str],
    draft: Draft,
    before: frozenset[bytes],
    after: frozenset[bytes],
) -> bool:
    """Whether the file had words of a header, or of its includes, and has none of them now.

    Not only the words that it declares: a word that it merely uses counts too, so an include is
    removed only if the file has nothing in common with it. False if a header is not found.
    """
    was_used = False
    seen: set[str] = set()
    todo = [(path, b'"', name)]
    while todo:
        includer, quote, wanted = todo.pop()
        header = find_header(includer, wanted, draft) if quote == b'"' else None
        if header is None:
            if quote == b"<" and wanted in included:
                continue
            return False
        if header in seen:
            continue
        seen.add(header)
        if len(seen) > _MOST:
            return False
        source = draft.source(header)
        words = _telling_words(source)
        if not words.isdisjoint(after):
            return False
        was_used = was_used or not words.isdisjoint(before)
        todo += [(header, quote, found) for quote, found in includes(source).values()]
    return was_used


@asked_once
def _telling_words(source: SourceFile) -> frozenset[bytes]:
    """The words of a header except for those that every header shares."""
    return frozenset(word for word in _words(source) if not _is_common(word))


def _is_common(word: bytes) -> bool:
    """A word that does not show where it comes from: a fixed-width type, `NULL`, one letter."""
    return len(word) < 2 or word in _COMMON or bool(_FIXED_WIDTH.fullmatch(word))


_FIXED_WIDTH = re.compile(rb"u?int(?:_fast|_least)?(?:8|16|32|64|ptr|max)_t|s?size_t")
_COMMON = frozenset(
    b"NULL true false errno ifndef ifdef define endif undef include defined".split()
)
