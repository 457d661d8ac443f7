# SPDX-License-Identifier: GPL-2.0-or-later
"""A compiler's output -> Diagnostics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = re.compile(
    r"^(?P<path>[^:\n]+):(?P<line>\d{1,9}):(?:(?P<column>\d+):)? "
    r"(?P<level>warning|error|fatal error): (?P<text>.*)$"
)
#: The beginnings of lines that come before a diagnostic and belong to it.
_BEFORE = ("In file included from ", "                 from ")
_IN_FUNCTION = re.compile(r"^[^:\n]+: (In function|At top level)")
#: The number of source lines and notes that are shown with one.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A warning or an error."""

    #: Inside the tree, or as in the compiler's output.
    path: str
    #: 1-based.
    line: int
    #: "warning", "error", "fatal error".
    level: str
    #: Without place and level.
    text: str
    #: The whole text, including notes and source lines.
    words: str = ""

    @property
    def is_error(self) -> bool:
        return self.level != "warning"

    @property
    def key(self) -> tuple[str, str, str]:
        """The properties that stay the same if lines move."""
        return self.path, self.level, self.text


def read_diagnostics(words: str, roots: Sequence[str]) -> tuple[Diagnostic, ...]:
    """In order. `roots`: folders whose names, with a final slash, are removed from paths."""
    for root in roots:
        words = words.replace(root, "")
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in words.splitlines():
        head = _HEAD.match(line)
        if head is not None:
            found.append((head, [line]))
        elif found and not line.startswith(_BEFORE) and not _IN_FUNCTION.match(line):
            found[-1][1].append(line)
    return tuple(
        Diagnostic(
            head["path"], int(head["line"]), head["level"], head["text"], "\n".join(lines[:_SHOWN])
        )
        for head, lines in found
    )
