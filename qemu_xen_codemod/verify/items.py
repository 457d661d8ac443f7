# SPDX-License-Identifier: GPL-2.0-or-later
"""What a compiler sees of a C file: its external declarations, as tokens, in one header set.

Comments and white space are removed. `#if` blocks are evaluated if their condition only compares
the release macro with a number, or only tests whether a probe's macro is defined. Two states of a
file with equal items give the same code and the same diagnostics, except for line numbers.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qemu_xen_codemod.c.conditional import conditional_blocks, directive_text
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span

_OPERATORS: dict[bytes, Callable[[int, int], bool]] = {
    b"<": operator.lt,
    b"<=": operator.le,
    b">": operator.gt,
    b">=": operator.ge,
    b"==": operator.eq,
    b"!=": operator.ne,
}
#: In generated files these say where a line comes from; they produce no code.
_LINE = re.compile(rb"[ \t]*#[ \t]*(?:line\b|\d)")
#: A macro that a file defines or undefines.
_SET = re.compile(rb"#[ \t]*(?:define|undef)[ \t]+(\w+)")
_COMPARED = re.compile(rb"#(?:el)?if \(?(\w+) (<=?|>=?|==|!=) (\d{1,18})\)?")
#: `#ifdef X`, `#ifndef X`, `#if defined(X)`, `#if !defined X`.
_ASKED = re.compile(rb"#(?:el)?if(?:(?P<no>n)?def | (?P<not>! ?)?defined ?\(? ?)(?P<name>\w+) ?\)?")
#: One external declaration or directive: the texts of its tokens.
Item = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known in a header set about the macros by which code tests the libraries."""

    #: The release macro, "" for none, and its value.
    macro: str
    release: int
    #: Macros that are defined, and macros that are not.
    defined: frozenset[str] = frozenset()
    undefined: frozenset[str] = frozenset()

    @property
    def macros(self) -> frozenset[str]:
        """All of them."""
        release_macros = frozenset((self.macro,)) if self.macro else frozenset()
        return release_macros | self.defined | self.undefined


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences between the items of two states of a file."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    #: The names that the changed items define, if a file that does not mention them is not
    #: affected: `static inline` functions, static or extern variables, macros. None for anything
    #: else.
    names: frozenset[bytes] | None

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def read_items(path: str, data: bytes, condition: Condition | None) -> tuple[Item, ...]:
    """The items of a file in order."""
    source = _source(path, data)
    return _items_outside(path, data, skipped_spans(source, condition) if condition else ())


@cache
def _source(path: str, data: bytes) -> SourceFile:
    """Header sets read the same files."""
    return SourceFile(path, data)


@cache
def _items_outside(path: str, data: bytes, skipped: tuple[Span, ...]) -> tuple[Item, ...]:
    """Most files are the same in most header sets."""
    return tuple(_items(_read_tokens(_source(path, data).tokens, skipped)))


def compare_items(before: Sequence[Item], after: Sequence[Item]) -> Difference:
    """What differs; an item that only moved counts as removed and added."""
    if tuple(before) == tuple(after):
        return Difference((), (), frozenset())
    old, new = Counter(before), Counter(after)
    added, removed = tuple((new - old).elements()), tuple((old - new).elements())
    if [item for item in before if item not in removed] != [
        item for item in after if item not in added
    ]:
        return Difference(tuple(after), tuple(before), None)
    names = [private_name(item) for item in (*added, *removed)]
    known = frozenset(name for name in names if name)
    return Difference(added, removed, known if all(names) else None)


