# SPDX-License-Identifier: GPL-2.0-or-later
"""Edit, Change: what is replaced in a file's bytes, knowing nothing of patterns.

All offsets are byte offsets (0-based, end exclusive) into the file before the edit. Text that no
edit covers stays the same to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of bytes of the file before the edit."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Do they share a byte? An empty span strictly inside the other counts."""
        return self.start < other.end and other.start < self.end


#: Text that an edit inserts: new bytes, or a range copied from the file before the edit.
Piece = bytes | Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` by `pieces`.

    Edits inside a copied range (a `Span` piece) are done in the copy: the argument of an outer call
    can be edited by the same rule that rewrites the outer call.
    """

    span: Span
    pieces: tuple[Piece, ...]
    #: Who requires it, for conflict messages: a rule id.
    rule: str = field(compare=False, default="")
    #: For an insertion, the byte offset of the code next to which it is inserted, -1 for none:
    #: insertions next to different code that meet at one offset are done in this order.
    beside: int = -1
    #: Among several insertions next to the same code, its number; None for a single one.
    turn: int | None = None

    def removes(self, span: Span) -> bool:
        """Whether it removes the whole of a span."""
        copied = (piece for piece in self.pieces if isinstance(piece, Span))
        return self.span.contains(span) and not any(piece.overlaps(span) for piece in copied)


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after."""

    #: POSIX path inside the tree.
    path: str
    before: bytes
    after: bytes
    #: Whether the file is new; `before` is empty then.
    is_new: bool = False
