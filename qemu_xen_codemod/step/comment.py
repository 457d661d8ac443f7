# SPDX-License-Identifier: GPL-2.0-or-later
"""Block comments: formatted from plain text, and compared with others by their words."""

from __future__ import annotations

import re
import textwrap

from qemu_xen_codemod.edit.columns import end_column
from qemu_xen_codemod.edit.style import Style

#: A narrower comment is not worth its frame; with deep indentation the text exceeds the width.
_NARROWEST = 24
_STARS = re.compile(rb"(?m)^[ \t]*\*+(?!/)")


def layout_comment(text: str, indent: bytes, style: Style, newline: bytes = b"\n") -> bytes:
    """The comment with `text` at an indentation, ending with a newline.

    Short text becomes `/* text */` on one line; longer text has its opener and closer on their own
    lines. Blank lines in `text` separate paragraphs; other line ends are spaces.
    """
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text.strip())]
    column = end_column(indent, style.tab)
    if len(paragraphs) == 1 and column + len(paragraphs[0]) + len("/*  */") <= style.width:
        return indent + f"/* {paragraphs[0]} */".encode() + newline
    room = max(style.width - column - len(" * "), _NARROWEST)
    lines = ["/*"]
    for index, paragraph in enumerate(paragraphs):
        if index:
            lines.append(" *")
        wrapped = textwrap.wrap(paragraph, room, break_long_words=False, break_on_hyphens=False)
        lines += [f" * {line}" for line in wrapped]
    lines.append(" */")
    return b"".join(indent + line.encode() + newline for line in lines)


def first_sentence(text: str) -> str:
    """What a TODO asks for: its first sentence without `TODO:` and full stop."""
    line = " ".join(text.split())
    found = re.match(r"(?:TODO:?\s+)?(.*?)(?:\.(?=\s|$)|$)", line)
    return found.group(1) if found else line


def comment_words(comment: bytes) -> list[bytes]:
    """A comment's words, whatever its layout: without frame and leading stars."""
    if comment.startswith(b"//"):
        return comment[2:].split()
    inner = comment.removeprefix(b"/*").removesuffix(b"*/")
    return _STARS.sub(b" ", inner).split()


def says(comment: bytes, text: str) -> bool:
    """Whether the comment contains these words in sequence."""
    return b" " + b" ".join(text.encode().split()) + b" " in b" " + spoken(comment) + b" "


def spoken(comment: bytes) -> bytes:
    """The words of a comment separated by single spaces."""
    return b" ".join(comment_words(comment))
