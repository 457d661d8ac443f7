# SPDX-License-Identifier: GPL-2.0-or-later
"""BodyCursor: the position in a rule's body, what is around it, and which brackets are open."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, compress, product

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DotsItem,
    Item,
    LineMark,
)
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: Binary operators, and those of a conditional expression.
BINARY = frozenset(b"|| && | & ^ + - * / % << >> < <= > >= == != ? :".split())
#: After a nest these make an operand of it. `|`, `&` and `:` may also separate branches.
_OPERATORS = BINARY - {b"|", b"&", b":"} | frozenset(b"= += -= *= /= %= &= |= ^= <<= >>=".split())
#: The bracket that opens a nest, and the one that closes it.
NESTS = {b"<...": b"...>", b"<+...": b"...+>"}
NEST_NAMES = {b"...>": "<... ...>", b"...+>": "<+... ...+>"}
#: Tokens that may precede a cast.
_BEFORE_CAST = frozenset(b"= ( , & return ? :".split())
#: Tokens that may surround dots among the elements of a list, by its bracket.
_LISTS = {
    "(": frozenset(product((b"(", b","), (b")", b","))),
    "enum": frozenset(product((b"{", b","), (b"}", b","))),
    "=": frozenset(product((b"{", b","), (b"}", b","))),
}


class BodyCursor:
    """The position among the tokens of one body."""

    def __init__(
        self,
        text: SmplText,
        clean: bytes,
        tokens: list[BodyToken],
        names: frozenset[bytes],
        operators: frozenset[bytes],
    ) -> None:
        self.text = text
        self.statement_names = names
        #: The metavariables that are operators.
        self.operators = operators
        self.clean = clean
        self.tokens = tokens
        is_matched = [body_token.mark is not LineMark.PLUS for body_token in tokens]
        self._matched = [*compress(tokens, is_matched)]
        #: How many of them are before each token, and before the end.
        self._matched_before = [0, *accumulate(is_matched)]
        self.at = 0
        self.named = 0
        #: Open brackets of the C code: "(" "[" "{" or "=" for an initialiser's brace.
        self.brackets: list[str] = []
        #: The closing bracket of each open nest.
        self.nests: list[bytes] = []
        self.previous: Item | None = None

    def is_operand_nest(self) -> bool:
        """Whether an operator follows the nest that is open, on the line of its end."""
        depth = 1
        for at in range(self.at, len(self.tokens) - 1):
            text = self.tokens[at].token.text
            depth += (text in NESTS) - (text in NEST_NAMES)
            if depth == 0:
                end, following = self.tokens[at].token.end, self.tokens[at + 1].token
                return b"\n" not in self.clean[end : following.start] and (
                    following.text in _OPERATORS or following.text in self.operators
                )
        return False

    def is_after_cast(self) -> bool:
        """Whether the token is the brace of a compound literal, `(T) {`."""
        end = self._matched_before[self.at]
        depth = 0
        for at in range(end - 1, 0, -1):
            text = self._matched[at].token.text
            depth += (text == b")") - (text == b"(")
            if depth <= 0:
                return at < end - 1 and self._matched[at - 1].token.text in _BEFORE_CAST
        return False

    def is_after_enum(self) -> bool:
        """Whether the token is the brace of an `enum`."""
        end = self._matched_before[self.at]
        before = self._matched[max(end - 2, 0) : end]
        return any(body_token.token.text == b"enum" for body_token in before)

    def is_after_operand(self) -> bool:
        """Whether an operand precedes the operator before the token."""
        end = self._matched_before[self.at - 1]
        last = self._matched[end - 2].token if end > 1 else None
        return last is not None and (last.kind is not Kind.PUNCTUATION or last.text in (b")", b"]"))

    def ends_expression(self) -> bool:
        """Whether the code before dots is an expression, outside parentheses, that could be a
        statement.
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

    def text_before(self) -> bytes:
        return self.previous.token.text if isinstance(self.previous, BodyToken) else b""

    def text_after(self) -> bytes:
        at = self._matched_before[self.at]
        return self._matched[at].token.text if at < len(self._matched) else b""

    def at_statement(self) -> bool:
        if self.brackets and self.brackets[-1] != "{":
            return False
        before = self.previous
        if before is None or not isinstance(before, BodyToken):
            return before is None or before.statements
        token = before.token
        if token.kind in (Kind.DIRECTIVE, Kind.COMMENT) or token.text in (b";", b"{", b"}", b":"):
            return True
        return token.text in self.statement_names

    def track_bracket(self, body_token: BodyToken) -> None:
        """Track the C brackets of matched code; added code is balanced by itself."""
        if body_token.mark is LineMark.PLUS:
            return
        token = body_token.token.text
        if token in (b"(", b"["):
            self.brackets.append(token.decode())
        elif token == b"{":
            before = self.previous
            initialiser = isinstance(before, BodyToken) and before.token.text in (b"=", b",")
            initialiser = initialiser or self.is_after_cast()
            nested = bool(self.brackets) and self.brackets[-1] == "="
            is_enum = self.is_after_enum()
            self.brackets.append("enum" if is_enum else "=" if initialiser or nested else "{")
        elif token in (b")", b"]", b"}"):
            closes = {b")": ("(",), b"]": ("[",), b"}": ("{", "=", "enum")}[token]
            if not self.brackets or self.brackets[-1] not in closes:
                raise self.text.error(body_token.token.start, f"unmatched `{token.decode()}`")
            self.brackets.pop()

    def ends_statement(self, branch: tuple[Item, ...]) -> bool:
        """Whether a disjunction's branch is one or more statements."""
        for item in reversed(branch):
            if not isinstance(item, BodyToken):
                return item.statements
            if item.mark is not LineMark.PLUS:
                text = item.token.text
                return text in (b";", b"}") or text in self.statement_names
        return False

    def disjunction_role(self, body_token: BodyToken) -> str:
        """The token's part in a disjunction: "(", "|", "&" or ")", else ""."""
        token = body_token.token
        if token.text not in (b"(", b"|", b"&", b")") or body_token.mark is LineMark.PLUS:
            return ""
        if self.clean[token.start - 1 : token.start] == b"\\":
            return token.text.decode()
        in_column_1 = self.text.data[token.start - 1 : token.start] == b"\n"
        # A line that begins with `&` may take an address; alone on its line it is the conjunction.
        is_address = token.text == b"&" and not self._is_line(token)
        return token.text.decode() if in_column_1 and not is_address else ""

    def _is_line(self, token: Token) -> bool:
        """Whether a token is the last of its line."""
        end = self.text.data.find(b"\n", token.end)
        return not self.text.data[token.end : end if end >= 0 else None].strip()

    def is_value(self, dots: DotsItem) -> bool:
        """Whether dots are after `=`."""
        at = bisect_left(self.tokens, dots.start, key=lambda body_token: body_token.token.start)
        end = self._matched_before[at]
        return end > 0 and self._matched[end - 1].token.text == b"="

    def is_place_of_dots(self) -> bool:
        """Whether dots that are not statements stand where list elements or an operand may be."""
        before, after = self.text_before(), self.text_after()
        inside = self.brackets[-1] if self.brackets else ""
        is_element = inside in _LISTS and (before, after) in _LISTS[inside]
        if (before, after) == (b"(", b")"):
            # `(...)x` is not a cast.
            is_element = self.is_after_operand()
        is_index = (before, after) == (b"[", b"]")
        is_in_for = inside == "(" and b";" in (before, after)
        is_value = before == b"=" and after in (b";", b",", b")", b"}", b"")
        operators = BINARY | self.operators
        is_operand = after in operators or (before in operators and self.is_after_operand())
        return is_element or is_index or is_in_for or is_value or is_operand
