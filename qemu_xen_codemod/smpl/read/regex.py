"""What can be said of a regular expression: letters that all its matches hold, and whether every
Python reads it alike.

Read by hand, as the parser of Python's `re` is not public.
"""

from __future__ import annotations

import re

_LETTER = re.compile(rb"[A-Za-z0-9_]")
#: Escapes that are one thing of one byte or less; others, as \x41, spread over what follows.
_SIMPLE_ESCAPE = re.compile(rb"\\[wWdDsSbBAZ^$.*+?(){}\[\]|\\/_-]")
_QUANTIFIER = re.compile(rb"(?:(?P<optional>[*?]|\{0*(?:,\d*)?\})|\+|\{\d*(?:,\d*)?\})[?+]?")
_CLASS = re.compile(rb"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


class _NotRead(Exception):
    """A construct whose letters are not known."""


def required_literals(pattern: bytes) -> frozenset[bytes]:
    """Literals of which each match of a valid pattern without flags holds one; empty when none is
    known. Of several such sets the one with the longest literals.
    """
    try:
        found, end = _alternatives(pattern, 0)
    except _NotRead:
        return frozenset()
    return found if end == len(pattern) else frozenset()


def _alternatives(pattern: bytes, at: int) -> tuple[frozenset[bytes], int]:
    """What one of the branches from `at` needs, and where they end: at a `)` or the end."""
    branches = []
    while True:
        found, at = _sequence(pattern, at)
        branches.append(found)
        if pattern[at : at + 1] != b"|":
            break
        at += 1
    return (frozenset().union(*branches) if all(branches) else frozenset()), at


def _sequence(pattern: bytes, at: int) -> tuple[frozenset[bytes], int]:
    """The best of what the parts of one branch need, each of them, and where the branch ends."""
    groups: list[frozenset[bytes]] = []
    run = b""

    def end_run() -> None:
        nonlocal run
        if run:
            groups.append(frozenset((run,)))
        run = b""

    while at < len(pattern) and pattern[at : at + 1] not in (b"|", b")"):
        literal, inside, at = _atom(pattern, at)
        quantifier = _QUANTIFIER.match(pattern, at)
        if quantifier is None and literal:
            run += literal
            continue
        if quantifier is None:
            end_run()
            groups.append(inside)
            continue
        at = quantifier.end()
        is_needed = quantifier.group("optional") is None and quantifier.group()[:1] != b"{"
        if is_needed:
            run += literal
        end_run()
        if is_needed:
            groups.append(inside)
    end_run()
    best = max(
        (group for group in groups if group),
        key=lambda group: (min(map(len, group)), -len(group), sorted(group)),
        default=frozenset[bytes](),
    )
    return best, at


def _atom(pattern: bytes, at: int) -> tuple[bytes, frozenset[bytes], int]:
    """A letter, or what a group needs; and where it ends."""
    one = pattern[at : at + 1]
    if _LETTER.match(one):
        return one, frozenset(), at + 1
    if one == b"\\":
        escape = _SIMPLE_ESCAPE.match(pattern, at)
        if escape is None:
            raise _NotRead
        return b"", frozenset(), escape.end()
    if one == b"[":
        found = _CLASS.match(pattern, at)
        if found is None:
            raise _NotRead
        return b"", frozenset(), found.end()
    if one == b"(":
        at += 3 if pattern[at + 1 : at + 3] == b"?:" else 1
        if pattern[at : at + 1] == b"?":
            raise _NotRead
        inside, at = _alternatives(pattern, at)
        return b"", inside, at + 1
    return b"", frozenset(), at + 1


#: What comes before the group's end: escapes, classes, and anything else byte by byte.
_POSSESSIVE_GROUP = re.compile(
    rb"(?:\\.|\[\^?+\]?+(?:\\.|[^\]\\])*\]|[^\\\[])*?\)(?:[*+?]|\{\d*(?:,\d*)?\})\+", re.DOTALL
)


def has_possessive_group(pattern: bytes) -> bool:
    """Does a valid regular expression repeat a group possessively, with `*+`, `++` or `?+`?

    Early releases of Python 3.11, Debian 12's 3.11.2 among them, lose matches of such an expression
    without a word, so neither a rule nor our code may hold one. After one character or a class, as
    in `[ab]*+`, every Python reads them rightly.
    """
    return _POSSESSIVE_GROUP.match(pattern) is not None
