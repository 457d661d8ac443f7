"""Regular expression -> does it repeat a group possessively, with `*+`, `++` or `?+`?

Early releases of Python 3.11, Debian 12's 3.11.2 among them, lose matches of such an expression
without a word, so neither a rule nor our code may hold one. After one character or a class, as in
`[ab]*+`, every Python reads them rightly.
"""

from __future__ import annotations

import re

#: What comes before the group's end: escapes, classes, and anything else byte by byte.
_POSSESSIVE_GROUP = re.compile(
    rb"(?:\\.|\[\^?+\]?+(?:\\.|[^\]\\])*\]|[^\\\[])*?\)(?:[*+?]|\{\d*(?:,\d*)?\})\+", re.DOTALL
)


def has_possessive_group(pattern: bytes) -> bool:
    """Is there a group with a possessive quantifier in a valid regular expression?"""
    return _POSSESSIVE_GROUP.match(pattern) is not None
