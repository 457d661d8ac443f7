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
from collections.abc import Iterable, Iterator, Sequence

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from tests.fuzz.case import Failure

_PARTNERS = {b")": b"(", b"]": b"[", b"}": b"{"}
#: The end of a statement, a label or a block; after anything else the next line belongs to it.
_ENDS = (b";", b"{", b"}", b":")
_BLANK_LINE = re.compile(rb"[ \t]*\r?\n")
#: The brace of an initialiser, whose lines belong together.
_INITIALISER = b"= {"


def check_untouched(before: bytes, after: bytes, moves: OffsetMap, changed: Sequence[Span]) -> None:
    """`changed`: the code of `before` that edits concern, in any order. Raises Failure."""
    _check_moves(before, after, moves)
    zones = _zones(before, changed)
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
            _check_zone(before, zone, after[reached:there], changed)
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
    found = list(tokens(data))
    zones: list[Span] = []
    for span in sorted(changed):
        if zones and span.end <= zones[-1].end:
            continue
        zone = Span(_start(data, found, span.start), _end(data, found, span))
        if zones and zone.start <= zones[-1].end:
            zone = Span(zones.pop().start, zone.end)
        zones.append(zone)
    return zones


def _start(data: bytes, found: Sequence[Token], offset: int) -> int:
    """The start of the line, or of an earlier line that it belongs to, including blank lines
    before.
    """
    start = data.rfind(b"\n", 0, offset) + 1
    before = [token for token in found if token.end <= offset and token.kind is not Kind.COMMENT]
    if before and before[-1].end <= start and before[-1].text not in _ENDS:
        # The head of a branch, which may need braces.
        start = data.rfind(b"\n", 0, before[-1].end) + 1
    blank = len(data[:start].rstrip())
    # Not inside a string, comment or directive that began earlier.
    holding = (token.start for token in found if token.start < start < token.end)
    start = min((start, *holding))
    start = data.rfind(b"\n", 0, start) + 1
    return min(start, data.find(b"\n", blank) + 1) if data[blank:start].count(b"\n") > 1 else start


def _end(data: bytes, found: Sequence[Token], span: Span) -> int:
    """The end of the line in which the brackets close that are open in the match's lines, including
    those around them up to the next block.
    """
    start = data.rfind(b"\n", 0, span.start) + 1
    opened: list[bytes] = []
    before = b""
    for token in found:
        if token.start >= start:
            break
        _note(opened, _INITIALISER if (before, token.text) == (b"=", b"{") else token.text)
        before = token.text
    del opened[: _last(opened, b"{") + 1]
    end = _line_end(data, span.end)
    for token in found:
        if token.start < start:
            end = max(end, token.end) if token.end > start else end
            continue
        # An `else` may follow a brace.
        if token.start >= end and not opened and token.text != b"else":
            break
        if token.end > end:
            end = _line_end(data, token.end)
        _note(opened, token.text)
    while blank := _BLANK_LINE.match(data, end):
        end = blank.end()
    return end


def _note(opened: list[bytes], text: bytes) -> None:
    """Put a bracket on the others, or close one; one that is not closed in a block ends with it."""
    if text in (*_PARTNERS.values(), _INITIALISER):
        opened.append(text)
    elif text in _PARTNERS:
        around = opened if text == b"}" else opened[_last(opened, b"{") + 1 :]
        last = max(_last(around, partner) for partner in _partners(text))
        if last >= 0:
            del opened[len(opened) - len(around) + last :]


def _partners(text: bytes) -> tuple[bytes, ...]:
    return (b"{", _INITIALISER) if text == b"}" else (_PARTNERS[text],)


def _last(opened: Sequence[bytes], text: bytes) -> int:
    return max((at for at, bracket in enumerate(opened) if bracket == text), default=-1)


def _line_end(data: bytes, offset: int) -> int:
    end = data.find(b"\n", max(offset - 1, 0))
    return end + 1 if end >= 0 else len(data)


def _check_zone(before: bytes, zone: Span, after: bytes, changed: Sequence[Span]) -> None:
    """The words of the zone that no change concerns are in the result, in order."""
    left = iter([token.text.split() for token in tokens(after)])
    for text in _outside(before, zone, changed):
        if text not in left:
            raise Failure("outside", f"{b' '.join(text)[:200]!r} is lost, or moved")


def _outside(before: bytes, zone: Span, changed: Sequence[Span]) -> Iterator[list[bytes]]:
    """Without comments at the end of a changed line: they are removed with their code."""
    for token in tokens(before, zone.start, zone.end):
        here = Span(token.start, token.end)
        if token.kind is Kind.COMMENT:
            end = max((path.end for path in changed if path.end <= token.start), default=-1)
            if end >= 0 and b"\n" not in before[end : token.start]:
                continue
        if not any(span.overlaps(here) for span in changed):
            yield token.text.split()
