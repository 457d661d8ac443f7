# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes as a unified diff that `git apply` accepts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from qemu_xen_codemod.edit.edit import Change

#: A range as in `difflib`: tag, and start and end in both files.
_Opcode = tuple[str, int, int, int, int]
_CONTEXT = 3
#: The number of lines of one file times lines of the other that are compared at once, and how many
#: of these pairs may be of equal lines: the time of `difflib` grows with both.
_MOST_PAIRS = 4_000_000
_MOST_SAME = 40_000
#: For larger ranges, the number of lines within which the files are searched for equal lines.
_NEAR = 50
#: Like git's pattern for C.
_NAMES = re.compile(rb"[A-Za-z_]")
_LABEL = re.compile(rb"[A-Za-z_]\w*:\s*($|/[/*])")
_MOST_NAMED = 80
_NO_NEWLINE = b"\\ No newline at end of file\n"


def unified_diff(changes: Iterable[Change]) -> bytes:
    """The diff of all changes; a file's own bytes are in it unchanged."""
    return b"".join(line for change in changes for line in _file_diff(change))


def count_lines(changes: Iterable[Change]) -> tuple[int, int]:
    """How many lines the changes add and remove."""
    lines = [line for change in changes for line in list(_file_diff(change))[3:]]
    return sum(line.startswith(b"+") for line in lines), sum(
        line.startswith(b"-") for line in lines
    )


def replaced_lines(change: Change) -> Iterator[tuple[int, int, bytes]]:
    """The runs of lines that differ: the first line, 1-based, the first one after, the new text.

    A run is never empty: if lines are only added, the line before, or the first one, is in it.
    """
    old, new = _lines(change.before), _lines(change.after)
    for group in _hunks(old, new):
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                continue
            if old_start == old_end and old_start:
                old_start, new_start = old_start - 1, new_start - 1
            elif old_start == old_end and old:
                old_end, new_end = old_end + 1, new_end + 1
            yield old_start + 1, old_end + 1, b"".join(new[new_start:new_end])


def _file_diff(change: Change) -> Iterator[bytes]:
    old, new = _lines(change.before), _lines(change.after)
    path_a, path_b = _quoted(f"a/{change.path}"), _quoted(f"b/{change.path}")
    yield b"diff --git %s %s\n" % (path_a, path_b)
    if change.is_new:
        yield b"new file mode 100644\n--- /dev/null\n"
    else:
        yield b"--- %s%s\n" % (path_a, b"\t" if b" " in path_a else b"")
    yield b"+++ %s%s\n" % (path_b, b"\t" if b" " in path_b else b"")
    named, seen = b"", 0
    for group in _hunks(old, new):
        first, last = group[0], group[-1]
        old_span = _span(first[1], last[2])
        new_span = _span(first[3], last[4])
        named = _name_before(old, named, seen, first[1])
        seen = first[1]
        yield f"@@ -{old_span} +{new_span} @@".encode() + (b" " + named if named else b"") + b"\n"
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(b" ", old[old_start:old_end])
                continue
            yield from _marked(b"-", old[old_start:old_end])
            yield from _marked(b"+", new[new_start:new_end])


def _name_before(lines: list[bytes], named: bytes, start: int, end: int) -> bytes:
    """What git shows after a hunk's `@@`: the last line that begins a function, or `named`."""
    for line in reversed(lines[start:end]):
        if _NAMES.match(line) and not _LABEL.match(line):
            return line.rstrip()[:_MOST_NAMED].rstrip()
    return named


def _hunks(old: list[bytes], new: list[bytes]) -> Iterator[list[_Opcode]]:
    """The opcodes of each hunk, with their context."""
    # The common beginning and end of the files are kept out of the costly comparison.
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    opcodes: list[_Opcode] = [("equal", 0, head, 0, head)] if head else []
    opcodes += _opcodes(old, new, (head, len(old) - tail), (head, len(new) - tail))
    if tail:
        opcodes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    hunk: list[_Opcode] = []
    for opcode in opcodes:
        tag, old_start, old_end, new_start, new_end = opcode
        if tag != "equal":
            hunk.append(opcode)
            continue
        before, after = min(_CONTEXT, old_end - old_start), _CONTEXT
        if hunk and old_end - old_start > 2 * _CONTEXT:
            hunk.append((tag, old_start, old_start + after, new_start, new_start + after))
            yield hunk
            hunk = []
        if hunk:
            hunk.append(opcode)
        elif before:
            hunk = [(tag, old_end - before, old_end, new_end - before, new_end)]
    if len(hunk) > 1 or (hunk and hunk[0][0] != "equal"):
        tag, old_start, old_end, new_start, new_end = hunk[-1]
        if tag == "equal":
            size = min(_CONTEXT, old_end - old_start)
            hunk[-1] = (tag, old_start, old_start + size, new_start, new_start + size)
        yield hunk


