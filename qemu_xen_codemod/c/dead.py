# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that is never compiled: between `#if 0` and its `#else` or `#endif`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.edit.edit import Span

_DIRECTIVE = re.compile(rb"\s*#\s*(\w+)\s*(.*)", re.DOTALL)


def dead_spans(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """The byte spans between the directives, in order, without those inside others."""
    spans: list[Span] = []
    #: For each open #if: where its dead arm begins, None if the arm is compiled.
    opened: list[int | None] = []
    for token in tokens:
        if token.kind is not Kind.DIRECTIVE:
            continue
        found = _DIRECTIVE.match(token.text)
        name = found.group(1) if found else b""
        if name in (b"if", b"ifdef", b"ifndef"):
            is_zero = name == b"if" and found is not None and found.group(2).split() == [b"0"]
            opened.append(token.end if is_zero else None)
        elif name in (b"else", b"elif", b"endif") and opened:
            start = opened.pop()
            if start is not None:
                spans.append(Span(start, token.start))
            if name != b"endif":
                opened.append(None)
    outer: list[Span] = []
    for span in sorted(spans):
        if not outer or span.start >= outer[-1].end:
            outer.append(span)
    return tuple(outer)
