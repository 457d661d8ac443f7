# SPDX-License-Identifier: GPL-2.0-or-later
"""SemanticPatch x SourceFile -> Patched: all rules of a patch on one file, one after the other.

Each rule sees the file as the rules before it left it. Later rules leave the code of refused
matches alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.file_style import file_style
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl.change.inconsistent_paths import mark_inconsistent
from qemu_xen_codemod.smpl.change.match_edits import apply_matches
from qemu_xen_codemod.smpl.change.refused_code import RefusedCode
from qemu_xen_codemod.smpl.compile.operations import place_of
from qemu_xen_codemod.smpl.compile.pattern import Nest, PatternKind, nodes_in
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule, SemanticPatch
from qemu_xen_codemod.smpl.macro_names import with_named_macros
from qemu_xen_codemod.smpl.match.results import EditableMatch, Match, Refusal
from qemu_xen_codemod.smpl.match.rule_search import Search


@dataclass(frozen=True, slots=True)
class Patched:
    """A file after a semantic patch."""

    data: bytes
    #: In the original file, in the order in which they were found.
    matches: tuple[Match, ...]
    refusals: tuple[Refusal, ...]
    #: From offsets in the original file to offsets in `data`.
    moves: OffsetMap


@dataclass(frozen=True, slots=True)
class RuleRun:
    """One rule of a patch: the file that it saw, and what it found there."""

    smpl: CompiledRule
    #: The file as the earlier rules left it.
    source: SourceFile
    #: From the original file to `source`.
    moves: OffsetMap
    search: Search
    found: tuple[EditableMatch, ...]
    #: Their spans are in the original file.
    refusals: tuple[Refusal, ...]


def apply_semantic_patch(
    patch: SemanticPatch,
    source: SourceFile,
    style: Style,
    rule: str = "",
    headers: Headers | None = None,
    watch: Callable[[RuleRun], None] | None = None,
) -> Patched:
    """Run the patch's rules over a file. `rule` names the calling rule in messages; `headers` finds
    the file of a quoted include path, for the types of typed metavariables; `watch` is called after
    each rule.

    Raises CodeDiffers.
    """
    source = with_named_macros(patch, source)
    file = _File(source, style, rule, Search(headers, patch.defined))
    for smpl in patch.rules:
        source_before, moves_before = file.source, file.moves
        refused_before = len(file.refusals)
        found = file.run(smpl)
        if watch is not None:
            own_refusals = tuple(file.refusals[refused_before:])
            watch(
                RuleRun(smpl, source_before, moves_before, file.search, tuple(found), own_refusals)
            )
    return Patched(file.source.data, tuple(file.matches), tuple(file.refusals), file.moves)


class _File:
    """A file while the rules of a patch run over it."""

    def __init__(self, source: SourceFile, style: Style, rule: str, search: Search) -> None:
        """`rule` names the calling rule in messages."""
        self._before, self._style, self._rule = source, style, rule
        self.search = search
        #: As the rules so far left it.
        self.source = source
        #: From the original file to `source`.
        self.moves = OffsetMap()
        #: In the original file.
        self.matches: list[Match] = []
        #: In the original file.
        self.refusals: list[Refusal] = []
        self._left_alone = RefusedCode()

    def run(self, smpl: CompiledRule) -> Sequence[EditableMatch]:
        """Run one rule and return its matches."""
        found, refused = self.search.find(smpl, self.source)
        editable = _with_edits(smpl, found) if smpl.is_change else found
        self.matches.extend(_match_before(match.as_match(), self.moves) for match in editable)
        self._refuse(refused)
        if not smpl.is_change or not editable:
            return editable
        if smpl.pattern.kind is PatternKind.STATEMENTS:
            editable = mark_inconsistent(editable, smpl.pattern, smpl.operations)
        editable, others = self._left_alone.split(editable)
        self.refusals.extend(
            replace(why, span=self.moves.old_span(match.span)) for match, why in others
        )
        changed = self._edit([(smpl, match) for match in editable], smpl.name)
        if smpl.prototypes and changed:
            self._edit_prototypes(smpl, changed)
        return found

    def _edit_prototypes(self, smpl: CompiledRule, changed: Sequence[EditableMatch]) -> None:
        """Edit the prototypes of functions whose definitions were changed."""
        prototypes = list(self.search.find_prototypes(smpl, self.source, changed))
        self._refuse([prototype for prototype in prototypes if isinstance(prototype, Refusal)])
        editable = [prototype for prototype in prototypes if not isinstance(prototype, Refusal)]
        self._edit(editable, smpl.name)

    def _edit(
        self, pairs: Sequence[tuple[CompiledRule, EditableMatch]], name: str
    ) -> list[EditableMatch]:
        """Edit the matches. Returns those that were not refused."""
        source = self.source
        style = file_style(self._style, source.data)
        applied, refused = apply_matches(pairs, source, style, self._rule or name)
        self._left_alone.note(
            [match for _, match in pairs], self._refuse([refusal for _, refusal in refused])
        )
        if applied.data != source.data:
            self.moves = self.moves.then(applied.moves)
            self._left_alone.move(applied.moves)
            self.source = SourceFile(source.path, applied.data, macros=source.macros)
            self.search.move(source, self.source, applied.moves)
        left = {id(match) for match, _ in refused}
        return [match for _, match in pairs if id(match) not in left]

    def _refuse(self, refused: Sequence[Refusal]) -> dict[Span, Refusal]:
        """Record refusals with their places in the original file; return them by current span."""
        known = {
            refusal.span: _in_file_before(refusal, self.source, self._before, self.moves)
            for refusal in refused
        }
        self.refusals.extend(known.values())
        return known


def _with_edits(smpl: CompiledRule, matches: Sequence[EditableMatch]) -> list[EditableMatch]:
    """The matches, except those whose edits are all in nests that matched nothing."""
    if not any(isinstance(node, Nest) for node in nodes_in(smpl.pattern)):
        return list(matches)
    changed = {node for operation in smpl.operations for node in place_of(operation)}
    return [match for match in matches if any(r.node in changed for r in match.state.records())]


def _match_before(match: Match, moves: OffsetMap) -> Match:
    return replace(match, span=moves.old_span(match.span)) if moves.passes else match


def _in_file_before(
    refusal: Refusal, source: SourceFile, before: SourceFile, moves: OffsetMap
) -> Refusal:
    """The refusal with its places in the original file."""
    other = refusal.other
    if not moves.passes:
        return refusal
    if other is not None and other.path == source.path:
        other = before.place(moves.old(source.offset(other)))
    return Refusal(moves.old_span(refusal.span), refusal.why, other)


def find_matches(
    patch: SemanticPatch, source: SourceFile, headers: Headers | None = None
) -> tuple[tuple[Match, ...], tuple[Refusal, ...]]:
    """The places where the patch's rules match, and those where the search was given up. Nothing
    is edited.
    """
    source = with_named_macros(patch, source)
    search = Search(headers, patch.defined)
    matches: list[Match] = []
    refusals: list[Refusal] = []
    for smpl in patch.rules:
        editable, refused = search.find(smpl, source)
        refusals.extend(refused)
        matches.extend(match.as_match() for match in editable)
    return tuple(matches), tuple(refusals)
