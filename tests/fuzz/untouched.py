# SPDX-License-Identifier: GPL-2.0-or-later
"""What an edit of a C file has to leave alone, to the byte.

An edit may change the lines of its match, those that go on after it inside brackets, and blank
lines beside them: together a zone. Outside of all zones every byte stays, and they stay together:
no line break is lost, no comment moves, nothing comes in between. In a zone the words outside of
the match stay in their order, comments among them.

This is told from the files and the matches alone, not from what the engine says of its edits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from tests.fuzz.case import Failure

_PARTNERS = {b")": b"(", b"]": b"[", b"}": b"{"}
#: The end of a statement, a label or a block; after anything else the next line belongs to it.
_ENDS = (b";", b"{", b"}", b":")
_BLANK_LINE = re.compile(rb"[ \t]*\r?\n")
_IF = re.compile(rb"[ \t\f\v]*#[ \t]*(if\w*|el\w+|endif)\b")
#: The brace of an initialiser, whose lines belong together.
_INITIALISER = b"= {"


def check_untouched(before: bytes, after: bytes, moves: OffsetMap, changed: Sequence[Span]) -> None:
    """`changed`: the code of `before` that edits concern, in any order. Raises Failure."""
    _check_moves(before, after, moves)
    zones = _zones(before, changed)
    concerned = _Changed(changed)
    reached = 0
    ends = [*(zone.start for zone in zones), len(before)]
    starts = [0, *(zone.end for zone in zones)]
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        there = moves.new(start) if start < end else reached
        if start == end == len(before):
            there = len(after)
        if there is None:
            raise Failure("outside", f"byte {start} is lost: {before[start : start + 60]!r}")
        if after[there : there + end - start] != before[start:end]:
            raise Failure("outside", _first_difference(before[start:end], after[there:]))
        if there < reached or (index == 0 and there != 0):
            raise Failure("outside", f"text comes in before byte {start}, or changes its place")
        if index:
            zone = zones[index - 1]
            _check_zone(before, zone, after[reached:there], concerned)
        reached = there + end - start
    if reached != len(after):
        raise Failure("outside", f"text comes in at the end: {after[reached:][:60]!r}")


def _check_moves(before: bytes, after: bytes, moves: OffsetMap) -> None:
    """Each byte is where the map says."""
    for offset in range(len(before)):
        there = moves.new(offset)
        if there is not None and before[offset] != after[there]:
            raise Failure("moves", f"byte {offset} is said to stand at {there}")
    if moves.new(len(before)) not in (None, len(after)):
        raise Failure("moves", "the file's end is elsewhere")


def _first_difference(wanted: bytes, found: bytes) -> str:
    same = next((at for at, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), 0)
    start = max(same - 30, 0)
    return f"{wanted[start : same + 30]!r} became {found[start : same + 30]!r}"


def _zones(data: bytes, changed: Iterable[Span]) -> list[Span]:
    """The lines that the changes may touch, in order, without overlaps."""
    file = _Lines(data)
    zones: list[Span] = []
    for span in sorted(changed):
        if zones and span.end <= zones[-1].end:
            continue
        zone = Span(file.start(span.start), file.end(span))
        if zones and zone.start <= zones[-1].end:
            zone = Span(zones.pop().start, zone.end)
        zones.append(zone)
    return zones


class _Lines:
    """A file's lines, and which belong together. Asked in the order of the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tokens = list(tokens(data))
        self._code = [token for token in self._tokens if token.kind is not Kind.COMMENT]
        #: The brackets around the token that is reached.
        self._around = _Brackets()
        self._reached = 0

    def start(self, offset: int) -> int:
        """The start of the line, or of an earlier line that it belongs to, including blank lines
        before.
        """
        data = self._data
        start = data.rfind(b"\n", 0, offset) + 1
        before = bisect_right(self._code, offset, key=attrgetter("end")) - 1
        last = self._code[before] if before >= 0 else None
        if last is not None and last.end <= start and last.text not in _ENDS:
            # The head of a branch, which may need braces.
            start = data.rfind(b"\n", 0, last.end) + 1
        blank = len(data[:start].rstrip())
        # Not inside a string, comment or directive that began earlier.
        holding = bisect_right(self._tokens, start, key=attrgetter("end"))
        if holding < len(self._tokens):
            start = min(start, self._tokens[holding].start)
        start = data.rfind(b"\n", 0, start) + 1
        above = data.find(b"\n", blank) + 1
        return min(start, above) if data[blank:start].count(b"\n") > 1 else start

    def end(self, span: Span) -> int:
        """The end of the line in which the brackets close that are open in the match's lines,
        including those around them up to the next block.
        """
        start = self._data.rfind(b"\n", 0, span.start) + 1
        while self._reached < len(self._tokens) and self._tokens[self._reached].start < start:
            self._around.read(self._tokens[self._reached].text)
            self._reached += 1
        opened = self._around.of_block()
        end = _line_end(self._data, span.end)
        if self._reached:
            held = self._tokens[self._reached - 1].end
            end = max(end, held) if held > start else end
        for token in islice(self._tokens, self._reached, None):
            # An `else` may follow a brace.
            if token.start >= end and opened.is_empty() and token.text != b"else":
                break
            if token.end > end:
                end = _line_end(self._data, token.end)
            opened.read(token.text)
        while blank := _BLANK_LINE.match(self._data, end):
            end = blank.end()
        return end


