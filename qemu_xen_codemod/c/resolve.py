# SPDX-License-Identifier: GPL-2.0-or-later
"""`#if` blocks whose conditions are partly known: the edits that leave only the unknown part.

An arm with a false condition is removed. An arm with a true one loses its directives, or becomes
the `#else`, and the arms after it are removed. A condition that is partly known keeps the rest as
it is written. All other lines keep their bytes, except for blank lines next to removed lines.

Raises Unresolved, with the place, for directives that do not match, and for an `#error` that would
be compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.arms import CONDITIONALS, Arm, Block, Unresolved, name_of, read_blocks
from qemu_xen_codemod.c.condition import Left, left_of
from qemu_xen_codemod.c.known import Known
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span

_SPLICE = re.compile(rb"\\[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The edits of a file."""

    edits: tuple[Edit, ...]
    #: The lines to remove, in order: directives, and code that is never compiled.
    gone: tuple[Span, ...]
    #: The macros in the conditions that change.
    macros: frozenset[bytes]
    #: The lines of the blocks that change, each from its `#if` to its `#endif`.
    blocks: tuple[Span, ...]


def resolve(source: SourceFile, known: Mapping[bytes, Known]) -> Resolved:
    """The edits that resolve the conditions of a file. Raises Unresolved."""
    macros = [
        token for token in source.directives if name_of(token).text in CONDITIONALS - {b"endif"}
    ]
    if not any(word.text in known for token in macros for word in words_of(token)):
        return Resolved((), (), frozenset(), ())
    blocks = read_blocks(source)
    resolver = _Resolver(source.data, known)
    for block in blocks:
        resolver.block(block)
    removed = tuple(_tidied(source.data, sorted(resolver.gone)))
    edits = [*resolver.edits, *(Edit(span, ()) for span in removed)]
    return Resolved(tuple(edits), removed, frozenset(resolver.macros), tuple(resolver.blocks))


class _Resolver:
    """Collects removals of whole lines, and edits inside directives that stay."""

    def __init__(self, data: bytes, known: Mapping[bytes, Known]) -> None:
        self.data = data
        self.known = known
        self.gone: list[Span] = []
        self.edits: list[Edit] = []
        self.macros: set[bytes] = set()
        self.blocks: list[Span] = []

    def block(self, block: Block) -> None:
        for arm in block.arms:
            arm.left = self._left(arm)
        kept = _kept(block.arms)
        if any(arm.left.truth is not None or arm.left.is_changed for arm in block.arms):
            self._note(block)
            self._rewrite(block, kept)
        for arm in kept:
            for inner in arm.blocks:
                self.block(inner)

    def _left(self, arm: Arm) -> Left:
        name, condition = arm.name.text, arm.condition
        if name == b"else":
            return Left(None)
        if name in (b"if", b"elif"):
            return left_of(condition, self.data, self.known) if condition else Left(None)
        if len(condition) != 1 or condition[0].text not in self.known:
            return Left(None)
        return Left(self.known[condition[0].text].is_defined is name.endswith(b"ifdef"))

    def _note(self, block: Block) -> None:
        assert block.endif is not None
        self.blocks.append(Span(block.arms[0].directive.start, self._end(block.endif)))
        for arm in block.arms:
            if arm.left.truth is not None or arm.left.is_changed:
                self.macros |= {t.text for t in arm.condition if t.text in self.known}

    def _rewrite(self, block: Block, kept: Sequence[Arm]) -> None:
        """The block with only these of its arms."""
        assert block.endif is not None
        for arm in kept:
            if arm.left.truth and arm.error is not None:
                raise Unresolved(arm.error.start, "an #error that would be compiled")
        if not kept:
            self._remove(block.arms[0].directive.start, self._end(block.endif))
            return
        first = kept[0]
        is_whole = bool(first.left.truth) or first.name.text == b"else"
        if is_whole and first.error is not None:
            raise Unresolved(first.error.start, "an #error that would be compiled")
        following = [*(arm.directive for arm in block.arms[1:]), block.endif]
        for arm, end in zip(block.arms, following, strict=True):
            if arm not in kept:
                self._remove(arm.directive.start, end.start)
            elif is_whole:
                self._remove(arm.directive.start, self._end(arm.directive))
            else:
                self._rewrite_directive(arm, is_first=arm is first)
        if is_whole:
            self._remove(block.endif.start, self._end(block.endif))
        elif first.left.is_changed:
            self._rewrite_comments(first, [arm.directive for arm in kept[1:]] + [block.endif])

    def _rewrite_directive(self, arm: Arm, *, is_first: bool) -> None:
        name, condition = arm.name, arm.condition
        if arm.left.truth:
            self.edits.append(Edit(Span(name.start, condition[-1].end), (b"else",)))
            return
        if is_first and name.text.startswith(b"el"):
            self.edits.append(Edit(Span(name.start, name.start + len(b"el")), ()))
        if arm.left.is_changed:
            span = Span(condition[0].start, condition[-1].end)
            self.edits.append(Edit(span, (arm.left.text,)))

    def _rewrite_comments(self, arm: Arm, directives: Sequence[Token]) -> None:
        """Comments after `#else` and `#endif` that repeat the old condition."""
        old = self.data[arm.condition[0].start : arm.condition[-1].end]
        for directive in directives:
            for token in words_of(directive):
                if token.kind is Kind.COMMENT and _plain(token.text[2:-2]) == _plain(old):
                    text = b"/* %s */" % _plain(arm.left.text)
                    self.edits.append(Edit(Span(token.start, token.end), (text,)))

    def _remove(self, start: int, end: int) -> None:
        self.gone.append(Span(start, end))

    def _end(self, directive: Token) -> int:
        """Just after the directive's line end."""
        end = self.data.find(b"\n", directive.end)
        return len(self.data) if end < 0 else end + 1


