# SPDX-License-Identifier: GPL-2.0-or-later
"""FilledTemplates: added code with the parts of a match in it, as text and as pieces of an edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.lines import (
    indent_from,
)
from qemu_xen_codemod.edit.realign import shifted
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl.change.list_elements import without_empty
from qemu_xen_codemod.smpl.change.node_places import NodePlaces
from qemu_xen_codemod.smpl.change.parentheses import (
    SIGNS,
    level_at,
    sign_before,
    text_of,
    wanted_at,
)
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.precedence import Level, OperatorLevel
from qemu_xen_codemod.smpl.read.body_items import PLACEHOLDER

_PLACEHOLDER = re.compile(PLACEHOLDER + rb"copy[0-9]+")


@dataclass(frozen=True, slots=True)
class Copied:
    """What is around code that a template copies without parentheses."""

    #: What the template replaces.
    replaces: Span
    #: The precedence level that the code needs.
    wanted: int = 0
    #: The sign before it, which must not meet another one.
    sign: bytes = b""
    #: Whether the template is nothing but the copy: what is around it is what is around the span.
    is_whole: bool = False


class FilledTemplates:
    """The filled templates of one match."""

    def __init__(
        self, source: SourceFile, style: Style, places: NodePlaces, macro: Span | None
    ) -> None:
        """`macro`: the body of the macro that the match is in."""
        self._source = source
        self._macro = macro
        self._data = source.data
        self._style = style
        self._places = places
        #: The pieces for each placeholder.
        self._parts: dict[bytes, tuple[Piece, ...]] = {}
        #: Another match may replace the code that is copied.
        self.copied: list[tuple[Span, Copied]] = []
        #: The level of the code that replaces a span, without parentheses.
        self.levels: dict[Span, int] = {}

    def filled(self, template: Template, around: Span) -> bytes:
        """The template's text with a placeholder of this match for each part."""

        def fill(placeholder: re.Match[bytes]) -> bytes:
            name = PLACEHOLDER + b"copy%d" % (1000 + len(self._parts))
            pieces = self._places.copied(template.parts[placeholder.group()], around)
            wanted = self._level(template.wanted.get(placeholder.group()), around)
            if wanted and len(pieces) == 1:
                before = placeholder.string[: placeholder.start()][-1:]
                sign = before if before in SIGNS else b""
                is_sign = bool(sign) and text_of(self._source, pieces[0])[:1] == sign
                if is_sign or level_at(self._source, pieces[0]) < wanted:
                    pieces = (b"(", *pieces, b")")
                elif isinstance(pieces[0], Span):
                    self.copied.append((pieces[0], Copied(around, wanted, sign)))
            self._parts[name] = pieces
            return name

        template = without_empty(template, self._places, around)
        return _PLACEHOLDER.sub(fill, template.text)

    def pieces(self, text: bytes) -> tuple[Piece, ...]:
        """Text with placeholders -> pieces; copies of several lines are indented anew."""
        pieces: list[Piece] = []
        at = 0
        for placeholder in _PLACEHOLDER.finditer(text):
            if placeholder.group() not in self._parts:
                continue
            pieces.append(text[at : placeholder.start()])
            line = text[text.rfind(b"\n", 0, placeholder.start()) + 1 : placeholder.start()]
            for part in self._parts[placeholder.group()]:
                is_first = b"\n" not in text[: placeholder.start()] or bool(line.strip())
                pieces.extend(
                    _moved(self._data, part, line, self._style.tab) if not is_first else (part,)
                )
            at = placeholder.end()
        pieces.append(text[at:])
        return tuple(piece for piece in pieces if not isinstance(piece, bytes) or piece)

    def expanded(self, edit: Edit) -> Edit:
        """An edit with its placeholders replaced by their parts."""
        pieces: list[Piece] = []
        for piece in edit.pieces:
            pieces.extend(self.pieces(piece) if isinstance(piece, bytes) else (piece,))
        return replace(edit, pieces=tuple(pieces))

    def written_out(self, text: bytes) -> bytes:
        """Text with its placeholders replaced by the text of their parts."""
        for name, pieces in self._parts.items():
            text = text.replace(name, b"".join(text_of(self._source, piece) for piece in pieces))
        return text

    def needs_parentheses(self, template: Template, span: Span) -> bool:
        """Whether new code binds less tightly than the expression around it requires; as the whole
        body of a macro, less tightly than the code before: the macro may be used in any expression.

        If not, its level is noted, and what is around code that is the whole of it.
        """
        if template.text in template.wanted:
            # Parentheses were added where it was filled in.
            return False
        level = self._level(template.level, span)
        copy: Piece | None = None
        if template.text in template.parts:
            pieces = self._places.copied(template.parts[template.text], span)
            copy = pieces[0] if len(pieces) == 1 else None
            level = level_at(self._source, copy) if copy is not None else None
        if level is None:
            return False
        is_body = self._macro is not None and not (
            self._data[self._macro.start : span.start] + self._data[span.end : self._macro.end]
        ).strip(b" \t\\\r\n")
        wanted = level_at(self._source, span) if is_body else wanted_at(self._source, span)
        if level < wanted:
            return True
        self.levels[span] = level
        if isinstance(copy, Span):
            sign = sign_before(self._source, span)
            self.copied.append((copy, Copied(span, wanted, sign, is_whole=True)))
        return False

    def _level(self, level: Level | None, around: Span) -> int | None:
        """A precedence level, with the operator of this match."""
        if not isinstance(level, OperatorLevel):
            return level
        (sign,) = self._places.copied(level.operator, around)
        return level.of(text_of(self._source, sign))


def _moved(data: bytes, part: Piece, indent: bytes, tab: int) -> Iterator[Piece]:
    """`part` as pieces, with its later lines shifted to fit `indent`, the blanks before its place.

    A part that does not begin a line of `data`, or is on one line, stays unchanged. `tab` is the
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
        line_indent = indent_from(data, start)
        code = start + len(line_indent)
        if data[code : code + 1] not in (b"\n", b"#", b"\r"):
            yield shifted(line_indent, by, tab)
            start = code
    yield Span(start, part.end)
