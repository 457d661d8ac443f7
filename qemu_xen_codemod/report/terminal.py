# SPDX-License-Identifier: GPL-2.0-or-later
"""The only module that writes for people: colour, widths, and no control characters for the
terminal.

On a terminal sentences are wrapped to its width; elsewhere an item is one line, which a script or
an editor can parse. Control characters in a tree, a series or a rule are always shown as escapes
(see `printable`). Output for programs is left unchanged unless it goes to a terminal.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TextIO

from qemu_xen_codemod.printable import printable

_BOLD, _FAINT, _RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN = (
    f"\x1b[{code}m" for code in (1, 2, 31, 32, 33, 34, 35, 36)
)
#: On a background of its own, so that changed words stand out in a line.
_RED_WORDS, _GREEN_WORDS = "\x1b[1;7;31m", "\x1b[1;7;32m"
_RESET = "\x1b[m"
#: A style is named after what it shows.
_STYLES: Mapping[str, str] = {
    "head": _BOLD,
    "note": _CYAN,
    "refused": _RED,
    "unanswered": _YELLOW,
    "new": _RED,
    "gone": _GREEN,
    "proved": _GREEN,
    "FAILED": _RED,
    "gone line": _RED,
    "come line": _GREEN,
    "gone words": _RED_WORDS,
    "come words": _GREEN_WORDS,
    "comment": _FAINT,
    "directive": _MAGENTA,
    "keyword": _YELLOW,
    "type": _BLUE,
    "string": _CYAN,
    "number": _CYAN,
}
#: For a line of a diff, by its beginning.
_DIFF = (
    ("diff ", _BOLD),
    ("---", _BOLD),
    ("+++", _BOLD),
    ("@@", _CYAN),
    ("-", _RED),
    ("+", _GREEN),
)
#: Narrower terminals are treated as if they had this many columns.
_NARROWEST = 20
_GAP = "  "


def has_color(choice: str, out: TextIO) -> bool:
    """Whether output for people on `out` is coloured; `choice`: auto, always or never.

    The command line comes first, then the environment, then the kind of `out`.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return is_terminal(out)


def is_terminal(out: TextIO) -> bool:
    """Whether `out` interprets escape sequences."""
    return out.isatty() and os.environ.get("TERM") != "dumb"


