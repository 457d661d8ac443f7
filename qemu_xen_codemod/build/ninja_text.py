# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of ninja files: logical lines, the words of a build statement, and `$`.

As ninja's manual describes it: a `$` before a line's end continues the line, and the next line's
indentation is dropped; `$ `, `$:`, `$|` and `$$` stand for the character; `$name` and `${name}` for
a variable, empty when it is not set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_LINE = re.compile(rb"[^\n$]*+(?:\$(?:\r?\n|[^\n]|\Z)[^\n$]*+)*", re.DOTALL)
_WORD = re.compile(rb"(?:[^ \t\r\n$:|]|\$(?:\r?\n[ \t]*|[^\n]))+|\|\||\|@|[|:]")
_DOLLAR = re.compile(
    rb"\$(?:([ :|$])|(\r?\n[ \t]*)|([A-Za-z0-9_-]+)|\{([A-Za-z0-9_.-]+)\}|(.?))", re.DOTALL
)

#: No command is longer; variables that double each other would fill the memory.
_LONGEST = 1 << 24

Lookup = Callable[[str], str]


class TextError(Exception):
    """What is wrong with a piece of text."""


class Line(NamedTuple):
    """A logical line without its end; `offset` is that of its first byte."""

    text: bytes
    offset: int


def logical_lines(data: bytes) -> Iterator[Line]:
    """The lines that are neither empty nor comments."""
    at = 0
    while at < len(data):
        found = _LINE.match(data, at)
        end = found.end() if found else len(data)
        text = data[at:end].rstrip(b"\r")
        plain = text.lstrip(b" \t")
        if plain and not plain.startswith(b"#"):
            yield Line(text, at)
        at = end + 1


def split_words(text: bytes) -> list[bytes]:
    """Paths as written, and the marks `:`, `|`, `||` and `|@`."""
    return _WORD.findall(text)


def expand(text: bytes, lookup: Lookup) -> str:
    """The text with every `$` replaced."""
    left = _LONGEST

    def replacement(found: re.Match[bytes]) -> bytes:
        nonlocal left
        if found[5] is not None:
            raise TextError("has a $ that expands to nothing; $$ is a dollar sign")
        if found[1]:
            return found[1]
        name = found[3] or found[4]
        value = lookup(name.decode()).encode("utf-8", "surrogateescape") if name else b""
        left -= len(value)
        if left < 0:
            raise TextError(f"expands to more than {_LONGEST >> 20} MiB of text")
        return value

    plain = _DOLLAR.sub(replacement, text) if b"$" in text else text
    return plain.decode("utf-8", "surrogateescape")
