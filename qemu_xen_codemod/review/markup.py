# SPDX-License-Identifier: GPL-2.0-or-later
"""Untrusted text and code -> HTML: everything is escaped, and only our own additions are markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from markupsafe import Markup, escape

from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.review.colours import Kind, Piece, coloured
from qemu_xen_codemod.review.hunk import FileDiff, Hunk, Line, Side
from qemu_xen_codemod.review.rows import Cell, Run, rows_of

_NAME = re.compile(r"[A-Za-z_]\w*")
_INLINE = re.compile(
    r"(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]])"
    r"|(?P<code>`[^`]+`|\b[A-Za-z_]\w*\(\))"
    r"|(?P<name>\b[A-Za-z_]\w*\b)"
)


class Marker:
    """Makes markup in which each known function is a link to its entry."""

    def __init__(self, functions: Collection[str]) -> None:
        self.functions = frozenset(functions)

    def prose(self, text: str) -> Markup:
        """A line or paragraph of a letter."""
        parts = []
        at = 0
        text = printable(text, keep="\t")
        for found in _INLINE.finditer(text):
            parts += [escape(text[at : found.start()]), self._inline(found)]
            at = found.end()
        return Markup("").join([*parts, escape(text[at:])])

    def _inline(self, found: re.Match[str]) -> Markup:
        text = found[0]
        if found["url"]:
            return Markup('<a href="{0}" rel="noreferrer noopener">{0}</a>').format(text)
        bare = text.strip("`").removesuffix("()")
        if bare in self.functions:
            return Markup('<a class="fn" href="#fn-{0}"><code>{1}</code></a>').format(
                bare, text.strip("`")
            )
        return Markup("<code>{0}</code>").format(text.strip("`")) if found["code"] else escape(text)

    def hunk(self, file: FileDiff, hunk: Hunk) -> Markup:
        """The rows of a hunk."""
        before = [line for line in hunk.lines if line.side is not Side.NEW]
        after = [line for line in hunk.lines if line.side is not Side.OLD]
        old = _coloured(file.path, before, lambda item: item.old)
        new = _coloured(file.path, after, lambda entry: entry.new)
        parts: list[str] = []
        for run in rows_of(hunk):
            self._run(run, old, new, parts.append)
        return Markup("".join(parts))  # noqa: S704 (each part is escaped)

    def _run(
        self,
        run: Run,
        old: dict[int, list[Piece]],
        new: dict[int, list[Piece]],
        write: Callable[[str], None],
    ) -> None:
        write('<div class="run same">' if run.stays else '<div class="run">')
        for row in run.rows:
            write('<div class="r">')
            write(self._cell(row.old, "o", old))
            write(self._cell(row.new, "n", new))
            write("</div>")
        write("</div>")

    def _cell(self, cell: Cell | None, side: str, known: dict[int, list[Piece]]) -> str:
        if cell is None:
            return f'<div class="{side} e"></div>'
        number = cell.line.old if side == "o" else cell.line.new
        return f'<div class="{side}"><i>{number}</i>{self._code(cell, known[number])}</div>'

    def _code(self, cell: Cell, pieces: Sequence[Piece]) -> str:
        parts = []
        at = 0
        for text, kind in pieces:
            for part, is_changed in _cut(text, at, cell):
                inside = self._linked(part)
                if is_changed:
                    inside = f"<b>{inside}</b>"
                parts.append(
                    f'<span class="{kind.value}">{inside}</span>' if kind.value else inside
                )
            at += len(text)
        return "".join(parts).replace("</b><b>", "")

    def code(self, path: str, lines: Sequence[str]) -> Markup:
        """Lines of C or similar code, unchanged."""
        made = (
            "".join(
                f'<span class="{kind.value}">{self._linked(text)}</span>'
                if kind is not Kind.PLAIN
                else self._linked(text)
                for text, kind in pieces
            )
            for pieces in coloured(path, lines)
        )
        return Markup("\n".join(made))  # noqa: S704 (each part is escaped)

    def _linked(self, text: str) -> str:
        """Escaped, with each known function as a link."""
        if not any(name in self.functions for name in _NAME.findall(text)):
            return str(escape(text))
        parts = []
        at = 0
        for found in _NAME.finditer(text):
            if found[0] in self.functions:
                parts += [
                    str(escape(text[at : found.start()])),
                    f'<a class="fn" href="#fn-{found[0]}">{found[0]}</a>',
                ]
                at = found.end()
        return "".join([*parts, str(escape(text[at:]))])


def _coloured(
    path: str, lines: Sequence[Line], number: Callable[[Line], int]
) -> dict[int, list[Piece]]:
    """Number -> pieces, of the lines of one side."""
    pieces = coloured(path, [line.text for line in lines])
    return dict(zip(map(number, lines), pieces, strict=True))


def _cut(text: str, at: int, cell: Cell) -> Iterator[tuple[str, bool]]:
    """A piece that begins in column `at`, split where the changed part begins and ends."""
    start, end = at, at + len(text)
    for first, last in cell.changed:
        if last <= start or first >= end:
            continue
        if first > start:
            yield text[start - at : first - at], False
        yield text[max(first, start) - at : min(last, end) - at], True
        start = min(last, end)
    if start < end:
        yield text[start - at :], False
