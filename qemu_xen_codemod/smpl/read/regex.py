# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes of a regular expression -> its parts, or a refusal.

The syntax is that of PCRE and of Python's `re` where they agree. What no automaton can search in
linear time is refused by name: backreferences, lookaround, atomic groups, possessive quantifiers.
So is syntax that the two read differently. `automaton` searches; `regex_literals` finds the
literals that every match contains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Depth of nested groups; no rule needs more.
_DEEPEST = 50
#: The bytes that `\w` matches.
WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_DIGIT = frozenset(b"0123456789")
_UPPER = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = frozenset(b"abcdefghijklmnopqrstuvwxyz")
_SPACE = frozenset(b" \t\n\r\f\v")
_GRAPH = frozenset(range(0x21, 0x7F))
_ALL = frozenset(range(256))
_CLASSES = {
    ord("w"): WORD,
    ord("W"): _ALL - WORD,
    ord("d"): _DIGIT,
    ord("D"): _ALL - _DIGIT,
    ord("s"): _SPACE,
    ord("S"): _ALL - _SPACE,
}
_NAMED = {
    b"alnum": WORD - {ord("_")},
    b"alpha": _UPPER | _LOWER,
    b"blank": frozenset(b" \t"),
    b"cntrl": frozenset(range(32)) | {127},
    b"digit": _DIGIT,
    b"graph": _GRAPH,
    b"lower": _LOWER,
    b"print": _GRAPH | {32},
    b"punct": _GRAPH - WORD | {ord("_")},
    b"space": _SPACE,
    b"upper": _UPPER,
    b"word": WORD,
    b"xdigit": frozenset(b"0123456789ABCDEFabcdef"),
}
_CONTROLS = {ord(letter): code for letter, code in zip("abfnrtv", b"\a\b\f\n\r\t\v", strict=True)}
_HEXADECIMAL = re.compile(rb"x([0-9a-fA-F]{2})")
_OCTAL = re.compile(rb"0[0-7]{0,2}|[0-3][0-7]{2}")
_COUNT = re.compile(rb"\{(\d*)(,?)(\d*)\}")
_POSIX = re.compile(rb"\[([:.=])(.*?)\1\]", re.DOTALL)
_GROUP_NAME = re.compile(rb"\?P?<[A-Za-z_]\w*>")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One byte, any of these."""

    allowed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place between bytes: `^`, `$`, `z` (very end), `b` (word boundary), `B` (not one)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after another."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the branches."""

    branches: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part repeated `least` to `most` times; `most` is None for any number."""

    part: Part
    least: int
    most: int | None


Part = OneOf | Anchor | Sequence | Choice | Repeat


class RegexError(Exception):
    """A regular expression that is invalid or not supported."""

    def __init__(self, what: str, *, help: str = "", is_outside: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.help = help
        #: Whether the expression is valid, but not supported.
        self.is_outside = is_outside


def parse_regex(pattern: bytes) -> Part:
    """The parts of an expression. Raises RegexError."""
    reader = _Reader(pattern)
    part = reader.choice(0)
    if reader.at < len(pattern):
        raise RegexError("an unmatched `)`")
    return part


def _outside(what: str, help: str = "") -> RegexError:
    return RegexError(what, help=help, is_outside=True)


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern
        self.at = 0

    def _next(self) -> bytes:
        return self.pattern[self.at : self.at + 1]

    def _take(self, text: bytes) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def choice(self, depth: int) -> Part:
        """The branches up to a `)` or the end."""
        if depth > _DEEPEST:
            raise _outside(f"groups nested more than {_DEEPEST} deep")
        branches = [self._sequence(depth)]
        while self._take(b"|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self._next() not in (b"", b"|", b")"):
            parts.append(self._quantified(self._atom(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _quantified(self, part: Part) -> Part:
        bounds = self._quantifier()
        if bounds is None:
            return part
        least, most = bounds
        if isinstance(part, Anchor):
            raise RegexError("a quantifier repeats nothing")
        if most is not None and most < least:
            raise RegexError(f"the minimum of repetitions is above the maximum: {least}, {most}")
        if self._take(b"+"):
            raise _outside("a possessive quantifier", "write it without the last `+`")
        self._take(b"?")
        if self._quantifier() is not None:
            raise RegexError("a quantifier follows another")
        return Repeat(part, least, most)

    def _quantifier(self) -> tuple[int, int | None] | None:
        for sign, least, most in ((b"*", 0, None), (b"+", 1, None), (b"?", 0, 1)):
            if self._take(sign):
                return least, most
        counted = _COUNT.match(self.pattern, self.at)
        if counted is None or counted.group() == b"{}":
            return None
        low, comma, high = counted.groups()
        if not low:
            raise _outside("repetitions without a minimum", "write {0,n}, or \\{ for a brace")
        if len(low) > 4 or len(high) > 4:
            raise _outside("more than 9,999 repetitions")
        self.at = counted.end()
        return int(low), int(high) if high else None if comma else int(low)

    def _atom(self, depth: int) -> Part:
        data = self._next()
        if data in (b"*", b"+", b"?") or self._quantifier() is not None:
            raise RegexError("a quantifier repeats nothing")
        self.at += 1
        match data:
            case b"(":
                return self._group(depth)
            case b"[":
                return OneOf(self._set())
            case b".":
                return OneOf(_ALL - {ord("\n")})
            case b"^" | b"$":
                return Anchor(data.decode())
            case b"\\":
                return self._escape()
        return OneOf(frozenset(data))

    def _group(self, depth: int) -> Part:
        for sign, name in (
            (b"?=", "lookahead"),
            (b"?!", "lookahead"),
            (b"?<=", "lookbehind"),
            (b"?<!", "lookbehind"),
            (b"?>", "an atomic group"),
            (b"?P=", "a backreference"),
            (b"?(", "a conditional group"),
            (b"*", "a verb"),
        ):
            if self._take(sign):
                raise _outside(f"{name} (`({sign.decode()}`)")
        named = _GROUP_NAME.match(self.pattern, self.at)
        if named:
            self.at = named.end()
        elif self._next() == b"?" and not self._take(b"?:"):
            raise _outside("a group that begins with `(?` and is not `(?:`")
        part = self.choice(depth + 1)
        if not self._take(b")"):
            raise RegexError("a `(` is not closed")
        # A group may be repeated where its content may not: `(^)*` is valid, `^*` is not.
        return Sequence((part,)) if isinstance(part, Anchor) else part

    def _escape(self) -> Part:
        letter = self._next()
        # A name contains no newline, so `\\Z` and `\\z` are the same.
        anchor = {b"A": "^", b"b": "b", b"B": "B", b"Z": "z", b"z": "z"}.get(letter)
        if anchor is not None:
            self.at += 1
            return Anchor(anchor)
        return OneOf(self._escaped(in_set=False))

    def _escaped(self, *, in_set: bool) -> frozenset[int]:
        """The bytes that an escape stands for, after its backslash."""
        if self.at == len(self.pattern):
            raise RegexError("a backslash at the end")
        code = self.pattern[self.at]
        for numbered, base in ((_HEXADECIMAL, 16), (_OCTAL, 8)):
            number = numbered.match(self.pattern, self.at)
            if number:
                self.at = number.end()
                return frozenset((int(number.group(number.lastindex or 0), base),))
        self.at += 1
        if code in _CLASSES:
            return _CLASSES[code]
        if code in _CONTROLS:
            return frozenset((_CONTROLS[code],))
        if code in _DIGIT and not in_set:
            raise _outside(f"a backreference (\\{chr(code)})")
        if code in WORD - {ord("_")}:
            raise _outside(f"the escape \\{chr(code)}")
        return frozenset((code,))

    def _set(self) -> frozenset[int]:
        """The bytes that a class allows, after its `[`."""
        is_negated = self._take(b"^")
        allowed: set[int] = set()
        is_first = True
        while is_first or self._next() != b"]":
            is_first = False
            first = self._member()
            if self._next() == b"-" and self.pattern[self.at + 1 : self.at + 2] not in (b"]", b""):
                self.at += 1
                last = self._member()
                if len(first) != 1 or len(last) != 1 or min(first) > min(last):
                    raise RegexError("a class has an invalid range")
                first = frozenset(range(min(first), min(last) + 1))
            allowed |= first
        self.at += 1
        return _ALL - allowed if is_negated else frozenset(allowed)

    def _member(self) -> frozenset[int]:
        if self.at == len(self.pattern):
            raise RegexError("a `[` is not closed")
        posix = _POSIX.match(self.pattern, self.at)
        if posix:
            self.at = posix.end()
            sign, name = posix.groups()
            is_negated = name.startswith(b"^")
            members = _NAMED.get(name.removeprefix(b"^"))
            if sign != b":" or members is None:
                raise _outside(f"the class {posix.group().decode('utf-8', 'replace')}")
            return _ALL - members if is_negated else members
        if self._take(b"\\"):
            return self._escaped(in_set=True)
        self.at += 1
        return frozenset((self.pattern[self.at - 1],))
