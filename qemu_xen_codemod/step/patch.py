"""The patch step: a semantic patch on every file that may match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qemu_xen_codemod.errors import EditError
from qemu_xen_codemod.rule.rule import PatchStep
from qemu_xen_codemod.smpl import SemanticPatch, apply_semantic_patch, find_matches
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.globs import is_c, matches_any
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.workspace import Draft, Matched


def files_for(
    patch: SemanticPatch, globs: tuple[str, ...], draft: Draft, context: Context
) -> Iterable[str]:
    """The files in which the patch may match, by path."""
    words = patch.search_words
    paths = draft.workspace.paths() if words is None else draft.holding(words)
    for path in paths:
        wanted = matches_any(path, globs) if globs else is_c(path)
        if wanted and not context.keeps_file(path) and patch.may_match(draft.read(path)):
            yield path


def run_patch(step: PatchStep, draft: Draft, context: Context, needed: Sequence[str] = ()) -> None:
    """Apply the patch to each file; what it matched and refused goes to the draft's events.

    A file that does not include one of the `needed` headers is left as it is.
    """
    paths = list(files_for(step.patch, step.files, draft, context))
    for done, path in enumerate(paths):
        context.progress(done, len(paths))
        data = draft.read(path)
        source = draft.source(path, context.hidden(draft.source(path)))
        unseen = [header for header in needed if not sees(path, header, draft)]
        if unseen:
            for match in find_matches(step.patch, source):
                draft.events.append(Matched(path, match.span))
                why = f"{path} does not include {' or '.join(unseen)}, which the new code needs"
                draft.refuse(source, match.span, why)
            continue
        try:
            patched = apply_semantic_patch(step.patch, source, context.style, context.rule.id)
        except EditError as error:
            # Two edits of this file do not go together: it is left as it is, and says why.
            for match in find_matches(step.patch, source):
                draft.refuse(source, match.span, error.what)
            continue
        draft.events.extend(Matched(path, match.span) for match in patched.matches)
        for refusal in patched.refusals:
            other = f" ({refusal.other})" if refusal.other else ""
            draft.refuse(source, refusal.span, refusal.why + other)
        if patched.data != data:
            draft.patched.add(path)
            draft.write(path, patched.data, patched.moves)
