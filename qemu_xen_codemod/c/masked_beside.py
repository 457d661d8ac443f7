# SPDX-License-Identifier: GPL-2.0-or-later
"""Attributes next to a list element that were masked, and belong to it."""

from __future__ import annotations

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span


def with_masked(source: SourceFile, span: Span) -> Span:
    """The span with the masked words on both sides; unchanged if a directive is among them."""
    start, end, masked = span.start, span.end, source.masked
    while start and masked[start - 1 : start].isspace():
        start -= 1
    while masked[end : end + 1].isspace():
        end += 1
    before, behind = source.code_in(start, span.start), source.code_in(span.end, end)
    if any(token.kind is Kind.DIRECTIVE for token in (*before, *behind)):
        return span
    return Span(before[0].start if before else span.start, behind[-1].end if behind else span.end)