def _opcodes(
    old: list[bytes], new: list[bytes], in_old: tuple[int, int], in_new: tuple[int, int]
) -> Iterator[_Opcode]:
    """The opcodes of a range of both files. A large range is split at lines that are unique in each
    file, because the time of `difflib` is quadratic in its size.
    """
    (old_start, old_end), (new_start, new_end) = in_old, in_new
    if not _is_large(old[slice(*in_old)], new[slice(*in_new)]):
        yield from _matched(old, new, in_old, in_new)
        return
    cuts = _common_once(old, new, in_old, in_new)
    opcodes: list[_Opcode] = []
    for old_cut, new_cut in (*cuts, (old_end, new_end)):
        part = (old_start, old_cut), (new_start, new_cut)
        is_large = _is_large(old[old_start:old_cut], new[new_start:new_cut])
        opcodes += (_followed if is_large else _matched)(old, new, *part)
        if old_cut < old_end or new_cut < new_end:
            opcodes.append(("equal", old_cut, old_cut + 1, new_cut, new_cut + 1))
        old_start, new_start = old_cut + 1, new_cut + 1
    last: _Opcode | None = None
    for opcode in opcodes:
        if last is not None and last[0] == opcode[0] == "equal":
            last = ("equal", last[1], opcode[2], last[3], opcode[4])
            continue
        if last is not None:
            yield last
        last = opcode
    if last is not None:
        yield last


def _matched(
    old: list[bytes], new: list[bytes], in_old: tuple[int, int], in_new: tuple[int, int]
) -> Iterator[_Opcode]:
    """What `difflib` finds in a range of both files."""
    matcher = SequenceMatcher(None, old[slice(*in_old)], new[slice(*in_new)], autojunk=False)
    for tag, start, end, new_at, new_end in matcher.get_opcodes():
        yield tag, in_old[0] + start, in_old[0] + end, in_new[0] + new_at, in_new[0] + new_end


def _is_large(old: list[bytes], new: list[bytes]) -> bool:
    if len(old) * len(new) > _MOST_PAIRS:
        return True
    counts = Counter(new)
    return sum(counts[line] for line in old) > _MOST_SAME


def _followed(
    old: list[bytes], new: list[bytes], in_old: tuple[int, int], in_new: tuple[int, int]
) -> Iterator[_Opcode]:
    """The opcodes of a large range: from each difference to the nearest lines that are equal again.
    These may be more than the fewest.
    """
    (at, old_end), (there, new_end) = in_old, in_new
    while at < old_end or there < new_end:
        end, new_at = at, there
        while end < old_end and new_at < new_end and old[end] == new[new_at]:
            end, new_at = end + 1, new_at + 1
        if end > at:
            yield "equal", at, end, there, new_at
            at, there = end, new_at
            continue
        steps = (
            (at + step, there + distance - step)
            for distance in range(1, _NEAR)
            for step in range(distance + 1)
        )
        end, new_at = next(
            (
                (number, other)
                for number, other in steps
                if number < old_end and other < new_end and old[number] == new[other]
            ),
            (min(at + _NEAR, old_end), min(there + _NEAR, new_end)),
        )
        yield "replace", at, end, there, new_at
        at, there = end, new_at


def _common_once(
    old: list[bytes], new: list[bytes], in_old: tuple[int, int], in_new: tuple[int, int]
) -> list[tuple[int, int]]:
    """The places of lines that are unique in both ranges: the most that are in the same order."""
    seen = [Counter(old[slice(*in_old)]), Counter(new[slice(*in_new)])]
    places = {new[at]: at for at in range(*in_new)}
    pairs = [
        (at, places[old[at]]) for at in range(*in_old) if seen[0][old[at]] == 1 == seen[1][old[at]]
    ]
    # The longest increasing run of second places (patience sorting).
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [index]
        before.append(piles[pile - 1] if pile else -1)
    found: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _span(start: int, end: int) -> str:
    """One side of a hunk; an empty one is given by the line before it."""
    return f"{start + (end > start)},{end - start}"


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + (line if line.endswith(b"\n") else line + b"\n" + _NO_NEWLINE)


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop().removesuffix(b"\n")
    return [*lines, last] if last else lines


def _quoted(path: str) -> bytes:
    """The path as git writes it: in quotes, with octal escapes, if it contains special bytes."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw
    escaped = b"".join(
        b"\\" + bytes((byte,))
        if byte in b'"\\'
        else bytes((byte,))
        if 0x20 <= byte < 0x7F
        else b"\\%03o" % byte
        for byte in raw
    )
    return b'"' + escaped + b'"'
