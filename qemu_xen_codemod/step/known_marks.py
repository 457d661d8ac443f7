# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments `codemod: known` in C: the code there is intended, and neither changed nor reported.

    xc_domain_pause(xch, id);    /* codemod: known: only for debugging */

The comment applies to the statement on its line; if it is alone on the line, to the next statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.scope import line_start, whole_statement
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.rule.outcome import KNOWN

_MARK = re.compile(
    rb"(?:/\*|//)[^\n]*?\bcodemod: known\b(?::[ \t]*([^\n]*?))?[ \t]*(?:\*/|$)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class KnownMark:
    """One comment and the code that it applies to."""

    #: The line of the comment.
    offset: int
    #: The statement; the line if it is a directive or cannot be parsed.
    span: Span
    reason: str


def known_marks(source: SourceFile) -> tuple[KnownMark, ...]:
    """The comments of a file, in order."""
    if b"codemod: known" not in source.data:
        return ()
    commented = [token for token in source.tokens if token.kind in (Kind.COMMENT, Kind.DIRECTIVE)]
    return tuple(
        KnownMark(found.start(), _about(source, found), _reason(found[1]))
        for found in _MARK.finditer(source.data)
        if any(pair.start <= found.start() < pair.end for pair in commented)
    )


def _reason(said: bytes | None) -> str:
    text = (said or b"").decode("utf-8", "replace").strip()
    return f"{KNOWN}: {text}" if text else KNOWN


def _about(source: SourceFile, found: re.Match[bytes]) -> Span:
    start = line_start(source.data, found.start())
    if not source.data[start : found.start()].strip():
        end = source.data.find(b"\n", found.end())
        start = end + 1 if end >= 0 else len(source.data)
    end = source.data.find(b"\n", start)
    line = Span(start, end if end >= 0 else len(source.data))
    first = len(source.data[start : line.end]) - len(source.data[start : line.end].lstrip())
    statement = whole_statement(source, min(start + first, len(source.data) - 1))
    if statement is None or statement.type in ("function_definition", "preproc_if"):
        return line
    return Span(min(line.start, statement.start_byte), max(line.end, statement.end_byte))
