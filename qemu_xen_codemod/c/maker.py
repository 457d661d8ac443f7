# SPDX-License-Identifier: GPL-2.0-or-later
"""Makers: macros that may make a wanted name out of pieces, or that use such a macro.

    #define XC(fn) xc_##fn(xch)            a maker of xc_version, with `version` as its argument
    #define STOP() XC(domain_pause)        uses it

Names that are known one by one are compared with what a macro's body becomes. Arguments may be any
word; a word at the end of the body, or of an argument in it, may be a part of a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from qemu_xen_codemod.c.expansion import Lookup, Piece, expand
from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.literal import content, strings
from qemu_xen_codemod.c.macro_definition import Macro
from qemu_xen_codemod.c.wanted import Wanted

#: In place of an argument: a word that no file has.
_ANY = b"__any_argument__"
_LITERAL = Piece(Kind.STRING, b'"%s"' % _ANY)
_OPENING = (b"(", b",")
_CLOSING = (b")", b",")


class Makers:
    """Makers by name, and the files that see them."""

    def __init__(self, is_seen: Callable[[str, str], bool]) -> None:
        """`is_seen`: whether the macros of one file are seen in another."""
        self._is_seen = is_seen
        #: By name and file.
        self._found: dict[bytes, dict[str, list[Macro]]] = {}

    @property
    def names(self) -> Set[bytes]:
        return self._found.keys()

    def add(self, path: str, macro: Macro) -> None:
        self._found.setdefault(macro.name, {}).setdefault(path, []).append(macro)

    def has(self, path: str, macro: Macro) -> bool:
        return macro in self._found.get(macro.name, {}).get(path, ())

    def of(self, name: bytes, path: str) -> list[Macro]:
        """The makers of this name that a file sees, those that mean the same once."""
        found = self._found.get(name, {})
        seen = (
            macro for at, macros in found.items() if self._is_seen(at, path) for macro in macros
        )
        return list({macro.text: macro for macro in seen}.values())

    def among(self, words: Iterable[bytes], path: str) -> frozenset[bytes]:
        """Those of the words that are makers in a file."""
        return frozenset(word for word in words if self.has_one(word, path))

    def has_one(self, name: bytes, path: str) -> bool:
        """Whether a file sees a maker of this name."""
        return any(self._is_seen(at, path) for at in self._found.get(name, ()))

    def lookup(self, path: str, first: Macro) -> Lookup:
        """What names stand for in a file: `first`, and for other names any maker."""

        def find(name: bytes) -> Macro | None:
            if name == first.name:
                return first
            found = self._found.get(name, {})
            return next((found[at][0] for at in found if self._is_seen(at, path)), None)

        return find


def has_piece(macro: Macro, wanted: Wanted) -> bool:
    """Whether the macro's body contains a piece of a wanted name."""
    parameters = macro.parameters or ()
    is_pasting = any(token.text == b"##" for token in macro.body)
    for token in macro.body:
        text = content(token) if token.kind is Kind.STRING else token.text
        if text not in parameters and (
            wanted.is_piece(text) or (is_pasting and wanted.is_bare(text))
        ):
            return True
    return False


def may_make(macro: Macro, wanted: Wanted, lookup: Lookup | None = None) -> bool:
    """Whether the macro, invoked with some arguments, may become code with a wanted name.

    `lookup` knows makers. Other macros in the body are left as they are, and may do anything with
    their arguments.
    """
    if wanted.prefixes:
        # They are in few names and macros: pieces tell enough.
        return True

    def find(name: bytes) -> Macro | None:
        if name == macro.name:
            return macro
        return lookup(name) if lookup is not None else None

    made = expand(list(_invocation(macro)), find)
    if any(_is_passed_on(made, at, find) for at in range(len(made))):
        return True
    words = [(at, at + 1, made[at].text) for at in range(len(made)) if _is_part(made[at], wanted)]
    # An argument may also be a string: `"xc_" op`.
    texts = strings([_LITERAL if piece.text == _ANY else piece for piece in made])
    parts = (*words, *(part for part in texts if part[2].replace(_ANY, b"")))
    return any(wanted.may_be(_pattern(made, *part)) for part in parts)


def is_invoked_in(data: bytes, makers: Sequence[Macro], name: bytes) -> bool:
    """Whether bytes with a name may invoke one of its makers, pass it on, or end with it as the
    body of another macro.
    """
    if not all(maker.parameters is not None for maker in makers):
        return True
    return re.search(rb"\b%s\b(?:\s*[(,)]|[ \t]*(?:/[/*]|\\?\r?\n|\Z))" % name, data) is not None


def _invocation(macro: Macro) -> Iterator[Piece]:
    yield Piece(Kind.WORD, macro.name)
    if macro.parameters is not None:
        yield Piece(Kind.PUNCTUATION, b"(")
        for number in range(len(macro.parameters)):
            if number:
                yield Piece(Kind.PUNCTUATION, b",")
            yield Piece(Kind.WORD, _ANY)
        yield Piece(Kind.PUNCTUATION, b")")


def _is_part(piece: Piece, wanted: Wanted) -> bool:
    """Whether it is a word that `##` formed, or a piece of a wanted name."""
    if piece.kind is not Kind.WORD or piece.text == _ANY:
        return False
    return piece.is_made or wanted.is_piece(piece.text)


def _is_passed_on(code: Sequence[Piece], at: int, lookup: Lookup) -> bool:
    """Whether the word is a macro that is left for others to invoke."""
    is_macro = code[at].kind is Kind.WORD and lookup(code[at].text) is not None
    return is_macro and _follows(code, at + 1) in (b"(", *_CLOSING)


def _pattern(code: Sequence[Piece], start: int, end: int, text: bytes) -> bytes:
    """A regular expression of the names that a word or string may become."""
    before = code[start - 1].text if start else b"("
    opened = rb"\w*" if before in _OPENING else b""
    closed = rb"\w*" if _follows(code, end) in _CLOSING else b""
    return opened + rb"\w*".join(map(re.escape, text.split(_ANY))) + closed


def _follows(code: Sequence[Piece], at: int) -> bytes:
    return code[at].text if at < len(code) else b")"
