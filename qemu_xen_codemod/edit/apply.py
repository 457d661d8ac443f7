# SPDX-License-Identifier: GPL-2.0-or-later
"""Apply edits to a file's bytes and lay out the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qemu_xen_codemod.edit.edit import Edit
from qemu_xen_codemod.edit.file_style import file_style
from qemu_xen_codemod.edit.layout import Layout
from qemu_xen_codemod.edit.lined_up import keep_columns
from qemu_xen_codemod.edit.moves import Kept, OffsetMap
from qemu_xen_codemod.edit.proof import Difference, code_difference
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import EditError


@dataclass(frozen=True, slots=True)
class Applied:
    """A file after its edits."""

    data: bytes
    #: From offsets in the file before to offsets in `data`.
    moves: OffsetMap


class CodeDiffers(EditError):
    """The edited text would not contain the code that the edits require."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(f"the edited code would differ from what the rule requires: {difference}")
        #: Byte offset in the text before.
        self.offset = difference.offset


def apply_edits(
    data: bytes, edits: Sequence[Edit], style: Style, asked: Sequence[Edit] | None = None
) -> Applied:
    """Do the edits, move continuation lines with their brackets, break lines that became too wide.

    Identical edits are done once. An edit inside a copied range is done in the copy; one inside
    replaced text is dropped with it. Layout changes only white space: at the beginning of lines,
    and at line breaks that it adds or removes. Raises EditError if two edits overlap or have the
    same span.

    The code of the result is compared with what `asked` (by default the edits themselves) makes of
    the old code. Raises CodeDiffers if it differs.
    """
    if not edits:
        return Applied(data, OffsetMap())
    applied = _laid_out(data, edits, file_style(style, data))
    difference = code_difference(
        data, edits if asked is None else asked, applied.data, applied.moves
    )
    if difference is not None:
        raise CodeDiffers(difference)
    return applied


def _laid_out(data: bytes, edits: Sequence[Edit], style: Style) -> Applied:
    spliced = splice(data, [*edits, *keep_columns(data, edits, style)])
    moves = spliced.moves(len(data))
    if not spliced.edited:
        return Applied(spliced.data, moves)
    text = spliced.data
    parts: list[bytes] = []
    kept: list[Kept] = []
    at = size = 0
    for span, blank in Layout(data, spliced, style).layout():
        # The part of an indentation that stays is not a change.
        same = _common_prefix(text[span.start : span.end], blank)
        start = span.start + same
        kept.append(Kept(at, start, size))
        parts += [text[at:start], blank[same:]]
        size += start - at + len(blank) - same
        at = span.end
    parts.append(text[at:])
    kept.append(Kept(at, len(text) + 1, size))
    layout = OffsetMap((tuple(part for part in kept if part.old < part.end),))
    return Applied(b"".join(parts), moves.then(layout))


def _common_prefix(first: bytes, second: bytes) -> int:
    size = min(len(first), len(second))
    return next((at for at in range(size) if first[at] != second[at]), size)
