# SPDX-License-Identifier: GPL-2.0-or-later
"""Fragments: code that a file's tree leaves as raw text, parsed separately.

Fragments are the bodies of #define lines and the operands of `typeof(..)`. Each fragment that may
contain a match becomes a SourceFile of its own. It is as long as the file up to the fragment's end;
everything before the fragment is blank, except for a wrapper that makes it an expression or
statements. Offsets are therefore those of the file. Backslashes at line ends are blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import TYPE_OF
from qemu_xen_codemod.edit.edit import Span

_DEFINE = re.compile(
    rb"^[ \t]*#[ \t]*define[ \t]+\w+(?P<parameters>\([^()\n]*\))?(?P<body>(?:\\\r?\n|[^\n])*)",
    re.MULTILINE,
)
_WORD = re.compile(rb"\w+")
_CONTINUED = re.compile(rb"\\(?=\r?\n)")
_EXPRESSION = (b"T f(){(", b"\n);}")
_STATEMENTS = (b"T f(){", b"\n;}")
_TYPE = (b"T f(){(", b"\n)0;}")
#: So many operands contain each other: nobody writes more, and each would be parsed as a whole.
_MOST_AROUND = 8
_BLANK = bytes(byte if byte == 10 else 32 for byte in range(256))
_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of code and the file that was made of it."""

    #: Its place in the file: the text around it in `source` is not that of the file.
    place: Span
    is_macro: bool
    #: None if it is not C by itself.
    source: SourceFile | None
    #: The names of its own parameters.
    parameters: frozenset[bytes] = frozenset()


def expression_in(source: SourceFile, place: Span) -> tuple[SourceFile | None, Node | None]:
    """A macro's body as an expression, in a file of its own; None if it is not one."""
    view = _parsed(source, place, (_EXPRESSION,))
    node = view.root if view is not None else None
    while node is not None and node.type != "parenthesized_expression":
        named = [inner for inner in node.named_children if inner.type != "comment"]
        node = named[-1] if named else None
    inside = [child for child in node.named_children if child.type != "comment"] if node else []
    return view, inside[0] if len(inside) == 1 else None


def fragments(
    source: SourceFile, words: re.Pattern[bytes] | None, *, types: bool = False
) -> Iterator[Fragment]:
    """The fragments that contain the words (None: all), in the file's order. With `types`, a body
    that may be a type is one.
    """
    found = [*_macro_bodies(source, words, types=types), *_type_operands(source, words)]
    yield from sorted(found, key=lambda item: item.place)


def _macro_bodies(
    source: SourceFile, words: re.Pattern[bytes] | None, *, types: bool
) -> Iterator[Fragment]:
    wrappers = (*((_TYPE,) if types else ()), _EXPRESSION, _STATEMENTS)
    if b"define" not in source.data:
        return
    for found in _DEFINE.finditer(source.data):
        body = found.group("body")
        if (words is not None and not words.search(body)) or not body.strip(b" \t\\\r\n"):
            continue
        node = source.root.descendant_for_byte_range(found.start("body") - 1, found.end("body") - 1)
        while node is not None and not node.type.endswith("def"):
            node = node.parent
        if node is not None and not source.is_dead(found.start()):
            place = Span(found.start("body"), found.end("body"))
            view = _parsed(source, place, wrappers)
            parameters = frozenset(_WORD.findall(found.group("parameters") or b""))
            yield Fragment(place, True, view, parameters)


def _type_operands(source: SourceFile, words: re.Pattern[bytes] | None) -> Iterator[Fragment]:
    """The operands of `typeof`, outside of directives."""
    if b"typeof" not in source.data and b"_Atomic" not in source.data:
        return
    for place, depth in _operands(source):
        if words is not None and not words.search(source.text(place)):
            continue
        if not source.is_dead(place.start):
            view = _parsed(source, place, (_EXPRESSION,)) if depth <= _MOST_AROUND else None
            yield Fragment(place, False, view)


def _operands(source: SourceFile) -> Iterator[tuple[Span, int]]:
    """The operands, and how many of them contain each, with itself. One that does not close ends
    with the file.
    """
    #: The offsets after the open parentheses; -1 for those that are not of `typeof`.
    starts: list[int] = []
    depth = 0
    before = b""
    for token in source.code:
        if token.text == b"(":
            is_operand = before in TYPE_OF
            starts.append(token.end if is_operand else -1)
            depth += is_operand
        elif token.text == b")" and starts:
            start = starts.pop()
            if start >= 0:
                yield Span(start, token.start), depth
                depth -= 1
        before = token.text
    for start in starts:
        if start >= 0:
            yield Span(start, len(source.data)), depth


def _parsed(
    source: SourceFile, place: Span, wrappers: Sequence[tuple[bytes, bytes]]
) -> SourceFile | None:
    code = _CONTINUED.sub(b" ", source.text(place))
    pasted = _pasted(code)
    for opening, ending in wrappers:
        # The shortest head, `#define A`, is long enough for any wrapper.
        size = place.start - len(opening)
        head = source.data[:size].translate(_BLANK) + opening
        # Blanks on a single line are parsed faster.
        parsed_as = b" " * size + opening + pasted + ending
        whole = source.whole or source
        view = SourceFile(source.path, head + code + ending, (), parsed_as, source.macros, whole)
        if not view.root.has_error and len(view.root.named_children) == 1:
            return view
    return None


def _pasted(code: bytes) -> bytes:
    """The code with the same length, with each word that `#` or `##` forms in one piece: `x_##n` as
    `x___n`, `#n` as `_n`, and the `##args` after a comma as one word.
    """
    if b"#" not in code:
        return code
    text = bytearray(code)
    # A `#` that begins a line of a macro's body is not a directive.
    found = list(tokens(code.translate(_ONE_LINE)))
    words = (Kind.WORD, Kind.NUMBER)
    for at, token in enumerate(found[:-1]):
        following = found[at + 1]
        is_word = following.kind in words or (token.text == b"##" and following.text == b"#")
        if token.text not in (b"#", b"##") or not is_word:
            continue
        before = found[at - 1] if at else None
        start = token.start
        if token.text == b"##" and before is not None and before.kind in words:
            start = before.start if before.kind is Kind.NUMBER else before.end
        _fill(text, start, following.start)
    return bytes(text)


def _fill(text: bytearray, start: int, end: int) -> None:
    for at in range(start, end):
        if text[at] not in b"\r\n":
            text[at : at + 1] = b"_"
