# SPDX-License-Identifier: GPL-2.0-or-later
"""The code of an edited file, compared token by token with what its edits require.

Layout may change white space and move comments, and nothing else. So the tokens of the edited file
must be those of the old file outside of the edits and those of the edits' own text, each stretch of
text tokenised by itself. A `//` that swallows an argument, two operators that merge, or a line
break inside a directive show as a difference. Only brackets that an edit puts around code may be
added: `()` around an operand, `{}` around a branch, each with its partner.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from qemu_xen_codemod.c.lexer import Kind, Token, tokens, words_of
from qemu_xen_codemod.c.marks import Marks
from qemu_xen_codemod.edit.edit import Edit
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.splice import Run, splice

#: The end of a directive, which is not among the directive's tokens.
_END = b"\n"
_PARTNERS = {b")": b"(", b"}": b"{"}
_WORDS = re.compile(rb"[\w$][\w$]")
#: A directive, from somewhere inside it on.
_REST = re.compile(rb"(?:\\\r?\n|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|[^\n])*")
#: Copied old text of at least this many bytes is not tokenised a second time, except for its ends.
_LONG = 2000
_MARGIN = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """The first token that differs from what the edits require; b"" means no token."""

    #: Byte offset in the old file, of the edit or the old text concerned.
    offset: int
    wanted: bytes
    found: bytes

    def __str__(self) -> str:
        found, wanted = _shown(self.found), _shown(self.wanted)
        if not self.found:
            return f"{wanted} is missing"
        return f"{found} instead of {wanted}" if self.wanted else f"unexpected {found}"


def _shown(text: bytes) -> str:
    return "a line end" if text == _END else f"`{text.decode('utf-8', 'replace')}`"


def code_difference(
    data: bytes, asked: Sequence[Edit], after: bytes, moves: OffsetMap
) -> Difference | None:
    """How the code of `after` differs from what the edits of `data` require, None if it does not.

    `moves` maps offsets of `data` to those of `after`. Raises EditError if the edits conflict.
    """
    runs = _joined(splice(data, asked).runs)
    old = Marks(data)
    reader = _Runs(old)
    comparison = _Comparison()
    at = 0
    for run in runs:
        skipped = _unchanged(run, old, after, moves)
        if skipped is None:
            comparison.want(reader.code(run, 0, len(run.text)), _place(run))
            continue
        (start, end), there = skipped
        comparison.want(reader.code(run, 0, start), _place(run))
        at = comparison.find(after, at, there)
        if comparison.difference:
            return comparison.difference
        # The tokens in between are the same, byte by byte.
        at = there + end - start
        comparison.want(reader.code(run, end, len(run.text)), run.old + end)
    comparison.want(reader.rest(), None)
    comparison.find(after, at, len(after))
    return comparison.difference


def _place(run: Run) -> int | None:
    return run.old if run.old >= 0 else None


def _joined(runs: Sequence[Run]) -> list[Run]:
    """The runs, with adjacent ones of the old file joined."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and 0 <= last.old == run.old - len(last.text):
            joined[-1] = Run(last.text + run.text, last.old)
        else:
            joined.append(run)
    return joined


def _unchanged(
    run: Run, old: Marks, after: bytes, moves: OffsetMap
) -> tuple[tuple[int, int], int] | None:
    """The middle of a long run of old text that is unchanged in `after`: its offsets in the run,
    and where it begins in `after`. It begins and ends with lines outside of any token.
    """
    if run.old < 0 or len(run.text) < _LONG:
        return None
    start = _line_outside(old, run.old + _MARGIN)
    end = _line_outside(old, run.old + len(run.text) - _MARGIN)
    there = moves.new(start)
    if there is None or start >= end or end > run.old + len(run.text):
        return None
    if (
        after[there - 1 : there] != b"\n"
        or after[there : there + end - start] != (old.data[start:end])
    ):
        return None
    return (start - run.old, end - run.old), there


def _line_outside(marks: Marks, offset: int) -> int:
    """The first line start from an offset on that is not inside a comment, string or directive."""
    while True:
        offset = marks.data.find(b"\n", offset) + 1
        if offset == 0:
            return len(marks.data)
        index = bisect_right(marks.starts, offset - 1) - 1
        if index < 0 or marks.ends[index] <= offset:
            return offset