class _Brackets:
    """Those that are open. One that is not closed in a block ends with it; in each arm of an #if
    those are open that were open before the #if.
    """

    def __init__(self, opened: Iterable[bytes] = ()) -> None:
        self._open([list(opened)])
        #: What was open before each #if.
        self._arms: list[list[list[bytes]]] = []
        self._before = b""

    def _open(self, blocks: list[list[bytes]]) -> None:
        #: The open brackets of each open block, the file first.
        self._blocks = blocks
        self._counts = [Counter(block) for block in blocks]

    def read(self, text: bytes) -> None:
        """Put a bracket on the others, or close one."""
        directive = _IF.match(text)
        if directive is not None:
            self._enter(directive.group(1))
        elif text == b"{" and self._before == b"=":
            self._put(_INITIALISER)
        elif text == b"{":
            self._blocks.append([])
            self._counts.append(Counter())
        elif text in _PARTNERS.values():
            self._put(text)
        elif text in _PARTNERS:
            self._close(text)
        self._before = text

    def _enter(self, name: bytes) -> None:
        if name.startswith(b"if"):
            self._arms.append([list(block) for block in self._blocks])
        elif self._arms and name == b"endif":
            self._arms.pop()
        elif self._arms:
            self._open([list(block) for block in self._arms[-1]])

    def _put(self, bracket: bytes) -> None:
        self._blocks[-1].append(bracket)
        self._counts[-1][bracket] += 1

    def _close(self, text: bytes) -> None:
        partner = _INITIALISER if text == b"}" else _PARTNERS[text]
        if self._counts[-1][partner]:
            while (bracket := self._blocks[-1].pop()) != partner:
                self._counts[-1][bracket] -= 1
            self._counts[-1][partner] -= 1
        elif text == b"}" and len(self._blocks) > 1:
            self._blocks.pop()
            self._counts.pop()

    def of_block(self) -> _Brackets:
        """Those of the innermost block alone."""
        return _Brackets(self._blocks[-1])

    def is_empty(self) -> bool:
        return len(self._blocks) == 1 and not self._blocks[0]


def _line_end(data: bytes, offset: int) -> int:
    end = data.find(b"\n", max(offset - 1, 0))
    return end + 1 if end >= 0 else len(data)


def _check_zone(before: bytes, zone: Span, after: bytes, changed: _Changed) -> None:
    """The words of the zone that no change concerns are in the result, in order."""
    left = iter([token.text.split() for token in tokens(after)])
    for text in _outside(before, zone, changed):
        if text not in left:
            raise Failure("outside", f"{b' '.join(text)[:200]!r} is lost, or moved")


def _outside(before: bytes, zone: Span, changed: _Changed) -> Iterator[list[bytes]]:
    """Without comments at the end of a changed line, one after another: they are removed with their
    code.
    """
    removed = -1
    for token in tokens(before, zone.start, zone.end):
        if token.kind is Kind.COMMENT:
            end = max(changed.end_before(token.start), removed)
            if end >= 0 and b"\n" not in before[end : token.start]:
                removed = token.end
                continue
        if not changed.has(Span(token.start, token.end)):
            yield token.text.split()


class _Changed:
    """The code of the file that edits concern, to be looked up."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ends = sorted(span.end for span in spans)
        #: Without those that begin in another.
        self._apart: list[Span] = []
        for span in sorted(spans):
            if self._apart and span.start < self._apart[-1].end:
                span = Span(self._apart[-1].start, max(span.end, self._apart.pop().end))
            self._apart.append(span)

    def end_before(self, offset: int) -> int:
        """Where the last of them ends that ends before this, -1 for none."""
        index = bisect_right(self._ends, offset)
        return self._ends[index - 1] if index else -1

    def has(self, span: Span) -> bool:
        """Does one of them overlap it?"""
        index = bisect_right(self._apart, span.start, key=attrgetter("end"))
        return index < len(self._apart) and self._apart[index].overlaps(span)
