# SPDX-License-Identifier: GPL-2.0-or-later
"""A compiler's words -> Diagnostics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = re.compile(
    r"^(?P<path>[^:\n]+):(?P<line>\d{1,9}):(?:(?P<column>\d+):)? "
    r"(?P<level>warning|error|fatal error): (?P<text>.*)$"
)
#: What goes before a diagnostic and belongs to it, by the words that it begins with.
_BEFORE = ("In file included from ", "                 from ")
_IN_FUNCTION = re.compile(r"^[^:\n]+: (In function|At top level)")
#: Lines of source and notes that are shown with one.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A warning or an error."""

    #: Inside the tree, or as the compiler said.
    path: str
    #: 1-based.
    line: int
    #: "warning", "error", "fatal error".
    level: str
    #: Without place and level.
    text: str
    #: All that was said, notes and source lines included.
    words: str = ""

    @property
    def is_error(self) -> bool:
        return self.level != "warning"

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when lines move."""
        return self.path, self.level, self.text


def read_diagnostics(words: str, roots: Sequence[str]) -> tuple[Diagnostic, ...]:
    """In order. `roots`: folders whose names, with a final slash, are taken off paths."""
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
