# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a file defines itself, so that they do not mean a library's function in it.

Determined from tokens, as uses are. Definitions inside an `#if` are ignored: they are often
fallbacks for a library that lacks the function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.conditional import conditional_blocks, without_guard
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import TAGGED

_POINTER = re.compile(rb"\(\s*\*\s*(\w+)")
_OPEN, _CLOSE = (b"(", b"["), (b")", b"]")


def redefined_names(source: SourceFile, words: frozenset[bytes]) -> frozenset[bytes]:
    """The words that the file defines as a function, or declares as static."""
    found: set[bytes] = set()
    for declaration, is_body in _declarations(source, words):
        found |= _declared(declaration, words, is_body=is_body)
        found |= _pointers(declaration, words)
    return frozenset(found)


def pointer_names(source: SourceFile, words: frozenset[bytes]) -> frozenset[bytes]:
    """The words that the file declares as pointers to functions, at file level.

    A call by such a name calls whatever was assigned to it.
    """
    found: set[bytes] = set()
    words &= frozenset(_POINTER.findall(source.data))
    for declaration, _ in _declarations(source, words) if words else ():
        found |= _pointers(declaration, words)
    return frozenset(found)


def _declarations(
    source: SourceFile, words: frozenset[bytes]
) -> Iterator[tuple[Sequence[Token], bool]]:
    """Code at file level outside of #if, up to a `;` or, with is_body, up to a brace."""
    if not words & source.words:
        return
    blocks = without_guard(conditional_blocks(source), source)
    declaration: list[Token] = []
    depth = 0
    for token in source.tokens:
        if token.kind in (Kind.COMMENT, Kind.DIRECTIVE):
            continue
        if token.text == b"{":
            if depth == 0:
                yield declaration, True
            depth += 1
        elif token.text == b"}":
            depth = max(0, depth - 1)
            if depth == 0 and not _is_object(declaration):
                declaration = []
        elif depth == 0 and token.text == b";":
            yield declaration, False
            declaration = []
        elif depth == 0 and not any(
            block.span.start <= token.start < block.span.end for block in blocks
        ):
            declaration.append(token)


def _pointers(declaration: Sequence[Token], words: frozenset[bytes]) -> frozenset[bytes]:
    """The words in `T (*word)(...)` and `T (*word[2])(...)`, parameters left out."""
    found: set[bytes] = set()
    depth = 0
    for at, token in enumerate(declaration[:-1]):
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        is_behind_star = at > 2 and [pair.text for pair in declaration[at - 2 : at]] == [b"(", b"*"]
        is_name = depth == 1 and token.text in words and is_behind_star
        if is_name and declaration[at + 1].text in (b")", b"["):
            found.add(token.text)
    return frozenset(found)


def _declared(
    declaration: Sequence[Token], words: frozenset[bytes], *, is_body: bool
) -> frozenset[bytes]:
    """The words that this declaration, or the beginning of one, declares."""
    static = any(token.text == b"static" for token in declaration)
    found: set[bytes] = set()
    depth = 0
    for at, token in enumerate(declaration):
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if token.text == b"=":
            break
        if depth or token.text not in words or at == 0:
            continue
        followed_by = declaration[at + 1].text if at + 1 < len(declaration) else b""
        defines = is_body and followed_by == b"("
        if (static or defines) and declaration[at - 1].text not in TAGGED:
            found.add(token.text)
    return frozenset(found)


def _is_object(declaration: Sequence[Token]) -> bool:
    """Whether the declaration continues after its braces, `static T x = {...}, y;`."""
    return any(token.text == b"=" for token in declaration) or any(
        token.text in TAGGED for token in declaration[:3]
    )
