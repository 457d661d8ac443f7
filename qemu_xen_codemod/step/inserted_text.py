# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of an insert step as a file has it, or would have it."""

from __future__ import annotations

from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.reindent import reindent
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.rule.steps.insert import InsertStep


def written(step: InsertStep, data: bytes, style: Style) -> bytes:
    """The text without line breaks at its ends, with the indentation and line ends of the file."""
    text = step.text.value.strip("\n").encode()
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    return newline.join(reindent(data, b"", text, style))


def find_text(step: InsertStep, data: bytes, style: Style) -> Span | None:
    """Where the file contains the text, as written in the file or in the rule."""
    plain = step.text.value.strip("\n").encode()
    for text in (written(step, data, style), plain, plain.replace(b"\n", b"\r\n")):
        at = data.find(text)
        if at >= 0:
            return Span(at, at + len(text))
    return None
