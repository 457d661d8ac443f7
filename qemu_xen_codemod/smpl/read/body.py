# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL body text -> Items (see `body_items`). Every refusal carries its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qemu_xen_codemod.smpl.read.body_cursor import NEST_NAMES, NESTS, BodyCursor
from qemu_xen_codemod.smpl.read.body_items import (
    PLACEHOLDER,
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    dots_of_return,
    first_start,
    is_marked,
)
from qemu_xen_codemod.smpl.read.line_marks import read_tokens, strip_marks
from qemu_xen_codemod.smpl.read.metavariable import (
    OPERATOR_KINDS,
    WHOLE_KINDS,
    Metavariable,
)
from qemu_xen_codemod.smpl.read.optional_end import OTHERS, with_optional_end
from qemu_xen_codemod.smpl.read.smpl_text import SmplText
from qemu_xen_codemod.smpl.read.when_clauses import WHEN, read_whens

#: Levels of nesting; no rule needs more.
_MOST_DISJUNCTIONS = 20


def read_body(
    text: SmplText, start: int, end: int, declared: Mapping[bytes, Metavariable]
) -> tuple[Item, ...]:
    """The items of the body `text.data[start:end]`. Raises RuleError.

    Some metavariables, like statements, are complete without a `;`. A position belongs to the token
    before it.
    """
    clean, marks, optional, repeated = strip_marks(text, start, end)
    body_tokens = read_tokens(text, clean, marks, (start, end), declared)
    statement_names = frozenset(
        name for name, metavariable in declared.items() if metavariable.kind in WHOLE_KINDS
    )
    if optional or repeated:
        lines = [clean.rfind(b"\n", 0, body_token.token.start) + 1 for body_token in body_tokens]
        body_tokens = [
            replace(token, is_optional=line in optional, is_repeated=line in repeated)
            for token, line in zip(body_tokens, lines, strict=True)
        ]
    operators = frozenset(
        name for name, metavariable in declared.items() if metavariable.kind in OPERATOR_KINDS
    )
    reader = _BodyReader(text, clean, body_tokens, statement_names, operators)
    items = with_optional_end(text, reader.read_items(depth=0))
    if not any(not isinstance(item, BodyToken) or item.mark is not LineMark.PLUS for item in items):
        where = first_start(items[0]) if items else start - 1
        raise text.error(
            where, "the rule matches nothing", "a patch needs a context line or a `-` line"
        )
    return items


#: Tokens of SmPL that stand for no C token.
_NO_PLACE = WHEN | {b"...", b"<...", b"...>", b"<+...", b"...+>"}


