# SPDX-License-Identifier: GPL-2.0-or-later
"""Untrusted text -> text that a terminal shows and does not interpret.

A file's name, a patch's subject or a line of code may contain control characters: those of
terminals, and those of Unicode that change the direction of writing or are invisible.
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
