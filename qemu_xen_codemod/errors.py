# SPDX-License-Identifier: GPL-2.0-or-later
"""The errors that a user sees: place, message and help.

Every error in a user's input is raised as a `CodemodError` and turned into text once, by
`CodemodError.render`; only `cli` catches it. A `Place` counts lines and columns from 1, columns in
characters of the line shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.printable import printable

#: Layout characters that a message may contain: it may include a diff or a program's output.
_LAYOUT = "\n\t"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file that a person can go to."""

    #: As the user named the file, or its path inside the tree.
    path: str
    #: 1-based.
    line: int
    #: 1-based, in characters.
    column: int
    #: The line's text without its end, "" if there is none to show.
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """The source line with a caret under the column; tabs are kept for the alignment."""
        if not self.text:
            return ""
        shown = printable(self.text, keep="\t")
        before = printable(self.text[: self.column - 1], keep="\t")
        margin = "".join("\t" if char == "\t" else " " for char in before)
        return f"    {shown}\n    {margin}^"


def place_at(path: str, text: str, offset: int) -> Place:
    """The place of a character offset (0-based) in a text."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)].rstrip("\r")
    return Place(path, text.count("\n", 0, offset) + 1, offset - start + 1, line)


class CodemodError(Exception):
    """An error in the input. `str()` is the one-line message, `render()` all that a user sees."""

    def __init__(self, what: str, *, place: Place | None = None, help: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.help = help

    def render(self) -> str:
        """`path:line:column: error: what`, the line with a caret, and a help line; control
        characters of the input are escaped.
        """
        place = f"{printable(str(self.place))}: " if self.place else ""
        lines = [f"{place}error: {printable(self.what, keep=_LAYOUT)}"]
        if self.place and self.place.text:
            lines.append(self.place.excerpt())
        if self.help:
            lines.append(f"help: {printable(self.help, keep=_LAYOUT)}")
        return "\n".join(lines)


class UsageError(CodemodError):
    """The command line asks for something impossible."""


class RuleError(CodemodError):
    """A rule file, a pack or a semantic patch is wrong."""


class TreeError(CodemodError):
    """The tree, its repository or the output folder cannot be read or written."""


class BuildError(CodemodError):
    """A build directory, or something that a build made, cannot be read or does not match
    the tree.
    """


class EditError(CodemodError):
    """Two edits conflict."""
