# SPDX-License-Identifier: GPL-2.0-or-later
"""Unparsed: a construct of SmPL, C or another language in a slice that did not parse. Code that
parses is not checked, so a mere resemblance never makes a pattern invalid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.smpl.read.body_items import (
    EXPRESSION_BESIDE_STATEMENTS,
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    first_start,
)
from qemu_xen_codemod.smpl.read.metavariable import WHOLE_KINDS, MetaKind, Metavariable


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A construct that is outside the subset."""

    #: Byte offset in the patch.
    offset: int
    construct: str
    #: What to write instead, "" if there is nothing.
    help: str = ""


#: Keywords of C++ that are names in C, and seldom meant so.
CPLUSPLUS = frozenset(
    b"catch class const_cast delete dynamic_cast namespace new operator private protected public "
    b"reinterpret_cast static_cast template this throw try typename".split()
)
NAME_IT = "declare its name: `iterator name FOREACH;`"
OLD_STYLE = "parameters declared after the parentheses (K&R style)"
_HEADS = frozenset((b"struct", b"union", b"enum"))
#: Keywords before a `(` that does not begin a call's arguments.
CONTROL = frozenset((b"if", b"while", b"for", b"switch"))
#: Words with parentheses that may precede a statement.
WRAPPERS = frozenset((b"__attribute__", b"__attribute"))
_OPENING, _CLOSING = (b"(", b"[", b"{"), (b")", b"]", b"}")
#: Adjacent tokens that are not C but belong to these languages.
_PAIRS = {
    (b"[", b"["): "attributes ([[...]])",
    (b"<", b"?"): "GCC's operator <?",
    (b">", b"?"): "GCC's operator >?",
    (b"<<", b"<"): "CUDA's kernel launch (<<<...>>>)",
    (b"->", b"*"): "C++ (->*)",
    (b".", b"*"): "C++ (.*)",
}
_IFDEF = re.compile(rb"\s*#\s*ifn?def\b")
_IFDEF_OF_A_NAME = re.compile(rb"\s*#\s*ifn?def\s+[A-Za-z_]\w*\s*(/[/*].*)?$", re.DOTALL)
_OPENS = re.compile(rb"\s*#\s*if")
_CLOSES = re.compile(rb"\s*#\s*endif\b")


