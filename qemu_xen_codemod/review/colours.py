# SPDX-License-Identifier: GPL-2.0-or-later
"""Code -> the kind of each piece of it, by Pygments: keyword, comment, string and so on.

Imported late: loading Pygments takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType
from pygments.util import ClassNotFound

#: Larger texts stay without colours.
_LARGEST = 200_000
_LONGEST_LINE = 2_000
#: Files whose names Pygments does not know.
_NAMES = {".c.inc": "c", ".h.inc": "c", ".cocci": "diff", "Kconfig": "kconfig"}


class Kind(Enum):
    """The kind of a piece of code; the value is its class in the page."""

    PLAIN = ""
    COMMENT = "co"
    DIRECTIVE = "pp"
    KEYWORD = "kw"
    TYPE = "ty"
    STRING = "st"
    NUMBER = "nu"
    FUNCTION = "fu"


_KINDS = (
    (Comment.Preproc, Kind.DIRECTIVE),
    (Comment, Kind.COMMENT),
    (Keyword.Type, Kind.TYPE),
    (Keyword, Kind.KEYWORD),
    (String, Kind.STRING),
    (Number, Kind.NUMBER),
    (Name.Function, Kind.FUNCTION),
)
#: A piece of a line and its kind.
Piece = tuple[str, Kind]


def coloured(path: str, lines: Sequence[str]) -> list[list[Piece]]:
    """The pieces of each line; together they are the line, whatever Pygments makes of it."""
    plain: list[list[Piece]] = [[(line, Kind.PLAIN)] if line else [] for line in lines]
    if sum(map(len, lines)) > _LARGEST or any(len(line) > _LONGEST_LINE for line in lines):
        return plain
    # A hunk may begin in the middle of a comment, which is recognised by its stars.
    first = next((line.strip() for line in lines if line.strip()), "")
    opened = "/*\n" if first == "*" or first.startswith(("* ", "*/")) else ""
    text = opened + "\n".join(lines) + "\n"
    made: list[list[Piece]] = [[]]
    for token, value in _lexer(_language(path)).get_tokens(text):
        kind = _kind(token)
        for number, part in enumerate(value.split("\n")):
            if number:
                made.append([])
            if part:
                made[-1].append((part, kind))
    made = made[1:] if opened else made
    return [
        pieces if "".join(part for part, _ in pieces) == line else plain[number]
        for number, (line, pieces) in enumerate(zip(lines, made, strict=False))
    ] + plain[len(made) :]


def _language(path: str) -> str:
    for end, name in _NAMES.items():
        if path.endswith(end):
            return name
    name = path.rpartition("/")[2]
    return "c" if name.endswith((".c", ".h")) else name


@cache
def _lexer(language: str) -> Lexer:
    options = {"stripnl": False, "ensurenl": False}
    try:
        if "." in language:
            return get_lexer_for_filename(language, **options)
        return get_lexer_by_name(language, **options)
    except ClassNotFound:
        return TextLexer(**options)


def _kind(token: _TokenType) -> Kind:
    return next((kind for parent, kind in _KINDS if token in parent), Kind.PLAIN)
