# SPDX-License-Identifier: GPL-2.0-or-later
"""The insert step: text at a named place of one file, once."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.conditional import conditional_blocks, without_guard
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.scope import line_start
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.steps.anchor import DeclarationAnchor, FunctionAnchor
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.step.anchor import find_anchor, holds_word
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.inserted_text import find_text, written
from qemu_xen_codemod.step.taken_names import why_taken
from qemu_xen_codemod.tree.globs import matches_any


def run_insert(step: InsertStep, draft: Draft, context: Context) -> str:
    """Insert the text into the first suitable file. "" if done or already there, else why not."""
    path = target_of(step, draft, context.style)
    if path is None:
        what = f" and declares {step.declares}" if step.declares else ""
        return f"no file {' or '.join(step.into)} exists{what}"
    source = draft.source(path)
    if taken := why_taken(step, path, draft, context):
        return taken
    if _is_there(step, path, draft, context.style):
        return ""
    floor = _floor(step, path, draft)
    if floor is None:
        return f"{path} does not see the declarations of {' and '.join(step.behind)}"
    newline = b"\r\n" if b"\r\n" in source.data else b"\n"
    text = written(step, source.data, context.style)
    if step.guard is not None:
        endif = _endif_of(source, step.guard)
        if endif is not None and endif >= floor:
            _insert(source, Span(endif, endif), text, newline, draft, context)
            return ""
        head, tail = f"#if {step.guard}", f"#endif /* {step.guard} */"
        text = (newline * 2).join((head.encode(), text, tail.encode()))
    at = _place(step, source, floor)
    if at is None:
        return f"{path} has none of the anchors for the text"
    _insert(source, Span(at, at), text, newline, draft, context)
    return ""


def target_of(step: InsertStep, draft: Draft, style: Style) -> str | None:
    """The file that has the text or gets it, None if no file is suitable.

    Of the files that `into` names, the first with the text or a place for it; without such a file
    the first.
    """
    first = None
    for path in _candidates(step, draft):
        first = first or path
        if _is_there(step, path, draft, style):
            return path
        floor = _floor(step, path, draft)
        if floor is not None and _place(step, draft.source(path), floor) is not None:
            return path
    return first


def _is_there(step: InsertStep, path: str, draft: Draft, style: Style) -> bool:
    """Whether the file has the text, or had the word before the rule's own steps."""
    if step.unless and holds_word(draft.source_before(path), step.unless.encode()):
        return True
    return find_text(step, draft.read(path), style) is not None


def _floor(step: InsertStep, path: str, draft: Draft) -> int | None:
    """The earliest offset in a file for the text, None if it must not be in the file."""
    floor = 0
    for name in step.behind:
        source = draft.source(path)
        lines = _declaration(source, name)
        if lines is not None:
            # Also after the #if that contains it.
            blocks = without_guard(conditional_blocks(source), source)
            around = (block.span.end for block in blocks if block.span.contains(lines))
            floor = max(floor, lines.end, *around)
        elif not any(
            sees(path, other, draft) and _declaration(draft.source(other), name) is not None
            for other in draft.holding(frozenset((name.encode(),)))
            if is_c(other)
        ):
            return None
    return floor


def _declaration(source: SourceFile, name: str) -> Span | None:
    place = Place(source.path, 1, 1)
    found = find_anchor(source, DeclarationAnchor(name, place))
    return found or find_anchor(source, FunctionAnchor(name, place))


def _place(step: InsertStep, source: SourceFile, floor: int) -> int | None:
    """Where the text goes: to the first existing anchor, but not above the floor."""
    for anchor in step.anchors:
        lines = find_anchor(source, anchor)
        if lines is not None:
            return max(lines.end if step.side == "after" else lines.start, floor)
    return floor or None


def _candidates(step: InsertStep, draft: Draft) -> Iterator[str]:
    word = step.declares.encode() if step.declares else b""
    for pattern in step.into:
        if draft.exists(pattern):
            paths: tuple[str, ...] = (pattern,)
        else:
            paths = draft.holding(frozenset((word,))) if word else draft.paths()
            paths = tuple(path for path in paths if matches_any(path, (pattern,)))
        for path in paths:
            if not word or holds_word(draft.source(path), word):
                yield path


def _endif_of(source: SourceFile, condition: str) -> int | None:
    """Where the line of the #endif begins that closes the last `#if condition` without #else."""
    wanted = b"#if " + condition.encode()
    endif = None
    for block in conditional_blocks(source):
        if len(block.arms) == 1 and block.arms[0].directive == wanted:
            at = line_start(source.data, max(block.span.end - 1, 0))
            inside = (token for token in source.tokens if token.kind is Kind.DIRECTIVE)
            closing = [token.start for token in inside if at <= token.start < block.span.end]
            endif = line_start(source.data, closing[-1]) if closing else endif
    return endif


def _insert(
    source: SourceFile, at: Span, text: bytes, newline: bytes, draft: Draft, context: Context
) -> None:
    """One blank line between the text and its neighbours; none between `#include` lines."""
    above, below = source.data[: at.start], source.data[at.end :]
    inside = text.splitlines()
    parts = [text, newline]
    if above.strip() and _is_apart(above.splitlines()[-1], inside[0]):
        parts.insert(0, newline)
    if above and not above.endswith(b"\n"):
        parts.insert(0, newline)
    if below.strip() and _is_apart(inside[-1], below.splitlines()[0]):
        parts.append(newline)
    edit = Edit(at, (b"".join(parts),), context.rule.id)
    applied = apply_edits(source.data, [edit], context.style)
    draft.write(source.path, applied.data, applied.moves)


def _is_apart(upper: bytes, lower: bytes) -> bool:
    """Whether a blank line must be between these two lines."""
    if not upper.strip() or not lower.strip():
        return False
    return not any(
        upper.lstrip().startswith(name) and lower.lstrip().startswith(name)
        for name in (b"#include", b"#define")
    )
