# SPDX-License-Identifier: GPL-2.0-or-later
"""Break a line that is too wide, as C authors do.

Places are tried in this order: after an operator that joins the edited call to others (`&&` and
`||`, and any that is after the call); at the last comma that fits in the outermost edited bracket,
or in the brackets around it; after the last `&&` or `||` that fits; before an operator that ends
the line; at a comma of another bracket of the line; after any operator; after `=`; after an opening
parenthesis. A place counts if all resulting lines can be made to fit; a line with only a string
literal may be too wide, since nobody splits those.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.edit.columns import Manner, end_column, manner_of, written
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.gaps import ASSIGNMENTS, LOGICAL, Gap, bracket_around, gaps_of
from qemu_xen_codemod.edit.laid_line import LaidLine
from qemu_xen_codemod.edit.line_index import LineIndex
from qemu_xen_codemod.edit.realign import Alignment
from qemu_xen_codemod.edit.style import Style

_ONLY_STRINGS = re.compile(rb'(?:[A-Z]*"(?:[^"\\]|\\.)*"\s*)+[,;)]*')
_MOST_TRIES = 100
#: Times the style's width: wider lines are generated, nobody breaks them by hand.
_WIDEST = 8


def _start(span: Span) -> int:
    return span.start


class Breaker:
    """Breaks lines of one text. `column` gives the column of a byte of an earlier line, `alignment`
    how a line follows its bracket.
    """

    def __init__(
        self,
        line_index: LineIndex,
        style: Style,
        edited: tuple[Span, ...],
        column: Callable[[int], int],
        alignment: Callable[[int], Alignment | None],
    ) -> None:
        self._line_index = line_index
        self._style = style
        self._edited = edited
        self._column = column
        self._alignment = alignment
        #: Attempts left for the line that is being broken: each way to break a nested call contains
        #: further ways.
        self._tries = 0

    def fits(self, laid: LaidLine) -> bool:
        return laid.width(self._line_index.data, self._style.tab) <= self._style.width

    def laid_lines(self, laid: LaidLine) -> list[LaidLine]:
        """The line, broken so that each part fits; unchanged if nothing helps."""
        if laid.end - laid.first > _WIDEST * self._style.width:
            return [laid]
        self._tries = _MOST_TRIES
        return self._broken([], laid) or [laid]

    def _broken(
        self, placed: list[LaidLine], laid: LaidLine, kind: str = ""
    ) -> list[LaidLine] | None:
        """The line in parts that fit; `kind` is the gap at which it was broken off."""
        if self.fits(laid):
            return [laid]
        content = self._line_index.data[laid.first : laid.end]
        if kind == "comma" and _ONLY_STRINGS.fullmatch(content):
            return [laid]
        self._tries -= 1
        if self._tries < 0:
            return None
        for choices in self._choices(laid):
            best: list[LaidLine] = []
            for gap in self._last_that_fit(laid, choices):
                head = LaidLine(laid.first, gap.start, laid.indent)
                tail = LaidLine(gap.end, laid.end, self._indent(gap, placed, laid))
                # A break that gains no columns would only be repeated.
                if tail.indent != laid.indent or gap.kind != "open":
                    rest = self._broken([*placed, head], tail, gap.kind)
                    if rest and (not best or len(rest) + 1 < len(best)):
                        best = [head, *rest]
            if best:
                return best
        return None

    def _last_that_fit(self, laid: LaidLine, gaps: list[Gap]) -> list[Gap]:
        """The last gap up to which the line fits; or the one before it, if that leaves the last
        column free and costs no line, as most authors do.
        """
        data, tab = self._line_index.data, self._style.tab
        fitting: list[Gap] = []
        for gap in reversed(gaps):
            width = LaidLine(laid.first, gap.start, laid.indent).width(data, tab)
            if width <= self._style.width:
                fitting.insert(0, gap)
            if width < self._style.width:
                break
        return fitting[:2]

    def _choices(self, laid: LaidLine) -> Iterator[list[Gap]]:
        """The line's gaps in groups, the best first; the gaps of a group are in order."""
        groups: dict[tuple[str, int], list[Gap]] = {}
        for gap in gaps_of(self._line_index, laid):
            groups.setdefault((gap.kind, gap.bracket), []).append(gap)
        depth = self._line_index.depth
        commas = sorted((bracket for kind, bracket in groups if kind == "comma"), key=depth)
        edited = self._edited_bracket(laid)
        outward = [bracket for bracket in commas if self._line_index.is_in(edited, bracket)]
        outward = outward[::-1] if edited >= 0 else commas[:1]
        operators = sorted(
            (b for kind, b in groups if kind == "operator"), key=lambda b: (b >= 0, depth(b))
        )
        opens = [bracket for kind, bracket in groups if kind == "open"]
        yield from self._behind_format(laid, groups)
        joining = [b for b in operators if self._joins(groups["operator", b], edited)]
        yield from (groups["operator", bracket] for bracket in joining)
        yield from (groups["comma", bracket] for bracket in outward)
        yield from (
            logical
            for bracket in operators
            if (logical := [gap for gap in groups["operator", bracket] if self._is_logical(gap)])
        )
        yield from (gaps for (kind, _), gaps in groups.items() if kind == "last operator")
        yield from (groups["comma", bracket] for bracket in commas if bracket not in outward)
        yield from (groups["operator", bracket] for bracket in operators)
        yield from (gaps for (kind, _), gaps in groups.items() if kind == "assignment")
        yield from (
            groups["open", bracket]
            for bracket in sorted(opens, key=lambda b: (b != edited, depth(b)))
        )

    def _behind_format(
        self, laid: LaidLine, groups: dict[tuple[str, int], list[Gap]]
    ) -> Iterator[list[Gap]]:
        """The comma after a string that begins the line, if all that follows fits below it: the
        arguments of a format stay together.
        """
        first = self._line_index.tokens_in(laid.first, laid.end)[:1]
        if not first or first[0].kind is not Kind.STRING:
            return
        for (kind, _), gaps in groups.items():
            gap = gaps[0]
            is_behind = kind == "comma" and gap.start == first[0].end + 1
            if is_behind and self.fits(LaidLine(gap.end, laid.end, laid.indent)):
                yield [gap]

    def _joins(self, operators: list[Gap], edited: int) -> bool:
        """Whether these operators are around the edited bracket and join it to other operands."""
        bracket = operators[0].bracket
        if edited < 0 or (bracket >= 0 and not self._line_index.is_in(edited, bracket)):
            return False
        if bracket == edited:
            return False
        closing = next((c for c, o in self._line_index.closes.items() if o == edited), edited)
        return any(self._is_logical(gap) or gap.start > closing for gap in operators)

    def _is_logical(self, gap: Gap) -> bool:
        return self._line_index.data[gap.start - 2 : gap.start] in LOGICAL

    def _edited_bracket(self, laid: LaidLine) -> int:
        """The outermost bracket that an edit of this line added or whose contents it changed."""
        line_index = self._line_index
        brackets = [token.start for token in line_index.tokens_in(laid.first, laid.end)]
        brackets = [start for start in brackets if start in line_index.expressions]
        around = bracket_around(self._line_index, laid.first)
        while around in line_index.expressions:
            brackets.insert(0, around)
            around = line_index.parent[around]
        last = bisect_right(self._edited, laid.end, key=_start)
        first = bisect_right(self._edited, laid.first, hi=last, key=_start)
        touched = [
            span for span in self._edited[max(first - 1, 0) : last] if laid.first <= span.end
        ]
        for span in touched:
            made = [start for start in brackets if span.start <= start < span.end]
            # The bracket after a changed name belongs to the edited call.
            after = line_index.token_from(span.end)
            if after and after.text == b"(" and after.start in brackets:
                made.append(after.start)
            if after and line_index.closes.get(after.start) == bracket_around(
                line_index, span.start
            ):
                # The contents of a bracket.
                made.append(line_index.closes[after.start])
            if made:
                return min(made, key=lambda start: (line_index.depth(start), start))
        for span in touched:
            inner = bracket_around(self._line_index, span.start)
            if inner in brackets:
                return inner
        return -1

    def _indent(self, gap: Gap, placed: list[LaidLine], laid: LaidLine) -> bytes:
        """The indentation of the text after a gap."""
        tab, data = self._style.tab, self._line_index.data
        deeper = written(
            end_column(laid.indent, tab) + self._step(laid.indent), self._manner(laid), tab
        )
        if gap.kind in ("assignment", "open"):
            return deeper
        if gap.bracket >= 0:
            return self._continuation(gap.bracket, placed, laid)
        # An operator outside of brackets: below the first operand.
        code = self._line_index.tokens_in(laid.first, gap.start)
        for token, after in pairwise(code):
            if token.text == b"return" or token.text in ASSIGNMENTS:
                return written(laid.column(data, after.start, tab), self._manner(laid), tab)
        return deeper if not placed else laid.indent

    def _continuation(self, bracket: int, placed: list[LaidLine], laid: LaidLine) -> bytes:
        """The indentation of a new line in a bracket, like its other lines."""
        line_index, tab = self._line_index, self._style.tab
        if bracket < laid.first and bracket_around(self._line_index, laid.first) == bracket:
            return laid.indent
        column = next(
            (
                at.column(line_index.data, bracket, tab)
                for at in (laid, *reversed(placed))
                if at.holds(bracket)
            ),
            None,
        )
        if column is None:
            column = self._column(bracket)
        lines = (line for line in line_index.lines_in(bracket) if not self._is_closing(line))
        line = next(lines, None)
        if line is not None:
            follows = self._alignment(line)
            if follows:
                return follows.indent(column, tab)
            return line_index.indent(line)
        inner = line_index.tokens_in(bracket, laid.end)[1:2]
        blank = inner[0].start - bracket if inner else 1
        return written(column + max(blank, 1), self._manner(laid), tab)

    def _is_closing(self, line: int) -> bool:
        first = self._line_index.first(line)
        return self._line_index.data[first : first + 1] in (b")", b"]", b"}")

    def _manner(self, laid: LaidLine) -> Manner:
        if laid.indent:
            has_tab = manner_of(laid.indent) is not Manner.SPACES
        else:
            data = self._line_index.data
            has_tab = data.count(b"\n\t") > data.count(b"\n  ")
        return Manner.TABS_THEN_SPACES if has_tab else Manner.SPACES

    def _step(self, indent: bytes) -> int:
        """The indentation of one more level: a tab if the code is indented only with tabs."""
        return self._style.tab if manner_of(indent) is Manner.TABS else self._style.indent
