# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule and file -> Explanation: why the rule's patches match there or not.

The rule's patch and todo steps are examined one after the other, each on the result of the one
before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import CodeDiffers
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.smpl import CodeToExplain, Matched, RuleExplanation, explain_patch
from qemu_xen_codemod.step.applies import why_not_applied
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import headers_of
from qemu_xen_codemod.step.todo import why_passed_over
from qemu_xen_codemod.step.workspace import Workspace
from qemu_xen_codemod.tree.globs import matches_any


@dataclass(frozen=True, slots=True)
class Asking:
    """What the user asks about."""

    path: str
    line: int | None = None
    #: Only the SmPL rule of this name, "" for all.
    name: str = ""
    #: Whether the workspace is the whole tree, so that the rule's `applies` is meaningful.
    is_tree: bool = True


@dataclass(frozen=True, slots=True)
class StepExplanation:
    """One semantic patch of a rule."""

    place: Place
    rules: tuple[RuleExplanation, ...]
    #: Why the file is excluded here, one sentence each.
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule does or does not change a file."""

    rule: Rule
    asking: Asking
    steps: tuple[StepExplanation, ...]
    #: Why it is not run in this tree, one sentence each.
    left_out: tuple[str, ...] = ()
    #: The file's quoted headers that do not exist: what they declare has no known type.
    no_headers: tuple[str, ...] = ()


def explain_rule(rule: Rule, pack: Pack, workspace: Workspace, asking: Asking) -> Explanation:
    """Run the rule's patches on one file, and say what prevents a match. Raises TreeError."""
    draft = Draft(workspace)
    symbols = frozenset(name.encode() for library in pack.libraries for name in library.symbols)
    context = Context(
        rule, pack.style, pack.keep, symbols, handles=pack.handles, numbers=pack.numbers
    )
    why_not = why_not_applied(rule.applies, workspace, pack.names) if asking.is_tree else ""
    headers = headers_of(asking.path, draft)
    source = workspace.source(asking.path)
    return Explanation(
        rule,
        asking,
        tuple(_steps(draft, context, asking, pack)),
        (why_not,) if why_not else (),
        tuple(name for name in source.quoted_includes if headers(name) is None),
    )


def _steps(draft: Draft, context: Context, asking: Asking, pack: Pack) -> Iterator[StepExplanation]:
    path = asking.path
    before = draft.workspace.source(path)
    moves = OffsetMap()
    claimed: list[Span] = []
    for step in context.rule.steps:
        match step:
            case PatchStep():
                patch, text, globs = step.patch, step.text, step.files
                style = replace(context.style, fills_lists=step.fills_lists)
            case TodoStep():
                patch, text, globs = step.match, step.match_text, ()
                style = context.style
            case _:
                continue
        why_not = ""
        if asking.is_tree:
            why_not = why_not_applied(step.applies, draft.workspace, pack.names)
        plain = draft.source(path)
        hidden = context.hidden(plain)
        left_out = [
            *([why_not] if why_not else []),
            *_left_out(path, globs, context),
            *_hidden(hidden, before, moves, asking.line),
        ]
        asked = CodeToExplain(draft.source(path, hidden), before, moves, asking.line)
        try:
            patched, explanations = explain_patch(patch, asked, style, headers_of(path, draft))
        except CodeDiffers as error:
            yield StepExplanation(text.place(), (), (*left_out, error.what))
            continue
        explanations = tuple(
            _in_rule_file(explanation, text)
            for explanation in explanations
            if asking.name in ("", explanation.name)
        )
        if isinstance(step, TodoStep):
            explanations = _todo_explained(step, explanations, asked.source, context, claimed)
        if explanations:
            yield StepExplanation(text.place(), explanations, tuple(left_out))
        if isinstance(step, PatchStep) and not left_out:
            draft.write(path, patched.data, patched.moves)
            moves = moves.then(patched.moves)


def _todo_explained(
    step: TodoStep,
    explanations: tuple[RuleExplanation, ...],
    source: SourceFile,
    context: Context,
    claimed: list[Span],
) -> tuple[RuleExplanation, ...]:
    """The same with what prevents the step from using a match: it is for other functions or
    handles.
    """
    seen = tuple(claimed)

    def passed_over(matched: Matched) -> Matched:
        if matched.span is None or matched.refused:
            return matched
        why = why_passed_over(step, source, matched.span, context)
        if not why and any(matched.span.overlaps(other) for other in seen):
            why = "an earlier step comments it"
        if not why:
            claimed.append(matched.span)
        return replace(matched, passed_over=why)

    return tuple(
        replace(explanation, matched=tuple(passed_over(match) for match in explanation.matched))
        for explanation in explanations
    )


def _left_out(path: str, globs: tuple[str, ...], context: Context) -> Iterator[str]:
    if globs and not matches_any(path, globs):
        yield f"`files` of the step excludes {path}: {', '.join(globs)}"
    elif not globs and not is_c(path):
        yield f"{path} is not a C file by its name"
    if context.leaves_file(path):
        yield f"the pack keeps {path} as it is"


def _hidden(
    hidden: tuple[Span, ...], before: SourceFile, moves: OffsetMap, line: int | None
) -> Iterator[str]:
    for span in hidden:
        first, last = (before.line_of(moves.old(at)) for at in (span.start, span.end - 1))
        if line is not None and first <= line <= last:
            why = "the pack keeps them, or the rule added them"
            yield f"lines {first} to {last} are not changed: {why}"


def _in_rule_file(explanation: RuleExplanation, text: Text) -> RuleExplanation:
    """The explanation with its places in the rule file, where variables are not filled in."""
    line, column = text.origin()

    def moved(place: Place) -> Place:
        there = text.place_of_line(place.line - line + 1, place.column - column + 1)
        return replace(place, line=there.line)

    near = tuple(
        replace(miss, in_rule=moved(miss.in_rule) if miss.in_rule else None)
        for miss in explanation.near
    )
    return replace(explanation, place=moved(explanation.place), near=near)
