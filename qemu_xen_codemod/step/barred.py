"""Barred: the code in which a rule changes nothing, because what it would leave is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span


@dataclass(frozen=True, slots=True)
class Barred:
    """A function, or a whole file."""

    path: str
    #: The function's name; b"" for the whole file.
    function: bytes
    #: The reason, which names what would be wrong and where.
    why: str


def barred_spans(source: SourceFile, barred: Sequence[Barred]) -> list[tuple[Span, str]]:
    """What is barred of a file as it is now, each with the reason."""
    spans: list[tuple[Span, str]] = []
    own = [one for one in barred if one.path == source.path]
    for one in own:
        if not one.function:
            spans.append((Span(0, len(source.data)), one.why))
    functions = list(functions_in(source)) if any(one.function for one in own) else []
    for one in own:
        spans += (
            (Span(node.start_byte, node.end_byte), one.why)
            for name, node in functions
            if name == one.function
        )
    return spans
