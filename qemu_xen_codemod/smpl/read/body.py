"""SmPL body text -> Items. See `body_items` for what they are; all refusals carry their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import assert_never

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.smpl.read.body_items import (
    PLACEHOLDER,
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    WhenModifier,
    WhenNot,
    Whens,
    first_start,
    is_marked,
)
from qemu_xen_codemod.smpl.read.line_marks import read_tokens, strip_marks
from qemu_xen_codemod.smpl.read.metavariable import (
    OPERATOR_KINDS,
    WHOLE_KINDS,
    MetaKind,
    Metavariable,
)
from qemu_xen_codemod.smpl.read.optional_end import OTHERS, with_optional_end
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: Operators of two operands, and the parts of a condition.
_BINARY = frozenset(b"|| && | & ^ + - * / % << >> < <= > >= == != ? :".split())
#: Behind a nest they make an operand of it: `|`, `&` and `:` may stand between branches.
_OPERATORS = _BINARY - {b"|", b"&", b":"} | frozenset(b"= += -= *= /= %= &= |= ^= <<= >>=".split())
#: Inside each other; no rule needs more.
_MOST_DISJUNCTIONS = 20
#: What opens a nest, and what closes it.
_NESTS = {b"<...": b"...>", b"<+...": b"...+>"}
_MODIFIERS = {one.value.encode(): one for one in WhenModifier}
_NEST_NAMES = {b"...>": "<... ...>", b"...+>": "<+... ...+>"}


def read_body(
    text: SmplText, start: int, end: int, declared: Mapping[bytes, Metavariable]
) -> tuple[Item, ...]:
    """The items of the body `text.data[start:end]`. Raises RuleError.

    Of the metavariables a statement is whole without a `;`, and a position belongs to the token
    before it.
    """
    clean, marks, optional, repeated = strip_marks(text, start, end)
    positions = {name: one for name, one in declared.items() if one.kind is MetaKind.POSITION}
    body_tokens = read_tokens(text, clean, marks, (start, end), positions)
    statement_names = frozenset(name for name, one in declared.items() if one.kind in WHOLE_KINDS)
    if optional or repeated:
        lines = [clean.rfind(b"\n", 0, one.token.start) + 1 for one in body_tokens]
        body_tokens = [
            replace(one, is_optional=line in optional, is_repeated=line in repeated)
            for one, line in zip(body_tokens, lines, strict=True)
        ]
    operators = frozenset(name for name, one in declared.items() if one.kind in OPERATOR_KINDS)
    reader = _BodyReader(text, clean, body_tokens, statement_names, operators)
    items = with_optional_end(text, reader.read_items(depth=0))
    if not any(not isinstance(item, BodyToken) or item.mark is not LineMark.PLUS for item in items):
        where = first_start(items[0]) if items else start - 1
        raise text.error(
            where, "the rule matches nothing", "a patch needs a context line or a `-` line"
        )
    return items


def dots_of_return(name: bytes, one: BodyToken) -> DotsItem:
    """`return ...;`: any value, or none."""
    return DotsItem(name, one.token.start, one.token.end, one.mark, statements=False)


#: What may stand before a cast.
_BEFORE_CAST = frozenset(b"= ( , & return ? :".split())
#: What may stand around dots among the elements of a list, by its bracket.
_LISTS = {
    "(": frozenset(product((b"(", b","), (b")", b","))),
    "enum": frozenset(product((b"{", b","), (b"}", b","))),
    "=": frozenset(product((b"{", b","), (b"}", b","))),
}
_WHEN = frozenset((b"when", b"WHEN"))
#: Tokens that are SmPL's and stand for no token of C.
_NO_PLACE = _WHEN | {b"...", b"<...", b"...>", b"<+...", b"...+>"}


class _BodyReader:
    """Items from tokens, one pass; holds the position."""

    def __init__(
        self,
        text: SmplText,
        clean: bytes,
        found: list[BodyToken],
        names: frozenset[bytes],
        operators: frozenset[bytes],
    ) -> None:
        self.text = text
        self.statement_names = names
        #: The metavariables that are operators.
        self.operators = operators
        self.clean = clean
        self.tokens = found
        self.at = 0
        self.named = 0
        #: Open brackets of the C code: "(" "[" "{" or "=" for an initialiser's brace.
        self.brackets: list[str] = []
        #: What closes each nest that is open.
        self.nests: list[bytes] = []
        self.previous: Item | None = None

    def read_items(self, depth: int) -> tuple[Item, ...]:
        items: list[Item] = []
        while self.at < len(self.tokens):
            one = self.tokens[self.at]
            role = self._disjunction_role(one)
            if one.positions and (role or one.token.text in _NO_PLACE):
                raise self.text.outside(
                    one.token.start, f"a position at `{one.token.text.decode()}`"
                )
            if role in ("|", "&", ")"):
                if depth == 0:
                    raise self.text.error(one.token.start, f"`{role}` outside a disjunction")
                break
            if role == "(":
                items.append(self._read_disjunction(one, depth))
            elif one.token.text in _NESTS:
                items.append(self._read_nest(one, depth))
            elif one.token.text in _NEST_NAMES:
                if [one.token.text] != self.nests[-1:]:
                    closed = _NEST_NAMES[one.token.text]
                    raise self.text.error(
                        one.token.start, f"the end of a nest ({closed}) that is not begun"
                    )
                break
            elif one.token.text == b"..." and not self._is_added_ellipsis(one):
                if one.is_optional:
                    raise self.text.outside(one.token.start, OTHERS)
                self._check_alone(one, items)
                items.append(self._read_dots(one))
            else:
                self._check_unique(one, depth)
                self._track_bracket(one)
                items.append(one)
                self.at += 1
            self.previous = items[-1]
        return tuple(items)

    def _check_unique(self, one: BodyToken, depth: int) -> None:
        """`!` in column 1 is an operator inside of brackets or a choice, else SmPL's mark."""
        is_first = self.text.data[one.token.start - 1 : one.token.start] == b"\n"
        if one.token.text == b"!" and is_first and depth == 0 and self._at_statement():
            raise self.text.outside(one.token.start, "! lines (unique code)")

    def _disjunction_role(self, one: BodyToken) -> str:
        """What part of a disjunction the token is: "(", "|" or ")", else ""."""
        token = one.token
        if token.text not in (b"(", b"|", b"&", b")") or one.mark is LineMark.PLUS:
            return ""
        if self.clean[token.start - 1 : token.start] == b"\\":
            return token.text.decode()
        in_column_1 = self.text.data[token.start - 1 : token.start] == b"\n"
        # A line that begins with `&` may as well be an address; alone it is the conjunction.
        is_address = token.text == b"&" and not self._is_line(token)
        return token.text.decode() if in_column_1 and not is_address else ""

    def _is_line(self, token: Token) -> bool:
        """Whether nothing stands behind a token in its line."""
        end = self.text.data.find(b"\n", token.end)
        return not self.text.data[token.end : end if end >= 0 else None].strip()

    def _read_disjunction(self, opening: BodyToken, depth: int) -> DisjunctionItem:
        if depth >= _MOST_DISJUNCTIONS:
            raise self.text.outside(
                opening.token.start, f"more than {_MOST_DISJUNCTIONS} disjunctions in each other"
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
            if self._disjunction_role(closing) == ")":
                break
            signs.add(self._disjunction_role(closing))
        if len(signs) > 1:
            raise self.text.outside(opening.token.start, "`|` and `&` in one choice")
        self.nests = nests
        ends = {self._ends_statement(branch) for branch in branches}
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
        closing = _NESTS[opening.token.text]
        shown = _NEST_NAMES[closing]
        if opening.mark is LineMark.PLUS:
            raise self.text.outside(where, f"a nest in a + line ({shown})")
        if depth >= _MOST_DISJUNCTIONS:
            raise self.text.outside(where, f"more than {_MOST_DISJUNCTIONS} nests in each other")
        self.at += 1
        self.named += 1
        name = PLACEHOLDER + b"nest%d" % self.named
        statements = self._at_statement() or self._ends_expression()
        if statements and self._is_operand_nest():
            line = self.clean[self.clean.rfind(b"\n", 0, where) + 1 : where]
            if line.strip() in (b"", b"-", b"*"):
                raise self.text.outside(
                    where,
                    "a nest as an operand without parentheses",
                    "write parentheses around it, as Coccinelle wants them",
                )
            statements = False
        whens = self._read_whens(statements)
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
            raise self.text.outside(where, f"a nest of nothing ({shown})")
        is_needed = closing == b"...+>"
        if not statements and not is_needed:
            help = "use <+... ...+>, which has to occur, as Coccinelle does"
            raise self.text.outside(where, f"a nest in an expression ({shown})", help)
        self._check_nest_marks(opening, closed, items, statements)
        end = closed.token.end
        return NestItem(name, where, end, items, statements, is_needed, whens, opening.mark)

    def _is_operand_nest(self) -> bool:
        """Whether an operator stands behind the nest that is open, on the line of its end."""
        depth = 1
        for at in range(self.at, len(self.tokens) - 1):
            text = self.tokens[at].token.text
            depth += (text in _NESTS) - (text in _NEST_NAMES)
            if depth == 0:
                end, behind = self.tokens[at].token.end, self.tokens[at + 1].token
                return b"\n" not in self.clean[end : behind.start] and (
                    behind.text in _OPERATORS or behind.text in self.operators
                )
        return False

    def _check_nest_marks(
        self, opening: BodyToken, closed: BodyToken, items: Sequence[Item], statements: bool
    ) -> None:
        """A nest stays, or goes as a whole where it is a part of an expression."""
        mark, where = opening.mark, opening.token.start
        if statements and mark is LineMark.MINUS:
            raise self.text.outside(where, "a nest of statements in a - line")
        is_whole = mark is LineMark.CONTEXT or all(is_marked(one, mark) for one in items)
        if closed.mark is not mark or not is_whole:
            raise self.text.outside(where, "a nest of which a part is removed, with its ends")

    def _check_alone(self, one: BodyToken, items: Sequence[Item]) -> None:
        """Dots beside dots say nothing more, and take ever longer to match."""
        before = (item for item in reversed(items) if not is_marked(item, LineMark.PLUS))
        last = next(before, None)
        if isinstance(last, BodyToken) and last.token.text == b",":
            last = next(before, None)
        if isinstance(last, DotsItem) and not self._is_value(last):
            raise self.text.outside(
                one.token.start, "... beside ...", "one `...` is any number of them"
            )

    def _is_value(self, dots: DotsItem) -> bool:
        """Whether dots stand behind `=`."""
        before = [one for one in self.tokens if one.token.start < dots.start]
        matched = [one for one in before if one.mark is not LineMark.PLUS]
        return bool(matched) and matched[-1].token.text == b"="

    def _read_dots(self, one: BodyToken) -> DotsItem:
        self.at += 1
        self.named += 1
        name = PLACEHOLDER + b"dots%d" % self.named
        statements = self._at_statement() or self._ends_expression()
        if self._text_before() == b"return" and self._text_after() == b";":
            return dots_of_return(name, one)
        dots = DotsItem(name, one.token.start, one.token.end, one.mark, statements)
        if not statements:
            self._check_place(one)
        return replace(dots, whens=self._read_whens(statements))

    def _check_place(self, one: BodyToken) -> None:
        """Dots that are no statements stand for elements of a list, or for an operand."""
        before, after = self._text_before(), self._text_after()
        inside = self.brackets[-1] if self.brackets else ""
        if after in _WHEN:
            raise self.text.outside(
                self.tokens[self.at].token.start, "when on dots of arguments or operands"
            )
        is_element = inside in _LISTS and (before, after) in _LISTS[inside]
        if (before, after) == (b"(", b")"):
            # `(...)x` is no cast.
            is_element = self._is_behind_operand()
        is_index = (before, after) == (b"[", b"]")
        is_in_for = inside == "(" and b";" in (before, after)
        is_value = before == b"=" and after in (b";", b",", b")", b"}", b"")
        operators = _BINARY | self.operators
        is_operand = after in operators or (before in operators and self._is_behind_operand())
        if not (is_element or is_index or is_in_for or is_value or is_operand):
            raise self.text.outside(one.token.start, "... as an expression of its own")

    def _is_behind_cast(self) -> bool:
        """Whether the token is the brace of a compound literal, `(T) {`."""
        matched = [one for one in self.tokens[: self.at] if one.mark is not LineMark.PLUS]
        texts = [one.token.text for one in matched]
        if texts[-1:] != [b")"]:
            return False
        depth = 0
        for at in range(len(texts) - 1, 0, -1):
            depth += (texts[at] == b")") - (texts[at] == b"(")
            if depth == 0:
                return texts[at - 1] in _BEFORE_CAST
        return False

    def _is_behind_enum(self) -> bool:
        """Whether the token is the brace of an `enum`."""
        matched = [one for one in self.tokens[: self.at] if one.mark is not LineMark.PLUS]
        return any(one.token.text == b"enum" for one in matched[-2:])

    def _is_behind_operand(self) -> bool:
        """Whether an operand stands before the operator that stands before."""
        matched = [one for one in self.tokens[: self.at - 1] if one.mark is not LineMark.PLUS]
        last = matched[-2].token if len(matched) > 1 else None
        return last is not None and (last.kind is not Kind.PUNCTUATION or last.text in (b")", b"]"))

    def _read_whens(self, statements: bool) -> Whens:
        modifiers: list[WhenModifier] = []
        forbidden: list[WhenNot] = []
        while self.at < len(self.tokens) and self.tokens[self.at].token.text in _WHEN:
            if self.tokens[self.at].mark is LineMark.PLUS:
                break
            one = self._read_when(statements)
            match one:
                case WhenModifier():
                    modifiers.append(one)
                case WhenNot():
                    forbidden.append(one)
                case _:
                    assert_never(one)
        return Whens(frozenset(modifiers), tuple(forbidden))

    def _ends_expression(self) -> bool:
        """Whether the code before dots is an expression that could be a statement, outside of
        parentheses.
        """
        before = self.previous
        if before is None or (self.brackets and self.brackets[-1] != "{"):
            return False
        if not isinstance(before, BodyToken):
            return not isinstance(before, DotsItem)
        is_operator = before.token.text in self.operators or (
            before.token.kind is Kind.PUNCTUATION
            and before.token.text not in (b")", b"]", b"++", b"--")
        )
        return not is_operator and before.token.text != b"return"

    def _is_added_ellipsis(self, one: BodyToken) -> bool:
        """Whether `...` in added code is C's own, of a function with any number of parameters."""
        if one.mark is not LineMark.PLUS:
            return False
        if self._text_before() != b",":
            raise self.text.outside(
                one.token.start,
                "... in a + line",
                "what dots match can only be kept or removed: write them on a line of their own",
            )
        return True

    def _text_before(self) -> bytes:
        return self.previous.token.text if isinstance(self.previous, BodyToken) else b""

    def _text_after(self) -> bytes:
        for one in self.tokens[self.at :]:
            if one.mark is not LineMark.PLUS:
                return one.token.text
        return b""

    def _at_statement(self) -> bool:
        if self.brackets and self.brackets[-1] != "{":
            return False
        before = self.previous
        if before is None or not isinstance(before, BodyToken):
            return before is None or before.statements
        token = before.token
        if token.kind in (Kind.DIRECTIVE, Kind.COMMENT) or token.text in (b";", b"{", b"}", b":"):
            return True
        return token.text in self.statement_names

    def _read_when(self, statements: bool) -> WhenModifier | WhenNot:
        opening = self.tokens[self.at]
        where = opening.token.start
        if not statements:
            raise self.text.outside(where, "when on dots that are no statements")
        stop = self.clean.find(b"\n", where)
        stop = len(self.clean) if stop < 0 else stop
        self.at += 1
        found: list[BodyToken] = []
        while self.at < len(self.tokens) and self.tokens[self.at].token.start < stop:
            found.append(self.tokens[self.at])
            self.at += 1
        words = [one.token.text for one in found]
        for one in (opening, *found):
            if any(not position.inherited for position in one.positions):
                raise self.text.outside(one.token.start, "a position in a when clause")
        shown = self.text.data[where:stop].decode("utf-8", "replace").strip()
        if len(words) == 1 and words[0] in _MODIFIERS:
            return _MODIFIERS[words[0]]
        if words[:1] == [b"!="] and len(words) > 1 and words[1] not in (b"true", b"false"):
            if any(word == b"..." for word in words):
                inner = _BodyReader(
                    self.text, self.clean, found[1:], self.statement_names, self.operators
                )
                inner.named = 1000 * (self.named + 1)
                return WhenNot(inner.read_items(1))
            return WhenNot(tuple(found[1:]))
        raise self.text.outside(where, f"this when clause ({shown})")

    def _track_bracket(self, one: BodyToken) -> None:
        """Follow the C brackets of the code that is matched (added code balances by itself)."""
        if one.mark is LineMark.PLUS:
            return
        token = one.token.text
        if token in (b"(", b"["):
            self.brackets.append(token.decode())
        elif token == b"{":
            before = self.previous
            initialiser = isinstance(before, BodyToken) and before.token.text in (b"=", b",")
            initialiser = initialiser or self._is_behind_cast()
            nested = bool(self.brackets) and self.brackets[-1] == "="
            is_enum = self._is_behind_enum()
            self.brackets.append("enum" if is_enum else "=" if initialiser or nested else "{")
        elif token in (b")", b"]", b"}"):
            closes = {b")": ("(",), b"]": ("[",), b"}": ("{", "=", "enum")}[token]
            if not self.brackets or self.brackets[-1] not in closes:
                raise self.text.error(one.token.start, f"`{token.decode()}` closes nothing")
            self.brackets.pop()

    def _ends_statement(self, branch: tuple[Item, ...]) -> bool:
        """Whether a disjunction's branch is one or more statements."""
        for item in reversed(branch):
            if not isinstance(item, BodyToken):
                return item.statements
            if item.mark is not LineMark.PLUS:
                text = item.token.text
                return text in (b";", b"}") or text in self.statement_names
        return False