def construct_in(
    items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> Unparsed | None:
    """The first known construct in a slice that is not C; None if there is none."""
    code = [
        item
        for item in items
        if not (isinstance(item, BodyToken) and item.token.kind is Kind.COMMENT)
    ]
    texts = [item.token.text if isinstance(item, BodyToken) else b"" for item in code]
    closes = _closes(texts)
    constructs = (
        *_directives(code),
        *_words(code, texts, metavariables),
        *_heads(code, texts, closes),
        *_brackets(code, texts),
        *_fragments(code, texts, closes, metavariables),
    )
    return constructs[0] if constructs else None


def loop_macro_in(
    items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> Unparsed | None:
    """A macro call followed by a statement, which C's grammar may parse as a type."""
    texts = [item.token.text if isinstance(item, BodyToken) else b"" for item in items]
    closes = _closes(texts)
    for at, item in enumerate(items[:-1]):
        is_name = isinstance(item, BodyToken) and item.token.kind is Kind.WORD
        if not is_name or texts[at] in CONTROL or texts[at + 1] != b"(":
            continue
        declared = metavariables.get(texts[at])
        if declared is not None and declared.kind is MetaKind.ITERATOR_NAME:
            continue
        end = closes[at + 1]
        following = metavariables.get(texts[end + 1]) if end + 1 < len(items) else None
        if (
            following is not None
            and following.kind is MetaKind.STATEMENT
            and texts[at] not in WRAPPERS
        ):
            name = texts[at].decode("utf-8", "replace")
            return Unparsed(first_start(item), f"a loop macro ({name})", NAME_IT)
    return None


def _directives(code: Sequence[Item]) -> Iterator[Unparsed]:
    lines = [item.token for item in code if isinstance(item, BodyToken)]
    lines = [line for line in lines if line.kind is Kind.DIRECTIVE]
    opened: list[int] = []
    for line in lines:
        if _IFDEF.match(line.text) and not _IFDEF_OF_A_NAME.match(line.text):
            yield Unparsed(line.start, "#ifdef of something that is not a name", "write #if")
        if _OPENS.match(line.text):
            opened.append(line.start)
        elif opened and _CLOSES.match(line.text):
            opened.pop()
    if opened:
        yield Unparsed(opened[0], "#if in added code without its #endif")
    for line in lines:
        if _OPENS.match(line.text):
            yield Unparsed(
                line.start,
                "#if around a part of a statement, declaration or initialiser",
                "put the #if and #endif around the whole of it",
            )


def _words(
    code: Sequence[Item], texts: Sequence[bytes], metavariables: Mapping[bytes, Metavariable]
) -> Iterator[Unparsed]:
    for item, other in pairwise(code):
        if not isinstance(item, BodyToken) or not isinstance(other, BodyToken):
            continue
        first, second = item.token, other.token
        if first.end == second.start and (first.text, second.text) in _PAIRS:
            yield Unparsed(first.start, _PAIRS[first.text, second.text])
    for item, text in zip(code, texts, strict=True):
        if text in metavariables:
            continue
        if text in CPLUSPLUS:
            yield Unparsed(first_start(item), f"C++ ({text.decode()})")
        elif text in WRAPPERS:
            yield Unparsed(
                first_start(item),
                f"an attribute ({text.decode()})",
                "leave it out: the code may have attributes that the rule does not name",
            )
        elif text in (b"complex", b"_Complex"):
            yield Unparsed(first_start(item), f"complex types ({text.decode()})")


def _heads(
    code: Sequence[Item], texts: Sequence[bytes], closes: Mapping[int, int]
) -> Iterator[Unparsed]:
    for at, item in enumerate(code):
        after = texts[at + 1] if at + 1 < len(code) else b""
        if after == b":" and _is_label(code, texts, at):
            yield Unparsed(
                first_start(item),
                "a label without a statement",
                "write the label with the statement after it",
            )
        if isinstance(item, DisjunctionItem) and after == b"(":
            end = closes[at + 1]
            if texts[end + 1 : end + 2] == [b"{"]:
                yield Unparsed(
                    item.start,
                    "a disjunction as the name of a function that is defined",
                    "declare `identifier f = {a, b};`",
                )
        if texts[at] in _HEADS:
            yield from _struct(code, texts, closes, at)
        if after == b"(" and _is_old_style(code, texts, closes[at + 1]):
            yield Unparsed(first_start(item), OLD_STYLE)


def _is_label(code: Sequence[Item], texts: Sequence[bytes], at: int) -> bool:
    """Whether a word before a `:` is a label at the end of a block or before dots."""
    item = code[at]
    is_word = isinstance(item, BodyToken) and item.token.kind is Kind.WORD
    begins = at == 0 or texts[at - 1] in (b"", b";", b"{", b"}", b":")
    ends = texts[at + 2] in (b"", b"}") if at + 2 < len(code) else True
    return is_word and texts[at] != b"default" and begins and ends


def _struct(
    code: Sequence[Item], texts: Sequence[bytes], closes: Mapping[int, int], at: int
) -> Iterator[Unparsed]:
    """A `struct`, `union` or `enum` with members but without its `;`."""
    word = texts[at].decode()
    brace = next((i for i in (at + 1, at + 2) if texts[i : i + 1] == [b"{"]), None)
    if brace is None:
        return
    end = closes[brace]
    following = code[end + 1 : end + 2]
    if not following or (
        isinstance(following[0], BodyToken) and following[0].token.text in _CLOSING
    ):
        yield Unparsed(
            first_start(code[at]),
            f"{word} with its members and without a `;`",
            f"write the whole declaration: `{word} ... {{ ... }};`",
        )


def _is_old_style(code: Sequence[Item], texts: Sequence[bytes], end: int) -> bool:
    """Whether declarations are between the `)` at an index and a function's `{`."""
    at = end + 1
    first = code[at] if at < len(code) else None
    if not isinstance(first, BodyToken) or first.token.kind is not Kind.WORD:
        return False
    following = next((i for i in range(at, len(code)) if texts[i] in (b"{", b"}", b"(")), len(code))
    return texts[following : following + 1] == [b"{"] and texts[following - 1] == b";"


def _brackets(code: Sequence[Item], texts: Sequence[bytes]) -> Iterator[Unparsed]:
    opened: list[int] = []
    for at, text in enumerate(texts):
        if text in _OPENING:
            opened.append(at)
        elif text in _CLOSING and opened:
            opened.pop()
        elif text == b"," and opened and texts[opened[-1]] == b"[":
            yield Unparsed(first_start(code[opened[-1]]), "an index of several values ([i, j])")
    if texts[:2] in ([b"{", b"."], [b"{", b"["]):
        yield Unparsed(
            first_start(code[0]),
            "an initialiser without its declaration",
            "write the declaration too: `struct s x = { ... };`",
        )


def _fragments(
    code: Sequence[Item],
    texts: Sequence[bytes],
    closes: Mapping[int, int],
    metavariables: Mapping[bytes, Metavariable],
) -> Iterator[Unparsed]:
    if not code:
        return
    if texts[0] in (b"else", b"catch"):
        yield Unparsed(first_start(code[0]), "else without its if", "write the whole `if`")
    for at, text in enumerate(texts):
        if text in CONTROL and texts[at + 1 : at + 2] == [b"("]:
            end = closes[at + 1]
            is_last = end >= len(code) - 1 or isinstance(code[end + 1], DotsItem)
            if is_last and (at == 0 or texts[at - 1] != b"}"):
                yield Unparsed(
                    first_start(code[at]),
                    without_statement(text),
                    "declare `statement S;` and write S after it",
                )
    begin, depth = 0, 0
    for at, (item, text) in enumerate(zip(code, texts, strict=True)):
        depth += (text in _OPENING) - (text in _CLOSING)
        declared = metavariables.get(text)
        ends = text in (b";", b"}") or (declared is not None and declared.kind in WHOLE_KINDS)
        if depth == 0 and (ends or (not isinstance(item, BodyToken) and item.statements)):
            begin = at + 1
    if 0 < begin < len(code):
        yield Unparsed(
            first_start(code[begin]),
            EXPRESSION_BESIDE_STATEMENTS,
            "write the whole statement, with its `;`, or a separate rule",
        )


def without_statement(word: bytes) -> str:
    return f"{word.decode()} without the statement that belongs to it"


def _closes(texts: Sequence[bytes]) -> Mapping[int, int]:
    """The index of the closing bracket of each opening one; the number of texts if none does."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for at, text in enumerate(texts):
        if text in _OPENING:
            closing[at] = len(texts)
            opened.append(at)
        elif text in _CLOSING and opened:
            closing[opened.pop()] = at
    return closing
