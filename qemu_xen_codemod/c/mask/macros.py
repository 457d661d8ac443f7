# SPDX-License-Identifier: GPL-2.0-or-later
"""Macro uses in declarations and statements that are not C by themselves, masked by their form."""

from __future__ import annotations

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.loop_macro import loop_spelling
from qemu_xen_codemod.c.macro_kind import Kinds, MacroKind, no_kinds
from qemu_xen_codemod.c.mask.attributes import (
    CAPITALS,
    Head,
    Part,
    Unit,
    assign,
    is_type_argument,
    read_head,
)
from qemu_xen_codemod.c.mask.brackets import Role, pair_up
from qemu_xen_codemod.c.mask.buffer import MaskBuffer
from qemu_xen_codemod.c.words import RESERVED, STATEMENT

#: The replacement for `forever`.
_ENDLESS = b"for(;;)"
_HEADS = frozenset(b"if for while switch".split())
#: Words after which an item starts.
_OPENING = frozenset((b"else", b"do"))
#: Punctuation after which an item may start.
_BEFORE_ITEM = frozenset((b";", b"{", b"}", b":", b")"))
_PLACES = frozenset((Role.FILE, Role.BLOCK, Role.MEMBERS))
#: What follows a declarator.
_DECLARED = frozenset((b";", b"=", b",", b"[", b":", b"{", b"("))


