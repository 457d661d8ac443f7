# SPDX-License-Identifier: GPL-2.0-or-later
"""#if groups that cut a construct: which directives and arms to drop so that the rest parses as C.

tree-sitter parses an #if whose arms are whole statements, declarations, members or enumerators. It
cannot parse one that cuts a statement, an argument list or an initialiser in half. For such a group
the directive lines are dropped, and all arms but one if they are alternatives. So is any other
directive between the head of a statement and its body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.mask.brackets import BRACKETS, CLOSERS, Open, Role, Stack
from qemu_xen_codemod.c.words import ATTRIBUTE, SPECIFIER
from qemu_xen_codemod.edit.edit import Span

_NAME = re.compile(rb"[ \t\f\v]*#[ \t\f\v]*([a-z]*)")
_ASKS = re.compile(rb"[ \t\f\v]*#[ \t\f\v]*(ifdef|ifndef|if)\b((?:[^/]|/(?![/*]))*)")
_DEFINED = re.compile(rb"(! ?)?(?:defined ?)?\(? ?(\w+) ?\)?")
_JOINS = frozenset(b"else = + - / % | || && ? , . -> ) ] < > <= >= == != << >> ^ ## :".split())
_ENDS = frozenset((b";", b"{", b"}", b":", b","))
_HEADS = frozenset(b"if for while switch".split())
#: Heads of a branch or a body that need no parenthesis.
_HEADS_ALONE = (b"else", b"do")
#: At most, in tokens: there may be brackets without a partner before each directive.
_LONGEST_HEAD = 1000


@dataclass(slots=True)
class _Arm:
    directive: Token
    start: int
    end: int = 0
    stack: list[Open] = field(default_factory=list)
    #: How many brackets the arm closes that it did not open.
    dips: bool = False


@dataclass(slots=True)
class _Group:
    before: list[Open]
    arms: list[_Arm]


@dataclass(frozen=True, slots=True)
class Line:
    """A file's tokens as one line of C: without comments and dropped arms.

    Directives that may stay are among the tokens; each is a border between constructs.
    """

    tokens: list[Token]
    #: Directive lines and arms that must be blanked, in order.
    dropped: tuple[Span, ...]
    #: Whether each bracket has its partner.
    is_balanced: bool


def straighten(tokens: Iterable[Token], taken: dict[bytes, bool] | None = None) -> Line:
    """The tokens without the #if groups that cut a construct. Never raises.

    `taken`: conditions that are assumed to be true or false, because an arm was chosen earlier;
    those chosen here are added.
    """
    code = [token for token in tokens if token.kind is not Kind.COMMENT]
    return _Walk(code, {} if taken is None else taken).run()


class _Walk:
    def __init__(self, code: list[Token], taken: dict[bytes, bool]) -> None:
        self._code = code
        self._line: list[Token] = []
        self._stack = Stack(self._line)
        self._groups: list[_Group] = []
        self._dropped: list[Span] = []
        #: Conditions that are assumed to be true or false, because an arm was chosen.
        self._taken = taken
        taken |= {b"__cplusplus": False, b"0": False}
        self._is_balanced = True

    def run(self) -> Line:
        line, groups = self._line, self._groups
        for at, token in enumerate(self._code):
            kind, _, _, text = token
            if kind is Kind.DIRECTIVE:
                self._directive(at, token)
                continue
            line.append(token)
            if kind is not Kind.PUNCTUATION or text not in BRACKETS:
                continue
            self._stack.step(len(line) - 1)
            if text in CLOSERS:
                lost = self._stack.closed < 0
                self._is_balanced = self._is_balanced and not lost
                for group in groups:
                    if lost or len(self._stack.open) < len(group.before):
                        group.arms[-1].dips = True
        is_balanced = self._is_balanced and not self._stack.open
        return Line(self._line, tuple(sorted(self._dropped)), is_balanced)

    def _directive(self, at: int, token: Token) -> None:
        found = _NAME.match(token.text)
        name = found.group(1) if found else b""
        if name in (b"if", b"ifdef", b"ifndef"):
            arm = _Arm(token, len(self._line))
            self._groups.append(_Group(list(self._stack.open), [arm]))
        elif name in (b"else", b"elif", b"elifdef", b"elifndef") and self._groups:
            group = self._groups[-1]
            self._finish(group.arms[-1])
            self._stack.restore(group.before)
            group.arms.append(_Arm(token, len(self._line)))
        elif name == b"endif" and self._groups:
            group = self._groups.pop()
            self._finish(group.arms[-1])
            self._close(group, token, self._next(at))
            return
        elif self._is_in_statement(at):
            self._dropped.append(Span(token.start, token.end))
            return
        self._line.append(token)

    def _is_in_statement(self, at: int) -> bool:
        """Whether a directive is between the head of a statement and its body, or before `else`.
        tree-sitter takes it for the body.
        """
        last = self._at(len(self._line))
        before = self._line[last].text if last >= 0 else b""
        if before in _HEADS_ALONE or (
            before == b")" and self._head(last, max(0, last - _LONGEST_HEAD))
        ):
            return True
        after = self._next(at)
        return after is not None and after.text == b"else"

    def _finish(self, arm: _Arm) -> None:
        arm.end = len(self._line)
        arm.stack = list(self._stack.open)

    def _next(self, at: int) -> Token | None:
        for token in self._code[at + 1 : at + 20]:
            if token.kind is not Kind.DIRECTIVE:
                return token
        return None

    def _close(self, group: _Group, endif: Token, after: Token | None) -> None:
        arms = group.arms
        cut = any(self._cuts(group, arm, after) for arm in arms)
        if not cut:
            self._stack.restore(group.before)
            self._line.append(endif)
            return
        kept = self._kept(group)
        start = arms[0].start
        # An arm's range starts with its own directive.
        tokens = [token for arm in kept for token in self._line[arm.start + 1 : arm.end]]
        ends = [arm.directive.start for arm in arms[1:]] + [endif.start]
        for arm, end in zip(arms, ends, strict=True):
            whole = end if arm not in kept else arm.directive.end
            self._dropped.append(Span(arm.directive.start, whole))
        self._dropped.append(Span(endif.start, endif.end))
        del self._line[start:]
        self._stack.restore(group.before)
        for token in tokens:
            self._line.append(token)
            if token.text in BRACKETS:
                self._stack.step(len(self._line) - 1)

    def _kept(self, group: _Group) -> list[_Arm]:
        """The arms that stay. All groups with the same condition get the same choice."""
        arms = group.arms
        full = [arm for arm in arms if self._tokens(arm)]
        role = group.before[-1].role if group.before else Role.FILE
        if role in (Role.VALUES, Role.ENUM) and all(self._listed(arm) for arm in full):
            return full
        condition, holds = _condition(arms[0].directive.text)
        known = self._taken.get(condition)
        if known is not None:
            return arms[:1] if known == holds else arms[1:2]
        if full:
            self._taken[condition] = (full[0] is arms[0]) == holds
        return full[:1]

    def _listed(self, arm: _Arm) -> bool:
        tokens = self._tokens(arm)
        return not arm.dips and (tokens[-1].text == b"," or tokens[0].text == b",")

    def _tokens(self, arm: _Arm) -> list[Token]:
        return [t for t in self._line[arm.start : arm.end] if t.kind is not Kind.DIRECTIVE]

    def _cuts(self, group: _Group, arm: _Arm, after: Token | None) -> bool:
        tokens = self._tokens(arm)
        role = group.before[-1].role if group.before else Role.FILE
        if arm.dips or len(arm.stack) != len(group.before):
            return True
        if not tokens:
            return False
        if role is Role.ENUM and self._groups and self._groups[-1].before == group.before:
            # tree-sitter parses no group inside a group of enumerators.
            return True
        if role in (Role.PAREN, Role.VALUES):
            return True
        first, last = tokens[0], tokens[-1]
        if first.text in _JOINS or first.text in ATTRIBUTE or last.text in SPECIFIER:
            return True
        before = self._before(group.arms[0].start)
        closed = before is None or before.text in _ENDS
        if before is not None and before.text == b")":
            closed = not self._head(self._at(group.arms[0].start), 0)
        if before is not None and before.kind is Kind.WORD:
            closed = before.text.isupper()
        if role is Role.ENUM:
            return not (closed or first.text == b",") and last.text != b","
        if not closed:
            return True
        if last.text == b")":
            return (
                self._head(arm.end - 1, arm.start)
                or after is not None
                and after.text in (b";", b"{", b"=")
            )
        if last.kind is Kind.WORD:
            return last.text == b"else" or after is not None and after.kind is Kind.WORD
        return last.text not in _ENDS or last.text == b"," and role is not Role.FILE

    def _head(self, last: int, start: int) -> bool:
        """Whether the parenthesis that ends at `last` is the head of an `if`, `for`, `while` or
        `switch`.
        """
        depth = 0
        for at in range(last, start - 1, -1):
            text = self._line[at].text
            depth += (text == b")") - (text == b"(")
            if not depth and text == b"(":
                return at > start and self._line[at - 1].text in _HEADS
        return False

    def _at(self, index: int) -> int:
        """The index of the nearest code token before `index`, -1 for none."""
        for at in range(index - 1, max(-1, index - 200), -1):
            if self._line[at].kind is not Kind.DIRECTIVE:
                return at
        return -1

    def _before(self, index: int) -> Token | None:
        at = self._at(index)
        return self._line[at] if at >= 0 else None


def _condition(directive: bytes) -> tuple[bytes, bool]:
    """The condition of an #if, and whether its first arm is for when that is true."""
    found = _ASKS.match(directive)
    if not found:
        return directive, True
    text = b" ".join(found.group(2).split())
    if found.group(1) != b"if":
        return text, found.group(1) == b"ifdef"
    plain = _DEFINED.fullmatch(text)
    return (plain.group(2), not plain.group(1)) if plain else (text, True)
