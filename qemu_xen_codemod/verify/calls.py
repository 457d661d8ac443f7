# SPDX-License-Identifier: GPL-2.0-or-later
"""The calls of a C file and the parameter names of prototypes, as source has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.scope import function_name
from qemu_xen_codemod.c.source import SourceFile

#: The forms in which an argument has a name: `&pirq`, `s->pirq`, `(int)pirq`, `*pirq` or `pirq`.
_NAME = re.compile(
    rb"\A(?:\([\w\s*]+\)\s*)*[&*\s]*(?:[A-Za-z_]\w*(?:\s*(?:\.|->)\s*))*([A-Za-z_]\w*)\Z"
)
_SPACE = re.compile(rb"\s+")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function by its name."""

    function: bytes
    #: As written, with white space reduced to single blanks.
    arguments: tuple[bytes, ...]
    #: The function that contains it, "" at file level.
    inside: str
    #: 1-based.
    line: int

    @property
    def names(self) -> tuple[bytes, ...]:
        """The name of each argument, b"" for an expression without one."""
        return tuple(argument_name(argument) for argument in self.arguments)

    @property
    def text(self) -> tuple[bytes, tuple[bytes, ...], str]:
        """Calls with equal text are the same, moved or not."""
        return self.function, self.arguments, self.inside


def argument_name(argument: bytes) -> bytes:
    """The variable or member that an argument is, b"" for anything else."""
    found = _NAME.match(argument)
    return found[1] if found else b""


def calls_of(source: SourceFile) -> tuple[Call, ...]:
    """In the order of the file."""
    return tuple(_calls(source, source.root))


def _calls(source: SourceFile, root: Node) -> Iterator[Call]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(reversed(node.named_children))
        if node.type != "call_expression":
            continue
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None or function.type != "identifier":
            continue
        yield Call(
            source.text(function),
            tuple(
                _SPACE.sub(b" ", source.text(inner))
                for inner in arguments.named_children
                if inner.type != "comment"
            ),
            function_name(source, node.start_byte),
            source.line_of(node.start_byte),
        )


def find_parameters(function: bytes, files: Iterable[bytes]) -> tuple[bytes, ...] | None:
    """The parameter names of the first declaration of a function; b"" for one without a name.

    None if no file declares it, or it takes a variable number of arguments.
    """
    for data in files:
        at = data.find(function)
        while at >= 0:
            end = at + len(function)
            if _is_word(data, at, end):
                names = _parameters(data, at, end)
                if names is not None:
                    return names
            at = data.find(function, end)
    return None


def _is_word(data: bytes, start: int, end: int) -> bool:
    around = data[start - 1 : start] + data[end : end + 1]
    return not re.search(rb"\w", around)


def _parameters(data: bytes, start: int, end: int) -> tuple[bytes, ...] | None:
    """The parameters of the declaration whose name is here; None if this is not a declaration."""
    before = data[max(0, data.rfind(b"\n", 0, max(start - 200, 0))) : start].rstrip()
    if not re.search(rb"[\w*]\Z", before) or re.search(rb"\b(?:return|else|case)\Z", before):
        return None
    inside: list[Token] = []
    depth = 0
    rest = (token for token in tokens(data, end) if token.kind is not Kind.COMMENT)
    for token in rest:
        depth += (token.text == b"(") - (token.text == b")")
        if depth == 0:
            break
        inside.append(token)
    if not inside or inside[0].text != b"(":
        return None
    after = next(rest, None)
    if after is None or after.text not in (b";", b"{", b"__attribute__"):
        return None
    parts = _split(inside[1:])
    if any(part and part[-1].text == b"..." for part in parts):
        return None
    return tuple(_parameter_name(part) for part in parts)


def _split(inside: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in inside:
        depth += (token.text in (b"(", b"[")) - (token.text in (b")", b"]"))
        if token.text == b"," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _parameter_name(part: Sequence[Token]) -> bytes:
    words = [token for token in part if token.kind is Kind.WORD]
    if len(words) < 2 or any(token.text == b"(" for token in part):
        return b""
    return words[-1].text
