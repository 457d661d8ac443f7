# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch step: a semantic patch on every file that may match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import CodeDiffers
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.parallel import processes_for, work_on
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.smpl import (
    Match,
    Refusal,
    SemanticPatch,
    apply_semantic_patch,
    find_matches,
)
from qemu_xen_codemod.step.barred import around_refused, barred_spans
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import headers_of, sees
from qemu_xen_codemod.step.workspace import Matched
from qemu_xen_codemod.tree.globs import matches_any


def files_for(
    patch: SemanticPatch, globs: tuple[str, ...], draft: Draft, context: Context
) -> Iterable[str]:
    """The files in which the patch may match, by path."""
    words = patch.search_words(draft.workspace.searched)
    paths = draft.paths() if words is None else draft.holding(words)
    wanted = [path for path in paths if (matches_any(path, globs) if globs else is_c(path))]
    if words is None:
        draft.read_ahead(wanted)
    for path in wanted:
        if not context.leaves_file(path) and patch.may_match(draft.read(path)):
            yield path


def run_patch(
    step: PatchStep, draft: Draft, context: Context, needed: Sequence[Sequence[str]] = ()
) -> None:
    """Apply the patch to each file; matches and refusals become events of the draft.

    `needed`: groups of files; a file that does not see one of each group stays as it is.
    """
    paths = list(files_for(step.patch, step.files, draft, context))

    def work(path: str) -> _Outcome:
        return _outcome(step, path, draft, context, needed)

    # What a file sees may change with the files before it.
    processes = 1 if needed else processes_for(len(paths))
    waiting: list[tuple[str, _Outcome]] = []
    for done, outcome in enumerate(work_on(work, paths, processes)):
        context.progress(done, len(paths))
        waiting.append((paths[done], outcome))
        if needed:
            _note(waiting, draft)
    # The types that headers declare are those from before the step, also for the last file.
    _note(waiting, draft)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the patch does to one file."""

    data: bytes
    moves: OffsetMap
    #: Matches, with "", and refused matches, with the reason; in the order of the events.
    found: tuple[tuple[Span, str], ...]
    #: Matches of `*` lines.
    listed: tuple[Span, ...] = ()


def _note(outcomes: list[tuple[str, _Outcome]], draft: Draft) -> None:
    """Apply the outcomes to the draft, and empty the list."""
    for path, outcome in outcomes:
        for span, refused in outcome.found:
            if refused:
                draft.refuse(draft.source(path), span, refused)
            else:
                draft.events.append(Matched(path, span))
        for span in outcome.listed:
            draft.list_code(draft.source(path), span)
        if outcome.data != draft.read(path):
            draft.patched.add(path)
            draft.write(path, outcome.data, outcome.moves)
    outcomes.clear()


def _outcome(
    step: PatchStep, path: str, draft: Draft, context: Context, needed: Sequence[Sequence[str]]
) -> _Outcome:
    plain = draft.source(path)
    source = draft.source(path, context.hidden(plain))
    unseen = [group for group in needed if not any(sees(path, name, draft) for name in group)]
    if unseen:
        why = f"{path} does not include {' or '.join(unseen[0])}, which the new code needs"
        return _left(step, source, why)
    try:
        headers = headers_of(path, draft)
        style = replace(context.style, fills_lists=step.fills_lists)
        patched = apply_semantic_patch(step.patch, source, style, context.rule.id, headers)
    except CodeDiffers as error:
        # A bug of ours, or code that is misread: the whole file stays unchanged.
        why = f"{error.what}; the file is left as it is"
        return _left(step, source, why)
    again = tuple(around_refused(plain, [item.span for item in patched.matches], draft))
    if again:
        return _outcome(step, path, draft, context.without(again), needed)
    matched = tuple((match.span, "") for match in patched.matches)
    refused = tuple((refusal.span, _reason(refusal, plain, draft)) for refusal in patched.refusals)
    barred = _in_barred(step, plain, draft, context)
    listed = sorted({span for match in patched.matches for span in match.listed})
    return _Outcome(patched.data, patched.moves, matched + refused + barred, tuple(listed))


def _left(step: PatchStep, source: SourceFile, why: str) -> _Outcome:
    """The file unchanged, with the reason for each match."""
    matches, refusals = find_matches(step.patch, source)
    given_up = tuple((refusal.span, refusal.why) for refusal in refusals)
    return _Outcome(source.data, OffsetMap(), _refused(matches, why) + given_up)


def _reason(refusal: Refusal, source: SourceFile, draft: Draft) -> str:
    """The reason, with the other place in the tree as it was before all rules."""
    other = refusal.other
    if other is None:
        return refusal.why
    if other.path == source.path:
        other = draft.place_in_tree(other.path, source.offset(other))
    return f"{refusal.why} ({other})"


def _refused(matches: Iterable[Match], why: str) -> tuple[tuple[Span, str], ...]:
    return tuple(pair for match in matches for pair in ((match.span, ""), (match.span, why)))


def _in_barred(
    step: PatchStep, plain: SourceFile, draft: Draft, context: Context
) -> tuple[tuple[Span, str], ...]:
    """The matches in barred code, with the reason."""
    barred = barred_spans(plain, context.barred)
    if not barred:
        return ()
    source = draft.source(plain.path, replace(context, barred=()).hidden(plain))
    matches, _ = find_matches(step.patch, source)
    return tuple(
        pair
        for around, why in barred
        for pair in _refused((match for match in matches if around.contains(match.span)), why)
    )
