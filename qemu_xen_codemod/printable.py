# SPDX-License-Identifier: GPL-2.0-or-later
"""Text of strangers -> text that a terminal shows and does not obey.

A file's name, a patch's subject or a line of code may hold control characters: those of the
terminal, and those of Unicode that turn the direction of writing or cannot be seen.
"""

from __future__ import annotations


def printable(text: str, keep: str = "") -> str:
    r"""The text with each such character but those of `keep` as an escape: `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or char in keep
        else char.encode("unicode_escape", "backslashreplace").decode("ascii")
        for char in text
    )
