# SPDX-License-Identifier: GPL-2.0-or-later
"""EditableMatches of one file -> the file with their edits, and the refused matches.

Matches whose edits are unsafe or conflict with those of an earlier match are refused with their
places; the others are applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import Applied, CodeDiffers, apply_edits
from qemu_xen_codemod.edit.clash import clashes
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.needed import needed_edits
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import EditError
from qemu_xen_codemod.smpl.change.captured_names import check_captured
from qemu_xen_codemod.smpl.change.declarators import join_removals
from qemu_xen_codemod.smpl.change.moved_values import check_moved_values
from qemu_xen_codemod.smpl.change.nested_matches import NestedMatches, NewExpressions
from qemu_xen_codemod.smpl.change.node_places import Unsafe
from qemu_xen_codemod.smpl.change.plain_edits import plain_edits
from qemu_xen_codemod.smpl.change.repeated_additions import (
    MatchEdits,
    Order,
    in_turn,
    order_of_match,
)
from qemu_xen_codemod.smpl.change.rewriter import Rewriter
from qemu_xen_codemod.smpl.change.safety import (
    check_cut,
    check_directives,
    check_edits,
    check_fields,
    reason_against,
)
from qemu_xen_codemod.smpl.change.taken_apart import for_match
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.results import EditableMatch, Refusal

_OVERLAP = "its edits overlap those of another match"


@dataclass(frozen=True, slots=True)
class _PlannedEdits:
    """The edits of one match, in the file."""

    match: EditableMatch
    #: Its position among other matches.
    order: Order
    #: The tokens of the bindings that it began with.
    inherited: tuple[tuple[bytes, ...], ...]
    #: With the layout of the file.
    edits: tuple[Edit, ...]
    #: The same edits, without layout.
    plain: tuple[Edit, ...]
    #: The isomorphisms by which it matched, as text for a message.
    matched_by: str
    expressions: NewExpressions


def apply_matches(
    matches: Sequence[tuple[CompiledRule, EditableMatch]],
    source: SourceFile,
    style: Style,
    rule: str,
) -> tuple[Applied, list[tuple[EditableMatch, Refusal]]]:
    """The file with the edits of all matches that do not conflict, and the refused matches.

    Raises CodeDiffers.
    """
    refusals: list[tuple[EditableMatch, Refusal]] = []
    wanted: list[_PlannedEdits] = []
    for smpl, match in matches:
        try:
            wanted.append(_edits_of(smpl, source, match, style, rule))
        except Unsafe as unsafe:
            why = unsafe.why + _matched_by(match)
            refusals.append((match, Refusal(unsafe.span, why, unsafe.other)))
    wanted = _blanks_apart(source.data, _in_turn(source.data, wanted))
    overlapping = clashes([planned_edits.edits for planned_edits in wanted])
    for index, other in overlapping.items():
        match = wanted[index].match
        place = source.place(wanted[other].match.span.start)
        why = _OVERLAP + wanted[index].matched_by
        refusals.append((match, Refusal(match.span, why, place)))
    wanted = [planned for index, planned in enumerate(wanted) if index not in overlapping]
    nested = NestedMatches(source, (planned.expressions for planned in wanted))
    fitted = (
        nested.fitted(edit, planned.expressions) for planned in wanted for edit in planned.edits
    )
    edits = join_removals(source, list(dict.fromkeys(fitted)))
    plain = join_removals(
        source, list(dict.fromkeys(e for planned in wanted for e in planned.plain))
    )
    try:
        return apply_edits(source.data, edits, style, plain), refusals
    except CodeDiffers:
        raise
    except EditError as error:
        refusals += (
            (planned.match, Refusal(planned.match.span, error.what + planned.matched_by))
            for planned in wanted
        )
        return Applied(source.data, OffsetMap()), refusals


def _in_turn(data: bytes, wanted: Sequence[_PlannedEdits]) -> list[_PlannedEdits]:
    """The edits, with additions that several matches make at one place in their order."""
    edits, plain = (
        in_turn(
            data,
            [
                MatchEdits(planned.order, planned.inherited, edits_of_match)
                for planned, edits_of_match in pairs
            ],
        )
        for pairs in (
            [(planned_edits, planned_edits.edits) for planned_edits in wanted],
            [(planned, planned.plain) for planned in wanted],
        )
    )
    return [
        replace(planned, edits=edits_of_match, plain=plain_of_match)
        for planned, edits_of_match, plain_of_match in zip(wanted, edits, plain, strict=True)
    ]


def _blanks_apart(data: bytes, wanted: Sequence[_PlannedEdits]) -> list[_PlannedEdits]:
    """The edits, with a blank line between two removals in only one of them: a removal takes the
    blank lines next to it along.
    """
    removals = {edit for planned in wanted for edit in planned.edits if not edit.pieces}
    apart: dict[Edit, Edit] = {}
    end = 0
    for edit in sorted(removals, key=lambda edit: edit.span):
        span = edit.span
        if span.start < end < span.end and not data[span.start : end].strip():
            apart[edit] = replace(edit, span=Span(end, span.end))
        end = max(end, span.end)
    if not apart:
        return list(wanted)
    return [
        replace(planned, edits=tuple(apart.get(edit, edit) for edit in planned.edits))
        for planned in wanted
    ]


def _matched_by(match: EditableMatch) -> str:
    """The isomorphisms that the match needs, as text for a message."""
    names = match.state.isomorphisms()
    if not names:
        return ""
    word = "isomorphism" if len(names) == 1 else "isomorphisms"
    return f" (matched by {word} {', '.join(names)})"


def _in_macro(data: bytes, edit: Edit, body: Span) -> Edit:
    """The removal of a macro's last lines, with the backslash before them instead of the line end
    after them.
    """
    start, end = edit.span.start, min(edit.span.end, body.end)
    if end == edit.span.end or edit.pieces:
        return edit
    while start > body.start and data[start - 1] in b" \t\r\n\\":
        start -= 1
    return replace(edit, span=Span(start, end))


def _edits_of(
    smpl: CompiledRule, source: SourceFile, match: EditableMatch, style: Style, rule: str
) -> _PlannedEdits:
    """The edits of one match. Raises Unsafe."""
    if match.state.doubt:
        raise Unsafe(match.span, match.state.doubt)
    for name in sorted(smpl.declares_several):
        if name in match.state.env and b"*" in match.state.env[name].tokens:
            why = f"{name} has a `*`, which would apply only to the first name of the added code"
            raise Unsafe(match.span, why)
    smpl = for_match(smpl, source, match)
    rewriter = Rewriter(match, smpl.pattern, style, rule)
    edits = needed_edits(source.data, rewriter.edits(smpl.operations))
    if match.macro:
        edits = [_in_macro(source.data, edit, match.macro) for edit in edits]
        if why := reason_against(edits, source.data):
            raise Unsafe(match.span, why)
    check_edits(source, match.span, edits)
    check_cut(source, match, edits)
    check_directives(match, edits)
    check_fields(match, edits)
    check_captured(smpl, source, match)
    check_moved_values(smpl, match, edits)
    plain = plain_edits(match.source, smpl.operations, match.state, edits)
    env = match.state.env
    inherited = tuple(
        env[metavariable.name].tokens for metavariable in smpl.inherited if metavariable.name in env
    )
    order = order_of_match(smpl, source, match)
    by = _matched_by(match)
    templates = rewriter.templates
    expressions = NewExpressions(templates.levels, templates.copied)
    return _PlannedEdits(match, order, inherited, tuple(edits), tuple(plain), by, expressions)
