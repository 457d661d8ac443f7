# SPDX-License-Identifier: GPL-2.0-or-later
"""Barred: code in which a rule changes nothing, because the result would be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.workspace import Moved, Refused


@dataclass(frozen=True, slots=True)
class Barred:
    """A function, or a whole file."""

    path: str
    #: The function's name; b"" for the whole file.
    function: bytes
    #: The reason, which says what would be wrong and where.
    why: str


def barred_spans(source: SourceFile, barred: Sequence[Barred]) -> list[tuple[Span, str]]:
    """The barred spans of a file as it is now, each with the reason."""
    spans: list[tuple[Span, str]] = []
    entries = [entry for entry in barred if entry.path == source.path]
    for element in entries:
        if not element.function:
            spans.append((Span(0, len(source.data)), element.why))
    functions = list(functions_in(source)) if any(item.function for item in entries) else []
    for entry in entries:
        spans += (
            (Span(node.start_byte, node.end_byte), entry.why)
            for name, node in functions
            if name == entry.function
        )
    return spans


def around_refused(source: SourceFile, spans: Sequence[Span], draft: Draft) -> Iterator[Barred]:
    """The functions in which spans touch code that an earlier step of the rule matched and
    refused.
    """
    refused: list[tuple[Span, str]] = []
    for event in draft.events:
        if event.path == source.path and isinstance(event, Refused):
            refused.append((event.span, event.why))
        elif event.path == source.path and isinstance(event, Moved):
            refused = [
                (Span(start, max(end or start, start)), why)
                for span, why in refused
                if (start := event.moves.new(span.start)) is not None
                for end in (event.moves.new(span.end),)
            ]
    for name, node in functions_in(source) if refused else ():
        inside = [span for span in spans if node.start_byte <= span.start < node.end_byte]
        for span, why in refused:
            if any(span.overlaps(item) for item in inside):
                yield Barred(source.path, name, why)
                break