class Items:
    """One pass over a line of tokens that masks at the starts of declarations and statements."""

    def __init__(self, buffer: MaskBuffer, line: list[Token], kinds: Kinds = no_kinds) -> None:
        self._buffer = buffer
        self.kinds = kinds
        self.line = line
        self.partner, self.place = pair_up(line)
        #: Openers of parameter lists: their contents are not arguments.
        self.parameters: set[int] = set()
        #: Tokens that start an item because of what was found before them.
        self._starts: set[int] = set()

    def mask(self) -> None:
        fresh = True
        starts = self._starts
        for at, token in enumerate(self.line):
            kind, _, _, text = token
            if kind is Kind.WORD:
                if (fresh or at in starts) and self.place[at] in _PLACES:
                    self._item(at, self.place[at])
                fresh = text in _OPENING
            else:
                fresh = (
                    kind is Kind.DIRECTIVE or text in _BEFORE_ITEM and self._starts_item(at, token)
                )

    def _starts_item(self, at: int, token: Token) -> bool:
        """Whether an item starts after the punctuation at `at`."""
        text = token.text
        if text in (b";", b"{"):
            return True
        if text == b"}":
            opener = self.partner[at]
            return opener >= 0 and self.place[opener + 1] in (Role.FILE, Role.BLOCK)
        if text == b":":
            return self.place[at] is Role.BLOCK and self._is_label(at)
        if text == b")":
            opener = self.partner[at]
            return opener > 0 and self.line[opener - 1].text in _HEADS
        return False

    def _is_label(self, at: int) -> bool:
        for before in range(at - 1, max(-1, at - 12), -1):
            text = self.line[before].text
            if text in (b"case", b"default"):
                return True
            if text in (b"?", b";", b"{", b"}"):
                return text != b"?" and before == at - 2
        return False

    # --- one declaration or statement -----------------------------------------------------------

    def _item(self, at: int, role: Role) -> None:
        line = self.line
        if line[at].text in STATEMENT or line[at].text == b"_Static_assert":
            return
        head = read_head(line, self.partner, at, len(line), self.kinds)
        units = head.units
        if not units:
            return
        stop = line[head.stop] if head.stop < len(line) else None
        if units[0].kind is not None and self._known(head, stop, role):
            return
        if len(units) == 1 and units[0].part in (Part.WORD, Part.CALL):
            self._alone(units[0], stop, role)
            return
        if units[0].part is Part.CALL and self._leading(units, stop, role):
            return
        if role is Role.BLOCK and self._bare_macro(units, stop):
            return
        if role is Role.BLOCK and (stop is None or stop.text not in _DECLARED):
            return
        self._declaration(head, role)

    def _known(self, head: Head, stop: Token | None, role: Role) -> bool:
        """An item that starts with a macro of a known kind; False leaves it to the macro's look."""
        first, kind = head.units[0], head.units[0].kind
        text = stop.text if stop is not None else b""
        is_alone = len(head.units) == 1
        if is_alone and text in (b";", b"=", b":"):
            # It is C by itself.
            return text == b";" and role is Role.BLOCK
        if kind is MacroKind.TYPE:
            is_declaration = not is_alone and (role is not Role.BLOCK or text in _DECLARED)
            if is_declaration:
                self._declaration(head, role)
            return is_declaration
        if kind is MacroKind.ATTRIBUTE:
            # An empty call on a line of its own may be a statement that is switched off.
            is_line = first.part is Part.CALL and role is Role.BLOCK and self._new_line(first.end)
            is_known = not is_alone and not is_line
            if is_known:
                self._blank(first.start, first.end)
        elif kind is MacroKind.ITERATOR:
            is_known = role is Role.BLOCK and not (is_alone and self._is_operand(stop))
            if is_known:
                self._iterator(first)
        else:
            is_known = self._known_statement(head, stop, role)
        if is_known:
            self._starts.add(first.end)
        return is_known

    def _known_statement(self, head: Head, stop: Token | None, role: Role) -> bool:
        """A macro that is a statement, a declaration or an expression, and that lacks its `;`.

        False leaves it to the macro's look.
        """
        first = head.units[0]
        units = head.units
        is_followed = len(units) > 2 or len(units) == 2 and units[1].part is Part.CALL
        is_sure = self._new_line(first.end) or first.kind is MacroKind.STATEMENT
        is_sure = is_sure or first.kind is MacroKind.DECLARATION and is_followed
        is_block = stop is not None and stop.text == b"{" and len(head.units) == 1
        if not is_sure or self._is_operand(stop, head):
            return False
        if first.kind is MacroKind.EXPRESSION and (is_block or role is not Role.BLOCK):
            return False
        if role is not Role.BLOCK:
            if len(head.units) > 1:
                self._blank(first.start, first.end)
            return len(head.units) > 1
        if first.part is Part.WORD:
            self._end_word(first)
        else:
            self._close(first)
        return True

    def _is_operand(self, stop: Token | None, head: Head | None = None) -> bool:
        """Whether the units and what follows them form an expression."""
        if head is not None and len(head.units) > 1:
            return head.units[1].part is Part.STAR and not self._new_line(head.units[0].end)
        if stop is None or stop.kind is not Kind.PUNCTUATION:
            return False
        return stop.text not in (b"{", b"}", b";", b"++", b"--", b"*", b"(")

    def _declaration(self, head: Head, role: Role) -> None:
        line = self.line
        stop = line[head.stop].text if head.stop < len(line) else b""
        for at, unit in enumerate(head.units):
            if unit.part is Part.CALL and self._old_style(unit):
                del head.units[at + 1 :]
                break
        assign(line, head, named=stop != b"(")
        self._blank_all(head.surplus)
        self._further_declarators(head.stop)
        name = head.name
        called = [u for u in head.units if u.part is Part.CALL and u not in head.surplus]
        for unit in called:
            if unit is name:
                self._double(head, unit)
                self.parameters.add(unit.opener)
                self._parameters(unit.opener)
            elif name is not None and unit.start > name.start:
                continue
            elif not is_type_argument(self.line, unit):
                # `QLIST_HEAD(, T) list;`: the macro's name becomes the type.
                self._blank(unit.start + 1, unit.end)
        if name is not None and name.part is Part.CALL and len(called) == 1:
            typed = any(
                unit.part in (Part.TYPE, Part.WORD)
                for unit in head.units
                if unit is not name and unit not in head.surplus
            )
            # No prototype in a block is static.
            is_static = any(line[unit.start].text == b"static" for unit in head.units)
            if not typed and (role is not Role.BLOCK or is_static):
                self._declaring_macro(name)

    def _leading(self, units: list[Unit], stop: Token | None, role: Role) -> bool:
        """A statement or declaration that starts with `NAME(...)`; True if it has been handled."""
        first, second = units[0], units[1]
        if second.part is Part.STAR:
            return False
        if not self._new_line(first.end):
            calls = [unit for unit in units[1:] if unit.part is Part.CALL]
            if role is Role.BLOCK and (calls and len(units) == 2 or stop is None):
                self._iterator(first)
                self._starts.add(first.end)
                return True
            if role is not Role.BLOCK and (
                second.part in (Part.SPECIFIER, Part.TYPE) or len(units) > 2
            ):
                self._blank(first.start, first.end)
                self._starts.add(first.end)
                return True
            return False
        if role is Role.FILE and self._old_style(first):
            return True
        self._starts.add(first.end)
        if role is not Role.BLOCK:
            self._blank(first.start, first.end)
        elif self._is_deeper(first):
            self._iterator(first)
        else:
            self._close(first)
        return True

    def _bare_macro(self, units: list[Unit], stop: Token | None) -> bool:
        """`MACRO` alone on a line before a call that is a statement; True if it was that."""
        if len(units) != 2 or stop is None or stop.text != b";":
            return False
        first, second = units
        if first.part is not Part.WORD or second.part is not Part.CALL:
            return False
        if not CAPITALS.match(self.line[first.start].text) or not self._new_line(first.end):
            return False
        self._end_word(first)
        self._starts.add(first.end)
        return True

    def _end_word(self, unit: Unit) -> None:
        """A macro that is a statement of its own ends before the next line's code."""
        end = self.line[unit.end].start if unit.end < len(self.line) else len(self._buffer.data)
        if not self._buffer.end_statement(self.line[unit.end - 1].end, end):
            self._blank(unit.start, unit.end)

    def _old_style(self, unit: Unit) -> bool:
        """`f (a, b) T a; ... {`: a K&R function."""
        line = self.line
        named = {t.text for t in line[unit.opener + 1 : unit.end - 1] if t.kind is Kind.WORD}
        for at in range(unit.end, min(unit.end + 8, len(line) - 1)):
            if line[at].kind is not Kind.WORD and line[at].text != b"*":
                return False
            if line[at + 1].text in (b";", b","):
                return line[at].text in named
        return False

    def _alone(self, unit: Unit, stop: Token | None, role: Role) -> None:
        """`NAME` or `NAME(...)` with no word after it."""
        text = stop.text if stop is not None else b""
        ends = stop is None or stop.kind is Kind.DIRECTIVE or text == b"}"
        if text == b":" and role is Role.BLOCK and unit.part is Part.WORD:
            self._label(unit.end)
            return
        if role is not Role.BLOCK:
            if ends:
                self._blank(unit.start, unit.end)
            elif text == b";" and role is Role.MEMBERS and unit.part is Part.CALL:
                self._declaring_macro(unit)
            elif text == b"{" and unit.part is Part.CALL:
                self.parameters.add(unit.opener)
                self._parameters(unit.opener)
            return
        if ends:
            self._close(unit)
        elif unit.part is Part.WORD:
            self._word_alone(unit, text)
        elif text == b"{":
            self._iterator(unit)
        elif text in STATEMENT and text != b"else":
            deeper = self._is_deeper(unit)
            if deeper or not self._new_line(unit.end):
                self._iterator(unit)
            else:
                self._close(unit)
            self._starts.add(unit.end)
        elif text in (b"*", b"++", b"--") and self._new_line(unit.end):
            self._close(unit)

    def _word_alone(self, unit: Unit, following: bytes) -> None:
        """`NAME` before a block or, alone on its line, before another statement."""
        if following == b"{":
            self._iterator(unit)
            return
        is_statement = following in STATEMENT and following != b"else"
        is_macro = CAPITALS.match(self.line[unit.start].text) is not None
        if is_statement and is_macro and self._new_line(unit.end):
            self._end_word(unit)

    def _iterator(self, unit: Unit) -> None:
        """A macro with a body: a loop over its arguments, or a bare block when it has none."""
        word = self.line[unit.start]
        empty = unit.part is Part.WORD or unit.end == unit.opener + 2
        is_endless = unit.part is Part.WORD and unit.kind is MacroKind.ITERATOR
        if is_endless and word.end - word.start >= len(_ENDLESS):
            self._buffer.write(word.start, word.end, _ENDLESS)
            return
        if empty:
            self._blank(unit.start, unit.end)
            return
        loop = loop_spelling(word.end - word.start)
        if loop:
            self._buffer.write(word.start, word.end, loop)

    def _close(self, unit: Unit) -> None:
        """End a statement that has no semicolon: after it, or, in `NAME,a, b;`, in its own
        place.
        """
        last = self.line[unit.end - 1]
        following = self.line[unit.end].start if unit.end < len(self.line) else None
        end = len(self._buffer.data) if following is None else following
        if not self._buffer.end_statement(last.end, end) and unit.part is Part.CALL:
            opener = self.line[unit.opener]
            empty = unit.end == unit.opener + 2
            self._buffer.write(opener.start, opener.end, b" " if empty else b",")
            self._buffer.write(last.start, last.end, b";")

    def _label(self, colon: int) -> None:
        """A label with no statement after it."""
        after = self.line[colon + 1] if colon + 1 < len(self.line) else None
        if after is not None and (after.text == b"}" or after.kind is Kind.DIRECTIVE):
            self._buffer.end_statement(self.line[colon].end, after.start)

    def _declaring_macro(self, unit: Unit) -> None:
        """`DECLARE_BITMAP(name, N + 1);` among members, `static DEFINE_X(name);`: the macro's name
        becomes the type, the first plain word in it the name.
        """
        for at in range(unit.opener + 1, unit.end):
            token = self.line[at]
            if token.kind is Kind.WORD and token.text not in RESERVED:
                follower = self.line[at + 1].text
                if follower in (b",", b")", b"["):
                    self._blank(unit.opener, at)
                    self._blank(at + 1, unit.end)
                    return
        self._blank(unit.start, unit.end + 1)

    def _double(self, head: Head, unit: Unit) -> None:
        """`int f OF((int a));`: the inner parenthesis contains the parameters of the word
        before.
        """
        inner = unit.opener + 1
        at = head.units.index(unit)
        if at and self.line[inner].text == b"(" and self.partner[inner] == unit.end - 2:
            for before in head.units[max(0, at - 2) : at]:
                if before.part is Part.WORD:
                    word = self.line[before.start]
                    self._buffer.restore(word.start, word.end)
            self._blank(unit.start, inner)
            self._blank(unit.end - 1, unit.end)
            self.parameters.add(inner)
            self._parameters(inner)

    # --- parameters -----------------------------------------------------------------------------

    def _parameters(self, opener: int) -> None:
        """Mask the macros among the words of each parameter."""
        end = self.partner[opener]
        at = opener + 1
        while at < end:
            if self.line[at].kind is Kind.WORD:
                head = read_head(self.line, self.partner, at, end, self.kinds)
                assign(self.line, head, named=self.line[head.stop].text != b"(")
                if any(unit.part is not Part.CALL for unit in head.units):
                    self._blank_all(head.surplus)
            while at < end and self.line[at].text != b",":
                if self.line[at].text in (b"(", b"["):
                    self.parameters.add(at)
                    at = max(at, self.partner[at])
                at += 1
            at += 1

    def _further_declarators(self, at: int) -> None:
        """`int a, b ATTRIBUTE;`: a word after a declarator's name."""
        line = self.line
        comma = False
        for _ in range(60):
            if at + 1 >= len(line) or line[at].text in (b";", b"}"):
                return
            at = max(at, self.partner[at])
            if comma and line[at].kind is Kind.WORD and line[at + 1].kind is Kind.WORD:
                self._blank(at + 1, at + 2)
            comma = line[at].text == b"," or comma and line[at].text == b"*"
            at += 1

    # --- small questions ------------------------------------------------------------------------

    def _new_line(self, index: int) -> bool:
        """Whether the token at `index` is on another line than the one before it."""
        line = self.line
        if index >= len(line):
            return True
        return b"\n" in self._buffer.data[line[index - 1].end : line[index].start]

    def _is_deeper(self, unit: Unit) -> bool:
        """Whether the code after a unit is indented more than the line of the unit."""
        after, start = self.line[unit.end].start, self.line[unit.start].start
        return self._buffer.indent(after) > self._buffer.indent(start)

    def _blank_all(self, units: list[Unit]) -> None:
        for unit in units:
            self._blank(unit.start, unit.end)

    def _blank(self, start: int, end: int) -> None:
        """Blank the tokens from index `start` to `end` (exclusive)."""
        self._buffer.blank_tokens(self.line[start:end])
