# SPDX-License-Identifier: GPL-2.0-or-later
"""Text: a string of a YAML file that knows the place of each of its characters in that file.

An error in a rule's text (a semantic patch, a pattern, a variable) is shown at its line and column
of the rule file, however the string was written: plain, quoted, block or folded, with variables
filled in or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qemu_xen_codemod.errors import Place, place_at

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as it was read."""

    #: As the user named it.
    path: str
    text: str

    def place(self, offset: int) -> Place:
        """The place of a character offset (0-based) of the file."""
        return place_at(self.path, self.text, min(offset, len(self.text)))


@dataclass(frozen=True, slots=True)
class Replacement:
    """`{name}` at `start` of the written text, `before` characters, became `after` characters."""

    start: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string and its origin. All offsets count characters."""

    #: The text with variables filled in.
    value: str
    #: The text in the file: `value` with the variables' names.
    written: str
    document: Document
    #: The offset in the file of its first character: a quote, `|` or `>`, or the text itself.
    start: int
    #: `"|"`, `">"`, `'"'`, `"'"`, or "" for a plain string.
    style: str = ""
    replacements: tuple[Replacement, ...] = ()

    def __str__(self) -> str:
        return self.value

    def place(self, offset: int = 0) -> Place:
        """The place in the file of an offset into `value`."""
        return self.document.place(self._offset_in_file(self._offset_in_written(offset)))

    def place_of_line(self, line: int, column: int) -> Place:
        """The place in the file of a 1-based line and column of `value`."""
        lines = self.value.split("\n")
        line = max(1, min(line, len(lines)))
        column = max(1, min(column, len(lines[line - 1]) + 1))
        return self.place(sum(len(text) + 1 for text in lines[: line - 1]) + column - 1)

    def origin(self) -> tuple[int, int]:
        """The 1-based line and column of the file at which `value` begins.

        In a block (`|`) each line of `value` is this many columns to the right.
        """
        place = self.place()
        if self.style != "|":
            return place.line, place.column
        header = self.document.place(self.start).line
        blank = len(self.written) - len(self.written.lstrip())
        first = self.place(blank)
        in_text = blank - (self.written.rfind("\n", 0, blank) + 1)
        return header + 1, first.column - in_text

    def with_value(self, value: str, replacements: tuple[Replacement, ...]) -> Text:
        return replace(self, value=value, replacements=replacements)

    def _offset_in_written(self, offset: int) -> int:
        shift = 0
        for replacement in self.replacements:
            begin = replacement.start + shift
            if offset < begin:
                break
            if offset < begin + replacement.after:
                return replacement.start
            shift += replacement.after - replacement.before
        return offset - shift

    def _offset_in_file(self, offset: int) -> int:
        """Walk the file and the text side by side: they differ only in white space.

        Where they differ in more (an escape in quotes) the string's start is returned.
        """
        file = self.document.text
        at = self.start
        if self.style in ("|", ">"):
            at = file.find("\n", at) + 1
        elif self.style:
            at += 1
        before = self.written[:offset]
        for char in before:
            if not char.isspace():
                at = _next_word(file, at)
                if at >= len(file) or file[at] != char:
                    return self.start
                at += 1
        if offset < len(self.written) and not self.written[offset].isspace():
            at = _next_word(file, at)
            return at if file[at : at + 1] == self.written[offset] else self.start
        if not before.strip():
            return _next_word(file, at)
        return at + len(before) - len(before.rstrip(" \t"))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string"}


def _next_word(file: str, at: int) -> int:
    """The offset of the next character that is not white space."""
    while at < len(file) and file[at].isspace():
        at += 1
    return at
