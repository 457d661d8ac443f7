"""The todo step: a comment above the statement that holds a match, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.scope import function_name, line_start, whole_statement
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.rule.rule import REMAINING, TodoStep
from qemu_xen_codemod.smpl import find_matches
from qemu_xen_codemod.step.comment import first_sentence, layout_comment, says, spoken
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.patch import files_for
from qemu_xen_codemod.step.removal import whole_lines
from qemu_xen_codemod.step.workspace import Annotated, Draft, Matched


@dataclass(frozen=True, slots=True)
class _Found:
    """A match and the step whose comment it gets."""

    span: Span
    step: TodoStep


def run_todos(steps: Sequence[TodoStep], draft: Draft, context: Context) -> None:
    """Comment what the steps match; of several steps the first that matches a place wins."""
    steps = [_filled(step, context) for step in steps]
    paths = {path for step in steps for path in files_for(step.match, (), draft, context)}
    for path in sorted(paths):
        _comment_file(path, steps, draft, context)


def _filled(step: TodoStep, context: Context) -> TodoStep:
    """The step with `{remaining}` written out."""
    slot = f"{{{REMAINING}}}"
    if slot not in step.text.value:
        return step
    value = step.text.value.replace(slot, _listed(context))
    return replace(step, text=step.text.with_value(value, ()))


def _listed(context: Context) -> str:
    names = [f"{name}()" for name in context.remaining] or ["none"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _comment_file(path: str, steps: Sequence[TodoStep], draft: Draft, context: Context) -> None:
    data = draft.read(path)
    source = draft.source(path, context.hidden(draft.source(path)))
    #: Start of a statement -> the steps whose comments it gets, in order.
    wanted: dict[int, list[TodoStep]] = {}
    for found in _find(source, steps):
        draft.events.append(Matched(path, found.span))
        statement = whole_statement(source, found.span.start)
        if statement is None:
            draft.refuse(source, found.span, "no statement to put a comment above")
            continue
        draft.events.append(Annotated(path, found.span, first_sentence(found.step.text.value)))
        texts = wanted.setdefault(statement.start_byte, [])
        if found.step not in texts:
            texts.append(found.step)
    edits: list[Edit] = []
    for start, texts in sorted(wanted.items()):
        missing = [step for step in texts if not _is_commented(source, start, step)]
        edits += _outdated(source, start, missing, context)
        if missing:
            edits.append(_comments(source, start, missing, context))
    if edits:
        applied = apply_edits(data, edits, context.style)
        draft.commented.add(path)
        draft.write(path, applied.data, applied.moves)


def _find(source: SourceFile, steps: Sequence[TodoStep]) -> Iterator[_Found]:
    claimed: list[Span] = []
    found: list[_Found] = []
    for step in steps:
        if not step.match.may_match(source.data):
            continue
        own: list[Span] = []
        for match in find_matches(step.match, source):
            span = match.span
            if any(span.start < other.end and other.start < span.end for other in claimed):
                continue
            if step.function is not None and not step.function.search(
                function_name(source, span.start)
            ):
                continue
            if span not in own:
                own.append(span)
                found.append(_Found(span, step))
        claimed += own
    return iter(sorted(found, key=lambda one: one.span))


def _is_commented(source: SourceFile, start: int, step: TodoStep) -> bool:
    """Does one of the comments right above the byte say this?"""
    return _comment_above(source, start, lambda text: says(text, step.text.value)) is not None


def _outdated(
    source: SourceFile, start: int, steps: Sequence[TodoStep], context: Context
) -> Iterator[Edit]:
    """Remove comments that say the same of other remaining functions."""
    for step in steps:
        if _listed(context) in step.text.value:
            old = _comment_above(source, start, _says_of_others(step, context))
            lines = whole_lines(source.data, old) if old is not None else None
            if lines is not None:
                yield Edit(lines, (), context.rule.id)


def _says_of_others(step: TodoStep, context: Context) -> Callable[[bytes], bool]:
    """Whether a comment says what the step says, whatever its list of functions."""
    before, _, after = " ".join(step.text.value.split()).partition(_listed(context))
    pattern = re.compile((re.escape(before) + r"[\w(), ]+" + re.escape(after)).encode())
    return lambda comment: pattern.fullmatch(spoken(comment)) is not None


def _comment_above(source: SourceFile, start: int, is_it: Callable[[bytes], bool]) -> Span | None:
    """Of the comments right above the byte the one for which this holds."""
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


def _comments(source: SourceFile, start: int, steps: Sequence[TodoStep], context: Context) -> Edit:
    line = line_start(source.data, start)
    indent = source.data[line:start]
    end = source.data.find(b"\n", line)
    newline = b"\r\n" if end > 0 and source.data[end - 1 : end] == b"\r" else b"\n"
    text = b"".join(
        layout_comment(step.text.value, indent, context.style, newline) for step in steps
    )
    return Edit(Span(line, line), (text,), context.rule.id)
