# SPDX-License-Identifier: GPL-2.0-or-later
"""The mention step: words that were renamed in code are also renamed in comments and string
literals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.tree.globs import matches_any

#: A line inside a block comment: its frame and its text.
_FRAME = re.compile(rb"([ \t]*\*?[ \t]*)(.*?)([ \t]*\r?)")
#: What begins a list item, which is a paragraph of its own.
_OWN_LINE = re.compile(rb"(?:[-*+]|\d+[.)]|@\w+:?|<\w+>|\w[\w ]*:)(?:\s|$)")
#: Columns that the author lined up.
_BY_HAND = re.compile(rb"\S(?:   |\t)")


def run_mention(step: MentionStep, draft: Draft, context: Context) -> None:
    """Rename in the files that the rule's patches changed, or in those that the globs match.

    A name that the file's code still uses is not renamed in that file's comments.
    """
    names = {old.encode(): new.encode() for old, new in step.names.items()}
    if step.files:
        holding = draft.holding(frozenset(names))
        paths = [
            path
            for path in holding
            if matches_any(path, step.files) and not context.leaves_file(path)
        ]
    else:
        paths = sorted(draft.patched)
    for path in paths:
        source = draft.source(path)
        hidden = context.hidden(source)
        used = {
            use.word
            for use in uses(source, frozenset(names))
            if not any(span.contains(use.span) for span in hidden)
        }
        renamed = {old: new for old, new in names.items() if old not in used}
        edits = mention_edits(source.data, renamed, hidden, context.style, context.rule.id)
        if edits:
            applied = apply_edits(source.data, edits, context.style)
            draft.write(path, applied.data, applied.moves)


def mention_edits(
    data: bytes,
    names: Mapping[bytes, bytes],
    hidden: tuple[Span, ...],
    style: Style,
    rule: str = "",
) -> list[Edit]:
    """The edits that rename whole words in the comments and strings of a file."""
    if not any(old in data for old in names):
        return []
    words = re.compile(
        rb"(?<![\w$])(?:" + b"|".join(re.escape(old) for old in sorted(names)) + rb")(?![\w$])"
    )
    edits: list[Edit] = []
    for token in _texts(data):
        if any(span.contains(Span(token.start, token.end)) for span in hidden):
            continue
        text = words.sub(lambda found: names[found.group()], token.text)
        if text != token.text:
            if token.kind is Kind.COMMENT:
                text = _wrapped(token, text, style)
            edits.append(_smallest(token, text, rule))
    return edits


def _texts(data: bytes) -> list[Token]:
    """The comments and strings, including those in directives."""
    found: list[Token] = []
    for token in tokens(data):
        if token.kind is Kind.DIRECTIVE:
            for inner in tokens(token.text.replace(b"#", b" ", 1)):
                if inner.kind in (Kind.COMMENT, Kind.STRING):
                    start = token.start + inner.start
                    found.append(Token(inner.kind, start, token.start + inner.end, inner.text))
        elif token.kind in (Kind.COMMENT, Kind.STRING):
            found.append(token)
    return found


def _smallest(token: Token, text: bytes, rule: str) -> Edit:
    """The edit without the common beginning and end of the two texts."""
    old = token.text
    start = 0
    while start < min(len(old), len(text)) and old[start] == text[start]:
        start += 1
    end = 0
    while end < min(len(old), len(text)) - start and old[-1 - end] == text[-1 - end]:
        end += 1
    return Edit(Span(token.start + start, token.end - end), (text[start : len(text) - end],), rule)


def _wrapped(token: Token, text: bytes, style: Style) -> bytes:
    """The comment, where words of lines that became too wide are moved to the next line.

    This concerns only lines in a paragraph of a block comment; the first line with `/*` text, the
    last with `*/` text and lines that were laid out by hand stay as they are.
    """
    lines = text.split(b"\n")
    if not text.startswith(b"/*") or len(lines) < 3:
        return text
    changed = [new != old for new, old in zip(lines, token.text.split(b"\n"), strict=True)]
    for at in range(1, len(lines) * 2):
        if at >= len(lines) - 1:
            break
        if changed[at] and _width(lines[at], style) > style.width:
            _carry(lines, changed, at, style)
    return b"\n".join(lines)


def _carry(lines: list[bytes], changed: list[bool], at: int, style: Style) -> None:
    """Move the words of `lines[at]` that do not fit to the line below, or to a line of
    their own.
    """
    found = _FRAME.fullmatch(lines[at])
    if found is None or not found.group(1).strip() or _BY_HAND.search(found.group(2)):
        return
    frame, text, tail = found.groups()
    words = text.split(b" ")
    fits = len(words)
    while fits > 1 and _width(frame + b" ".join(words[:fits]), style) > style.width:
        fits -= 1
    if fits == len(words):
        return
    lines[at] = frame + b" ".join(words[:fits]) + tail
    carried = b" ".join(words[fits:])
    below = _FRAME.fullmatch(lines[at + 1])
    if (
        at + 1 < len(lines) - 1
        and below is not None
        and below.group(1) == frame
        and below.group(2)
        and not _OWN_LINE.match(below.group(2))
    ):
        lines[at + 1] = frame + carried + b" " + below.group(2) + below.group(3)
        changed[at + 1] = True
    else:
        lines.insert(at + 1, frame + carried + tail)
        changed.insert(at + 1, True)


def _width(line: bytes, style: Style) -> int:
    return end_column(line.rstrip(b"\r"), style.tab)
