# SPDX-License-Identifier: GPL-2.0-or-later
"""What a function-like macro does with its arguments, as far as its definition is visible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_body, macro_name, macro_parameters

#: C authors give such names only to macros.
_CAPITALS = re.compile(rb"[A-Z_][A-Z0-9_]*\Z")
_STORES = frozenset(b"= += -= *= /= %= &= |= ^= <<= >>= ++ --".split())
_BEFORE = frozenset((b"++", b"--", b"&"))
#: `&` after these is a binary operator.
_OPERAND = (Kind.WORD, Kind.NUMBER, Kind.STRING, Kind.CHARACTER)
#: How deep includes, and macros in macros, are followed.
_DEPTH = 4


def changes_argument(
    source: SourceFile, headers: Headers | None, name: bytes, at: int, depth: int = _DEPTH
) -> bool:
    """Whether a call of `name` may assign the variable that is its argument number `at` (0-based).

    A function cannot. For a macro without a visible definition nobody can tell.
    """
    definitions = list(_definitions(source, headers, name, depth))
    if not definitions:
        return _CAPITALS.match(name) is not None
    return any(_changes(source, headers, definition, at, depth) for definition in definitions)


def _definitions(
    source: SourceFile, headers: Headers | None, name: bytes, depth: int
) -> Iterator[Token]:
    """The `#define`s of a macro with parameters in a file and in its includes."""
    todo, seen = [(source, depth)], {source.path}
    while todo:
        file, left = todo.pop()
        if name in file.words:
            yield from (directive for directive in file.directives if _defines(directive, name))
        for path in file.quoted_includes if left else ():
            header = headers(path) if headers is not None else None
            if header is not None and header.path not in seen:
                seen.add(header.path)
                todo.append((header, left - 1))


def _defines(directive: Token, name: bytes) -> bool:
    return macro_name(directive) == name and bool(macro_parameters(directive))


def _changes(
    source: SourceFile, headers: Headers | None, define: Token, at: int, depth: int
) -> bool:
    parameters = [token.text for token in macro_parameters(define)]
    names = {parameters[at] if at < len(parameters) else parameters[-1]}
    if at >= len(parameters) - 1:
        names.add(b"__VA_ARGS__")
    body = macro_body(define)[1]
    for index, token in enumerate(body):
        if token.text not in names:
            continue
        before = body[index - 1] if index else None
        following = body[index + 1].text if index + 1 < len(body) else b""
        if following in _STORES or (before is not None and _may_store(body, index - 1)):
            return True
        inner = _call_around(body, index)
        if inner is not None and (
            not depth or changes_argument(source, headers, *inner, depth - 1)
        ):
            return True
    return False


def _may_store(body: Sequence[Token], index: int) -> bool:
    """Whether the token before a name makes it the target of a store."""
    token = body[index]
    if token.text != b"&":
        return token.text in _BEFORE
    before = body[index - 1] if index else None
    return before is None or not (before.kind in _OPERAND or before.text in (b")", b"]"))


def _call_around(body: Sequence[Token], index: int) -> tuple[bytes, int] | None:
    """The call in which a token is a whole argument, and the argument's index."""
    following = body[index + 1].text if index + 1 < len(body) else b""
    if following not in (b",", b")"):
        return None
    depth = at = 0
    for back in range(index - 1, -1, -1):
        text = body[back].text
        depth += (text == b")") - (text == b"(")
        if depth < 0:
            name = body[back - 1] if back else None
            is_call = name is not None and name.kind is Kind.WORD
            return (name.text, at) if name is not None and is_call else None
        at += depth == 0 and text == b","
    return None
