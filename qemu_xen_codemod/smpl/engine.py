"""SemanticPatch x SourceFile -> Patched: all rules of a patch on one file, one after the other.

Each rule sees the file as the rules before it left it. Matches whose edits are not safe, or go
against those of an earlier match, are refused with their places; the others are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import Headers
from qemu_xen_codemod.edit.apply import Applied, apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import EditError
from qemu_xen_codemod.smpl.captured import check_captured
from qemu_xen_codemod.smpl.cut_match import check_cut
from qemu_xen_codemod.smpl.declarators import join_removals
from qemu_xen_codemod.smpl.found import Found
from qemu_xen_codemod.smpl.macro_bodies import reason_against
from qemu_xen_codemod.smpl.match import Match, Refusal
from qemu_xen_codemod.smpl.matched import Unsafe
from qemu_xen_codemod.smpl.moved_values import check_moved_values
from qemu_xen_codemod.smpl.refused_code import RefusedCode
from qemu_xen_codemod.smpl.rewrite import Rewriter
from qemu_xen_codemod.smpl.safety import check_edits, takes_away
from qemu_xen_codemod.smpl.search import Search
from qemu_xen_codemod.smpl.semantic_patch import SemanticPatch, SmplRule


@dataclass(frozen=True, slots=True)
class Patched:
    """A file after a semantic patch."""

    data: bytes
    #: In the file before, in the order in which they were found.
    matches: tuple[Match, ...]
    refusals: tuple[Refusal, ...]
    #: From offsets in the file before to offsets in `data`.
    moves: OffsetMap


def apply_semantic_patch(
    patch: SemanticPatch,
    source: SourceFile,
    style: Style,
    rule: str = "",
    headers: Headers | None = None,
) -> Patched:
    """Run the patch's rules over a file. `rule` names the asking rule in messages; `headers` gives
    the file of a quoted include path, for the types of typed metavariables.
    """
    moves = OffsetMap()
    matches: list[Match] = []
    refusals: list[Refusal] = []
    search = Search(headers)
    before = source
    left_alone = RefusedCode()

    def refuse(refused: Sequence[Refusal]) -> dict[Span, Refusal]:
        """Note the refusals with their places in the file before; by the spans in the file now."""
        known = {one.span: _in_file_before(one, source, before, moves) for one in refused}
        refusals.extend(known.values())
        return known

    def edit(found: Sequence[tuple[SmplRule, Found]], name: str) -> set[Span]:
        """Edit what was found; the spans that were refused."""
        nonlocal moves, source
        applied, refused = _edit(found, source, style, rule or name)
        left_alone.note([one for _, one in found], refuse(refused))
        if applied.data != source.data:
            moves = moves.then(applied.moves)
            left_alone.move(applied.moves)
            source = SourceFile(source.path, applied.data)
        return {one.span for one in refused}

    for smpl in patch.rules:
        found, refused = search.find(smpl, source)
        matches.extend(_match_before(one.as_match(), moves) for one in found)
        refuse(refused)
        if not smpl.operations or not found:
            continue
        found, others = left_alone.split(found)
        refusals.extend(replace(why, span=_span_before(one.span, moves)) for one, why in others)
        left = edit([(smpl, one) for one in found], smpl.name)
        changed = [one for one in found if one.span not in left]
        if smpl.prototypes and changed:
            prototypes = list(search.find_prototypes(smpl, source, changed))
            refuse([one for one in prototypes if isinstance(one, Refusal)])
            edit([one for one in prototypes if not isinstance(one, Refusal)], smpl.name)
    return Patched(source.data, tuple(matches), tuple(refusals), moves)


def _span_before(span: Span, moves: OffsetMap) -> Span:
    start = moves.old(span.start)
    last = moves.old(max(span.end - 1, span.start))
    return Span(start, max(last + (span.end > span.start), start))


def _match_before(match: Match, moves: OffsetMap) -> Match:
    return replace(match, span=_span_before(match.span, moves)) if moves.passes else match


def _in_file_before(
    refusal: Refusal, source: SourceFile, before: SourceFile, moves: OffsetMap
) -> Refusal:
    """The refusal with its places in the file as it was before the patch."""
    other = refusal.other
    if not moves.passes:
        return refusal
    if other is not None and other.path == source.path:
        other = before.place(moves.old(source.offset(other)))
    return Refusal(_span_before(refusal.span, moves), refusal.why, other)


def find_matches(
    patch: SemanticPatch, source: SourceFile, headers: Headers | None = None
) -> tuple[Match, ...]:
    """The places where the patch's rules match; nothing is edited.

    Raises EditError where the search is given up.
    """
    search = Search(headers)
    matches: list[Match] = []
    for smpl in patch.rules:
        found, refused = search.find(smpl, source)
        for one in refused:
            raise EditError(one.why, place=source.place(one.span.start))
        matches.extend(one.as_match() for one in found)
    return tuple(matches)


def _edit(
    found: Sequence[tuple[SmplRule, Found]], source: SourceFile, style: Style, rule: str
) -> tuple[Applied, list[Refusal]]:
    """The file with the edits of all matches that go together, and the matches refused."""
    refusals: list[Refusal] = []
    wanted: list[tuple[Span, list[Edit]]] = []
    for smpl, one in found:
        try:
            wanted.append((one.span, _edits_of(smpl, source, one, style, rule)))
        except Unsafe as unsafe:
            refusals.append(Refusal(unsafe.span, unsafe.why, unsafe.other))
    everything = [edit for _, own in wanted for edit in own]
    if not _is_any_taken_away(wanted):
        try:
            return _applied(source, everything, style), refusals
        except EditError:
            pass
    edits: list[Edit] = []
    applied = Applied(source.data, OffsetMap())
    done: list[tuple[Span, list[Edit]]] = []
    for span, own in wanted:
        try:
            if takes_away(edits, own):
                raise EditError("it changes what another match replaces")
            applied = _applied(source, [*edits, *own], style)
        except EditError as error:
            other = next((s for s, e in done if _clash(source, e, own, style)), None)
            if other is None:
                refusals.append(Refusal(span, error.what))
            else:
                why = "its edits overlap those of another match"
                refusals.append(Refusal(span, why, source.place(other.start)))
        else:
            edits.extend(own)
            done.append((span, own))
    return applied, refusals


def _is_any_taken_away(wanted: Sequence[tuple[Span, list[Edit]]]) -> bool:
    """Whether two neighbouring matches, by where they begin, may take each other's edits away."""
    in_order = sorted(wanted, key=lambda one: (one[0].start, -one[0].end))
    end = -1
    for span, _ in in_order:
        if span.start < end:
            break
        end = max(end, span.end)
    else:
        return False
    return any(
        takes_away(own, other)
        for at, (span, own) in enumerate(in_order)
        for next_span, other in in_order[at + 1 :]
        if next_span.start < span.end
    )


def _edits_of(
    smpl: SmplRule, source: SourceFile, found: Found, style: Style, rule: str
) -> list[Edit]:
    """The edits of one match. Raises Unsafe."""
    if found.state.doubt:
        raise Unsafe(found.span, found.state.doubt)
    edits = Rewriter(found.source, smpl.pattern, style, rule).edits(smpl.operations, found.state)
    if found.source is not source and (why := reason_against(edits)):
        raise Unsafe(found.span, why)
    check_edits(source, found.span, edits)
    check_cut(source, found, edits)
    check_captured(smpl, source, found)
    check_moved_values(smpl, found, edits)
    return edits


def _applied(source: SourceFile, edits: Sequence[Edit], style: Style) -> Applied:
    return apply_edits(source.data, join_removals(source, edits), style)


def _clash(source: SourceFile, first: Sequence[Edit], second: Sequence[Edit], style: Style) -> bool:
    if takes_away(first, second):
        return True
    try:
        apply_edits(source.data, [*first, *second], style)
    except EditError:
        return True
    return False
