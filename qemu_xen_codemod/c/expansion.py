# SPDX-License-Identifier: GPL-2.0-or-later
"""Expansion of macros as the preprocessor does it: arguments, `#`, `##`, and macros in the result.

    #define XC(fn, ...) xc_##fn(xch, ##__VA_ARGS__)
    XC(domain_pause, 1)            gives            xc_domain_pause ( xch , 1 )

What comes out are tokens without places; of each it is known whether `#` or `##` made it. Nothing
is refused: what is wrong C comes out as it is, and what never ends is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.macro_definition import Macro

#: The macro that a name stands for, None for none.
Lookup = Callable[[bytes], Macro | None]

#: The largest number of tokens that one expansion may process: macros can double themselves without
#: end.
_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of an expansion."""

    kind: Kind
    text: bytes
    #: Whether `#` or `##` formed it.
    is_made: bool = False
    #: The macros whose expansion produced it: they are not expanded again.
    hidden: frozenset[bytes] = frozenset()


def pieces(code: Sequence[Token]) -> list[Piece]:
    return [Piece(token.kind, token.text) for token in code]


def expand(code: Sequence[Piece], lookup: Lookup) -> list[Piece]:
    """The code with all its macros expanded."""
    return _Expansion(lookup).run(code)


class _Expansion:
    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._left = _LIMIT

    def run(self, code: Sequence[Piece]) -> list[Piece]:
        done: list[Piece] = []
        #: Reversed, so that the expansion of a macro can be put in front.
        todo = list(code)[::-1]
        while todo:
            piece = todo.pop()
            self._left -= 1
            macro = None
            if piece.kind is Kind.WORD and piece.text not in piece.hidden and self._left > 0:
                macro = self._lookup(piece.text)
            if macro is None:
                done.append(piece)
                continue
            if macro.parameters is None:
                todo += self._hide(self._body(macro, {}), piece.hidden | {macro.name})[::-1]
                continue
            taken = _arguments(todo)
            if taken is None:
                done.append(piece)
                continue
            arguments, length, closing = taken
            del todo[len(todo) - length :]
            bound = _bind(macro, arguments)
            hidden = (piece.hidden & closing.hidden) | {macro.name}
            todo += self._hide(self._body(macro, bound), hidden)[::-1]
        return done

    def _hide(self, made: Sequence[Piece], names: frozenset[bytes]) -> list[Piece]:
        # Only words can be macros. The pieces of a body have nothing hidden yet.
        return [
            Piece(
                piece.kind,
                piece.text,
                piece.is_made,
                piece.hidden | names if piece.hidden else names,
            )
            if piece.kind is Kind.WORD
            else piece
            for piece in made
        ]

    def _body(self, macro: Macro, bound: dict[bytes, list[Piece]]) -> list[Piece]:
        """The macro's body with its arguments substituted, and `#` and `##` applied."""
        made: list[Piece] = []
        body = pieces(macro.body)
        at = 0
        is_pasted = False
        while at < len(body):
            piece = body[at]
            following = body[at + 1] if at + 1 < len(body) else None
            if piece.text == b"##" and at:
                is_pasted = True
                at += 1
                continue
            if piece.text == b"#" and following is not None and following.text in bound:
                part = [_string(bound[following.text])]
                at += 1
            elif piece.kind is Kind.WORD and piece.text in bound:
                part = bound[piece.text]
                if not is_pasted and not (following is not None and following.text == b"##"):
                    part = self.run(part)
            else:
                part = [piece]
            if is_pasted and made and part:
                made[-1:] = _paste(made[-1], part[0])
                part = part[1:]
            elif is_pasted and not part and made and made[-1].text == b",":
                # GNU's `, ##__VA_ARGS__` removes the comma if there are no arguments.
                made.pop()
            made += part
            is_pasted = False
            at += 1
        return made


def _arguments(todo: Sequence[Piece]) -> tuple[list[list[Piece]], int, Piece] | None:
    """The arguments that follow, the number of their tokens, and their closing parenthesis."""
    if not todo or todo[-1].text != b"(":
        return None
    found: list[list[Piece]] = [[]]
    depth = 0
    for length, piece in enumerate(reversed(todo), 1):
        depth += (piece.text == b"(") - (piece.text == b")")
        if depth == 0:
            return found, length, piece
        if depth == 1 and piece.text == b",":
            found.append([])
        elif length > 1:
            found[-1].append(piece)
    return None


def _bind(macro: Macro, arguments: list[list[Piece]]) -> dict[bytes, list[Piece]]:
    """The arguments by their parameters."""
    names = macro.parameters or ()
    if macro.is_variadic and names:
        fixed = len(names) - 1
        rest: list[Piece] = []
        for number, group in enumerate(arguments[fixed:]):
            rest += [Piece(Kind.PUNCTUATION, b",")] if number else []
            rest += group
        arguments = [*arguments[:fixed], rest]
    arguments += [[] for _ in range(len(names) - len(arguments))]
    return dict(zip(names, arguments, strict=False))


def _paste(left: Piece, right: Piece) -> list[Piece]:
    made = list(tokens(left.text + right.text))
    hidden = left.hidden & right.hidden
    if len(made) != 1:
        return [left, right]
    return [Piece(made[0].kind, made[0].text, is_made=True, hidden=hidden)]


def _string(argument: Sequence[Piece]) -> Piece:
    text = b" ".join(piece.text for piece in argument)
    quoted = text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return Piece(Kind.STRING, b'"' + quoted + b'"', is_made=True)
