# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits -> the new text before any layout; resolves nested edits and finds conflicting ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter

from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.moves import Kept, OffsetMap, first_claims
from qemu_xen_codemod.errors import EditError


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of new text from one source."""

    text: bytes
    #: Offset of its first byte in the old file, -1 for inserted text.
    old: int
    #: Whether it is copied from outside of the edit that put it here.
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Spliced:
    """The new text and the source of each byte."""

    data: bytes
    runs: tuple[Run, ...]
    #: Offset of each run in `data`.
    starts: tuple[int, ...]
    #: What the outermost edits produced, in `data`, in order; without edits that change nothing.
    edited: tuple[Span, ...]

    def origin(self, offset: int) -> int | None:
        """The old offset of a byte of the new text, None if an edit inserted it."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or self.runs[index].old < 0:
            return None
        return self.runs[index].old + offset - self.starts[index]

    def moves(self, old_size: int) -> OffsetMap:
        """Where the old file's bytes are in `data`."""
        kept_in_place: list[Kept] = []
        foreign: list[Kept] = []
        for run, start in zip(self.runs, self.starts, strict=True):
            if run.old >= 0:
                kept = Kept(run.old, run.old + len(run.text), start)
                (foreign if run.foreign else kept_in_place).append(kept)
        kept_in_place = first_claims(kept_in_place)
        home = first_claims(kept_in_place)
        away = (part for kept in first_claims(foreign) for part in _outside(kept, home))
        end = Kept(old_size, old_size + 1, len(self.data))
        return OffsetMap((tuple(sorted([*home, *away, end])),))


def _outside(kept: Kept, home: list[Kept]) -> Iterator[Kept]:
    """The parts of a range that was moved away which are nowhere in their own place."""
    at = kept.old
    index = max(bisect_right(home, at, key=attrgetter("old")) - 1, 0)
    while index < len(home) and home[index].old < kept.end:
        if home[index].old > at:
            yield Kept(at, home[index].old, kept.new + at - kept.old)
        at = max(at, home[index].end)
        index += 1
    if at < kept.end:
        yield Kept(at, kept.end, kept.new + at - kept.old)


@dataclass(slots=True)
class _Node:
    """An edit and the edits directly inside its span."""

    edit: Edit
    children: list[_Node] = field(default_factory=list)


def _start(node: _Node) -> int:
    return node.edit.span.start


def splice(data: bytes, edits: Sequence[Edit]) -> Spliced:
    """Do the edits, and nothing else. Raises EditError if two of them conflict."""
    nodes = [_Node(edit) for edit in sorted(set(edits), key=order_of)]
    writer = _Writer(data, nodes)
    return writer.write(_outermost(data, nodes))


def order_of(edit: Edit) -> tuple[int, bool, int, int, int]:
    """By place; an insertion before what begins there, an outer edit before those inside it."""
    span = edit.span
    return (span.start, span.end > span.start, -span.end, edit.beside, edit.turn or 0)


def are_neighbours(first: Edit, second: Edit) -> bool:
    """Whether two edits with one span are insertions that are both done: next to different code, or
    numbered.
    """
    if first.span.start != first.span.end:
        return False
    if first.beside == second.beside:
        return None not in (first.turn, second.turn) and first.turn != second.turn
    return -1 not in (first.beside, second.beside)


def _outermost(data: bytes, nodes: list[_Node]) -> list[_Node]:
    """Attach each edit to the one around it."""
    top: list[_Node] = []
    around: list[_Node] = []
    before: Edit | None = None
    for node in nodes:
        edit, span = node.edit, node.edit.span
        if not 0 <= span.start <= span.end <= len(data):
            raise EditError(f"edit{_by(edit)} of {_at(span)} is not inside the file")
        if before and before.span == span and not are_neighbours(before, edit):
            raise _conflict(before, edit)
        before = edit
        while around and around[-1].edit.span.end <= span.start:
            around.pop()
        if around and not around[-1].edit.span.contains(span):
            raise _conflict(around[-1].edit, edit)
        (around[-1].children if around else top).append(node)
        if span.end > span.start:
            around.append(node)
    return top


def _by(edit: Edit) -> str:
    return f" by rule {edit.rule}" if edit.rule else ""


def _at(span: Span) -> str:
    return f"bytes {span.start}-{span.end}"


def _conflict(first: Edit, second: Edit) -> EditError:
    return EditError(
        f"two edits overlap: {_at(first.span)}{_by(first)} and {_at(second.span)}{_by(second)}",
        help="make both changes in one rule, or let one rule follow the other",
    )


