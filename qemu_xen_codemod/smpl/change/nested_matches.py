# SPDX-License-Identifier: GPL-2.0-or-later
"""A match whose code another match copies: the new code stands in the copy, not in the file.

`a(a(p))` with `- a(E)` and `+ 1 - E`: the inner match is an argument in the file, and the right
operand of a difference afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.smpl.change.filled_templates import Copied
from qemu_xen_codemod.smpl.change.parentheses import in_parentheses, text_of


@dataclass(frozen=True, slots=True)
class NewExpressions:
    """The expressions that one match puts into the file."""

    #: By the span that it replaces: the precedence level of new code without parentheses.
    levels: Mapping[Span, int]
    #: The code that it copies without parentheses.
    copied: Sequence[tuple[Span, Copied]]


class NestedMatches:
    """What is around the copies that the matches of a file make."""

    def __init__(self, source: SourceFile, matches: Iterable[NewExpressions]) -> None:
        self._source = source
        #: By the span that is copied: the level that the code needs in all of its copies, and the
        #: signs before them.
        self._around: dict[Span, tuple[int, frozenset[bytes]]] = {}
        copied: dict[Span, list[Copied]] = {}
        for match in matches:
            for span, copy in match.copied:
                if copy.replaces != span:
                    # Otherwise it is new code around the old.
                    copied.setdefault(span, []).append(copy)
        # What is around a copy is known before what is around its parts.
        for span in sorted(copied, key=lambda span: span.start - span.end):
            places = list(map(self._place, copied[span]))
            signs = frozenset[bytes]().union(*(place[1] for place in places))
            self._around[span] = max(place[0] for place in places), signs

    def _place(self, copied: Copied) -> tuple[int, frozenset[bytes]]:
        wanted, signs = 0, frozenset[bytes]()
        if copied.is_whole:
            wanted, signs = self._around.get(copied.replaces, (wanted, signs))
        return max(wanted, copied.wanted), signs | {copied.sign}

    def fitted(self, edit: Edit, match: NewExpressions) -> Edit:
        """The edit of a match, in parentheses if a copy of the code that it replaces needs them."""
        level, around = match.levels.get(edit.span), self._around.get(edit.span)
        if level is None or around is None or not edit.pieces:
            return edit
        wanted, signs = around
        first = text_of(self._source, edit.pieces[0])[:1]
        is_sign = bool(first) and first in signs
        return in_parentheses(edit) if level < wanted or is_sign else edit