class _BodyReader(BodyCursor):
    """Reads items from tokens in one pass."""

    def read_items(self, depth: int) -> tuple[Item, ...]:
        items: list[Item] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            role = self.disjunction_role(token)
            if token.positions and (role or token.token.text in _NO_PLACE):
                raise self.text.outside(
                    token.token.start, f"a position at `{token.token.text.decode()}`"
                )
            if role in ("|", "&", ")"):
                if depth == 0:
                    raise self.text.error(token.token.start, f"`{role}` outside a disjunction")
                break
            if role == "(":
                items.append(self._read_disjunction(token, depth))
            elif token.token.text in NESTS:
                items.append(self._read_nest(token, depth))
            elif token.token.text in NEST_NAMES:
                if [token.token.text] != self.nests[-1:]:
                    closed = NEST_NAMES[token.token.text]
                    raise self.text.error(
                        token.token.start, f"the end of a nest ({closed}) that was not opened"
                    )
                break
            elif token.token.text == b"..." and not self._is_added_ellipsis(token):
                if token.is_optional:
                    raise self.text.outside(token.token.start, OTHERS)
                self._check_alone(token, items)
                items.append(self._read_dots(token))
            else:
                self._check_unique(token, depth)
                self.track_bracket(token)
                items.append(token)
                self.at += 1
            self.previous = items[-1]
        return tuple(items)

    def _check_unique(self, token: BodyToken, depth: int) -> None:
        """`!` in column 1 is an operator inside brackets or a disjunction, else SmPL's mark."""
        is_first = self.text.data[token.token.start - 1 : token.token.start] == b"\n"
        if token.token.text == b"!" and is_first and depth == 0 and self.at_statement():
            raise self.text.outside(token.token.start, "! lines (unique code)")

    def _read_disjunction(self, opening: BodyToken, depth: int) -> DisjunctionItem:
        if depth >= _MOST_DISJUNCTIONS:
            raise self.text.outside(
                opening.token.start, f"disjunctions nested more than {_MOST_DISJUNCTIONS} deep"
            )
        self.at += 1
        branches: list[tuple[Item, ...]] = []
        signs: set[str] = set()
        before = self.previous
        # A branch does not close the nest around it.
        nests, self.nests = self.nests, []
        while True:
            self.previous = before
            depth_before = len(self.brackets)
            branch = self.read_items(depth + 1)
            if len(self.brackets) != depth_before:
                raise self.text.outside(
                    opening.token.start, "a disjunction whose branches do not close their brackets"
                )
            if all(is_marked(item, LineMark.PLUS) for item in branch):
                raise self.text.outside(opening.token.start, "an empty branch of a disjunction")
            branches.append(branch)
            if self.at >= len(self.tokens):
                raise self.text.error(opening.token.start, "the disjunction is not closed by `)`")
            closing = self.tokens[self.at]
            self.at += 1
            if closing.positions:
                raise self.text.outside(closing.token.start, "a position at a disjunction")
            if self.disjunction_role(closing) == ")":
                break
            signs.add(self.disjunction_role(closing))
        if len(signs) > 1:
            raise self.text.outside(opening.token.start, "`|` and `&` in one disjunction")
        self.nests = nests
        ends = {self.ends_statement(branch) for branch in branches}
        if len(ends) > 1 and self.brackets and self.brackets[-1] != "{":
            raise self.text.outside(
                opening.token.start, "a disjunction of statements and expressions"
            )
        self.named += 1
        name = PLACEHOLDER + b"disjunction%d" % self.named
        return DisjunctionItem(
            name,
            opening.token.start,
            closing.token.end,
            tuple(branches),
            statements=any(ends),
            is_conjunction=signs == {"&"},
        )

    def _read_nest(self, opening: BodyToken, depth: int) -> NestItem:
        where = opening.token.start
        closing = NESTS[opening.token.text]
        shown = NEST_NAMES[closing]
        if opening.mark is LineMark.PLUS:
            raise self.text.outside(where, f"a nest in a + line ({shown})")
        if depth >= _MOST_DISJUNCTIONS:
            raise self.text.outside(where, f"nests nested more than {_MOST_DISJUNCTIONS} deep")
        self.at += 1
        self.named += 1
        name = PLACEHOLDER + b"nest%d" % self.named
        statements = self.at_statement() or self.ends_expression()
        if statements and self.is_operand_nest():
            line = self.clean[self.clean.rfind(b"\n", 0, where) + 1 : where]
            if line.strip() in (b"", b"-", b"*"):
                raise self.text.outside(
                    where,
                    "a nest as an operand without parentheses",
                    "write parentheses around it, as Coccinelle requires",
                )
            statements = False
        whens = read_whens(self, self._inner_items, statements=statements)
        before, self.previous = self.previous, None
        brackets, self.brackets = self.brackets, []
        self.nests.append(closing)
        items = self.read_items(depth + 1)
        self.nests.pop()
        is_closed = self.at < len(self.tokens) and self.tokens[self.at].token.text == closing
        if not is_closed or self.brackets:
            raise self.text.error(where, f"the nest is not closed by `{closing.decode()}`")
        self.previous, self.brackets = before, brackets
        closed = self.tokens[self.at]
        self.at += 1
        if all(is_marked(item, LineMark.PLUS) for item in items):
            raise self.text.outside(where, f"an empty nest ({shown})")
        is_needed = closing == b"...+>"
        if not statements and not is_needed:
            help = "use <+... ...+>, which has to occur, as Coccinelle does"
            raise self.text.outside(where, f"a nest in an expression ({shown})", help)
        self._check_nest_marks(opening, closed, items, statements)
        end = closed.token.end
        return NestItem(name, where, end, items, statements, is_needed, whens, opening.mark)

    def _check_nest_marks(
        self, opening: BodyToken, closed: BodyToken, items: Sequence[Item], statements: bool
    ) -> None:
        """A nest stays, or is removed as a whole where it is part of an expression."""
        mark, where = opening.mark, opening.token.start
        if statements and mark is LineMark.MINUS:
            raise self.text.outside(where, "a nest of statements in a - line")
        is_whole = mark is LineMark.CONTEXT or all(is_marked(item, mark) for item in items)
        if closed.mark is not mark or not is_whole:
            raise self.text.outside(
                where, "a nest whose ends are removed, and only a part of the rest"
            )

    def _check_alone(self, token: BodyToken, items: Sequence[Item]) -> None:
        """Dots next to dots match nothing more, and take ever longer to match."""
        before = (item for item in reversed(items) if not is_marked(item, LineMark.PLUS))
        last = next(before, None)
        if isinstance(last, BodyToken) and last.token.text == b",":
            last = next(before, None)
        if isinstance(last, DotsItem) and not self.is_value(last):
            raise self.text.outside(
                token.token.start, "... beside ...", "one `...` matches any number of them"
            )

    def _read_dots(self, token: BodyToken) -> DotsItem:
        self.at += 1
        self.named += 1
        name = PLACEHOLDER + b"dots%d" % self.named
        statements = self.at_statement() or self.ends_expression()
        if self.text_before() == b"return" and self.text_after() == b";":
            return dots_of_return(name, token)
        dots = DotsItem(name, token.token.start, token.token.end, token.mark, statements)
        if not statements:
            self._check_place(token)
        return replace(dots, whens=read_whens(self, self._inner_items, statements=statements))

    def _check_place(self, token: BodyToken) -> None:
        """Dots that are not statements stand for elements of a list, or for an operand."""
        if self.text_after() in WHEN:
            raise self.text.outside(
                self.tokens[self.at].token.start, "when on dots of arguments or operands"
            )
        if not self.is_place_of_dots():
            raise self.text.outside(token.token.start, "... as a whole expression")

    def _is_added_ellipsis(self, token: BodyToken) -> bool:
        """Whether `...` in added code is C's own, for any number of parameters."""
        if token.mark is not LineMark.PLUS:
            return False
        if self.text_before() != b",":
            raise self.text.outside(
                token.token.start,
                "... in a + line",
                "what dots match can only be kept or removed: write them on a line by themselves",
            )
        return True

    def _inner_items(self, tokens: list[BodyToken]) -> tuple[Item, ...]:
        """The items of code in a when clause that has dots of its own."""
        inner = _BodyReader(self.text, self.clean, tokens, self.statement_names, self.operators)
        inner.named = 1000 * (self.named + 1)
        return inner.read_items(1)
