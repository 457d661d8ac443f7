# SPDX-License-Identifier: GPL-2.0-or-later
"""Mask code that tree-sitter cannot parse, keeping its length, and parse the result."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Tree

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.lexer import Kind, Token, directives, tokens
from qemu_xen_codemod.c.macro_kind import Kinds
from qemu_xen_codemod.c.mask.arguments import Arguments
from qemu_xen_codemod.c.mask.buffer import MaskBuffer, blanked
from qemu_xen_codemod.c.mask.macros import Items
from qemu_xen_codemod.c.mask.pieces import maskable, misread, pieces
from qemu_xen_codemod.c.mask.straighten import straighten
from qemu_xen_codemod.c.parse import errors_of, first_code, parse, parse_again
from qemu_xen_codemod.edit.edit import Span

__all__ = ["Masked", "blanked", "mask", "read"]

#: `#define NAME(a, b...)`: the parameter that GNU C names.
_VARIADIC = re.compile(rb"[ \t]*#[ \t]*define[ \t]+\w+\([^)]*?(\w+)[ \t]*\.\.\.")

#: `#if a ? b : c`
_CHOICE = re.compile(rb"[ \t]*#[ \t]*(?:el)?if[ \t]+([^?/]*\?.*)", re.DOTALL)
#: A directive as far as compilers read it: `#endif XEN` is `#endif`.
_DIRECTIVE = re.compile(
    rb"""\#[ \t]*(?:
        (?:else|endif)\b
      | (?:if|elif)n?def[ \t]+\w++
      | include(?:_next)?[ \t]*(?:"[^"\n]*"|<[^>\n]*>|\w++(?![ \t]*\())
    )""",
    re.VERBOSE,
)
_GOES_ON = re.compile(
    _DIRECTIVE.pattern + rb"(?:[ \t]|/\*[^*\n]*+\*+(?:[^*/\n][^*\n]*+\*+)*/)*[^\s/\\]",
    re.VERBOSE,
)
#: A line that begins like a directive, and is none.
_NO_DIRECTIVE = re.compile(rb"\#[ \t]*(?:[^\s\w/\\]|\\[^\r\n])")
#: A second round handles what the first one exposed; no known file needs a fourth.
_ROUNDS = 4
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_PRAGMA = b"_Pragma"


@dataclass(frozen=True, slots=True)
class Masked:
    """What was parsed instead of a file, and its tree."""

    #: As long as the file, with line ends at the same offsets.
    data: bytes
    tree: Tree
    #: Where the tree shows something else than C means, in order.
    misread: tuple[Span, ...] = ()


def mask(data: bytes) -> bytes:
    """The bytes to parse instead of the file, with the same length and line ends. Never raises."""
    return read(data).data


def read(
    data: bytes,
    lex: Callable[[], Iterable[Token]] | None = None,
    known: KnownMacros | None = None,
) -> Masked:
    """Parse the file as it is if that gives no errors, else masked as long as masks reduce the
    errors.

    `lex` gives the tokens of `data` to callers that have them already; without `known`, the macros
    that the file itself defines are known. Never raises.
    """
    known = known or KnownMacros({}, data=data)
    seen = _as_compilers_read(data)
    first = Masked(seen, parse(seen))
    best = _masked_in_pieces(first, known)
    if best is not None and not _harm(best):
        return best
    # What the pieces do not show, such as brackets that an #if leaves open.
    is_used_up = first.tree.root_node.has_changes
    whole = best or (Masked(seen, parse(seen)) if is_used_up else first)
    masked = _masked_whole(whole, lex if whole.data is data else None, known)
    return _masked_beside_errors(masked, known) if masked.data is seen else masked


def _as_compilers_read(data: bytes) -> bytes:
    """Without the words that compilers ignore at the end of a directive, without lines that they
    refuse as one, and without a comment that does not end: tree-sitter parses these as code.
    """
    comment = _endless_comment(data)
    is_odd = _GOES_ON.search(data) is not None or _NO_DIRECTIVE.search(data) is not None
    if comment is None and not is_odd:
        return data
    buffer = MaskBuffer(data)
    if comment is not None:
        buffer.blank(comment.start, comment.end)
    for directive in directives(data):
        at = directive.text.index(b"#")
        if _NO_DIRECTIVE.match(directive.text, at):
            buffer.blank(directive.start, directive.end)
            continue
        read_part = _DIRECTIVE.match(directive.text, at)
        for word in tokens(directive.text, read_part.end()) if read_part else ():
            if word.kind is not Kind.COMMENT:
                buffer.blank(directive.start + word.start, directive.start + word.end)
    return bytes(buffer.bytes)


def _endless_comment(data: bytes) -> Token | None:
    """The comment that goes on to the end of the file."""
    begins = data.rfind(b"/*")
    if begins < 0 or data.find(b"*/", begins + 2) >= 0:
        return None
    last = deque(tokens(data), maxlen=1).pop()
    return last if last.kind is Kind.COMMENT and last.text.startswith(b"/*") else None


def _masked_in_pieces(best: Masked, known: KnownMacros) -> Masked | None:
    """The same with masks on the pieces that need one; None if a piece is incomplete by itself."""
    data, harm, begin = best.data, _harm(best), first_code(best.data)
    masked_spans: tuple[Span, ...] = (Span(begin, len(data)),)
    more = [*known.misread_in(data)]
    for _ in range(_ROUNDS):
        # Everything that was not masked is unchanged.
        marks = [span.start for span in errors_of(best.tree)]
        marks += [*misread(best.data, masked_spans), *more]
        if best.data is data:
            marks += maskable(data, begin)
        if not marks:
            break
        more = []
        masked_spans = pieces(best.data, best.tree, marks)
        text = _mask(best.data, masked_spans, known)
        if text is None:
            return None
        if text == best.data:
            break
        masked = Masked(text, parse_again(text, best.data, best.tree, masked_spans))
        left = _harm(masked)
        if left > harm or left == harm != 0:
            # The best candidate's tree was used up for the other one.
            return None if best.data is data else Masked(best.data, parse(best.data))
        best, harm = masked, left
    return best


def _masked_beside_errors(best: Masked, known: KnownMacros) -> Masked:
    """The same with masks on the pieces without an error, when no mask helps against the errors:
    what one function means must not depend on another one.
    """
    data, errors = best.data, errors_of(best.tree)
    begin = first_code(data)
    marks = [*maskable(data, begin), *misread(data, (Span(begin, len(data)),))]
    marks += known.misread_in(data)
    spans = [
        span
        for span in pieces(data, best.tree, marks)
        if not any(span.start <= error.start < span.end for error in errors)
    ]
    text = _mask(data, spans, known)
    if text is None or text == data:
        return best
    masked = Masked(text, parse_again(text, data, best.tree, spans))
    return masked if _harm(masked) <= _harm_of(errors) else Masked(data, parse(data))


def _masked_whole(
    best: Masked, lex: Callable[[], Iterable[Token]] | None, known: KnownMacros
) -> Masked:
    data, harm = best.data, _harm(best)
    is_misread = any(True for _ in known.misread_in(data))
    for _ in range(_ROUNDS):
        whole = (Span(0, len(best.data)),)
        if not (harm or is_misread or any(True for _ in misread(best.data, whole))):
            break
        is_misread = False
        lexed = lex() if lex and best.data is data else tokens(best.data)
        buffer = MaskBuffer(best.data)
        _mask_tokens(buffer, _without_pragmas(buffer, lexed), known, {})
        text = bytes(buffer.bytes)
        if text == best.data:
            break
        masked = Masked(text, parse(text))
        left = _harm(masked)
        if left > harm or left == harm != 0:
            break
        best, harm = masked, left
    return best


def _harm(masked: Masked) -> int:
    """How much of a file its tree does not represent: bytes in errors, and one for each error."""
    return _harm_of(errors_of(masked.tree))


def _harm_of(errors: Iterable[Span]) -> int:
    return sum(span.end - span.start + 1 for span in errors)


def _mask(data: bytes, spans: Iterable[Span], kinds: Kinds) -> bytes | None:
    """The data with masks on the pieces; None if a bracket is open at the end of one."""
    buffer = MaskBuffer(data)
    has_pragmas = _PRAGMA in data
    taken: dict[bytes, bool] = {}
    for span in spans:
        lexed = tokens(data, span.start, span.end)
        if has_pragmas:
            lexed = _without_pragmas(buffer, lexed)
        if not _mask_tokens(buffer, lexed, kinds, taken):
            return None
    return bytes(buffer.bytes)


def _mask_tokens(
    buffer: MaskBuffer, lexed: Iterable[Token], kinds: Kinds, taken: dict[bytes, bool]
) -> bool:
    """Mask what the tokens show; return whether each bracket has its partner.

    `taken`: conditions for which an arm was chosen.
    """
    line = straighten(lexed, taken)
    items = Items(buffer, line.tokens, kinds)
    items.mask()
    Arguments(buffer, items).mask()
    for token in line.tokens:
        if token.kind is Kind.DIRECTIVE:
            _directive(buffer, token)
    for span in line.dropped:
        buffer.blank(span.start, span.end)
    return line.is_balanced


def _without_pragmas(buffer: MaskBuffer, lexed: Iterable[Token]) -> Iterator[Token]:
    """The tokens without `_Pragma("..")`, which may be anywhere and is not code."""
    is_pragma, depth = False, 0
    for token in lexed:
        if token.text == _PRAGMA:
            is_pragma, depth = True, 0
        elif is_pragma and (token.kind is Kind.DIRECTIVE or not depth and token.text != b"("):
            is_pragma = False
        if not is_pragma:
            yield token
            continue
        buffer.blank(token.start, token.end)
        depth += (token.text == b"(") - (token.text == b")")


def _directive(buffer: MaskBuffer, token: Token) -> None:
    """Mask what tree-sitter cannot parse in a directive that is kept."""
    text, start = token.text, token.start
    variadic = _VARIADIC.match(text)
    if variadic:
        buffer.blank(start + variadic.start(1), start + variadic.end(1))
    asks = _CHOICE.match(text)
    if asks:
        buffer.write(start + asks.start(1), start + asks.end(1), b"1")
    if b"/*" in text and b"\\\n" in text and b"define" in text:
        # A comment ends the macro for tree-sitter, which then parses its next lines as code.
        for comment in _COMMENT.finditer(text):
            first, last = start + comment.start(), start + comment.end()
            if b"\n" in comment.group():
                buffer.blank(first, last)
            else:
                buffer.blank(first, first + 2)
                buffer.blank(last - 2, last)