def private_name(item: Item) -> bytes:
    """The name that the item defines, if it has no effect where nobody uses the name; else b""."""
    macro = re.match(rb"#define (\w+)", item[0])
    if macro is not None:
        return macro[1]
    if item[0] == b"extern" and item[-1] == b";" and not {b"(", b"{", b",", b"="} & set(item):
        return item[-2] if item[-2] != b"]" else item[item.index(b"[") - 1]
    if b"static" not in item[:2]:
        return b""
    if item[-1] == b";" and b"(" not in item and b"{" not in item and b"," not in item:
        end = item.index(b"=") if b"=" in item else len(item) - 1
    elif item[-1] == b"}" and b"(" in item and b"=" not in item[: item.index(b"(")]:
        end = item.index(b"(")
        if b"inline" not in item[:end]:
            return b""
    else:
        return b""
    name = item[end - 1]
    return name if re.fullmatch(rb"[A-Za-z_]\w*", name) else b""


def declared_name(item: Item) -> bytes:
    """The name that a prototype, a macro or the typedef of a type without a tag defines;
    else b"".
    """
    if macro := re.match(rb"#define (\w+)", item[0]):
        return macro[1]
    if item[-1] != b";" or b"=" in item:
        return b""
    if item[:3] in ((b"typedef", b"struct", b"{"), (b"typedef", b"union", b"{")):
        is_one = item[-3] == b"}" and not {b"struct", b"union", b"enum"} & set(item[2:])
        return item[-2] if is_one else b""
    if {b"typedef", b"{", b"#"} & set(item) or item.count(b"(") != 1 or item[-2] != b")":
        return b""
    return item[item.index(b"(") - 1]


def skipped_spans(source: SourceFile, condition: Condition) -> tuple[Span, ...]:
    """Arms that are not compiled, and the directives of blocks that are evaluated."""
    defined = {name.decode("ascii") for name in _SET.findall(source.data)}
    known = condition.macros - defined
    spans: list[Span] = []
    for block in conditional_blocks(source):
        answers = [_answer(arm.directive, condition, known) for arm in block.arms]
        if None in answers:
            continue
        start, is_decided = block.span.start, False
        for arm, answer in zip(block.arms, answers, strict=True):
            if answer and not is_decided:
                is_decided = True
                spans.append(Span(start, arm.span.start))
                start = arm.span.end
        spans.append(Span(start, block.span.end))
    return tuple(spans)


def _answer(directive: bytes, condition: Condition, known: frozenset[str]) -> bool | None:
    if directive == b"#else":
        return True
    found = _COMPARED.fullmatch(directive)
    if found and found[1].decode() == condition.macro in known:
        return _OPERATORS[found[2]](condition.release, int(found[3]))
    found = _ASKED.fullmatch(directive)
    name = found["name"].decode() if found else ""
    if found is None or name not in known or name == condition.macro:
        return None
    return (name in condition.defined) != bool(found["no"] or found["not"])


def _read_tokens(tokens: Sequence[Token], skipped: Sequence[Span]) -> Iterator[Token]:
    waiting = sorted(skipped, key=lambda span: span.start, reverse=True)
    end = 0
    for token in tokens:
        while waiting and waiting[-1].start <= token.start:
            end = max(end, waiting.pop().end)
        if token.start >= end and token.kind is not Kind.COMMENT:
            yield token


def _items(tokens: Iterator[Token]) -> Iterator[Item]:
    item: list[bytes] = []
    depth = 0
    for token in tokens:
        if token.kind is Kind.DIRECTIVE:
            if _LINE.match(token.text):
                continue
            if depth == 0 and not item:
                yield (directive_text(token),)
            else:
                item.append(directive_text(token))
            continue
        item.append(token.text)
        depth += (token.text in (b"(", b"{", b"[")) - (token.text in (b")", b"}", b"]"))
        ends = token.text == b";" or (token.text == b"}" and _is_function(item))
        if depth <= 0 and ends:
            yield tuple(item)
            item, depth = [], 0
    if item:
        yield tuple(item)


def _is_function(item: Sequence[bytes]) -> bool:
    """Whether an item that ends with a brace is a function definition, not an initialiser or a
    type.
    """
    at = item.index(b"{")
    return b"(" in item[:at] and b"=" not in item[:at] and b"typedef" not in item[:at]
