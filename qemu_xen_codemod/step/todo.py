# SPDX-License-Identifier: GPL-2.0-or-later
"""The todo step: a comment above the statement that contains a match, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.scope import function_name, line_start, whole_statement
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.rule.steps.todo import REMAINING, TodoStep
from qemu_xen_codemod.smpl import find_matches
from qemu_xen_codemod.step.comment import first_sentence, layout_comment, says, spoken
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.handle import Handle, given, handle_opened, uses_of
from qemu_xen_codemod.step.patch import files_for
from qemu_xen_codemod.step.removal import whole_lines
from qemu_xen_codemod.step.workspace import Annotated, Kept, Matched
from qemu_xen_codemod.tree.globs import matches_any

#: This many functions are listed by name.
_MOST_LISTED = 8
_SLOT = f"{{{REMAINING}}}"


@dataclass(frozen=True, slots=True)
class _Said:
    """A comment's text, and the list of functions in it, "" for none."""

    text: str
    listed: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A match and the comment that it gets."""

    span: Span
    said: _Said


def run_todos(steps: Sequence[TodoStep], draft: Draft, context: Context) -> None:
    """Comment what the steps match; if several steps match a place, the first one wins."""
    paths = {path for step in steps for path in files_for(step.match, (), draft, context)}
    for path in sorted(paths):
        _comment_file(path, steps, draft, context)


def _said(step: TodoStep, handle: Handle | None, draft: Draft, context: Context) -> _Said:
    """The comment of a step; for a match that opens a handle, with the functions that get the
    handle.
    """
    text = step.text.value
    if _SLOT not in text:
        return _Said(text)
    if handle is None or handle.source is None or handle.owner is None:
        names = given(handle, context.remaining, context.handles, draft.workspace)
    else:
        uses = uses_of(handle.source, handle.owner, handle.name, context.handles)
        names = tuple(dict.fromkeys(use.decode("utf-8", "replace") for use in uses if use))
    listed = _listed(names)
    return _Said(text.replace(_SLOT, listed), listed)


def _listed(names: Sequence[str]) -> str:
    shown = [f"{name}()" for name in names] or ["none"]
    if len(shown) > _MOST_LISTED:
        shown = [*shown[: _MOST_LISTED - 1], f"{len(shown) - _MOST_LISTED + 1} others"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _comment_file(path: str, steps: Sequence[TodoStep], draft: Draft, context: Context) -> None:
    data = draft.read(path)
    source = draft.source(path, context.hidden(draft.source(path)))
    #: Start of a statement -> the comments that it gets, in order.
    wanted: dict[int, list[_Said]] = {}
    for found in _find(source, steps, draft, context):
        draft.events.append(Matched(path, found.span))
        if matches_any(path, context.compat_headers):
            draft.events.append(Kept(path, found.span, "it is part of the compat header"))
            continue
        statement = whole_statement(source, found.span.start)
        if statement is None:
            draft.refuse(source, found.span, "no statement to add a comment above")
            continue
        draft.events.append(Annotated(path, found.span, first_sentence(found.said.text)))
        texts = wanted.setdefault(statement.start_byte, [])
        if found.said not in texts:
            texts.append(found.said)
    edits: list[Edit] = []
    for start, texts in sorted(wanted.items()):
        missing = [said for said in texts if not _is_commented(source, start, said)]
        edits += _outdated(source, start, missing, context)
        if missing:
            edits.append(_comments(source, start, missing, context))
    if edits:
        applied = apply_edits(data, edits, context.style)
        draft.commented.add(path)
        draft.write(path, applied.data, applied.moves)


def _find(
    source: SourceFile, steps: Sequence[TodoStep], draft: Draft, context: Context
) -> Iterator[_Found]:
    claimed: list[Span] = []
    found: list[_Found] = []
    for step in steps:
        if not step.match.may_match(source.data):
            continue
        covered: list[Span] = []
        matches, refusals = find_matches(step.match, source)
        for refusal in refusals:
            draft.refuse(source, refusal.span, refusal.why)
        for match in matches:
            span = match.span
            if any(span.overlaps(other) for other in claimed):
                continue
            if why_passed_over(step, source, span, context):
                continue
            handle = handle_opened(source, span, context.handles)
            if span not in covered:
                covered.append(span)
                found.append(_Found(span, _said(step, handle, draft, context)))
        claimed += covered
    return iter(sorted(found, key=lambda item: item.span))


def why_passed_over(step: TodoStep, source: SourceFile, span: Span, context: Context) -> str:
    """Why a match is not for the step, "" if it is."""
    name = function_name(source, span.start)
    if step.function is not None and not step.function.search(name):
        where = f"this is {name}" if name else "this is outside of functions"
        return f"the step is for functions `{step.function.pattern}`, {where}"
    handle = handle_opened(source, span, context.handles)
    is_local = handle is not None and handle.owner is not None
    if step.handle and is_local != (step.handle == "local"):
        return f"the step is for a {step.handle} handle, and none is opened here"
    return ""


def _is_commented(source: SourceFile, start: int, said: _Said) -> bool:
    """Whether one of the comments directly above the byte says this."""
    return _comment_above(source, start, lambda text: says(text, said.text)) is not None


def _outdated(
    source: SourceFile, start: int, comments: Sequence[_Said], context: Context
) -> Iterator[Edit]:
    """Remove comments that say the same with another list of functions."""
    for said in comments:
        if said.listed:
            old = _comment_above(source, start, _says_of_others(said))
            lines = whole_lines(source.data, old) if old is not None else None
            if lines is not None:
                yield Edit(lines, (), context.rule.id)


def _says_of_others(said: _Said) -> Callable[[bytes], bool]:
    """Whether a comment has the step's text, whatever its list of functions."""
    before, _, after = " ".join(said.text.split()).partition(said.listed)
    pattern = re.compile((re.escape(before) + r"[\w(), ]+" + re.escape(after)).encode())
    return lambda comment: pattern.fullmatch(spoken(comment)) is not None


def _comment_above(source: SourceFile, start: int, is_it: Callable[[bytes], bool]) -> Span | None:
    """The comment directly above the byte for which the test holds."""
    at = start
    for token in reversed(source.tokens):
        if token.end > at:
            continue
        if token.kind is not Kind.COMMENT or source.data[token.end : at].strip():
            return None
        if is_it(token.text):
            return Span(token.start, token.end)
        at = token.start
    return None


def _comments(source: SourceFile, start: int, comments: Sequence[_Said], context: Context) -> Edit:
    line = line_start(source.data, start)
    indent = source.data[line:start]
    end = source.data.find(b"\n", line)
    newline = b"\r\n" if end > 0 and source.data[end - 1 : end] == b"\r" else b"\n"
    text = b"".join(layout_comment(said.text, indent, context.style, newline) for said in comments)
    return Edit(Span(line, line), (text,), context.rule.id)