class Terminal:
    """Writes lines to `out`, which may be a terminal or not."""

    def __init__(self, out: TextIO, *, color: bool) -> None:
        self._out = out
        self._color = color
        #: 0 if nothing is wrapped.
        self._width = 0
        if out.isatty():
            self._width = max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST)

    def line(self, text: str = "", style: str = "") -> None:
        """One line, never wrapped: a command to copy, the row of a table."""
        self._write(printable(text), _STYLES.get(style, ""))

    def item(self, text: str, style: str = "", indent: str = "    ") -> None:
        """A sentence or an entry; `indent` is that of its further lines."""
        text = printable(text)
        lines = [text]
        if self._width and len(text) > self._width:
            lines = _wrapped(text, self._width, indent)
        for line in lines:
            self._write(line, _STYLES.get(style, ""))

    @property
    def width(self) -> int:
        """In columns; 80 if it is not a terminal."""
        return self._width or 80

    def pieces(self, pieces: Iterable[tuple[str, str]]) -> None:
        """One line, never wrapped, of texts with a style each."""
        for text, style in pieces:
            start = _STYLES.get(style, "") if self._color and text else ""
            self._out.write(f"{start}{printable(text, keep=chr(9))}{_RESET if start else ''}")
        self._out.write("\n")

    def text(self, text: str, margin: str = "") -> None:
        """Lines that were laid out elsewhere, such as code and messages of compilers."""
        for line in text.split("\n"):
            self._write(margin + printable(line, keep="\t"), "")

    def rows(self, rows: Sequence[Sequence[str]], styles: Sequence[str]) -> None:
        """Cells in columns; those of a row that does not fit continue on further lines."""
        rows, widths = _measured(rows)
        for cells, style in zip(rows, styles, strict=True):
            for line in self._packed(cells, widths):
                self._write(line, _STYLES.get(style, ""))

    def _packed(self, cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
        line = _GAP + _joined(cells, widths)
        if self._width and len(line) > self._width:
            line = _GAP + cells[0]
            for cell in cells[1:]:
                if cell and len(line) + len(_GAP) + len(cell) > self._width:
                    yield line
                    line = "    " + cell
                elif cell:
                    line += _GAP + cell
        yield line

    def table(self, rows: Sequence[Sequence[str]], *, styled: bool = False) -> None:
        """Names and numbers; the first row is the head. A row may have the style of its name."""
        rows, widths = _measured(rows)
        for number, (name, *numbers) in enumerate(rows):
            cells = [name.ljust(widths[0])]
            cells += [cell.rjust(size) for cell, size in zip(numbers, widths[1:], strict=True)]
            style = "head" if number == 0 else name if styled else ""
            self._write(_GAP.join(cells).rstrip(), _STYLES.get(style, ""))

    def columns(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Texts side by side. On a terminal that is too narrow the last two columns are wrapped
        between words; if they would be too narrow, each row becomes an item.
        """
        rows, widths = _measured([head, *rows])
        if self._width and sum(widths) + len(_GAP) * (len(widths) - 1) > self._width:
            words = [word for row in rows for word in row[-2].split(" ")]
            room = self._width - sum(widths[:-2]) - len(_GAP) * (len(widths) - 1)
            widths[-2] = max(*map(len, words), min(widths[-2], room // 2))
            widths[-1] = room - widths[-2]
            if widths[-1] < _NARROWEST:
                for number, row in enumerate(rows):
                    self.item(_GAP.join(row), "" if number else "head")
                return
        for number, row in enumerate(rows):
            parts = [
                _wrapped(cell, width) if self._width else [cell]
                for cell, width in zip(row, widths, strict=True)
            ]
            for cells in zip_longest(*parts, fillvalue=""):
                self._write(_joined(cells, widths), "" if number else _BOLD)

    def diff(self, data: bytes) -> None:
        """A unified diff for people; its contents are untrusted."""
        text = data.decode("utf-8", "backslashreplace")
        for line in text.removesuffix("\n").split("\n") if text else ():
            color = next((color for start, color in _DIFF if line.startswith(start)), "")
            self._write(printable(line, keep="\t"), color)

    def status(self, text: str) -> None:
        """Overwrite the current line of the terminal; "" leaves it empty."""
        self._out.write(f"\r\x1b[K{printable(text)[: self._width - 1]}")
        self._out.flush()

    def _write(self, line: str, start: str) -> None:
        start = start if self._color and line else ""
        self._out.write(f"{start}{line}{_RESET if start else ''}\n")


def write_diff(data: bytes, out: TextIO, choice: str) -> None:
    """The diff byte for byte, for `git apply`; for people if `out` is a terminal, or if `choice`
    asks for colours. The environment does not count: the diff may go into a file.
    """
    out.flush()
    if out.isatty() or choice == "always":
        Terminal(out, color=has_color(choice, out)).diff(data)
    else:
        out.buffer.write(data)
    out.flush()


def write_data(text: str, out: TextIO) -> None:
    """Output for programs, unchanged; on a terminal its control characters are escaped."""
    out.write(printable(text, keep="\n\t") if out.isatty() else text)


def json_text(data: object) -> str:
    """Indented JSON of the same data, with control characters as JSON's escapes."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    if not text.replace("\n", "").isprintable():
        text = re.sub(
            r"[^\n]",
            lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1],
            text,
        )
    return text + "\n"


def _measured(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[int]]:
    """The cells as they are shown, and the width of each column."""
    shown = [[printable(cell) for cell in row] for row in rows]
    return shown, [max(map(len, column)) for column in zip(*shown, strict=True)]


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Broken only between words, so that paths and names can be copied."""
    return textwrap.wrap(
        text,
        max(width, 1),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
