"""The insert step: text at a named place of one file, once."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.rule.rule import InsertStep
from qemu_xen_codemod.step.anchor import find_anchor, holds_word
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.globs import matches_any
from qemu_xen_codemod.step.workspace import Draft


def run_insert(step: InsertStep, draft: Draft, context: Context) -> str:
    """Put the text into the first file that fits. "" when done or there already, else why not."""
    path = _file_for(step, draft)
    if path is None:
        what = f" and declares {step.declares}" if step.declares else ""
        return f"no file {' or '.join(step.into)} that is there{what}"
    source = draft.source(path)
    text = step.text.value.strip("\n").encode()
    newline = b"\r\n" if b"\r\n" in source.data else b"\n"
    text = text.replace(b"\n", newline)
    if text in source.data or (step.unless and holds_word(source.data, step.unless.encode())):
        return ""
    for anchor in step.anchors:
        lines = find_anchor(source, anchor)
        if lines is not None:
            _insert(source, step.side == "after", lines, text, newline, draft, context)
            return ""
    return f"{path} has none of the places to put the text at"


def _file_for(step: InsertStep, draft: Draft) -> str | None:
    word = step.declares.encode() if step.declares else b""
    for pattern in step.into:
        if draft.workspace.exists(pattern):
            candidates: tuple[str, ...] = (pattern,)
        elif word:
            paths = draft.holding(frozenset((word,)))
            candidates = tuple(path for path in paths if matches_any(path, (pattern,)))
        else:
            paths = draft.workspace.paths()
            candidates = tuple(path for path in paths if matches_any(path, (pattern,)))
        for path in candidates:
            if not word or holds_word(draft.read(path), word):
                return path
    return None


def _insert(
    source: SourceFile,
    after: bool,
    lines: Span,
    text: bytes,
    newline: bytes,
    draft: Draft,
    context: Context,
) -> None:
    """One blank line between the text and its neighbours; none between `#include` lines."""
    at = lines.end if after else lines.start
    above, below = source.data[:at], source.data[at:]
    inside = text.splitlines()
    parts = [text, newline]
    if above.strip() and _is_apart(above.splitlines()[-1], inside[0]):
        parts.insert(0, newline)
    if above and not above.endswith(b"\n"):
        parts.insert(0, newline)
    if below.strip() and _is_apart(inside[-1], below.splitlines()[0]):
        parts.append(newline)
    edit = Edit(Span(at, at), (b"".join(parts),), context.rule.id)
    applied = apply_edits(source.data, [edit], context.style)
    draft.write(source.path, applied.data, applied.moves)


def _is_apart(upper: bytes, lower: bytes) -> bool:
    """Does a blank line have to go between these two lines?"""
    if not upper.strip() or not lower.strip():
        return False
    return not any(
        upper.lstrip().startswith(name) and lower.lstrip().startswith(name)
        for name in (b"#include", b"#define")
    )