class _Writer:
    """Writes runs of new text, following copied ranges."""

    def __init__(self, data: bytes, nodes: list[_Node]) -> None:
        self._data = data
        self._nodes = nodes
        self._runs: list[Run] = []
        self._busy: set[int] = set()

    def write(self, top: list[_Node]) -> Spliced:
        runs = self._runs
        made: list[tuple[int, int]] = []
        at = 0
        for node in top:
            span = node.edit.span
            self._old(at, span.start, False)
            mark = len(runs)
            self._edit(node, False)
            at = span.end
            text = b"".join(run.text for run in runs[mark:])
            if text == self._data[span.start : span.end]:
                runs[mark:] = [Run(text, span.start)] if text else []
                continue
            if all(run.old < 0 for run in runs[mark:]):
                runs[mark:] = _known_lines(text, self._data[span.start : span.end], span.start)
            made.append((mark, len(runs)))
        self._old(at, len(self._data), False)
        starts = [0]
        for run in runs:
            starts.append(starts[-1] + len(run.text))
        edited = tuple(Span(starts[first], starts[last]) for first, last in made)
        return Spliced(b"".join(run.text for run in runs), tuple(runs), tuple(starts[:-1]), edited)

    def _old(self, start: int, end: int, foreign: bool) -> None:
        if start < end:
            self._runs.append(Run(self._data[start:end], start, foreign))

    def _edit(self, node: _Node, foreign: bool) -> None:
        # Without recursion: calls are nested a thousand deep in generated code.
        todo = [self._steps(node, foreign)]
        while todo:
            inner = next(todo[-1], None)
            if inner is None:
                todo.pop()
            else:
                todo.append(self._steps(*inner))

    def _steps(self, node: _Node, foreign: bool) -> Iterator[tuple[_Node, bool]]:
        """Write an edit; yields each edit inside it, to be written before the rest."""
        self._busy.add(id(node))
        for piece in node.edit.pieces:
            if not isinstance(piece, Span):
                if piece:
                    self._runs.append(Run(piece, -1, foreign))
            elif not 0 <= piece.start <= piece.end <= len(self._data):
                raise EditError(f"edit{_by(node.edit)} copies {_at(piece)}, not inside the file")
            elif node.edit.span.contains(piece):
                yield from self._copied(piece, self._children(node, piece), foreign)
            else:
                yield from self._copied(piece, self._strangers(node, piece), True)
        self._busy.discard(id(node))

    def _copied(
        self, piece: Span, nodes: list[_Node], foreign: bool
    ) -> Iterator[tuple[_Node, bool]]:
        at = piece.start
        for node in nodes:
            self._old(at, node.edit.span.start, foreign)
            yield node, foreign
            at = node.edit.span.end
        self._old(at, piece.end, foreign)

    def _children(self, node: _Node, piece: Span) -> list[_Node]:
        """The edits inside `node` that apply to a range that it keeps."""
        begins = {other.start for other in node.edit.pieces if isinstance(other, Span)}
        result = []
        # The edit before the first that begins in the range may reach into it.
        first = bisect_left(node.children, piece.start, key=_start) - 1
        for child in islice(node.children, max(first, 0), None):
            span = child.edit.span
            if span.start > piece.end:
                break
            if span.start == span.end:
                # An insertion between two copied ranges belongs to only one of them.
                at_end = span.start == piece.end and span.start not in begins
                if piece.start <= span.start < piece.end or at_end:
                    result.append(child)
            elif piece.contains(span):
                result.append(child)
            elif span.overlaps(piece):
                # An edit around the range is done where the node keeps all of its code.
                keeps = (other for other in node.edit.pieces if isinstance(other, Span))
                if not (span.contains(piece) and any(other.contains(span) for other in keeps)):
                    raise _conflict(node.edit, child.edit)
        return result

    def _strangers(self, node: _Node, piece: Span) -> list[_Node]:
        """The outermost edits inside a range copied from elsewhere. An edit of the whole range
        applies to the place that it was copied from (mostly: removed there), not to the copy.
        """
        result: list[_Node] = []
        reached = piece.start
        for other in self._nodes:
            span = other.edit.span
            if span.start >= piece.end:
                break
            if id(other) in self._busy or span.contains(piece) or span.end <= reached:
                continue
            if span.start < piece.start or span.end > piece.end:
                raise _conflict(node.edit, other.edit)
            if span.start >= reached:
                result.append(other)
                reached = span.end
        return result


def _known_lines(text: bytes, old: bytes, start: int) -> list[Run]:
    """Text that an edit wrote out in full: lines at its end that also exist in the old file count
    as the old ones, so that they are realigned like them.
    """
    size = min(len(text), len(old))
    same = 0
    while same < size and text[-same - 1] == old[-same - 1]:
        same += 1
    line = text.find(b"\n", len(text) - same)
    if line < 0:
        return [Run(text, -1)] if text else []
    head = [Run(text[:line], -1)] if line else []
    return [*head, Run(text[line:], start + len(old) - (len(text) - line))]