class _Runs:
    """Tokenises runs of text. If a run begins or ends inside a token of the old file, its text and
    that of its neighbour are tokenised together.
    """

    def __init__(self, old: Marks) -> None:
        self._old = old
        #: The tokens of directives that were examined, by their marks.
        self._directives: dict[int, list[Token]] = {}
        #: Text that the next run may continue.
        self._held = b""
        #: Whether it began inside a token of the old file.
        self._is_cut = False
        #: Whether the text so far ends inside a directive.
        self._in_directive = False

    def code(self, run: Run, start: int, end: int) -> Iterator[bytes]:
        """The code tokens of `run.text[start:end]`, or of the text held before it."""
        text = run.text[start:end]
        goes_on = self._is_cut if run.old < 0 else self._is_inside_token(run.old + start)
        if not goes_on:
            yield from self.rest()
        self._held += text
        if run.old >= 0:
            self._is_cut = self._is_inside_token(run.old + end)
            if not self._is_cut:
                yield from self.rest()

    def rest(self) -> Iterator[bytes]:
        """The code tokens of the text that is still held."""
        yield from self._text(self._held)
        self._held = b""

    def _is_inside_token(self, offset: int) -> bool:
        data, marks = self._old.data, self._old
        index = marks.around(offset)
        if index >= 0 and marks.starts[index] < offset < marks.ends[index]:
            mark = marks.token(index)
            if mark.kind is not Kind.DIRECTIVE:
                return True
            if index not in self._directives:
                self._directives[index] = list(words_of(mark))
            words = self._directives[index]
            before = bisect_left(words, offset, key=attrgetter("start")) - 1
            if before >= 0 and offset < words[before].end:
                return True
        return _WORDS.fullmatch(data, max(offset - 1, 0), offset + 1) is not None

    def _text(self, text: bytes) -> Iterator[bytes]:
        """The code of a text that begins and ends between tokens, or inside a directive."""
        if self._in_directive:
            found = _REST.match(text)
            size = found.end() if found else 0
            # A `#` in the middle of a directive does not begin one.
            yield from _plain(tokens(b" " + text[:size], 1))
            if size == len(text):
                return
            yield _END
            text = text[size:]
        self._in_directive = False
        for token in tokens(text):
            if token.kind is Kind.DIRECTIVE:
                yield b"#"
                yield from _plain(words_of(token))
                self._in_directive = token.end == len(text)
                if not self._in_directive:
                    yield _END
            elif token.kind is not Kind.COMMENT:
                yield token.text


def _plain(found: Iterator[Token]) -> Iterator[bytes]:
    return (token.text for token in found if token.kind is not Kind.COMMENT)


class _Comparison:
    """Compares expected tokens with found tokens; stops at the first difference."""

    def __init__(self) -> None:
        self.difference: Difference | None = None
        self._wanted: list[tuple[bytes, int]] = []
        self._place = 0
        #: Added brackets that are still open.
        self._open: list[bytes] = []

    def want(self, texts: Iterator[bytes], place: int | None) -> None:
        """The next expected tokens; `place` is the offset in the old file, None for the previous
        place.
        """
        self._place = place if place is not None else self._place
        self._wanted.extend((text, self._place) for text in texts)

    def find(self, data: bytes, start: int, stop: int) -> int:
        """Compare the tokens expected so far with those of `data` from `start` to `stop`."""
        at = 0
        for text in self._found(data, start, stop):
            wanted, place = self._wanted[at] if at < len(self._wanted) else (b"", self._place)
            if text == wanted:
                at += 1
            elif text in _PARTNERS.values():
                self._open.append(text)
            elif self._open and _PARTNERS.get(text) == self._open[-1]:
                self._open.pop()
            else:
                self.difference = Difference(place, wanted, text)
                return stop
        if at < len(self._wanted):
            wanted, place = self._wanted[at]
            self.difference = Difference(place, wanted, b"")
        elif self._open and stop == len(data):
            self.difference = Difference(self._place, b"", self._open[-1])
        self._wanted = []
        return stop

    @staticmethod
    def _found(data: bytes, start: int, stop: int) -> Iterator[bytes]:
        for token in tokens(data, start):
            if token.start >= stop:
                return
            if token.kind is Kind.DIRECTIVE and token.end <= stop:
                yield b"#"
                yield from _plain(words_of(token))
                if token.end < len(data):
                    yield _END
            elif token.kind is not Kind.COMMENT or token.end > stop:
                # A token that reaches over the end swallows what comes after.
                yield token.text
