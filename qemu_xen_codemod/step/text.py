# SPDX-License-Identifier: GPL-2.0-or-later
"""The text step: whole lines of any text file, found by their text."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.line_block import Found, NoIndent, find_block
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.rule.steps.text import Side, TextStep
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.taken_names import why_taken


def run_text(step: TextStep, draft: Draft, context: Context) -> str:
    """Edit the first file that exists. "" if done or already there, else why not."""
    path = file_of(step, draft)
    if path is None:
        return "" if step.is_optional else f"there is no file {' or '.join(step.paths)}"
    data = draft.read(path)
    if step.unless and step.unless.value.strip().encode() in map(bytes.strip, data.split(b"\n")):
        return ""
    found = _search(step, data)
    if isinstance(found, _Missing):
        return "" if step.is_optional else f"{path} has no {found.what}"
    if len(found) > 1:
        places = " and ".join(str(draft.place_in_tree(path, item.span.start)) for item in found[:2])
        return f"{path} has the {_shown(step)} {len(found)} times ({places})"
    if not found:
        return ""
    if is_c(path) and (taken := why_taken(step, path, draft, context)):
        return taken
    place = draft.place_in_tree(path, found[0].span.start)
    try:
        edit = _edit(step, data, found[0])
    except NoIndent:
        return f"the {_shown(step)} are indented too little for the new lines ({place})"
    spliced = splice(data, [edit])
    if _search(step, spliced.data):
        return f"a second run could not tell that {path} is already changed ({place})"
    draft.write(path, spliced.data, spliced.moves(len(data)))
    return ""


def file_of(step: TextStep, draft: Draft) -> str | None:
    """The file that the step is for, None if there is none."""
    return next(filter(draft.exists, step.paths), None)


@dataclass(frozen=True, slots=True)
class _Missing:
    """What a file lacks."""

    what: str


def _search(step: TextStep, data: bytes) -> list[Found] | _Missing:
    """The lines to edit, none if the step is already done."""
    start = _start(step, data)
    if start is None:
        return _Missing(f"line `{step.below}`")
    made = find_block(data, step.lines, start) if step.new.value.strip() else []
    found = find_block(data, step.found, start)
    if step.side is Side.REPLACE:
        # New lines may contain those that they replace.
        found = [item for item in found if not any(new.span.contains(item.span) for new in made)]
        if not found and len(made) != bool(step.new.value.strip()):
            return _Missing(_shown(step))
        return found
    if not found:
        return _Missing(_shown(step))
    return [] if len(found) == 1 and _is_beside(step.side, found[0], made) else found


def _start(step: TextStep, data: bytes) -> int | None:
    """Where the search for the lines begins, None if the line above them is missing."""
    if step.below is None:
        return 0
    at = 0
    for line in data.split(b"\n"):
        at += len(line) + 1
        if line.strip() == step.below.encode():
            return at
    return None


def _is_beside(side: Side, found: Found, made: list[Found]) -> bool:
    """Whether the new lines are already where they would be put."""
    for item in made:
        at = item.span.start if side is Side.AFTER else item.span.end
        wanted = found.span.end if side is Side.AFTER else found.span.start
        if at == wanted and item.indent == found.indent:
            return True
    return False


def _shown(step: TextStep) -> str:
    first = next(line for line in step.find.value.split("\n") if line.strip()).strip()
    return f"lines `{first}`.."


def _edit(step: TextStep, data: bytes, found: Found) -> Edit:
    """Raises NoIndent."""
    span = found.span
    newline = b"\r\n" if b"\r\n" in data[span.start : span.end] else b"\n"
    lines = step.lines.at(found.indent)
    text = b"".join(line + newline for line in lines)
    has_end = data[: span.end].endswith(b"\n")
    match step.side:
        case Side.BEFORE:
            return Edit(Span(span.start, span.start), (text,))
        case Side.AFTER if has_end:
            return Edit(Span(span.end, span.end), (text,))
        case Side.AFTER:
            return Edit(Span(span.end, span.end), (newline, text.removesuffix(newline)))
        case _:
            return Edit(span, (text if has_end else text.removesuffix(newline),))