def _plain(text: bytes) -> bytes:
    """On one line."""
    return b" ".join(_SPLICE.sub(b" ", text).split())


def _kept(arms: Sequence[Arm]) -> list[Arm]:
    """The arms that may be compiled."""
    kept = []
    for arm in arms:
        if arm.left.truth is not False:
            kept.append(arm)
        if arm.left.truth:
            break
    return kept


# Blank lines


def _tidied(data: bytes, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans, with the blank lines that no longer separate anything.

    At the beginning and end of the code no blank line is left; elsewhere no more than there were on
    one side.
    """
    at = 0
    while at < len(spans):
        last = at
        while last + 1 < len(spans) and not _is_code(data, spans[last].end, spans[last + 1].start):
            last += 1
        yield from _tidied_run(data, spans[at : last + 1])
        at = last + 1


def _is_code(data: bytes, start: int, end: int) -> bool:
    return bool(data[start:end].strip())


def _tidied_run(data: bytes, run: Sequence[Span]) -> Iterator[Span]:
    """Spans with only blank lines between them."""
    start, end = run[0].start, run[-1].end
    above, below = _blank_above(data, start), _blank_below(data, end)
    before = data[:above].rstrip().rpartition(b"\n")[2]
    after = data[below:].lstrip(b" \t\f\v").partition(b"\n")[0]
    opens = above == 0 or before.endswith(b"{")
    closes = below == len(data) or after.startswith(b"}")
    gaps = [(a.end, b.start) for a, b in pairwise(run) if a.end < b.start]
    if opens or closes:
        yield Span(above, below)
    elif above < start:
        yield Span(start, below)
    elif below == end and gaps:
        yield from (Span(start, gaps[0][0]), Span(gaps[0][1], end))
    else:
        yield Span(start, end)


def _blank_above(data: bytes, at: int) -> int:
    """Where the blank lines begin that end at a line's start."""
    while at > 0:
        start = data.rfind(b"\n", 0, at - 1) + 1
        if data[start:at].strip():
            break
        at = start
    return at


def _blank_below(data: bytes, at: int) -> int:
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end + 1
        if data[at:end].strip():
            break
        at = end
    return at
