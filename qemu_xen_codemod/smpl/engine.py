"""SemanticPatch x SourceFile -> Patched: all rules of a patch on one file, one after the other.

Each rule sees the file as the rules before it left it. Matches whose edits are not safe, or go
against those of an earlier match, are refused with their places; the others are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import Headers
from qemu_xen_codemod.edit.apply import Applied, CodeDiffers, apply_edits
from qemu_xen_codemod.edit.clash import clashes
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.file_style import file_style
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.needed import needed_edits
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import EditError
from qemu_xen_codemod.smpl.asked import asked_edits
from qemu_xen_codemod.smpl.declarators import join_removals
from qemu_xen_codemod.smpl.found import Found
from qemu_xen_codemod.smpl.fragments import reason_against
from qemu_xen_codemod.smpl.match import Match, Refusal
from qemu_xen_codemod.smpl.matched import Unsafe
from qemu_xen_codemod.smpl.rewrite import Rewriter
from qemu_xen_codemod.smpl.safety import check_edits
from qemu_xen_codemod.smpl.search import Search
from qemu_xen_codemod.smpl.semantic_patch import SemanticPatch, SmplRule

_OVERLAP = "its edits overlap those of another match"


@dataclass(frozen=True, slots=True)
class Patched:
    """A file after a semantic patch."""

    data: bytes
    #: In the file as the match's rule found it, in order.
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

    Raises CodeDiffers.
    """
    moves = OffsetMap()
    matches: list[Match] = []
    refusals: list[Refusal] = []
    search = Search(headers)

    def edit(found: Sequence[tuple[SmplRule, Found]], name: str) -> set[Span]:
        """Edit what was found; the spans that were refused."""
        nonlocal moves, source
        applied, refused = _edit(found, source, file_style(style, source.data), rule or name)
        refusals.extend(refused)
        if applied.data != source.data:
            moves = moves.then(applied.moves)
            source = SourceFile(source.path, applied.data)
        return {one.span for one in refused}

    for smpl in patch.rules:
        found, refused = search.find(smpl, source)
        matches.extend(one.as_match() for one in found)
        refusals.extend(refused)
        if not smpl.operations or not found:
            continue
        left = edit([(smpl, one) for one in found], smpl.name)
        changed = [one for one in found if one.span not in left]
        if smpl.prototypes and changed:
            prototypes = list(search.find_prototypes(smpl, source, changed))
            refusals.extend(one for one in prototypes if isinstance(one, Refusal))
            edit([one for one in prototypes if not isinstance(one, Refusal)], smpl.name)
    return Patched(source.data, tuple(matches), tuple(refusals), moves)


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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one match asks for."""

    span: Span
    #: Laid out as the file is.
    edits: tuple[Edit, ...]
    #: The same for the code alone.
    asked: tuple[Edit, ...]


def _edit(
    found: Sequence[tuple[SmplRule, Found]], source: SourceFile, style: Style, rule: str
) -> tuple[Applied, list[Refusal]]:
    """The file with the edits of all matches that go together, and the matches refused.

    Raises CodeDiffers.
    """
    refusals: list[Refusal] = []
    wanted: list[_Wanted] = []
    for smpl, one in found:
        try:
            wanted.append(_wanted(smpl, source, one, style, rule))
        except Unsafe as unsafe:
            refusals.append(Refusal(unsafe.span, unsafe.why, unsafe.other))
    overlapping = clashes([one.edits for one in wanted])
    for index, other in overlapping.items():
        place = source.place(wanted[other].span.start)
        refusals.append(Refusal(wanted[index].span, _OVERLAP, place))
    wanted = [one for index, one in enumerate(wanted) if index not in overlapping]
    edits = join_removals(source, list(dict.fromkeys(e for one in wanted for e in one.edits)))
    asked = join_removals(source, list(dict.fromkeys(e for one in wanted for e in one.asked)))
    try:
        return apply_edits(source.data, edits, style, asked), refusals
    except CodeDiffers:
        raise
    except EditError as error:
        refusals += (Refusal(one.span, error.what) for one in wanted)
        return Applied(source.data, OffsetMap()), refusals


def _wanted(smpl: SmplRule, source: SourceFile, found: Found, style: Style, rule: str) -> _Wanted:
    """The edits of one match. Raises Unsafe."""
    if found.state.doubt:
        raise Unsafe(found.span, found.state.doubt)
    rewriter = Rewriter(found.source, smpl.pattern, style, rule)
    edits = needed_edits(source.data, rewriter.edits(smpl.operations, found.state))
    if found.in_macro and (why := reason_against(edits, source.data)):
        raise Unsafe(found.span, why)
    check_edits(source, found.span, edits)
    asked = asked_edits(found.source, smpl.operations, found.state, edits)
    return _Wanted(found.span, tuple(edits), tuple(asked))
