"""Names that a file defines for itself, so that they mean no library's function in it.

Told from tokens, as uses are. A definition inside an `#if` counts for nothing: it is often a
stand-in for a library that lacks the function.
"""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.c.conditional import conditional_blocks, without_guard
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import TAGGED

_OPEN, _CLOSE = (b"(", b"["), (b")", b"]")


def own_names(source: SourceFile, words: frozenset[bytes]) -> frozenset[bytes]:
    """Of the words those that the file defines as a function, or declares as static."""
    if not words & source.words:
        return frozenset()
    blocks = without_guard(conditional_blocks(source), source)
    found: set[bytes] = set()
    declaration: list[Token] = []
    depth = 0
    for token in source.tokens:
        if token.kind in (Kind.COMMENT, Kind.DIRECTIVE):
            continue
        if token.text == b"{":
            if depth == 0:
                found |= _declared(declaration, words, is_body=True)
            depth += 1
        elif token.text == b"}":
            depth = max(0, depth - 1)
            if depth == 0 and not _is_object(declaration):
                declaration = []
        elif depth == 0 and token.text == b";":
            found |= _declared(declaration, words, is_body=False)
            declaration = []
        elif depth == 0 and not any(
            block.span.start <= token.start < block.span.end for block in blocks
        ):
            declaration.append(token)
    return frozenset(found)


def _declared(
    declaration: Sequence[Token], words: frozenset[bytes], *, is_body: bool
) -> frozenset[bytes]:
    """The words that this declaration, or the beginning of one, names."""
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
    """Does the declaration go on behind its braces, `static T x = {...}, y;`?"""
    return any(token.text == b"=" for token in declaration) or any(
        token.text in TAGGED for token in declaration[:3]
    )
