"""A copy of several lines of the code, indented as the place that it moves to."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.edit.edit import Piece, Span
from qemu_xen_codemod.edit.lines import indent_from
from qemu_xen_codemod.edit.realign import shifted


def moved(data: bytes, part: Piece, indent: bytes, tab: int) -> Iterator[Piece]:
    """`part` as pieces, its later lines shifted as `indent`, the blanks before its new place, asks.

    A part that does not begin a line of `data`, or is on one line, stays as it is. `tab` is the
    width of a tab.
    """
    if not isinstance(part, Span):
        yield part
        return
    old = indent_from(data, data.rfind(b"\n", 0, part.start) + 1)
    begins_line = data[part.start - len(old) : part.start] == old
    if b"\n" not in data[part.start : part.end] or old == indent or not begins_line:
        yield part
        return
    by = len(indent.expandtabs(tab)) - len(old.expandtabs(tab))
    start = part.start
    while (end := data.find(b"\n", start, part.end)) >= 0:
        yield Span(start, end + 1)
        start = end + 1
        own = indent_from(data, start)
        if data[start + len(own) : start + len(own) + 1] not in (b"\n", b"#", b"\r"):
            yield shifted(own, by, tab)
            start += len(own)
    yield Span(start, part.end)
